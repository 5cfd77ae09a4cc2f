import { isAbove, reaches, scenario, shareBps, whole } from '../scenario.ts'

/**
 * What goes back to payers by the merchant's own hand. That a refund goes to another card or account, or beyond what was paid, cannot
 * happen here: it has no destination of its own, and the database bounds it.
 */
export const refundRatio = scenario({
  id: 'TM-02',
  revision: 1,
  days: 30,
  quietDays: 30,
  isLive: false,
  chart: 'refundedCents',
  defaults: { capturesFrom: 20, warnBps: 1_500, highBps: 3_000 },
  take: whole,
  judge: ({ month: { captures, capturedCents, refunds, refundedCents } }, limits) =>
    captures >= limits.capturesFrom && isAbove(refundedCents, capturedCents, limits.warnBps)
      ? {
        level: isAbove(refundedCents, capturedCents, limits.highBps) ? 'high' : 'warn',
        says: 'refund_ratio',
        inputs: { captures, capturedCents, refunds, refundedCents },
        values: { ratioBps: shareBps(refundedCents, capturedCents) },
        limits,
      }
      : null,
})

/**
 * Card disputes of the month, by the card payments of the month; and how many of them say fraud. Ours: the networks' own counts are their
 * programmes'.
 */
export const disputeRatio = scenario({
  id: 'TM-03',
  revision: 1,
  days: 30,
  quietDays: 30,
  isLive: false,
  chart: 'disputes',
  defaults: { disputesFrom: 10, warnBps: 90, highBps: 150, fraudBps: 5_000 },
  take: whole,
  judge: ({ month: { cardCaptures, disputes, frauds } }, limits) => {
    if (disputes < limits.disputesFrom) return null
    const said = {
      inputs: { cardCaptures, disputes, frauds },
      values: { ratioBps: shareBps(disputes, cardCaptures), fraudBps: shareBps(frauds, disputes) },
      limits,
    }
    // disputes of payments of other months alone: no ratio, and all the more a reason to look
    if (cardCaptures === 0 || reaches(disputes, cardCaptures, limits.highBps))
      return { level: 'high', says: cardCaptures === 0 ? 'dispute_without_sales' : 'dispute_ratio', ...said }
    if (reaches(disputes, cardCaptures, limits.warnBps)) return { level: 'warn', says: 'dispute_ratio', ...said }
    return isAbove(frauds, disputes, limits.fraudBps) ? { level: 'warn', says: 'dispute_fraud', ...said } : null
  },
})

/** Debits that came back: rejected, returned, refunded by the payer's bank (rules.md §4.3). */
export const debitReturns = scenario({
  id: 'TM-16',
  revision: 1,
  days: 30,
  quietDays: 30,
  isLive: false,
  chart: 'returns',
  defaults: { debitsFrom: 30, warnBps: 500, highBps: 1_000, mandateFaultBps: 100 },
  take: whole,
  judge: ({ month: { debits, returns, mandateFaults } }, limits) => {
    if (debits < limits.debitsFrom) return null
    const said = {
      inputs: { debits, returns, mandateFaults },
      values: { ratioBps: shareBps(returns, debits), mandateFaultBps: shareBps(mandateFaults, debits) },
      limits,
    }
    if (reaches(returns, debits, limits.highBps)) return { level: 'high', says: 'debit_returns', ...said }
    if (reaches(returns, debits, limits.warnBps)) return { level: 'warn', says: 'debit_returns', ...said }
    return isAbove(mandateFaults, debits, limits.mandateFaultBps) ? { level: 'warn', says: 'debit_mandates', ...said } : null
  },
})
