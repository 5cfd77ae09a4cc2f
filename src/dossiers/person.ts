import { addMonths, isDay, type Day } from '#src/kernel/calendar.ts'
import type { FieldErrors } from '#src/kernel/errors.ts'
import { lettersProblem, nameProblem } from './writing.ts'
import { isSiren, normaliseSiren } from '#src/kernel/identifiers.ts'
import { isSoleTrader, type LegalForm } from './legalForm.ts'
import { isBps } from './ownershipShare.ts'
import type { PersonRole } from './personFacts.ts'

/** What the merchant says of one person. Shares are basis points; dates `YYYY-MM-DD` or empty. */
export type PersonInput = {
  kind: 'natural' | 'legal'
  role: PersonRole
  isBeneficialOwner: boolean
  /** Signs by delegation, without being a legal representative (KYC-04). */
  isSignatory: boolean
  /** The company of this dossier for which he acts; empty: none. */
  representsPersonId: string
  /** What he holds of a company of this dossier that itself holds the client (BO-05). */
  through?: { personId: string; capitalBps: number; votesBps: number }
  givenNames: string
  familyName: string
  usageName: string
  birthDate: string
  birthPlace: string
  birthCountry: string
  nationality: string
  address: string
  companyName: string
  companySiren: string
  capitalBps: number
  votesBps: number
  /** How he controls by other means; of a company: why nobody owns through it. One sentence, shown to whoever decides. */
  controlNature: string
  ownerSince: string
  isPep: boolean
  pepFunction: string
}

const companyRoles: readonly PersonRole[] = ['associe', 'mandataire', 'autre']

/** The functions each legal form knows, in the order of the list. */
const rolesByForm: Record<LegalForm, readonly PersonRole[]> = {
  ei: ['exploitant', 'mandataire'],
  eurl: ['gerant', ...companyRoles],
  sarl: ['gerant', ...companyRoles],
  sci: ['gerant', ...companyRoles],
  sas: ['president', 'directeur_general', 'directeur_general_delegue', ...companyRoles],
  sasu: ['president', 'directeur_general', 'directeur_general_delegue', ...companyRoles],
  sa: [
    'president_directeur_general',
    'directeur_general',
    'directeur_general_delegue',
    'directeur_general_unique',
    'president_du_directoire',
    'membre_du_directoire',
    'membre_du_conseil_de_surveillance',
    'president',
    'administrateur',
    ...companyRoles,
  ],
  association: [
    'president',
    'vice_president',
    'tresorier',
    'secretaire',
    'administrateur',
    'directeur_general',
    'membre_du_conseil_de_surveillance',
    'mandataire',
    'autre',
  ],
}

export const rolesOf = (form: LegalForm): readonly PersonRole[] => rolesByForm[form]

const representing: readonly PersonRole[] = [
  'exploitant',
  'gerant',
  'president',
  'president_directeur_general',
  'directeur_general',
  'directeur_general_delegue',
  'directeur_general_unique',
  'president_du_directoire',
]

/** The function says who represents the client by law: nobody is asked to know the word. A chair of an SA's board does not. */
export const isRepresentativeRole = (role: string, form: LegalForm): boolean =>
  (representing as readonly string[]).includes(role) && !(form === 'sa' && role === 'president') &&
  !(form === 'association' && role === 'directeur_general')

/** « 33,33 », « 25 % », « 100 » → basis points; null where it is no percentage. */
export const parseShare = (text: string): number | null => {
  const found = /^(\d{1,3})(?:[.,](\d{1,2}))?\s*%?$/.exec(text.trim())
  if (!found) return text.trim() === '' ? 0 : null
  const bps = Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0'))
  return bps <= 10_000 ? bps : null
}

/** 3333 → « 33,33 », for the field. */
export const writeShare = (bps: number): string => (bps === 0 ? '' : String(bps / 100).replace('.', ','))

const blankNatural = { usageName: '', givenNames: '', familyName: '', birthDate: '', birthPlace: '', birthCountry: '', nationality: '' }

/** What does not belong to the kind of person is dropped; who holds a mandate signs by it. */
export const normalisePerson = (input: PersonInput, form: LegalForm): PersonInput => {
  const isRepresentative = isRepresentativeRole(input.role, form)
  const shares = isSoleTrader(form) || form === 'association' ? { capitalBps: 0, votesBps: 0, through: undefined } : {}
  const common = {
    ...input,
    ...shares,
    isSignatory: !isRepresentative && (input.isSignatory || input.role === 'mandataire'),
    isBeneficialOwner: input.isBeneficialOwner && !isSoleTrader(form),
    pepFunction: input.isPep ? input.pepFunction : '',
    companySiren: normaliseSiren(input.companySiren),
  }
  if (input.kind === 'natural') return { ...common, companyName: '', companySiren: '' }
  return { ...common, ...blankNatural, isBeneficialOwner: false, isPep: false, pepFunction: '', ownerSince: '' }
}

export type PersonSetting = { form: LegalForm; today: Day; companyIds: readonly string[] }

const key = (name: string): string => `dossiers:person.problem.${name}`
const missing = 'web:field.missing'

