import { disputeLifecycle, networks, type DisputeAction } from '#src/disputes/dispute.ts'
import { isUsualDay, type Day } from '#src/kernel/calendar.ts'
import type { DisputeLineStage, DisputeState, SepaRType } from '#src/platform/db.types.ts'

/** What the acquirer said of one contestation: see `Acquirer.disputeReport`. */
export type DisputeLine = {
  reference: string
  original: string
  network: string
  code: string
  rType: SepaRType | null
  amountCents: number
  currency: string
  dueOn: Day | null
  stage: DisputeLineStage
}

const rTypes = ['reject', 'refusal', 'return', 'refund', 'reversal'] as const
const stages = ['opened', 'won', 'lost', 'partly', 'pre_arbitration', 'arbitration', 'withdrawn'] as const

/** Why a line changed nothing: it waits to be looked at. */
export type LineFault = 'unknown_payment' | 'unknown_dispute' | 'duplicate' | 'closed' | 'wrong_state' | 'network_differs' | 'code_differs'
  | 'currency_differs' | 'amount_differs' | 'amount_above_left' | 'no_such_stage'

/**
 * Told before what it is about was known, or before a refund made room: it may fit later. Of a stage that its dispute had not come to,
 * nobody knows what it meant: it is looked at.
 */
export const healable: readonly LineFault[] = ['unknown_payment', 'unknown_dispute', 'amount_above_left']

/** What is wrong with the fields of a line, by the first that is. */
export type FieldFault = 'reference' | 'original' | 'network' | 'code' | 'r_type' | 'amount' | 'currency' | 'due_on' | 'stage'

export type LineFields = Record<FieldFault, string>

/** A card number is no reference of anything, and would be kept. */
const isReference = (text: string): boolean => /^[!-:<-~]{1,80}$/.test(text) && !/^\d{12,19}$/.test(text)

const checks: readonly [FieldFault, (fields: LineFields) => boolean][] = [
  ['reference', ({ reference }) => isReference(reference)],
  // an outcome names its contestation; what was contested it need not say again
  ['original', ({ original, stage }) => isReference(original) || (original === '' && stage !== 'opened')],
  ['network', ({ network }) => networks.some((one) => one === network)],
  ['code', ({ code }) => /^[0-9A-Za-z.]{1,10}$/.test(code)],
  ['r_type', ({ r_type: rType, network }) => rType === '' || (network === 'sepa' && rTypes.some((one) => one === rType))],
  ['amount', ({ amount }) => /^\d{1,13}$/.test(amount) && Number(amount) > 0],
  ['currency', ({ currency }) => /^[a-z]{3}$/.test(currency)],
  ['due_on', ({ due_on: dueOn }) => dueOn === '' || isUsualDay(dueOn)],
  ['stage', ({ stage }) => stages.some((one) => one === stage)],
]

/** Fields as typed: the line they say, or the first of them that says nothing. */
export const lineOf = (fields: LineFields): DisputeLine | FieldFault => {
  const wrong = checks.find(([, isSound]) => !isSound(fields))
  if (wrong) return wrong[0]
  return {
    reference: fields.reference,
    original: fields.original,
    network: fields.network,
    code: fields.code.toUpperCase(),
    rType: (fields.r_type || null) as SepaRType | null,
    amountCents: Number(fields.amount),
    currency: fields.currency,
    dueOn: fields.due_on || null,
    stage: fields.stage as DisputeLineStage,
  }
}

/** A line of the report; null for what does not read as one: it is counted, and never guessed at. */
export const readReportLine = (text: string): DisputeLine | null => {
  const [reference = '', original = '', network = '', code = '', rType = '', amount = '', currency = '', dueOn = '', stage = ''] = text
    .trim()
    .split(';')
  const line = lineOf({ reference, original, network, code, r_type: rType, amount, currency, due_on: dueOn, stage })
  return typeof line === 'string' ? null : line
}

export const isReportHeading = (text: string): boolean => text.trim() === '' || text.startsWith('reference;')

/** The line's own words: said again in another report or file, it is the same line. */
export const wordsOfLine = ({ reference, original, network, code, rType, amountCents, currency, dueOn, stage }: DisputeLine): string =>
  [reference, original, network, code, rType ?? '', amountCents, currency, dueOn ?? '', stage].join(';')

/** The act each stage asks for; an opening is none of a dispute that stands. */
const acts: Record<Exclude<DisputeLineStage, 'opened'>, DisputeAction> = {
  won: 'win',
  lost: 'lose',
  partly: 'split',
  pre_arbitration: 'pre_arbitrate',
  arbitration: 'arbitrate',
  withdrawn: 'withdraw',
}

type Standing = {
  state: DisputeState
  amount_cents: number
  currency: string
  network: string
  code: string
  closed_at: Date | null
  told_at: Date | null
}
type Stages = { preArbitrationDays: number | null; arbitrationDays: number | null }

const differs = ({ network, code, currency, amountCents, stage }: DisputeLine, known: Standing): LineFault | null => {
  if (network !== known.network) return 'network_differs'
  if (code !== known.code) return 'code_differs'
  if (currency !== known.currency) return 'currency_differs'
  return (stage === 'partly' ? amountCents < known.amount_cents : amountCents === known.amount_cents) ? null : 'amount_differs'
}

/**
 * What does not fit a dispute that is known, or null: an opening told for the first time, or a stage it may come to from where it stands.
 */
export const faultOfKnown = (line: DisputeLine, known: Standing, stages: Stages): LineFault | null => {
  if (line.stage === 'opened' && known.told_at !== null) return 'duplicate'
  if (known.closed_at !== null) return 'closed'
  if (line.stage === 'pre_arbitration' && stages.preArbitrationDays === null) return 'no_such_stage'
  if (line.stage === 'arbitration' && stages.arbitrationDays === null) return 'no_such_stage'
  if (line.stage !== 'opened' && !disputeLifecycle[known.state][acts[line.stage]]) return 'wrong_state'
  return differs(line, known)
}

type Payment = { state: string; method: string | null; currency: string; amount_cents: number; refunded_cents: number }

/**
 * What does not fit a payment that is contested for the first time, or for another part: refunds, lost and open disputes leave `leftCents`.
 */
export const faultOfNew = (
  { stage, network, currency, amountCents }: DisputeLine,
  payment: Payment | null,
  leftCents: number,
): LineFault | null => {
  if (stage !== 'opened') return 'unknown_dispute'
  if (!payment) return 'unknown_payment'
  if ((network === 'sepa') !== (payment.method === 'sepa')) return 'network_differs'
  if (currency !== payment.currency) return 'currency_differs'
  if (payment.state !== 'captured' && payment.state !== 'disputed') return 'wrong_state'
  return amountCents > leftCents ? 'amount_above_left' : null
}
