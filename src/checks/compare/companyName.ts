import { areRelatedForms, legalFormOf } from './legalForm.ts'
import { closenessOf } from './closeness.ts'
import { fail, fromCloseness, type Judged, pass, unknown } from './judged.ts'
import { compactOf, wordsOf } from './words.ts'
import type { LegalForm } from '#src/dossiers/legalForm.ts'

const forms = 'sasu|sas|sarlu|sarl|eurl|selarl|selas|snc|sci|scop|sca|scs|sa|ei|eirl|gie'
const phrases = new RegExp(
  `\\b(?:societe par actions simplifiee(?: unipersonnelle| a associe unique)?|(?:entreprise unipersonnelle|societe) a responsabilite limitee(?: unipersonnelle| a associe unique)?|societe civile immobiliere|societe civile|societe anonyme|entrepreneur individuel|entreprise individuelle|${forms})\\b`,
  'g',
)

/** « & » is read as « et »; the letters of S.A.S. come together. */
const tidy = (name: string): string =>
  wordsOf(name.replace(/&/g, ' et ').replace(/\+/g, ' et '))
    .join(' ')
    .replace(/\b(?:[a-z] )+[a-z]\b/g, (letters) => letters.replace(/ /g, ''))
    .slice(0, 200)

const societyWord = /^(?:ste|societe|association|asso) /

/** The name without its form. A name that is nothing but a form (« SA ») keeps it. */
export const bareName = (name: string): string => {
  const text = tidy(name)
  const bare = text.replace(phrases, ' ').replace(/\s+/g, ' ').trim().replace(societyWord, '')
  return bare === '' ? text : bare
}

/** The name with what stands in brackets, without it. Brackets hold the short name. */
const writings = (name: string): string[] => [name, name.replace(/\([^)]{0,100}\)/g, ' ')].map(bareName).filter(Boolean)

const initials = (name: string): string =>
  bareName(name).split(' ').filter((word) => !/^(?:de|des|du|la|le|les|et|l|d|a|au|aux|en)$/.test(word)).map((word) => word[0]).join('')

const isShortFor = (declared: string, read: string): boolean =>
  bareName(read).length > 1 && compactOf(wordsOf(bareName(read))) === initials(declared)

const hasTradeName = (tradeName: string, read: string): boolean => tradeName.trim() !== '' && bareName(tradeName) === bareName(read)

/** Company names: forms dropped, accents and « & » evened out. A short or a trade name names several companies: it proves nothing. */
export const compareCompanyName = (declared: { name: string; tradeName: string }, read: string, confidence: number | null): Judged => {
  if (declared.name.trim() === '') return unknown('nothing_declared')
  if (bareName(read) === '') return unknown('company_name_unread')
  const all = writings(declared.name).flatMap((ours) => writings(read).map((theirs) => closenessOf(ours, theirs, confidence)))
  if (all.includes('same')) return pass('company_name_same')
  if (hasTradeName(declared.tradeName, read)) return unknown('trade_name_only')
  if (isShortFor(declared.name, read) || isShortFor(read, declared.name)) return unknown('short_name_only')
  const closeness = all.includes('part') ? 'part' : all.includes('near') ? 'near' : 'other'
  return fromCloseness(closeness, {
    same: 'company_name_same',
    part: 'company_name_partly',
    near: 'company_name_near',
    other: 'company_name_differs',
  })
}

/** A form written in the name that is not the declared one: the homonym of another form is another company. */
export const contradictsForm = (declared: LegalForm, read: string): boolean => {
  const written = tidy(read).match(phrases)?.at(-1)
  const form = written ? legalFormOf(written) : null
  return form !== null && !areRelatedForms(declared, form)
}

/** Name and form together, where the form is only told by the name (holder of an account). */
export const compareHolder = (
  declared: { name: string; tradeName: string; legalForm: LegalForm | null },
  read: string,
  confidence: number | null,
): Judged => {
  const judged = compareCompanyName(declared, read, confidence)
  if (judged.verdict !== 'pass' || declared.legalForm === null || !contradictsForm(declared.legalForm, read)) return judged
  return confidence === null || confidence >= 90 ? fail('holder_other_form') : unknown('holder_other_form')
}
