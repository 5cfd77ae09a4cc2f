import type { Insertable, Selectable } from 'kysely'
import type { RetentionPolicies } from '#src/platform/db.types.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import { isLawful } from './legalMinimum.ts'
import type { Category, Period, Policy } from './policy.ts'

export type PolicyRow = Selectable<RetentionPolicies>

const period = (
  length: number | null,
  unit: PolicyRow['unit'],
): Period | null => (length === null || unit === null ? null : { length, unit })

export const policyFrom = (row: PolicyRow): Policy => ({
  id: row.id,
  category: row.category as Category,
  version: row.version,
  bound: row.bound,
  period: period(row.length, row.unit),
  active: period(row.active_length, row.active_unit),
  origin: row.origin,
  action: row.action,
  basis: row.basis,
  source: row.source,
  confidence: row.confidence,
  validFrom: row.valid_from,
})

/**
 * All that were ever signed, of every category, and may be acted on: what purges, pages and the forecast go by. One below what a text
 * imposes is not among them, however it came there.
 */
export const listSigned = async (db: ReadDb): Promise<Policy[]> =>
  (await db.selectFrom('retention_policies').selectAll().where('state', '=', 'signed').orderBy('category').orderBy('version').execute())
    .map(policyFrom)
    .filter(isLawful)

/** Every version of a category, also those that were declined or wait, the newest first. */
export const listVersions = (db: ReadDb, category: Category): Promise<PolicyRow[]> =>
  db.selectFrom('retention_policies').selectAll().where('category', '=', category).orderBy('version', 'desc').execute()

export const listProposed = (db: ReadDb): Promise<PolicyRow[]> =>
  db.selectFrom('retention_policies').selectAll().where('state', '=', 'proposed').orderBy('category').execute()

/** Locked by its category: the next version is drawn under it. */
export const lockVersions = (db: WritableDb, category: Category): Promise<PolicyRow[]> =>
  db.selectFrom('retention_policies').selectAll().where('category', '=', category).orderBy('version', 'desc').forUpdate().execute()

export const insertPolicy = (db: WritableDb, row: Insertable<RetentionPolicies>): Promise<unknown> =>
  db.insertInto('retention_policies').values(row).execute()

export const changePolicy = (db: WritableDb, id: string, change: Partial<PolicyRow>): Promise<unknown> =>
  db.updateTable('retention_policies').set(change).where('id', '=', id).execute()
