import type { FieldName, PieceField } from '#src/pieces/piece.ts'
import { centsOf } from './amounts.ts'
import { dateIn } from './dates.ts'
import { plainWords } from './fold.ts'
import { filledWith, firstIn } from './labelled.ts'
import { capture, captures, proseOf, type Prose } from './prose.ts'
import type { Row } from './sheet.ts'
import { fieldFrom, type Span, tidy } from './span.ts'
import { takeDate, takeSiren } from './takes.ts'

/** Statutes and minutes are prose: what they say stands between words, not beside labels. */
const forms =
  "Société par actions simplifiée(?: unipersonnelle| à associé unique)?|Société à responsabilité limitée(?: unipersonnelle| à associé unique)?|Société anonyme(?: à conseil d'administration| à directoire)?|"
  + 'Société civile immobilière|Société civile|Société en nom collectif|Entreprise unipersonnelle à responsabilité limitée|SASU|SAS|SARL|EURL|SCI|Association'
const day = String.raw`(?:\d{1,2}|[1lI]er) \p{L}+ \d{4}|\d{1,2}[/.]\d{1,2}[/.]\d{4}`

const patterns: Partial<Record<FieldName, RegExp[]>> = {
  company_name: [
    /dénomination(?: sociale)?(?: de la société)?(?: est| sociale)? ?: ?[«"]? ?(.{2,80}?) ?(?:[»".;]|Dans tous|Tous les|Article)/iu,
    /pour titre ?: ?[«"]? ?(.{2,100}?) ?(?:[»".;]|Article)/iu,
  ],
  legal_form: [
    new RegExp(`(?<!\\p{L})(${forms})(?=,? (?:au capital|régie|unipersonnelle))`, 'iu'),
    new RegExp(`est une (${forms})(?!\\p{L})`, 'iu'),
  ],
  capital: [
    /capital(?: social)?(?: est fixé à| fixé à)?(?: la somme)?(?: variable)? de (\d[\d .,]*(?: ?(?:€|euros?|EUR))?)/iu,
    /capital social ?: ?(\d[\d .,]* ?(?:€|euros?|EUR))/iu,
  ],
  seat: [
    /siège social ?(?:est fixé|est situé|fixé|situé)? ?(?:au|à|:)? ?:? ?(\d.{4,90}?\d{5} [\p{L}' -]{2,40}?)(?=\.|,|;| \d{3} \d{3}| Il | Article| STATUTS| R\.C| RCS| Immatricul| PROC|$)/iu,
  ],
}

const read = (prose: Prose, name: FieldName): PieceField[] => {
  const span = (patterns[name] ?? []).map((pattern) => capture(prose, pattern)).find((found) => found !== null)
  if (!span) return []
  return fieldFrom(name, span, name === 'capital' ? String(centsOf(span.text)) : tidy(span.text))
}

/** The name stands alone and large above « Société … au capital de … ». */
const headName = (rows: readonly Row[]): PieceField[] => {
  const at = rows.findIndex(({ cells }) =>
    cells.some(({ text }) => /(societe|association|entreprise|sas|sarl|sasu|eurl|sci)\b.*(capital|regie)/.test(plainWords(text)))
  )
  const above = rows.slice(0, Math.max(0, at)).flatMap(({ cells }) => cells).filter(({ text }) =>
    /\p{L}{2}/u.test(text) && !/statuts|proces verbal/.test(plainWords(text))
  )
  const name = above.reduce<(typeof above)[number] | null>((best, cell) => (!best || cell.height >= 0.9 * best.height ? cell : best), null)
  return name ? fieldFrom('company_name', { text: name.text, words: name.words }, tidy(name.text)) : []
}

const datedBy = (prose: Prose, rows: readonly Row[]): PieceField[] => {
  const span = [
    new RegExp(`mis(?:e)?s? à jour (?:au|le|du|en date du)? ?(${day})`, 'iu'),
    new RegExp(`(?:assemblée|décisions?)[^.]{0,60}?(?:du|en date du) (${day})`, 'iu'),
    new RegExp(`fait à [^.]{2,40}?,? le (${day})`, 'iu'),
    new RegExp(`en date du (${day})`, 'iu'),
  ]
    .map((pattern) => capture(prose, pattern))
    .find((found) => found !== null)
  const found = span && dateIn(span.words)
  return found
    ? fieldFrom('issued_on', found, found.day)
    : firstIn(rows, 'issued_on', takeDate, ({ text }) => /^(du|le|fait)/.test(plainWords(text)))
}

const companyOf = (rows: readonly Row[], prose: Prose): PieceField[] => {
  const facts = (['legal_form', 'capital', 'seat'] as const).flatMap((name) => read(prose, name))
  const siren = firstIn(rows, 'siren', takeSiren, ({ text }) => /rcs|r c s|siren|immatricul/.test(plainWords(text)))
  return [...filledWith(headName(rows), read(prose, 'company_name')), ...facts, ...siren, ...datedBy(prose, rows)]
}

/** « nomme Madame X, née le …, en qualité de présidente ». */
const appointed = new RegExp(
  `(?:nomme|nommée?(?: en qualité de \\p{L}+)? ?:?|désigne|élit|élue?)(?: en qualité de [\\p{L} ]{3,40}? ?[,:]?)? (?:Monsieur|Madame|M\\.|Mme) (.{4,70}?)(?=,| né| demeurant| en qualité| pour)`,
  'iu',
)
const roleAfter = /en qualité de (\p{L}[\p{L}' -]{3,40}?)(?=,| de (?:la|l')| pour|\.)/iu
const bornAfter = new RegExp(`née? le (${day})`, 'iu')

const after = (prose: Prose, span: Span): Prose => {
  const from = prose.words.indexOf(span.words.at(-1) ?? prose.words[0]!)
  const start = prose.starts[from] ?? 0
  return {
    text: prose.text.slice(start, start + 300),
    words: prose.words.slice(from),
    starts: prose.starts.slice(from).map((at) => at - start),
  }
}

const appointments = (prose: Prose): PieceField[] =>
  captures(prose, appointed).flatMap((name, nth) => {
    const behind = after(prose, name)
    const [role, born] = [capture(behind, roleAfter), capture(behind, bornAfter)]
    const birth = born && dateIn(born.words)
    return [
      ...fieldFrom('representative_name', name, tidy(name.text), nth),
      ...(role ? fieldFrom('representative_role', role, tidy(role.text), nth) : []),
      ...(birth ? fieldFrom('representative_birth_date', birth, birth.day, nth) : []),
    ]
  })

/** rules.md §1.4 `statuts`. */
export const readStatutes = (rows: readonly Row[]): PieceField[] => companyOf(rows, proseOf(rows))

/** rules.md §1.4 `pv_nomination`: whom the meeting named, and to what. */
export const readMinutes = (rows: readonly Row[]): PieceField[] => {
  const prose = proseOf(rows)
  return [...companyOf(rows, prose), ...appointments(prose)]
}
