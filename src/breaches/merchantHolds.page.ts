import { findContractEnd } from '#src/contracts/contractEnds.sql.ts'
import { holdChip, holdPath, isInCircle, mayDecide } from '#src/holds/holdWords.page.ts'
import { listHoldsOf, type HoldRow } from '#src/holds/holds.sql.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import type { MerchantRow } from '#src/merchants/merchants.sql.ts'
import type { Action, Columns, Fact } from '#src/web/components.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { breachChip } from './breach.console.ts'
import { openActs } from './breach.ts'
import { listBreaches } from './breaches.sql.ts'

const holdRow = (visit: Visit, hold: HoldRow) => ({
  href: holdPath(hold),
  title: visit.t(`holds:title.${hold.title}`),
  cents: hold.state === 'proposed' ? hold.wanted_cents : hold.left_cents,
  currency: hold.currency.toUpperCase(),
  releaseOn: hold.release_on,
  chip: holdChip(visit, hold),
})

const columnsOf = ({ t }: Visit): Columns => ({
  title: { label: t('holds:column.title'), isLead: true, isWide: true },
  left: { label: t('holds:column.left'), isNumber: true },
  release: { label: t('holds:column.release') },
  state: { label: t('holds:column.state') },
})

const breachColumns = ({ t }: Visit): Columns => ({
  act: { label: t('breaches:column.act'), isLead: true },
  ground: { label: t('breaches:column.ground'), isWide: true },
  at: { label: t('breaches:column.at') },
  state: { label: t('holds:column.state') },
})

const actionsOf = (visit: Visit, { id, state }: MerchantRow, isProposed: boolean): Action[] => {
  const { t } = visit
  if (!mayDecide(visit)) return []
  return [
    { label: t('holds:act.propose'), href: `/console/merchants/${id}/new-hold`, icon: 'lock', kind: 'plain' },
    ...(openActs(state).length === 0
      ? []
      : isProposed
      ? [{ label: t('breaches:act_on'), reason: t('errors:breach_proposed.title') }]
      : [{ label: t('breaches:act_on'), href: `/console/merchants/${id}/breach`, icon: 'ban', kind: 'plain' as const }]),
  ]
}

const endFacts = async ({ t, ctx }: Visit, { id, ended_on: endedOn }: MerchantRow): Promise<Fact[]> => {
  const end = await findContractEnd(ctx.db, id)
  return [
    ...(end
      ? [{ label: t('contracts:end.asked'), at: end.asked_at }, {
        label: t('contracts:end.ends'),
        day: end.ends_on,
        note: t(`contracts:end.state.${end.state}`),
      }]
      : []),
    ...(endedOn ? [{ label: t('contracts:end.ended'), day: endedOn }] : []),
  ]
}

/** Of one merchant, what is kept and what was decided against him, as far as this reader may know; null to whoever reads none of it. */
export const merchantHolds = async (visit: Visit, merchant: MerchantRow) => {
  const { ctx, t } = visit
  if (!isAllowed(staffOf(visit).roles, 'holds.read')) return null
  const [holds, breaches, facts] = await Promise.all([
    listHoldsOf(ctx.db, merchant.id, isInCircle(visit)),
    listBreaches(ctx.db, merchant.id),
    endFacts(visit, merchant),
  ])
  return {
    columns: columnsOf(visit),
    breachColumns: breachColumns(visit),
    holds: holds.map((hold) => holdRow(visit, hold)),
    facts,
    actions: actionsOf(visit, merchant, breaches.some(({ state }) => state === 'proposed')),
    breaches: breaches.map((one) => ({
      href: `/console/breaches/${one.id}`,
      act: t(`breaches:act.${one.act}`),
      ground: t(`breaches:ground.${one.ground}`),
      at: one.proposed_at,
      chip: breachChip(visit, one.state),
    })),
  }
}
