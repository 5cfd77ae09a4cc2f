import { z } from 'zod'
import { choice, optionalLine, parse, tick } from '#src/web/fields.ts'
import type { Field } from '#src/web/components.ts'
import type { Visit } from '#src/web/visit.ts'
import { countriesByName, isCountry } from './countries.ts'
import type { CompanyRow, PersonRow } from './facts.ts'
import { dayText, share } from './fields.page.ts'
import { isAssociation, isCompany, isSoleTrader } from './legalForm.ts'
import { personRoles } from './personFacts.ts'
import { isRepresentativeRole, personName, rolesOf, writeShare, type PersonInput } from './person.ts'

export type Section = { title: string; text?: string; fields: Field[] }
type Setting = { company: CompanyRow; person: PersonRow | null; people: readonly PersonRow[] }

const roleField = ({ t }: Visit, { company, person }: Setting): Field => {
  const roles = rolesOf(company.legal_form)
  return {
    name: 'role',
    type: 'select',
    label: t('dossiers:person.field.role'),
    value: person?.role ?? (roles.length === 2 ? roles[0] : ''),
    isRequired: true,
    width: 'full',
    options: [{ value: '', label: t('dossiers:choose') }, ...roles.map((role) => ({ value: role, label: t(`dossiers:role.${role}`) }))],
  }
}

const representsField = ({ t }: Visit, { person, people }: Setting): Field[] => {
  const companies = people.filter(({ kind, id }) => kind === 'legal' && id !== person?.id)
  if (companies.length === 0) return []
  const options = [
    { value: '', label: t('dossiers:person.represents_nobody') },
    ...companies.map((one) => ({ value: one.id, label: personName(one) })),
  ]
  return [{
    name: 'representsPersonId',
    type: 'select',
    label: t('dossiers:person.field.represents'),
    value: person?.represents_person_id ?? '',
    width: 'full',
    options,
  }]
}

const countryOptions = (
  { t, lang }: Visit,
) => [{ value: '', label: t('dossiers:choose') }, ...countriesByName(lang).map(({ code, name }) => ({ value: code, label: name }))]

const identityFields = (visit: Visit, { person }: Setting): Field[] => {
  const { t } = visit
  const countries = countryOptions(visit)
  return [
    {
      name: 'givenNames',
      label: t('dossiers:person.field.given_names'),
      hint: t('dossiers:person.hint.given_names'),
      value: person?.given_names ?? '',
      width: 'full',
      isRequired: true,
      maxlength: 120,
    },
    {
      name: 'familyName',
      label: t('dossiers:person.field.family_name'),
      value: person?.family_name ?? '',
      width: 'full',
      isRequired: true,
      maxlength: 120,
    },
    {
      name: 'usageName',
      label: t('dossiers:person.field.usage_name'),
      value: person?.usage_name ?? '',
      width: 'full',
      isOptional: true,
      maxlength: 120,
    },
    {
      name: 'birthDate',
      type: 'date',
      label: t('dossiers:person.field.birth_date'),
      value: person?.birth_date ?? '',
      width: 'short',
      isRequired: true,
      min: '1900-01-01',
    },
    {
      name: 'birthPlace',
      label: t('dossiers:person.field.birth_place'),
      value: person?.birth_place ?? '',
      isRequired: true,
      maxlength: 120,
    },
    {
      name: 'birthCountry',
      type: 'select',
      label: t('dossiers:person.field.birth_country'),
      value: person?.birth_country ?? 'FR',
      isRequired: true,
      options: countries,
    },
    {
      name: 'nationality',
      type: 'select',
      label: t('dossiers:person.field.nationality'),
      value: person?.nationality ?? 'FR',
      isRequired: true,
      options: countries,
    },
  ]
}

const shareFields = ({ t }: Visit, { company, person }: Setting): Field[] =>
  isCompany(company.legal_form)
    ? [
      {
        name: 'capital',
        label: t('dossiers:person.field.capital'),
        hint: t('dossiers:person.hint.share'),
        value: person ? writeShare(person.capital_bps) : '',
        width: 'short',
        inputmode: 'decimal',
        suffix: '%',
        maxlength: 8,
      },
      {
        name: 'votes',
        label: t('dossiers:person.field.votes'),
        value: person ? writeShare(person.votes_bps) : '',
        width: 'short',
        inputmode: 'decimal',
        suffix: '%',
        maxlength: 8,
      },
    ]
    : []

