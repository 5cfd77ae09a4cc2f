import { formatCents, minorDigits } from '#src/kernel/money.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import type { Chip, Tone } from '#src/web/components.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import type { CorrectionState } from './correction.ts'
import type { CorrectionRow } from './corrections.sql.ts'

// How pages say what a correction is.

export type Refused = { values: Record<string, unknown>; errors: Record<string, string> }

export const correctionsPath = '/console/corrections'
export const correctionPath = ({ id }: Pick<CorrectionRow, 'id'>): string => `${correctionsPath}/${id}`

export const mayPropose = (visit: Visit): boolean => isAllowed(staffOf(visit).roles, 'corrections.propose')
export const mayDecide = (visit: Visit): boolean => isAllowed(staffOf(visit).roles, 'corrections.decide')

const tones: Record<CorrectionState, Tone> = {
  proposed: 'waiting',
  booked: 'good',
  declined: 'neutral',
  withdrawn: 'neutral',
  undo_proposed: 'waiting',
  undone: 'warning',
}
export const correctionChip = ({ t }: Pick<Visit, 't'>, { state }: Pick<CorrectionRow, 'state'>): Chip => ({
  tone: tones[state],
  label: t(`corrections:state.${state}`),
})

export const money = ({ lang }: Pick<Visit, 'lang'>, cents: number, currency: string): string => formatCents(cents, currency, lang)
export const nameOf = (
  { t }: Pick<Visit, 't'>,
  { merchant_id: id }: Pick<CorrectionRow, 'merchant_id'>,
  name: string | null,
): string => (id === null ? t('corrections:no_merchant') : name || t('payments:list.unnamed'))

/** A refusal that is no field's: what stood in the way, in the words of its error. */
export const lostOf = ({ t }: Visit, refused?: Refused) => {
  const code = /^errors:([a-z_]+)\.text$/.exec(refused?.errors['form'] ?? '')?.[1]
  return code ? { tone: 'warning', title: t(`errors:${code}.title`), text: t(`errors:${code}.text`) } : null
}

/** As an amount field takes it: 12.50, and 1200 of a currency without cents. */
export const amountText = (cents: number, currency: string): string => {
  const decimals = minorDigits(currency)
  const digits = String(cents).padStart(decimals + 1, '0')
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}

/** Where proposing begins, with what another page knows already. */
export const proposePath = (
  known: { kind?: string; merchant?: string | null; about?: string; amount?: string; currency?: string },
): string =>
  `${correctionsPath}/new?${new URLSearchParams(Object.entries(known).filter((pair): pair is [string, string] => Boolean(pair[1])))}`
