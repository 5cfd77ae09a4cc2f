import { formatCents } from '#src/kernel/money.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import type { Action } from '#src/web/components.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { listAbout } from './corrections.sql.ts'
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

/**
 * On the page of a break: what was proposed to put it right, and the way to propose it. `isOver`: it fits by now, and nothing is left to
 * put right. Null for who may not read corrections.
 */
export const correctionsAbout = async (
  visit: Visit,
  aboutId: string,
  { cents, currency, isOver }: { cents: number | null; currency: string | null; isOver: boolean },
) => {
  const { t, ctx, lang } = visit
  if (!isAllowed(staffOf(visit).roles, 'corrections.read')) return null
  const rows = (await listAbout(ctx.db, aboutId)).map((row) => ({
    href: correctionPath(row),
    kind: t(`corrections:kind.${row.kind}`),
    amount: formatCents(row.amount_cents, row.currency, lang),
    at: row.proposed_at,
    chip: correctionChip(visit, row),
  }))
  const propose = isOver ? null : proposeAction(visit, aboutId, { cents, currency })
  return { rows, propose, none: t(isOver ? 'corrections:about.none_over' : 'corrections:about.none') }
}
