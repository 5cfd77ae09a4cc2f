import { sql, type RawBuilder } from 'kysely'
import type { ReadDb } from '#src/platform/db.ts'
import { isOfVigilance } from '#src/purgers/dossiers.sql.ts'
import { isRestrictedSql } from '#src/restrictions/restrictions.sql.ts'

export type FoundPerson = { id: string; name: string; role: string; dossierId: string; merchantId: string; merchantName: string }

/** Fewer letters begin too many names. */
const fewest = 3

/**
 * Names that begin so, by an index over names as `name_key` writes them: a range, which every plan can use, where a pattern is one only
 * some can.
 */
const beginsSo = (column: 'family_name' | 'usage_name', key: RawBuilder<string>): RawBuilder<unknown> => {
  const named = sql`name_key(${sql.ref(`n.${column}`)}) collate "C"`
  return sql`(length(${key}) >= ${fewest} and ${named} >= ${key} and ${named} < ${key} || chr(1114109))`
}

/**
 * Somebody of a dossier by his whole name, in whatever order, a married name too, or by how his family name begins. Nobody who asked that
 * his data is not used (GDPR 18), nor of a merchant who left, or was refused by vigilance: his file opens with a reason, and no list tells
 * what is in it (rules.md §3.1).
 */
export const searchPeople = async (db: ReadDb, name: string, limit: number): Promise<FoundPerson[]> => {
  const key = sql<string>`name_key(${name})`
  return (await sql<FoundPerson>`select n.id, n.given_names || ' ' || n.family_name as name, n.role, d.id as "dossierId", m.id as "merchantId", m.name as "merchantName"
    from people n join dossiers d on d.id = n.dossier_id join merchants m on m.id = d.merchant_id
    where (name_key(n.given_names || ' ' || n.family_name) = ${key} or (n.usage_name <> '' and name_key(n.given_names || ' ' || n.usage_name) = ${key}) or ${beginsSo('family_name', key)} or (n.usage_name <> '' and ${beginsSo('usage_name', key)}))
      and n.kind = 'natural' and n.removed_at is null and m.ended_on is null and not m.is_erased and not (d.state = 'rejected' and ${isOfVigilance}) and not ${isRestrictedSql(sql`array[n.id]`)}
    order by n.id desc limit ${limit}`
    .execute(db))
    .rows
}
