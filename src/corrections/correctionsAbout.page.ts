import { formatCents } from '#src/kernel/money.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { listAbout } from './corrections.sql.ts'
import { amountText, correctionChip, correctionPath, mayPropose, proposePath } from './correctionWords.page.ts'

/** On the page of a break: what was proposed to put it right, and the way to propose it. `isOver`: it fits by now, and nothing is left to put right. Null for who may not read corrections. */
export const correctionsAbout = async (visit: Visit, aboutId: string, { cents, currency, isOver }: { cents: number | null; currency: string | null; isOver: boolean }) => {
  const { t, ctx, lang } = visit
  if (!isAllowed(staffOf(visit).roles, 'corrections.read')) return null
  const rows = (await listAbout(ctx.db, aboutId)).map((row) => ({ href: correctionPath(row), kind: t(`corrections:kind.${row.kind}`), amount: formatCents(row.amount_cents, row.currency, lang), at: row.proposed_at, chip: correctionChip(visit, row) }))
  const propose = mayPropose(visit) && !isOver ? { label: t('corrections:propose'), href: proposePath({ about: aboutId, amount: cents ? amountText(cents, currency ?? 'eur') : '', currency: currency ?? '' }), icon: 'plus', kind: 'plain' as const } : null
  return { rows, propose, none: t(isOver ? 'corrections:about.none_over' : 'corrections:about.none') }
}
