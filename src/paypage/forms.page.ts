import { cardInput, codeLength, expiryFault, type CardInput } from '#src/cards/card.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { invalid, type FieldErrors } from '#src/kernel/errors.ts'
import { mandateInput, type MandateInput } from '#src/mandates/mandate.ts'
import type { z } from 'zod'
import type { Field } from '#src/web/components.ts'
import { tick } from '#src/web/fields.ts'
import type { Translate } from '#src/web/i18n.ts'

type Body = Record<string, unknown>
const textOf = (body: Body, name: string): string => (typeof body[name] === 'string' ? body[name].slice(0, 200).trim() : '')

/** « 12 / 27 », « 1227 », « 1/2027 ». A year of two figures is of this century. */
const expiryOf = (text: string): { month: number; year: number } | null => {
  const [, month, year = ''] = /^(\d{1,2})\s*[/.\-\s]\s*(\d{2}|\d{4})$/.exec(text) ?? /^(\d{2})(\d{2}|\d{4})$/.exec(text) ?? []
  return month === undefined ? null : { month: Number(month), year: year.length === 2 ? 2_000 + Number(year) : Number(year) }
}

/** `missing` where nothing was typed, else `wrong`: no message repeats what was. */
const fault = (field: string, text: string): FieldErrors => ({ [field]: `paypage:${field}.${text === '' ? 'missing' : 'wrong'}` })

/** What a schema of the API found wrong, told of the questions of this page. */
const told = (error: z.ZodError | undefined, of: Record<string, FieldErrors>): FieldErrors =>
  Object.assign({}, ...(error?.issues ?? []).map(({ path }) => of[String(path[0])] ?? {})) as FieldErrors

const wantedLength = (typed: string): number => codeLength(typed.replace(/[\s-]/g, ''))
const codeFault = (number: string, code: string): FieldErrors => (/^\d+$/.test(code) && code.length === wantedLength(number)
  ? {}
  : code !== '' && wantedLength(number) === 4
  ? { cvc: 'paypage:cvc.wrong_four' }
  : fault('cvc', code))

const pastFault = (expiry: ReturnType<typeof expiryOf>, now: Date): FieldErrors =>
  expiry && Object.keys(expiryFault({ exp_month: expiry.month, exp_year: expiry.year }, parisDay(now))).length > 0
    ? { expiry: 'paypage:expiry.past' }
    : {}

/** The card that was typed. 422 naming each question that is answered wrongly. */
export const readCard = (body: Body, now: Date): { card: CardInput } => {
  const [number, expiry, code, name] = [textOf(body, 'number'), textOf(body, 'expiry'), textOf(body, 'cvc'), textOf(body, 'name')]
  const at = expiryOf(expiry)
  const read = cardInput.safeParse({ number, cvc: code, name, exp_month: at?.month, exp_year: at?.year })
  const wrongExpiry = fault('expiry', expiry)
  const wrong = told(read.error, {
    number: fault('number', number),
    exp_month: wrongExpiry,
    exp_year: wrongExpiry,
    name: fault('name', name),
  })
  const faults = { ...pastFault(at, now), ...wrong, ...codeFault(number, code) }
  if (!read.success || Object.keys(faults).length > 0) throw invalid(inOrder(faults, cardQuestions))
  return { card: read.data }
}

const cardQuestions = ['number', 'expiry', 'cvc', 'name']
const accountQuestions = ['iban', 'holder', 'mandate']
const inOrder = (faults: FieldErrors, names: readonly string[]): FieldErrors =>
  Object.fromEntries(names.flatMap((name) => (faults[name] ? [[name, faults[name]]] : [])))

/** How the mandate of a payment is called: ours to choose, no longer than 35 signs that banks know, and one payment's only. */
export const mandateReference = (paymentId: string): string => `VIGIE-${paymentId.slice(paymentId.indexOf('_') + 1)}`

/** The account that was typed, and its mandate, signed now. 422 naming each question that is answered wrongly. */
export const readAccount = (body: Body, now: Date, paymentId: string): { sepa: MandateInput } => {
  const [iban, name] = [textOf(body, 'iban'), textOf(body, 'holder')]
  const read = mandateInput.safeParse({ iban, name, mandate: mandateReference(paymentId), date_mandate: Math.floor(now.getTime() / 1_000) })
  const faults = {
    ...told(read.error, { iban: fault('iban', iban), name: fault('holder', name) }),
    ...(tick().parse(body['mandate']) ? {} : { mandate: 'paypage:mandate.missing' }),
  }
  if (!read.success || Object.keys(faults).length > 0) throw invalid(inOrder(faults, accountQuestions))
  return { sepa: read.data }
}

type Typed = { body: Body; errors: FieldErrors; t: Translate }

const question = ({ errors, t }: Typed, name: string, more: Partial<Field>): Field => ({
  name,
  label: t(`paypage:${name}.label`),
  isRequired: true,
  width: 'full',
  ...(errors[name] ? { error: t(errors[name]) } : {}),
  ...more,
})

/** Number and code never come back to the page, whatever was wrong; nor a name or an expiry in which a number may have been typed. */
export const cardFields = (typed: Typed): Record<'number' | 'expiry' | 'cvc' | 'name', Field> => ({
  number: question(typed, 'number', { inputmode: 'numeric', autocomplete: 'cc-number', maxlength: 23 }),
  expiry: question(typed, 'expiry', {
    inputmode: 'numeric',
    autocomplete: 'cc-exp',
    maxlength: 9,
    placeholder: typed.t('paypage:expiry.placeholder'),
    value: expiryOf(textOf(typed.body, 'expiry')) ? textOf(typed.body, 'expiry') : '',
  }),
  cvc: question(typed, 'cvc', { inputmode: 'numeric', autocomplete: 'cc-csc', maxlength: 4 }),
  name: question(typed, 'name', { autocomplete: 'cc-name', maxlength: 64, value: typed.errors['name'] ? '' : textOf(typed.body, 'name') }),
})

export const accountFields = (typed: Typed): Record<'iban' | 'holder' | 'mandate', Field> => ({
  iban: question(typed, 'iban', { autocomplete: 'off', maxlength: 42, value: textOf(typed.body, 'iban') }),
  holder: question(typed, 'holder', { autocomplete: 'name', maxlength: 64, value: textOf(typed.body, 'holder') }),
  mandate: question(typed, 'mandate', { type: 'checkbox', value: tick().parse(typed.body['mandate']) }),
})
