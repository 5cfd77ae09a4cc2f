import { PDFDocument } from 'pdf-lib'
import { describePdf, facts, foot, heading, openSheet, paragraph, small, title } from '#src/contracts/sheet.ts'
import { institution } from '#src/contracts/wording.ts'
import { sayInstant, sayLegalDay } from '#src/notifications/letterDates.ts'
import { formatCents } from '#src/kernel/money.ts'
import type { JsonObject, JsonValue } from '#src/platform/db.types.ts'
import { closedSentence, columnWord, complaintSentence, scopeSentences, tableWord, type PaperLang } from '#src/personalData/words.ts'
import type { Contents } from './contents.ts'

/** A reader wants to see what there is, not ten thousand lines: the rest is in the table beside. */
const shownRows = 40

const words = {
  fr: {
    title: 'Copie de vos données',
    portable: 'Vos données, pour les emporter',
    of: 'Demande',
    made: 'État au',
    person: 'Personne',
    rest: (count: number, file: string) => `${count} autres lignes se trouvent dans ${file}.`,
    empty: 'Nous n’avons trouvé aucune donnée à remettre.',
    kept: 'Durée de conservation',
    none: '–',
    yes: 'oui',
    no: 'non',
    scope: 'Ce que cette copie ne contient pas',
    closed: 'Ce que plus personne ne peut lire',
    rights: 'Vos recours',
    pieces: 'Vos pièces jointes se trouvent dans le dossier « pieces ».',
  },
  en: {
    title: 'A copy of your data',
    portable: 'Your data, to take with you',
    of: 'Request',
    made: 'As of',
    person: 'Person',
    rest: (count: number, file: string) => `${count} more lines are in ${file}.`,
    empty: 'We have found no data to hand over.',
    kept: 'How long it is kept',
    none: '–',
    yes: 'yes',
    no: 'no',
    scope: 'What this copy does not contain',
    closed: 'What nobody can read any more',
    rights: 'What you can do next',
    pieces: 'Your documents are in the folder “pieces”.',
  },
} as const

/** Money as money, shares as per cent, days and instants as they are said; a code stays a code, and a text is whole. */
const valueOf = (column: string, value: JsonValue | undefined, row: JsonObject, lang: PaperLang): string => {
  const said = words[lang]
  if (value === null || value === undefined || value === '') return said.none
  if (typeof value === 'boolean') return value ? said.yes : said.no
  if (column.endsWith('_cents') && typeof value === 'number')
    return formatCents(value, typeof row['currency'] === 'string' ? row['currency'] : 'eur', lang)
  if (column.endsWith('_bps') && typeof value === 'number')
    return `${new Intl.NumberFormat(lang, { maximumFractionDigits: 2 }).format(value / 100)} %`
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) return sayLegalDay(value, lang)
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T[\d:.]+(\+00:00|Z)$/.test(value)) return sayInstant(new Date(value), lang)
  return String(value)
}

type Fact = { label: string; value: string }

/** Where something stands on a picture, and how sure a reading is of it, are for a machine: they are in the JSON beside. */
const notToRead = new Set(['places', 'place', 'box', 'boxes', 'words', 'normal', 'corners'])
const nameOf = (key: string, lang: PaperLang): string => columnWord(key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), lang)
const isScalar = (value: JsonValue): boolean => value === null || typeof value !== 'object'
/** What is listed with a name of its own: a datum that was read, a check digit. */
const namedIn = (value: JsonValue | undefined): { name: string; value: JsonValue | undefined; nth: number } | null => {
  const one = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
  const said = 'value' in one ? one['value'] : one['isRight']
  return typeof one['name'] === 'string' && said !== undefined ? { name: one['name'], value: said, nth: Number(one['nth'] ?? 0) } : null
}

/** What stands in a column, as names and values: « Appareil · Adresse IP », « Données lues · Prénoms ». */
const factsOf = (label: string, column: string, value: JsonValue | undefined, row: JsonObject, lang: PaperLang): Fact[] => {
  if (value === null || value === undefined || value === '') return []
  if (Array.isArray(value) && value.every(isScalar))
    return value.length === 0
      ? []
      : [{
        label,
        value: value.map((one) => (column === 'fields' ? nameOf(String(one), lang) : valueOf(column, one, row, lang))).join(', '),
      }]
  if (Array.isArray(value)) {
    return value.flatMap((one, i) => {
      const named = namedIn(one)
      return named
        ? factsOf(`${label} · ${nameOf(named.name, lang)}${named.nth > 0 ? ` ${named.nth + 1}` : ''}`, named.name, named.value, row, lang)
        : factsOf(`${label} ${i + 1}`, column, one, row, lang)
    })
  }
  if (typeof value === 'object')
    return Object.entries(value).filter(([key]) => !notToRead.has(key)).flatMap(([key, one]) =>
      factsOf(`${label} · ${nameOf(key, lang)}`, key, one, row, lang)
    )
  return [{ label, value: valueOf(column, value, row, lang) }]
}

const rowFacts = (row: JsonObject, lang: PaperLang): Fact[] =>
  Object.entries(row).flatMap(([column, value]) => factsOf(columnWord(column, lang), column, value, row, lang))

/** What a person reads first: everything in words, table by table. The same contents make the same bytes. */
export const packagePdf = async (contents: Contents): Promise<Buffer> => {
  const { lang, reference, name, at, isPortability, parts, pieces, closed } = contents
  const said = words[lang]
  const pdf = await PDFDocument.create()
  const titled = isPortability ? said.portable : said.title
  describePdf(pdf, { title: `${titled} ${reference}`, lang, at })
  const sheet = await openSheet(pdf, [name, ...parts.flatMap(({ rows }) => rows.slice(0, shownRows).map((row) => JSON.stringify(row)))])
  title(sheet, titled, institution)
  facts(sheet, [{ label: said.of, value: reference }, { label: said.person, value: name }, {
    label: said.made,
    value: sayInstant(at, lang),
  }])
  if (parts.length === 0) paragraph(sheet, said.empty)
  for (const { table, rows, rule, basis } of parts) {
    heading(sheet, `${tableWord(table, lang)} (${rows.length})`)
    small(sheet, `${said.kept}${lang === 'fr' ? ' :' : ':'} ${rule} · ${basis}`)
    for (const row of rows.slice(0, shownRows)) facts(sheet, rowFacts(row, lang))
    if (rows.length > shownRows) small(sheet, said.rest(rows.length - shownRows, `csv/${table}.csv`))
  }
  if (pieces.length > 0) paragraph(sheet, said.pieces)
  if (closed.length > 0) {
    heading(sheet, said.closed)
    paragraph(sheet, closedSentence[lang])
    facts(sheet, closed.map(({ table, id }) => ({ label: tableWord(table, lang), value: id })))
  }
  heading(sheet, said.scope)
  for (const sentence of scopeSentences[lang]) paragraph(sheet, sentence)
  heading(sheet, said.rights)
  paragraph(sheet, complaintSentence[lang])
  foot(sheet, `${titled} ${reference}`)
  return Buffer.from(await pdf.save())
}
