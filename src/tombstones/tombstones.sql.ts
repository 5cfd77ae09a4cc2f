import { sql, type RawBuilder } from 'kysely'
import type { Category } from '#src/retention/policy.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'

/**
 * `purgeId`, `version`: null where a person asked for it, or another database says so. `certificateId`: null where there is none, or not
 * yet.
 */
export type Tombstone = { category: Category; at: Date; purgeId: string | null; version: number | null; certificateId: string | null }

const hashOf = (id: RawBuilder<unknown>): RawBuilder<unknown> => sql`sha256(convert_to(${id}, 'UTF8'))`

/** What went of the thing with this id, the newest first: itself, or a part of it that had a shorter rule. */
export const findTombstones = async (db: ReadDb, id: string): Promise<Tombstone[]> =>
  (await sql<Tombstone>`
    select p.category, t.purged_at as at, p.id as "purgeId", r.version, c.id as "certificateId" from tombstones t join purges p on p.id = t.purge_id join retention_policies r on r.id = p.policy_id left join purge_certificates c on c.purge_id = p.id where t.hash = ${hashOf(sql`${id}`)}
    union all select e.category, e.erased_at, null, null, null from erasure_tombstones e where e.hash = ${hashOf(sql`${id}`)}
    union all select f.category, f.purged_at, null, null, null from foreign_tombstones f where f.hash = ${hashOf(sql`${id}`)} and not exists (select from tombstones t join purges p on p.id = t.purge_id where t.hash = f.hash and p.category = f.category)
    order by 2 desc, 1 limit 20`
    .execute(db))
    .rows

/**
 * Whether what has this id was erased under a category before, here or in a database that was lost. For a `where`. Its aliases are its own:
 * what it is given names columns of the statement around it.
 */
export const isBuriedSql = (category: string) => (id: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`(exists (select from tombstones grave join purges of_purge on of_purge.id = grave.purge_id where grave.hash = ${hashOf(id)} and of_purge.category = ${category})
    or exists (select from foreign_tombstones grave where grave.category = ${category} and grave.hash = ${hashOf(id)}) or exists (select from erasure_tombstones grave where grave.category = ${category} and grave.hash = ${hashOf(id)}))`

export type Line = { category: string; hash: string; at: Date }

/** All there are, by category and hash, behind a place; the hash in hexadecimal. */
export const listTombstones = async (db: ReadDb, after: Pick<Line, 'category' | 'hash'>, limit: number): Promise<Line[]> =>
  (await sql<Line>`select category, encode(hash, 'hex') as hash, min(at) as at from (
      select p.category, t.hash, t.purged_at as at from tombstones t join purges p on p.id = t.purge_id union all select e.category, e.hash, e.erased_at from erasure_tombstones e union all select f.category, f.hash, f.purged_at from foreign_tombstones f) said
    where (category, hash) > (${after.category}, decode(${after.hash}, 'hex')) group by category, said.hash order by category, said.hash limit ${limit}`
    .execute(db))
    .rows

/** Read in; those that are known already stay as they are. Answers how many were new. */
export const insertForeign = async (db: WritableDb, lines: readonly Line[]): Promise<number> =>
  (await sql<{ hash: Buffer }>`insert into foreign_tombstones (category, hash, purged_at) select l.category, decode(l.hash, 'hex'), l.at from unnest(${lines.map(({ category }) => category)}::text[], ${lines.map(({ hash }) => hash)}::text[], ${lines.map(({ at }) => at)}::timestamptz[]) l(category, hash, at)
    on conflict do nothing returning hash`
    .execute(db))
    .rows
    .length

/** Payers who went because they asked, and who are back. */
export const listPayersBack = async (db: ReadDb): Promise<string[]> =>
  (await sql<{ id: string }>`select y.id from payers y where ${isBuriedSql('payment')(sql`y.id`)} order by y.id`.execute(db)).rows.map((
    { id },
  ) => id)
