import { conflict, forbidden, invalid, type FieldErrors } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { measureThresholds } from './searches.sql.ts'
import { keptFromBps, measuredLevels, type Settings } from './settings.ts'
import { decideSettings, findProposedSettings, findSettings, insertSettings, lockProposedSettings,
  type SettingsRow } from './settings.sql.ts'

export type SettingsProposal = Omit<Settings, 'id' | 'alertLookBps'> & { alertLookBps?: number | null; reason: string }

const mustDecide = ({ actor }: Tx): void => {
  if (actor.kind !== 'staff' || !isAllowed(actor.roles, 'screening.decide')) throw forbidden()
}

const isWithin = (value: number, least: number, most: number): boolean => Number.isInteger(value) && value >= least && value <= most

const faultsOf = ({ alertBps, urgentBps, twoPeopleBps, secondLookBps, alertLookBps = null, reason }: SettingsProposal): FieldErrors => ({
  ...(isWithin(alertBps, keptFromBps, 10_000) ? {} : { alert: 'screening:settings.bad_score' }),
  ...(isWithin(urgentBps, alertBps, 10_000) ? {} : { urgent: 'screening:settings.bad_urgent' }),
  ...(isWithin(twoPeopleBps, alertBps, 10_001) ? {} : { two_people: 'screening:settings.bad_urgent' }),
  ...(isWithin(secondLookBps, 0, 10_000) ? {} : { second_look: 'screening:settings.bad_share' }),
  ...(alertLookBps === null || isWithin(alertLookBps, 0, 10_000) ? {} : { alert_look: 'screening:settings.bad_share' }),
  ...(reason.trim() ? {} : { reason: 'web:field.missing' }),
})

/**
 * Other thresholds, to a second person, with what they would raise as it is measured now. 409 where one waits already, or nothing would
 * change; 422.
 */
export const proposeSettings = (ctx: Ctx, said: SettingsProposal): Promise<string> =>
  unit(ctx, async (tx) => {
    mustDecide(tx)
    const faults = faultsOf(said)
    if (Object.keys(faults).length > 0) throw invalid(faults)
    if (await findProposedSettings(tx.db)) throw conflict('state_has_changed')
    const now = await findSettings(tx.db)
    if (
      (['alertBps', 'urgentBps', 'twoPeopleBps', 'secondLookBps', 'alertLookBps'] as const).every((name) =>
        now[name] === (said[name] ?? null)
      )
    ) throw invalid({ alert: 'screening:settings.same' })
    const id = newId('scst', tx.now)
    await insertSettings(tx.db, {
      ...said,
      alertLookBps: said.alertLookBps ?? null,
      id,
      effect: await measureThresholds(tx.db, [...new Set([...measuredLevels, said.alertBps])].sort((a, b) => a - b)),
      proposedBy: tx.actor.id,
      proposedAt: tx.now,
    })
    await record(tx, 'screening.settings_proposed', {
      subject: id,
      data: { alert: said.alertBps, urgent: said.urgentBps, before: now.alertBps },
    })
    return id
  })

const lockProposed = async (tx: Tx, id: string): Promise<SettingsRow> => {
  mustDecide(tx)
  const row = await lockProposedSettings(tx.db)
  if (row?.id !== id) throw conflict('state_has_changed')
  if (row.proposedBy === tx.actor.id) throw forbidden('four_eyes')
  return row
}

/**
 * The second person agrees: everybody is searched anew under the new threshold by the next run. 403 `four_eyes`; 409 where it is not that
 * one any more.
 */
export const confirmSettings = (ctx: Ctx, id: string): Promise<void> =>
  unit(ctx, async (tx) => {
    const row = await lockProposed(tx, id)
    await decideSettings(tx.db, id, { isTaken: true, by: tx.actor.id, at: tx.now })
    await record(tx, 'screening.settings_changed', { subject: id, data: { alert: row.alertBps, urgent: row.urgentBps } })
  })

export const declineSettings = (ctx: Ctx, id: string): Promise<void> =>
  unit(ctx, async (tx) => {
    await lockProposed(tx, id)
    await decideSettings(tx.db, id, { isTaken: false, by: tx.actor.id, at: tx.now })
    await record(tx, 'screening.settings_declined', { subject: id })
  })
