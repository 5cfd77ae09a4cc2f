import type { FieldErrors } from '#src/kernel/errors.ts'
import { isNaf, isSiren, isSiret, isTolerantRna, normaliseNaf, normaliseRna, normaliseSiret,
  sirenOfSiret } from '#src/kernel/identifiers.ts'
import { departmentOf, identifierNeeds, isAssociation, type LegalForm } from './legalForm.ts'
import { isKnownMcc } from './mccs.ts'
import { lettersProblem, nameProblem } from './writing.ts'

/** What the merchant says of his company, as typed but read: numbers without blanks are not required, amounts are cents. */
export type CompanyInput = {
  legalForm: LegalForm
  name: string
  tradeName: string
  /** Empty where there is none. The SIREN is its first nine digits. */
  siret: string
  rna: string
  addressLine1: string
  addressLine2: string
  postcode: string
  city: string
  /** KYC-03: only when it is not the seat. */
  managementAddress: string
  activity: string
  naf: string
  mcc: string
  website: string
  expectedMonthlyCents: number
  expectedTicketCents: number
  isListed: boolean
}

/** « exemple.fr » is how people write it. */
const withScheme = (website: string): string => (website === '' || /^[a-z][a-z0-9+.-]*:/i.test(website) ? website : `https://${website}`)

const isWebsite = (text: string): boolean => {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, username, password } = new URL(text)
  return (protocol === 'https:' || protocol === 'http:') && /^[^.]+(\.[^.]+)+$/.test(hostname) && username === '' && password === ''
}

/** The same, as it is kept. An association outside the register of companies has its RNA number, everybody else none. */
export const normaliseCompany = (input: CompanyInput): CompanyInput => ({
  ...input,
  siret: normaliseSiret(input.siret),
  rna: isAssociation(input.legalForm) ? normaliseRna(input.rna) : '',
  postcode: input.postcode.replace(/\s/g, ''),
  naf: normaliseNaf(input.naf),
  website: withScheme(input.website),
  isListed: input.legalForm === 'sa' && input.isListed,
})

const key = (name: string): string => `dossiers:company.problem.${name}`

const siretProblem = (siret: string, isRequired: boolean): string | null => {
  if (siret === '') return isRequired ? key('siret_missing') : null
  if (isSiret(siret)) return null
  return isSiren(siret) ? key('siret_is_siren') : key('siret_wrong')
}

const rnaProblem = (rna: string, isRequired: boolean): string | null => {
  if (rna === '') return isRequired ? key('rna_missing') : null
  return isTolerantRna(rna) ? null : key('rna_wrong')
}

/** Sums nobody means: a slip of the keyboard. */
const mostCents = 100_000_000_00

const amountProblem = (cents: number): string | null => {
  if (!Number.isSafeInteger(cents)) return 'web:field.bad_amount'
  return cents <= 0 ? key('amount_zero') : cents > mostCents ? key('amount_too_big') : null
}

const missing = (text: string): string | null => (text === '' ? 'web:field.missing' : null)

/** What is wrong with what was typed, by field of the form; expects the normalised form. An amount that could not be read is NaN. */
export const companyProblems = (input: CompanyInput): FieldErrors => {
  const department = departmentOf(input.postcode)
  const needs = identifierNeeds(input.legalForm, department, input.siret !== '')
  const found: Record<string, string | null> = {
    name: nameProblem(input.name),
    tradeName: lettersProblem(input.tradeName),
    siret: siretProblem(input.siret, needs.siret === 'required'),
    rna: rnaProblem(input.rna, needs.rna === 'required'),
    address1: missing(input.addressLine1) ?? lettersProblem(input.addressLine1),
    address2: lettersProblem(input.addressLine2),
    zip: department === '' ? key('postcode_wrong') : null,
    city: missing(input.city) ?? lettersProblem(input.city),
    management: lettersProblem(input.managementAddress),
    activity: missing(input.activity) ?? lettersProblem(input.activity),
    naf: input.naf === '' || isNaf(input.naf) ? null : key('naf_wrong'),
    mcc: missing(input.mcc) ?? (isKnownMcc(input.mcc) ? null : key('mcc_unknown')),
    website: input.website === '' || isWebsite(input.website) ? lettersProblem(input.website) : key('website_wrong'),
    monthly: amountProblem(input.expectedMonthlyCents),
    ticket: amountProblem(input.expectedTicketCents),
  }
  return Object.fromEntries(Object.entries(found).filter((one): one is [string, string] => one[1] !== null))
}

const orNull = (text: string): string | null => (text === '' ? null : text)

/** The row's own words for it. */
export const companyColumns = (input: CompanyInput) => ({
  legal_form: input.legalForm,
  name: input.name,
  trade_name: input.tradeName,
  siren: input.siret === '' ? null : sirenOfSiret(input.siret),
  siret: orNull(input.siret),
  rna: orNull(input.rna),
  address_line1: input.addressLine1,
  address_line2: input.addressLine2,
  postcode: input.postcode,
  city: input.city,
  management_address: input.managementAddress,
  activity: input.activity,
  naf: orNull(input.naf),
  mcc: input.mcc,
  website: input.website,
  expected_monthly_cents: input.expectedMonthlyCents,
  expected_ticket_cents: input.expectedTicketCents,
  is_listed: input.isListed,
})