/** Where the file names companies: which of them he holds, and how much of it. */
const throughFields = ({ t }: Visit, { company, person, people }: Setting): Field[] => {
  const companies = people.filter(({ kind, id }) => kind === 'legal' && id !== person?.id)
  if (!isCompany(company.legal_form) || companies.length === 0) return []
  const options = [
    { value: '', label: t('dossiers:person.through_nothing') },
    ...companies.map((one) => ({ value: one.id, label: personName(one) })),
  ]
  const held = person?.through_person_id ? person : null
  return [
    {
      name: 'throughPersonId',
      type: 'select',
      label: t('dossiers:person.field.through'),
      hint: t('dossiers:person.hint.through'),
      value: held?.through_person_id ?? '',
      width: 'full',
      options,
    },
    {
      name: 'throughCapital',
      label: t('dossiers:person.field.through_capital'),
      value: held ? writeShare(held.through_capital_bps) : '',
      width: 'short',
      inputmode: 'decimal',
      suffix: '%',
      maxlength: 8,
    },
    {
      name: 'throughVotes',
      label: t('dossiers:person.field.through_votes'),
      value: held ? writeShare(held.through_votes_bps) : '',
      width: 'short',
      inputmode: 'decimal',
      suffix: '%',
      maxlength: 8,
    },
  ]
}

/** Widely held, listed, of the State: the merchant says so, and whoever decides reads it (BO-02: nobody found). */
const noOwnerField = ({ t }: Visit, { company, person }: Setting): Field[] =>
  isCompany(company.legal_form)
    ? [{
      name: 'controlNature',
      label: t('dossiers:person.field.no_owner'),
      hint: t('dossiers:person.hint.no_owner'),
      value: person?.control_nature ?? '',
      width: 'full',
      isOptional: true,
      maxlength: 300,
    }]
    : []

const ownerFields = (visit: Visit, setting: Setting): Field[] => {
  const { t } = visit
  const { company, person } = setting
  const control: Field[] = isCompany(company.legal_form)
    ? [{
      name: 'controlNature',
      label: t('dossiers:person.field.control'),
      hint: t('dossiers:person.hint.control'),
      value: person?.control_nature ?? '',
      width: 'full',
      isOptional: true,
      maxlength: 300,
    }]
    : []
  return [
    {
      name: 'isBeneficialOwner',
      type: 'checkbox',
      label: t('dossiers:person.field.is_owner'),
      value: person?.is_beneficial_owner ?? false,
    },
    ...shareFields(visit, setting),
    ...throughFields(visit, setting),
    ...control,
    {
      name: 'ownerSince',
      type: 'date',
      label: t('dossiers:person.field.owner_since'),
      hint: t('dossiers:person.hint.owner_since'),
      value: person?.owner_since ?? '',
      width: 'short',
      min: '1900-01-01',
    },
    {
      name: 'address',
      label: t('dossiers:person.field.address'),
      hint: t('dossiers:person.hint.address'),
      value: person?.address ?? '',
      width: 'full',
      maxlength: 300,
    },
  ]
}

const pepFields = ({ t }: Visit, { person }: Setting): Field[] => [
  {
    name: 'isPep',
    type: 'radios',
    label: t('dossiers:person.field.is_pep'),
    value: person ? (person.is_pep ? 'yes' : 'no') : '',
    isRequired: true,
    options: [{ value: 'no', label: t('dossiers:person.pep_no') }, { value: 'yes', label: t('dossiers:person.pep_yes') }],
  },
  { name: 'pepFunction', label: t('dossiers:person.field.pep_function'), value: person?.pep_function ?? '', width: 'full', maxlength: 200 },
]

/** In a company the mandate is a function of its own; an association's treasurer may sign as well (rules.md §1.2). */
const signatoryField = ({ t }: Visit, { company, person }: Setting): Field[] =>
  isAssociation(company.legal_form)
    ? [{ name: 'isSignatory', type: 'checkbox', label: t('dossiers:person.field.is_signatory'), value: person?.is_signatory ?? false }]
    : []

