import { z } from 'zod'
import { filled, type Refused } from '#src/merchants/forms.page.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, type Field } from '#src/web/components.ts'
import { choice, optionalLine, parse, tick } from '#src/web/fields.ts'
import type { Visit } from '#src/web/visit.ts'
import { amount, writeAmount } from './fields.page.ts'
import type { CompanyRow } from './facts.ts'
import { fileOf, forgetFile, isClosedOff, isEditable } from './file.page.ts'
import { nextPage } from './steps.page.ts'
import { legalForms } from './legalForm.ts'
import { mccs } from './mccs.ts'
import { saveCompany } from './saveCompany.ts'

const whoFields = ({ t }: Visit, company: CompanyRow | null): Field[] => [
  {
    name: 'legalForm',
    type: 'select',
    label: t('dossiers:company.field.legal_form'),
    value: company?.legal_form ?? '',
    width: 'full',
    isRequired: true,
    options: [
      { value: '', label: t('dossiers:choose') },
      ...legalForms.map((form) => ({ value: form, label: t(`dossiers:form.${form}`) })),
    ],
  },
  {
    name: 'name',
    label: t('dossiers:company.field.name'),
    hint: t('dossiers:company.hint.name'),
    value: company?.name ?? '',
    width: 'full',
    isRequired: true,
    autocomplete: 'organization',
    maxlength: 160,
  },
  {
    name: 'tradeName',
    label: t('dossiers:company.field.trade_name'),
    value: company?.trade_name ?? '',
    width: 'full',
    isOptional: true,
    maxlength: 160,
  },
  {
    name: 'siret',
    label: t('dossiers:company.field.siret'),
    hint: t('dossiers:company.hint.siret'),
    value: company?.siret ?? '',
    inputmode: 'numeric',
    maxlength: 20,
  },
  {
    name: 'rna',
    label: t('dossiers:company.field.rna'),
    hint: t('dossiers:company.hint.rna'),
    value: company?.rna ?? '',
    isOptional: true,
    maxlength: 14,
  },
  { name: 'isListed', type: 'checkbox', label: t('dossiers:company.field.is_listed'), value: company?.is_listed ?? false },
]

const whereFields = ({ t }: Visit, company: CompanyRow | null): Field[] => [
  {
    name: 'address1',
    label: t('dossiers:company.field.address1'),
    value: company?.address_line1 ?? '',
    width: 'full',
    isRequired: true,
    autocomplete: 'address-line1',
    maxlength: 160,
  },
  {
    name: 'address2',
    label: t('dossiers:company.field.address2'),
    value: company?.address_line2 ?? '',
    width: 'full',
    isOptional: true,
    autocomplete: 'address-line2',
    maxlength: 160,
  },
  {
    name: 'zip',
    label: t('dossiers:company.field.zip'),
    value: company?.postcode ?? '',
    width: 'short',
    isRequired: true,
    inputmode: 'numeric',
    autocomplete: 'postal-code',
    maxlength: 10,
  },
  {
    name: 'city',
    label: t('dossiers:company.field.city'),
    value: company?.city ?? '',
    isRequired: true,
    autocomplete: 'address-level2',
    maxlength: 100,
  },
  {
    name: 'management',
    label: t('dossiers:company.field.management'),
    hint: t('dossiers:company.hint.management'),
    value: company?.management_address ?? '',
    width: 'full',
    isOptional: true,
    maxlength: 300,
  },
]

const whatFields = ({ t, lang }: Visit, company: CompanyRow | null): Field[] => [
  {
    name: 'activity',
    label: t('dossiers:company.field.activity'),
    hint: t('dossiers:company.hint.activity'),
    value: company?.activity ?? '',
    width: 'full',
    isRequired: true,
    maxlength: 300,
  },
  {
    name: 'mcc',
    type: 'select',
    label: t('dossiers:company.field.mcc'),
    value: company?.mcc ?? '',
    width: 'full',
    isRequired: true,
    options: [{ value: '', label: t('dossiers:choose') }, ...mccs.map((one) => ({ value: one.code, label: one[lang] }))],
  },
  {
    name: 'naf',
    label: t('dossiers:company.field.naf'),
    hint: t('dossiers:company.hint.naf'),
    value: company?.naf ?? '',
    width: 'short',
    isOptional: true,
    maxlength: 8,
  },
  {
    name: 'website',
    label: t('dossiers:company.field.website'),
    hint: t('dossiers:company.hint.website'),
    value: company?.website ?? '',
    width: 'full',
    isOptional: true,
    inputmode: 'url',
    autocomplete: 'url',
    maxlength: 300,
  },
  {
    name: 'monthly',
    label: t('dossiers:company.field.monthly'),
    hint: t('dossiers:company.hint.monthly'),
    value: company ? writeAmount(company.expected_monthly_cents) : '',
    width: 'short',
    isRequired: true,
    inputmode: 'decimal',
    suffix: '€',
    maxlength: 20,
  },
  {
    name: 'ticket',
    label: t('dossiers:company.field.ticket'),
    hint: t('dossiers:company.hint.ticket'),
    value: company ? writeAmount(company.expected_ticket_cents) : '',
    width: 'short',
    isRequired: true,
    inputmode: 'decimal',
    suffix: '€',
    maxlength: 20,
  },
]

/** GET /merchant/company */
export const showCompany = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const file = await fileOf(visit)
  if (isClosedOff(file)) return seeOther('/merchant')
  const { t } = visit
  const isOpen = isEditable(file)
  const sections = [
    { title: t('dossiers:company.section.who'), fields: whoFields(visit, file.company) },
    { title: t('dossiers:company.section.where'), fields: whereFields(visit, file.company) },
    { title: t('dossiers:company.section.what'), fields: whatFields(visit, file.company) },
  ]
    .map((section) => ({ ...section, fields: filled(visit, section.fields, refused).map((field) => ({ ...field, isDisabled: !isOpen })) }))
  return view('dossiers/company', {
    title: t('dossiers:company.title'),
    sections,
    errors: errorLines(refused?.errors, visit.t),
    isOpen,
  })
}

const form = z.object({
  legalForm: choice(legalForms),
  name: optionalLine(160),
  tradeName: optionalLine(160),
  siret: optionalLine(20),
  rna: optionalLine(14),
  isListed: tick(),
  address1: optionalLine(160),
  address2: optionalLine(160),
  zip: optionalLine(10),
  city: optionalLine(100),
  management: optionalLine(300),
  activity: optionalLine(300),
  mcc: optionalLine(4),
  naf: optionalLine(8),
  website: optionalLine(300),
  monthly: amount(),
  ticket: amount(),
})

/** POST /merchant/company */
export const postCompany = async (visit: Visit): Promise<Answer> => {
  const { address1, address2, zip, management, monthly, ticket, ...same } = parse(form, visit.body)
  await saveCompany(visit.ctx, {
    ...same,
    addressLine1: address1,
    addressLine2: address2,
    postcode: zip,
    managementAddress: management,
    expectedMonthlyCents: monthly,
    expectedTicketCents: ticket,
  })
  forgetFile(visit)
  return seeOther(await nextPage(visit, 'company'), good('dossiers:flash.saved'))
}
