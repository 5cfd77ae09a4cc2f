import { formatCents } from '#src/kernel/money.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import type { Action } from '#src/web/components.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { listAbout, listConcerning, type CorrectionRow } from './corrections.sql.ts'
import { amountText, correctionChip, correctionPath, mayPropose, proposePath } from './correctionWords.page.ts'

const proposeAction = (visit: Visit, about: string, { cents, currency }: { cents: number | null; currency: string | null }): Action => {
  const label = visit.t('corrections:propose')
  if (!mayPropose(visit)) return { label, reason: visit.t('corrections:missing.proposer') }
  // what an acquirer or a bank calls a currency may be none
  const isAmount = cents !== null && cents > 0 && /^[a-z]{3}$/.test(currency ?? 'eur')
  return {
    label,
    href: proposePath({ about, ...(isAmount ? { amount: amountText(cents, currency ?? 'eur'), currency: currency ?? '' } : {}) }),
    icon: 'plus',
    kind: 'plain',
  }
}

const mayRead = (visit: Visit): boolean => isAllowed(staffOf(visit).roles, 'corrections.read')
const rowsOf = (visit: Visit, rows: readonly CorrectionRow[]) =>
  rows.map((row) => ({
    href: correctionPath(row),
    kind: visit.t(`corrections:kind.${row.kind}`),
    amount: formatCents(row.amount_cents, row.currency, visit.lang),
    at: row.proposed_at,
    chip: correctionChip(visit, row),
  }))

/**
 * On the page of a dispute, a payment or a payout: the corrections that concern it, and the way to another, about it, for whoever may
 * propose one. Null where there is neither. `isLive`: nothing of the test world is put right by hand.
 */
export const correctionsConcerning = async (visit: Visit, id: string, { isLive }: { isLive: boolean }) => {
  if (!mayRead(visit) || !isLive) return null
  const rows = rowsOf(visit, await listConcerning(visit.ctx.db, id))
  const propose = mayPropose(visit) ? proposeAction(visit, id, { cents: null, currency: null }) : null
  return rows.length > 0 || propose ? { rows, propose, none: visit.t('corrections:about.none_here') } : null
}

/**
 * On the page of a break: what was proposed to put it right, and the way to propose it. `isOver`: it fits by now, and nothing is left to
 * put right. Null for who may not read corrections.
 */
export const correctionsAbout = async (
  visit: Visit,
  aboutId: string,
  { cents, currency, isOver }: { cents: number | null; currency: string | null; isOver: boolean },
) => {
  const { t, ctx } = visit
  if (!mayRead(visit)) return null
  const rows = rowsOf(visit, await listAbout(ctx.db, aboutId))
  const propose = isOver ? null : proposeAction(visit, aboutId, { cents, currency })
  return { rows, propose, none: t(isOver ? 'corrections:about.none_over' : 'corrections:about.none') }
}
