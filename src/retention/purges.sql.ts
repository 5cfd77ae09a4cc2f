import { sql, type Insertable, type RawBuilder, type Selectable } from 'kysely'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { LegalHoldGround, PurgeCertificates, Purges } from '#src/platform/db.types.ts'
import { keysDestroyed, type Purger } from '#src/purgers/purger.sql.ts'
import { coversSql, isHeldOpenlySql, isHeldSql } from './legalHolds.sql.ts'
import type { Category } from './policy.ts'

export type PurgeRow = Selectable<Purges>
export type CertificateRow = Selectable<PurgeCertificates>

/**
 * `before`: the first instant whose period is not over. `listOf`: only what stands on this purge's list; null: whatever is over. `only`:
 * narrowed by the id once more.
 */
export type Reach = {
  purger: Purger
  before: Date
  at: Date
  listOf: string | null
  only?: (id: RawBuilder<unknown>) => RawBuilder<unknown>
}

const all = sql`true`
const isOn = (purgeId: string, id: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`exists (select from purge_list l where l.purge_id = ${purgeId} and l.subject_id = ${id})`

/** The rows behind a key that are over, at most so many. */
export const overOf = (
  { purger, before, at, listOf, only = () => all }: Reach,
  { after, limit }: { after: string; limit: number | null },
): RawBuilder<unknown> =>
  purger.over({ before, at, limit, rows: (id) => sql`${id} > ${after} and ${listOf === null ? all : isOn(listOf, id)} and ${only(id)}` })

const row = { merchantId: sql`found.merchant_id`, subjectIds: sql`found.subject_ids` }
const isHeldAtAll = isHeldSql(row)
/** Held, in the figures and lists: what goes with a copy in the compartment is to nobody held. */
const isHeldOpenly = isHeldOpenlySql(row)
const everything = { after: '', limit: null }

/** over: all whose period has ended. going: of these, what nothing keeps. held: by an order. kept: by a longer rule. */
export type Counts = { over: number; going: number; held: number; kept: number }

export const countOver = async (db: ReadDb, reach: Reach): Promise<Counts> =>
  (await sql<Counts>`select count(*)::int as over, count(*) filter (where not is_kept and not is_held)::int as going, count(*) filter (where not is_kept and is_held)::int as held, count(*) filter (where is_kept)::int as kept
    from (select found.is_kept, ${isHeldOpenly} as is_held from (${overOf(reach, everything)}) found) seen`
    .execute(db))
    .rows[0]!

export type GroundCount = { ground: LegalHoldGround; count: number }

/** Of what is over, how much each ground holds; what two grounds hold is in both. For the closed circle alone (X-06). */
export const countByGround = async (db: ReadDb, reach: Reach): Promise<GroundCount[]> =>
  (await sql<GroundCount>`select held.ground, count(distinct found.id)::int as count from (${overOf(reach, everything)}) found
    join legal_holds held on ${coversSql({ merchantId: sql`found.merchant_id`, subjectIds: sql`found.subject_ids` })} where not found.is_kept group by 1 order by 1`
    .execute(db))
    .rows

/** What would go today, by its key. */
export const listGoing = async (db: ReadDb, reach: Reach, after: string, limit: number): Promise<string[]> =>
  (await sql<{ id: string }>`select found.id from (${overOf(reach, { after, limit: null })}) found where not found.is_kept and not ${isHeldOpenly} order by found.id limit ${limit}`
    .execute(db))
    .rows
    .map(({ id }) => id)

export const isAnyGoing = async (db: ReadDb, reach: Reach): Promise<boolean> => (await listGoing(db, reach, '', 1)).length > 0

/** Keeps the list that is to be signed. */
export const keepList = async (db: WritableDb, reach: Reach, purgeId: string): Promise<void> =>
  void (await sql`insert into purge_list (purge_id, subject_id) select ${purgeId}, found.id from (${overOf(reach, everything)}) found
    where not found.is_kept and not ${isHeldOpenly}`
    .execute(db))

export const listKept = async (db: ReadDb, purgeId: string, after: string, limit: number): Promise<string[]> =>
  (await db
    .selectFrom('purge_list')
    .select('subject_id')
    .where('purge_id', '=', purgeId)
    .where('subject_id', '>', after)
    .orderBy('subject_id')
    .limit(limit)
    .execute())
    .map(({ subject_id: id }) => id)

export const dropList = (db: WritableDb, purgeId: string): Promise<unknown> =>
  db.deleteFrom('purge_list').where('purge_id', '=', purgeId).execute()

export const insertPurge = (db: WritableDb, row: Insertable<Purges>): Promise<unknown> => db.insertInto('purges').values(row).execute()
export const changePurge = (db: WritableDb, id: string, change: Partial<Insertable<Purges>>): Promise<unknown> =>
  db.updateTable('purges').set(change).where('id', '=', id).execute()
export const lockPurge = async (db: WritableDb, id: string): Promise<PurgeRow | null> =>
  (await db.selectFrom('purges').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ?? null
export const findPurge = async (db: ReadDb, id: string): Promise<PurgeRow | null> =>
  (await db.selectFrom('purges').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

/** The one of a category that has not ended. */
export const findOpenPurge = async (db: ReadDb, category: Category): Promise<PurgeRow | null> =>
  (await db.selectFrom('purges').selectAll().where('category', '=', category).where('ended_at', 'is', null).executeTakeFirst()) ?? null

export const listRunning = (db: ReadDb): Promise<{ id: string }[]> =>
  db.selectFrom('purges').select('id').where('state', '=', 'running').orderBy('id').execute()

/** The first run of a version, which two people signed and which has been done: later ones need nobody. */
export const findFirstRun = async (db: ReadDb, policyId: string): Promise<PurgeRow | null> =>
  (await db
    .selectFrom('purges')
    .selectAll()
    .where('policy_id', '=', policyId)
    .where('is_first', '=', true)
    .where('state', '=', 'done')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()) ?? null

/** Of a category, the newest first. */
export const listPurges = (
  db: ReadDb,
  category: Category,
  limit: number,
): Promise<(PurgeRow & { certificateId: string | null; version: number })[]> =>
  db
    .selectFrom('purges as p')
    .innerJoin('retention_policies as r', 'r.id', 'p.policy_id')
    .leftJoin('purge_certificates as c', 'c.purge_id', 'p.id')
    .selectAll('p')
    .select(['c.id as certificateId', 'r.version'])
    .where('p.category', '=', category)
    .orderBy('p.id', 'desc')
    .limit(limit)
    .execute()

/** The rows behind a key, at most so many. */
type Behind = { after: string; limit: number }

/**
 * No hold can begin between the look at it and the erasing: whoever orders one waits for this batch, and this batch sees every one that was
 * ordered before. Rows whose files go first are locked as well: nobody takes one up again meanwhile.
 */
export const lockBatch = async (db: WritableDb, reach: Reach, behind: Behind): Promise<void> => {
  await sql`lock table legal_holds in share mode`.execute(db)
  const { root } = reach.purger
  if (root)
    await sql`select id from ${sql.table(root)} where id in (select found.id from (${overOf(reach, behind)}) found) order by id for update`
      .execute(db)
}

/** A letter that has not left, to a merchant who is about to go. `isLeaving`: another worker hands it over at this moment, or just has. */
export type WaitingLetter = { id: string; merchantId: string; template: string; about: string; isLeaving: boolean }

/** Takes them before whoever delivers letters does, and waits for nobody. Lock the batch before: no new one is written meanwhile. */
export const lockLetters = async (db: WritableDb, reach: Reach, behind: Behind): Promise<WaitingLetter[]> =>
  reach.purger.waiting
    ? (await sql<WaitingLetter>`with waiting as materialized (${reach.purger.waiting(sql`select found.id from (${overOf(reach, behind)}) found`)}),
        ours as materialized (select m.id from mails m where m.id in (select w.id from waiting w) and m.state = 'queued' for update skip locked)
      select w.id, w.merchant_id as "merchantId", w.template, w.subject_id as about, w.id not in (select o.id from ours o) as "isLeaving" from waiting w order by w.id`
      .execute(db))
      .rows
    : []

/** Whom an order might name, of the rows `o`: of what is copied into the compartment (`apart`) nobody. */
export const unheld = (apart: readonly string[]): RawBuilder<unknown> =>
  sql`case when o.id = any(${apart}::text[]) then null else o.merchant_id end as merchant_id, case when o.id = any(${apart}::text[]) then '{}'::text[] else o.subject_ids end as subject_ids`

/** A file of a row that is about to go. */
export type FileOf = { id: string; key: string }

export const listFilesThatGo = async (db: ReadDb, reach: Reach, behind: Behind, apart: readonly string[] = []): Promise<FileOf[]> =>
  reach.purger.files
    ? (await sql<FileOf>`with found as materialized (select o.id, ${unheld(apart)}, o.is_kept from (${overOf(reach, behind)}) o), erased as (select found.id from found where not found.is_kept and not ${isHeldAtAll}) select file.id, file.key from (${reach.purger.files}) file order by 1, 2`
      .execute(db))
      .rows
    : []

const partsOf = ({ withIt = {} }: Purger): RawBuilder<unknown> =>
  sql.join(Object.entries(withIt).map(([name, part]) => sql`${sql.ref(name)} as (${part}), `), sql``)

/** Everything that leaves a tombstone: the rows, and what goes with them under ids of its own. */
const buriedBy = ({ buries, keys }: Purger): RawBuilder<unknown> =>
  sql`select id from erased ${buries ? sql`union ${buries}` : sql``} ${keys ? sql`union select id from keys_destroyed` : sql``}`
const keysOf = ({ keys }: Purger): RawBuilder<unknown> => (keys ? sql`keys_destroyed as (${keysDestroyed(keys)}), ` : sql``)

export type Batch = { found: number; last: string | null; ids: string[] }
/**
 * `refused`: whose files the store kept: their rows stay. `apart`: of which a copy lies in the compartment: an order holds that. `purgeId`
 * null: swept once more, under tombstones that stand.
 */
export type Erasing = Behind & { purgeId: string | null; refused: readonly string[]; apart: readonly string[]; now: Date }

/** Erases the next rows behind a key, what goes with them too, and leaves a tombstone for each. Lock them before. */
export const eraseBatch = async (db: WritableDb, reach: Reach, { purgeId, refused, apart, now, ...behind }: Erasing): Promise<Batch> =>
  (await sql<Batch>`with clock as (select ${now}::timestamptz as at),
      found as materialized (select o.id, ${unheld(apart)}, o.is_kept or o.id = any(${refused}::text[]) as is_kept from (${overOf(reach, behind)}) o),
      erased as (${reach.purger.erase}), ${partsOf(reach.purger)}${keysOf(reach.purger)}
      buried as (insert into tombstones (hash, purge_id, purged_at) select sha256(convert_to(gone.id, 'UTF8')), ${purgeId}::text, (select at from clock) from (${buriedBy(reach.purger)}) gone where ${purgeId}::text is not null)
    select (select count(*)::int from found) as found, (select max(found.id) from found) as last, array(select erased.id from erased order by erased.id) as ids`
    .execute(db))
    .rows[0]!

export const insertCertificate = (db: WritableDb, row: Insertable<PurgeCertificates>): Promise<unknown> =>
  db.insertInto('purge_certificates').values(row).execute()
export const findCertificate = async (db: ReadDb, purgeId: string): Promise<CertificateRow | null> =>
  (await db.selectFrom('purge_certificates').selectAll().where('purge_id', '=', purgeId).executeTakeFirst()) ?? null
export const isCertificateKept = async (db: ReadDb, storageKey: string): Promise<boolean> =>
  (await db.selectFrom('purge_certificates').select('id').where('storage_key', '=', storageKey).executeTakeFirst()) !== undefined

/** Who signed, in their order, by name. */
export const listSigners = async (db: ReadDb, { id }: Pick<PurgeRow, 'id'>): Promise<{ name: string; at: Date }[]> =>
  (await sql<{ name: string; at: Date }>`select s.name, signed.at from purges p cross join lateral (values (p.first_signed_by, p.first_signed_at), (p.second_signed_by, p.second_signed_at)) signed(by, at)
    join staff s on s.id = signed.by where p.id = ${id} order by signed.at`
    .execute(db))
    .rows

/** Whether this run of a job was asked for as of an instant that has not come yet. */
export const isRunAhead = async (db: ReadDb, runId: string): Promise<boolean> =>
  (await db.selectFrom('job_runs').select('id').where('id', '=', runId).whereRef('as_of', '>', 'started_at').executeTakeFirst()) !==
    undefined
