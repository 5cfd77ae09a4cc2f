import { forbidden, invalid } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { settingNames, settingProblem, type SettingName } from './setting.ts'
import { insertSetting, readSettings } from './settings.sql.ts'

/** What changed is kept beside what was there before; nothing changed, nothing is kept. 403; 422 by name. */
export const changeSettings = (ctx: Ctx, said: Record<SettingName, string>): Promise<number> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'processing.set')) throw forbidden()
    const problems = settingNames.map((name) => [name, settingProblem(name, said[name])] as const).filter(([, problem]) => problem !== null)
    if (problems.length > 0) throw invalid(Object.fromEntries(problems) as Record<string, string>)
    const known = await readSettings(tx.db, tx.now)
    const changed = settingNames.filter((name) => (known.get(name) ?? '') !== said[name])
    for (const name of changed) {
      await insertSetting(tx.db, { name, value: said[name], set_by: tx.actor.id, set_at: tx.now })
      await record(tx, 'privacy_setting.changed', { subject: tx.actor.id, data: { name } })
    }
    return changed.length
  })

/** Somebody takes the register away: recorded. */
export const exportRegister = (ctx: Ctx, form: 'pdf' | 'csv'): Promise<unknown> =>
  unit(ctx, (tx) => record(tx, 'processing_register.exported', { subject: tx.actor.id, data: { form } }))