const naturalSections = (visit: Visit, setting: Setting): Section[] => {
  const { t } = visit
  const { company } = setting
  return [
    {
      title: t('dossiers:person.section.role'),
      fields: [roleField(visit, setting), ...representsField(visit, setting), ...signatoryField(visit, setting)],
    },
    { title: t('dossiers:person.section.identity'), fields: identityFields(visit, setting) },
    ...(isSoleTrader(company.legal_form)
      ? []
      : [{
        title: t('dossiers:person.section.owner'),
        text: t(isCompany(company.legal_form) ? 'dossiers:person.owner_of_company' : 'dossiers:person.owner_of_association'),
        fields: ownerFields(visit, setting),
      }]),
    { title: t('dossiers:person.section.pep'), text: t('dossiers:person.pep_means'), fields: pepFields(visit, setting) },
  ]
}

const legalSections = (visit: Visit, setting: Setting): Section[] => {
  const { t } = visit
  const { person } = setting
  const fields: Field[] = [
    {
      name: 'companyName',
      label: t('dossiers:person.field.company_name'),
      value: person?.company_name ?? '',
      width: 'full',
      isRequired: true,
      maxlength: 160,
    },
    {
      name: 'companySiren',
      label: t('dossiers:person.field.company_siren'),
      hint: t('dossiers:person.hint.company_siren'),
      value: person?.company_siren ?? '',
      inputmode: 'numeric',
      maxlength: 14,
    },
    roleField(visit, setting),
    ...shareFields(visit, setting),
    ...throughFields(visit, setting),
    ...noOwnerField(visit, setting),
  ]
  return [{ title: t('dossiers:person.section.company'), text: t('dossiers:person.company_means'), fields }]
}

/** The questions about one person, as the legal form and the kind of person call for them. */
export const personSections = (visit: Visit, kind: 'natural' | 'legal', setting: Setting): Section[] =>
  kind === 'natural' ? naturalSections(visit, setting) : legalSections(visit, setting)

const country = () => optionalLine(2).refine((code) => code === '' || isCountry(code), { error: 'web:field.bad_choice' })

/** Nothing is chosen beforehand: a declaration is made, not left as it was (L561-10). */
const yesOrNo = () => z.enum(['yes', 'no', ''], { error: 'web:field.bad_choice' }).default('')

const form = z
  .object({
    kind: choice(['natural', 'legal']),
    role: choice(personRoles),
    representsPersonId: optionalLine(40),
    isSignatory: tick(),
    isBeneficialOwner: tick(),
    isPep: yesOrNo(),
    givenNames: optionalLine(120),
    familyName: optionalLine(120),
    usageName: optionalLine(120),
    birthDate: dayText(),
    birthPlace: optionalLine(120),
    birthCountry: country(),
    nationality: country(),
    address: optionalLine(300),
    companyName: optionalLine(160),
    companySiren: optionalLine(14),
    capital: share(),
    votes: share(),
    controlNature: optionalLine(300),
    ownerSince: dayText(),
    pepFunction: optionalLine(200),
    throughPersonId: optionalLine(40),
    throughCapital: share(),
    throughVotes: share(),
  })
  .refine(({ kind, isPep }) => kind === 'legal' || isPep !== '', { path: ['isPep'], error: 'dossiers:person.problem.pep_unsaid' })

export const readPerson = (body: Record<string, unknown>): PersonInput => {
  const { isPep, capital, votes, throughPersonId, throughCapital, throughVotes, ...same } = parse(form, body)
  const through = throughPersonId === '' ? undefined : { personId: throughPersonId, capitalBps: throughCapital, votesBps: throughVotes }
  return { ...same, isPep: isPep === 'yes', capitalBps: capital, votesBps: votes, through }
}

/** What a person is here, in chips. */
export const chipsOf = ({ t }: Visit, person: PersonRow, company: CompanyRow) => [
  ...(isRepresentativeRole(person.role, company.legal_form)
    ? [{ tone: 'neutral' as const, label: t('dossiers:person.chip.representative'), icon: 'user' }]
    : []),
  ...(person.is_signatory ? [{ tone: 'neutral' as const, label: t('dossiers:person.chip.signatory'), icon: 'user' }] : []),
  ...(person.is_beneficial_owner ? [{ tone: 'neutral' as const, label: t('dossiers:person.chip.owner'), icon: 'users' }] : []),
  ...(person.is_pep ? [{ tone: 'neutral' as const, label: t('dossiers:person.chip.pep'), icon: 'flag' }] : []),
]
