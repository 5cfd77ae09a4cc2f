import type { LegalForm } from '#src/dossiers/legalForm.ts'
import { fail, type Judged, pass, unknown } from './judged.ts'
import { wordsOf } from './words.ts'

/** A form as a label tells it; 'foreign' stands for one that we open no accounts for (SNC, SCA, GIE…). */
type Read = LegalForm | 'foreign'

const sole = /\b(unipersonnel(le)?|associe unique|associee unique|actionnaire unique)\b/

/** In this order: the longer words first. */
const forms: readonly [RegExp, Read, Read?][] = [
  [
    /\b(snc|nom collectif|sca|scs|commandite|gie|groupement|cooperative|scop|scic|scm|moyens|sccv|selarl|selas|selasu|selafa|exercice liberal|economie mixte|mutuelle|fondation|syndicat)\b/,
    'foreign',
  ],
  [/\b(sasu)\b/, 'sasu'],
  [/\b(eurl|sarlu)\b/, 'eurl'],
  [/\b(sas|actions simplifiee)\b/, 'sas', 'sasu'],
  [/\b(sarl|responsabilite limitee)\b/, 'sarl', 'eurl'],
  [/\b(sa|societe anonyme)\b/, 'sa'],
  [/\b(sci|civile immobiliere)\b/, 'sci'],
  [/\b(association)\b/, 'association'],
  [/\b(ei|eirl|entrepreneur|entreprise individuelle|personne physique|micro|auto|commercant|artisan|liberal(e)?)\b/, 'ei'],
]

/** S.A.S. and SAS are one word. */
const joinLetters = (words: readonly string[]): string =>
  words.join(' ').replace(/\b(?:[a-z] )+[a-z]\b/g, (letters) => letters.replace(/ /g, ''))

/** The form that a label names, as registers and statutes write it; null where it names none that we know. */
export const legalFormOf = (label: string): Read | null => {
  const text = joinLetters(wordsOf(label)).slice(0, 300)
  const found = forms.find(([pattern]) => pattern.test(text))
  if (!found) return null
  const [, form, single] = found
  return single && sole.test(text) ? single : form
}

const families: readonly (readonly Read[])[] = [['sas', 'sasu'], ['sarl', 'eurl']]

/** One form with one partner or several: a register often leaves the number out. */
export const areRelatedForms = (a: Read, b: Read): boolean => a === b || families.some((family) => family.includes(a) && family.includes(b))

/** KYC-05: a single partner is often left out of the label, so that its absence proves nothing; its presence does. */
export const compareLegalForm = (declared: LegalForm, label: string, confidence: number | null): Judged => {
  const read = legalFormOf(label)
  if (read === null) return unknown('form_unread')
  if (read === declared) return pass('form_same')
  if (areRelatedForms(declared, read)) return unknown('form_single_partner')
  return confidence !== null && confidence < 60 ? unknown('form_unread') : fail('form_differs')
}
