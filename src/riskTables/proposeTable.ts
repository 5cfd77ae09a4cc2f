import { parisDay, type Day } from '#src/kernel/calendar.ts'
import { conflict, invalid } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { faultsOf, isSameTable, type RiskTable } from './riskTable.ts'
import { mustMay } from './second.ts'
import { insertTable, lockTables, readRules } from './tables.sql.ts'

export type TableChange = { table: RiskTable; validFrom: Day; source: string; reason: string }

/**
 * One person asks for another table, from a day on that has not begun; it takes a second. 403; 409 `table_is_proposed` while one waits; 422
 * naming every field that is wrong, also where nothing would change.
 */
export const proposeTable = (ctx: Ctx, { table, validFrom, source, reason }: TableChange): Promise<string> =>
  unit(ctx, async (tx) => {
    mustMay(tx.actor, 'ratings.propose')
    const missing = Object.entries({ source, reason }).filter(([, said]) => !said.trim()).map(([name]) => [name, 'web:field.missing'])
    const faults = {
      ...faultsOf(table),
      ...(validFrom > parisDay(tx.now) ? {} : { valid_from: 'ratings:field.not_tomorrow' }),
      ...Object.fromEntries(missing),
    }
    if (Object.keys(faults).length > 0) throw invalid(faults)
    const versions = await lockTables(tx.db)
    if (versions.some(({ state }) => state === 'proposed')) throw conflict('table_is_proposed')
    if (isSameTable((await readRules(tx.db, validFrom)).table, table)) throw invalid({ form: 'ratings:field.unchanged' })
    const [id, version] = [newId('rtab', tx.now), (versions[0]?.version ?? 0) + 1]
    await insertTable(tx.db, {
      id,
      version,
      state: 'proposed',
      rules: JSON.stringify(table),
      valid_from: validFrom,
      source,
      reason,
      proposed_by: tx.actor.id,
      proposed_at: tx.now,
    })
    await record(tx, 'risk_table.proposed', { subject: id, data: { version, validFrom } })
    return id
  })