const dayProblem = (text: string, today: Day, isRequired: boolean): string | null => {
  if (text === '') return isRequired ? missing : null
  if (!isDay(text) || text < '1900-01-01') return 'web:field.bad_date'
  return text > today ? key('day_in_future') : null
}

const beforeBirth = ({ ownerSince, birthDate }: PersonInput, today: Day):
  | string
  | null => (ownerSince !== '' && dayProblem(birthDate, today, true) === null && ownerSince < birthDate ? key('owner_before_birth') : null)

/** Who acts for the client binds him: of age, but for an association, which may be run from sixteen on (law of 1901, article 2 bis). */
const tooYoung = ({ birthDate, role, isSignatory }: PersonInput, { form, today }: PersonSetting): string | null => {
  if (!isDay(birthDate) || (!isRepresentativeRole(role, form) && !isSignatory)) return null
  const years = form === 'association' ? 16 : 18
  return addMonths(birthDate, 12 * years) > today ? key(`under_${years}`) : null
}

/** KYC-03 names and birth; BO-04 what an owner says besides. */
const naturalProblems = (input: PersonInput, setting: PersonSetting): Record<string, string | null> => ({
  givenNames: nameProblem(input.givenNames),
  familyName: nameProblem(input.familyName),
  birthDate: dayProblem(input.birthDate, setting.today, true) ?? tooYoung(input, setting),
  usageName: lettersProblem(input.usageName),
  birthPlace: input.birthPlace === '' ? missing : lettersProblem(input.birthPlace),
  birthCountry: input.birthCountry === '' ? missing : null,
  nationality: input.nationality === '' ? missing : null,
  address: input.isBeneficialOwner && input.address === '' ? missing : lettersProblem(input.address),
  ownerSince: dayProblem(input.ownerSince, setting.today, input.isBeneficialOwner) ?? beforeBirth(input, setting.today),
  pepFunction: input.isPep && input.pepFunction === '' ? missing : null,
})

const legalProblems = (input: PersonInput): Record<string, string | null> => ({
  companyName: nameProblem(input.companyName),
  companySiren: input.companySiren === '' || isSiren(input.companySiren) ? null : key('siren_wrong'),
})

const throughProblems = (through: PersonInput['through'], companyIds: readonly string[]): Record<string, string | null> => ({
  throughPersonId: !through || companyIds.includes(through.personId) ? null : 'web:field.bad_choice',
  throughCapital: !through || isBps(through.capitalBps) ? null : key('share_wrong'),
  throughVotes: !through || isBps(through.votesBps) ? null : key('share_wrong'),
})

/** What is wrong with what was typed, by field of the form; expects the normalised form. A share that could not be read is NaN. */
export const personProblems = (input: PersonInput, setting: PersonSetting): FieldErrors => {
  const { form, companyIds } = setting
  const found: Record<string, string | null> = {
    role: rolesOf(form).includes(input.role) ? null : key('role_of_other_form'),
    capital: isBps(input.capitalBps) ? null : key('share_wrong'),
    votes: isBps(input.votesBps) ? null : key('share_wrong'),
    controlNature: lettersProblem(input.controlNature),
    ...throughProblems(input.through, companyIds),
    representsPersonId: input.representsPersonId === '' || companyIds.includes(input.representsPersonId) ? null : 'web:field.bad_choice',
    ...(input.kind === 'natural' ? naturalProblems(input, setting) : legalProblems(input)),
  }
  return Object.fromEntries(Object.entries(found).filter((one): one is [string, string] => one[1] !== null))
}

const orNull = (text: string): string | null => (text === '' ? null : text)

/** The row's own words for it. */
export const personColumns = (input: PersonInput, form: LegalForm) => ({
  kind: input.kind,
  role: input.role,
  is_representative: isRepresentativeRole(input.role, form),
  is_beneficial_owner: input.isBeneficialOwner,
  is_signatory: input.isSignatory,
  represents_person_id: orNull(input.representsPersonId),
  given_names: input.givenNames,
  family_name: input.familyName,
  usage_name: input.usageName,
  birth_date: orNull(input.birthDate),
  birth_place: input.birthPlace,
  birth_country: input.birthCountry,
  nationality: input.nationality,
  address: input.address,
  company_name: input.companyName,
  company_siren: orNull(input.companySiren),
  capital_bps: input.capitalBps,
  votes_bps: input.votesBps,
  through_person_id: input.through?.personId ?? null,
  through_capital_bps: input.through?.capitalBps ?? 0,
  through_votes_bps: input.through?.votesBps ?? 0,
  control_nature: input.controlNature,
  owner_since: orNull(input.ownerSince),
  is_pep: input.isPep,
  pep_function: input.pepFunction,
})

type Named = { kind: 'natural' | 'legal'; given_names: string; family_name: string; usage_name: string; company_name: string }

/** « Anne Lenoir », or the company's name. */
export const personName = (
  person: Named,
): string => (person.kind === 'legal' ? person.company_name : `${person.given_names} ${person.usage_name || person.family_name}`)
