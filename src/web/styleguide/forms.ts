import type { Field, Step } from '../components.ts'
import type { Translate } from '../i18n.ts'

/** Every kind of question, some of them answered wrongly. */
export const exampleFields = (t: Translate): Record<string, Field> => ({
  name: { name: 'name', label: t('styleguide:form.name'), autocomplete: 'name', value: 'Sophie Lenoir' },
  email: {
    name: 'email',
    label: t('styleguide:form.email'),
    type: 'email',
    autocomplete: 'email',
    value: 'sophie@',
    error: t('web:field.bad_email'),
  },
  password: {
    name: 'password',
    label: t('styleguide:form.password'),
    type: 'password',
    autocomplete: 'current-password',
    hint: t('styleguide:form.password_hint'),
  },
  code: {
    name: 'code',
    label: t('styleguide:form.code'),
    inputmode: 'numeric',
    autocomplete: 'one-time-code',
    width: 'short',
    hint: t('styleguide:form.code_hint'),
    maxlength: 6,
  },
  amount: { name: 'amount', label: t('web:word.amount'), inputmode: 'decimal', suffix: '€', width: 'short', value: '1 284,10' },
  born: { name: 'born', label: t('styleguide:bench.born'), type: 'date', width: 'short', value: '1981-07-14' },
  siren: {
    name: 'siren',
    label: 'SIREN',
    inputmode: 'numeric',
    width: 'short',
    value: '552 100 55',
    error: t('styleguide:form.siren_error'),
    isOptional: true,
  },
  form: {
    name: 'legal',
    label: t('styleguide:form.legal'),
    type: 'select',
    value: 'sarl',
    options: [{ value: 'sarl', label: 'SARL' }, { value: 'sas', label: 'SAS' }, { value: 'ei', label: 'EI' }],
  },
  why: { name: 'why', label: t('web:form.reason'), type: 'textarea', hint: t('web:form.reason_hint'), width: 'full', rows: 3 },
  outcome: {
    name: 'outcome',
    label: t('styleguide:form.outcome'),
    type: 'radios',
    value: 'ask',
    options: [
      { value: 'validate', label: t('web:verb.validate') },
      { value: 'ask', label: t('web:verb.request_documents'), hint: t('styleguide:form.ask_hint') },
      { value: 'reject', label: t('web:verb.reject') },
    ],
  },
  pieces: {
    name: 'pieces',
    label: t('styleguide:form.pieces'),
    type: 'checkboxes',
    value: ['kbis'],
    options: [
      { value: 'identity', label: t('styleguide:pieces.identity') },
      { value: 'kbis', label: t('styleguide:pieces.kbis') },
      { value: 'iban', label: t('styleguide:pieces.iban') },
    ],
  },
  sure: { name: 'sure', label: t('styleguide:form.sure'), type: 'checkbox', value: true },
  file: {
    name: 'file',
    label: t('styleguide:pieces.identity'),
    type: 'file',
    isMultiple: true,
    accept: 'image/jpeg,image/png,application/pdf',
    hint: t('styleguide:form.file_hint'),
    width: 'full',
  },
  off: { name: 'off', label: t('styleguide:form.off'), value: 'mrch_1BqTz', isDisabled: true },
})

export const exampleErrors = (
  t: Translate,
) => [{ name: 'email', text: t('web:field.bad_email') }, { name: 'siren', text: t('styleguide:form.siren_error') }]

export const exampleSteps = (t: Translate): Step[] => [
  { label: t('styleguide:steps.company'), state: 'done', href: '#company' },
  { label: t('styleguide:steps.people'), state: 'attention', href: '#people', text: t('styleguide:steps.people_text') },
  { label: t('styleguide:steps.pieces'), state: 'current', text: t('styleguide:steps.pieces_text') },
  { label: t('styleguide:steps.contract'), state: 'todo' },
  { label: t('styleguide:steps.open'), state: 'todo', text: t('styleguide:steps.open_text') },
]
