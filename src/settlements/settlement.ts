/** One line of the acquirer's report of a day. `reference` is the line's own; `original` what it refers to. */
export type SettlementLine = {
  /**
   * dispute: a scheme took back what is contested; dispute_credit: it gave back what was won of it (`original`: the contestation's
   * reference).
   */
  act: 'capture' | 'debit' | 'refund' | 'dispute' | 'dispute_credit'
  reference: string
  original: string | null
  amountCents: number
  currency: string
  scheme: string
  settledOn: string
  /** Ours, where the bank gives it back: finds what it answered and we never heard. */
  callId: string | null
}

const acts = new Set(['capture', 'debit', 'refund', 'dispute', 'dispute_credit'])

/**
 * A line as the bank writes it: `act;reference;original;amount;currency;scheme;settled_on;call`. Null for the heading, a blank and whatever
 * does not read as one: those are counted, and never guessed at.
 */
export const readLine = (text: string): SettlementLine | null => {
  const [act = '', reference = '', original = '', amount = '', currency = '', scheme = '', settledOn = '', callId = ''] = text.trim().split(
    ';',
  )
  const isSound = acts.has(act) && reference !== '' && /^\d{1,13}$/.test(amount) && /^[a-z]{3}$/.test(currency) &&
    /^\d{4}-\d{2}-\d{2}$/.test(settledOn)
  return isSound
    ? {
      act: act as SettlementLine['act'],
      reference,
      original: original || null,
      amountCents: Number(amount),
      currency,
      scheme,
      settledOn,
      callId: callId || null,
    }
    : null
}

export const isHeading = (text: string): boolean => text.trim() === '' || text.startsWith('act;')

/** Why a line changes nothing. */
export type Broken = 'unknown_reference' | 'amount_differs' | 'amount_above_left' | 'currency_differs' | 'wrong_state'

/**
 * What we come to know later may make it fit: the answer whose reference it bears, the dispute or what came of it, a refund that was not
 * honoured.
 */
export const healable: readonly Broken[] = ['unknown_reference', 'wrong_state', 'amount_above_left']

type Kept = {
  act: string
  reference: string
  original: string | null
  amount_cents: number
  currency: string
  scheme: string | null
  settled_on: string
  call_id: string | null
}

/** A line as it was read, of what was kept of it. */
export const lineOfKept = (
  { act, reference, original, amount_cents: amountCents, currency, scheme, settled_on: settledOn, call_id: callId }: Kept,
): SettlementLine => ({
  act: act as SettlementLine['act'],
  reference,
  original,
  amountCents,
  currency,
  scheme: scheme ?? '',
  settledOn,
  callId,
})
