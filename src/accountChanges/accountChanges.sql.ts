import { sql, type Insertable, type RawBuilder, type Selectable, type Updateable } from 'kysely'
import { notFound } from '#src/kernel/errors.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { AccountChanges } from '#src/platform/db.types.ts'

export type AccountChangeRow = Selectable<AccountChanges>

/** False where one is open: the unique index decides, two clicks at once included. */
export const insertAccountChange = async (db: WritableDb, row: Insertable<AccountChanges>): Promise<boolean> => {
  const written = await db
    .insertInto('account_changes')
    .values(row)
    .onConflict((oc) => oc.column('dossier_id').where('state', '=', 'asked').doNothing())
    .executeTakeFirst()
  return Number(written.numInsertedOrUpdatedRows) === 1
}

export const changeAccountChange = async (db: WritableDb, id: string, change: Updateable<AccountChanges>): Promise<void> => {
  await db.updateTable('account_changes').set(change).where('id', '=', id).execute()
}

/** Lock the dossier first. Throws 404. */
export const lockAccountChange = (db: WritableDb, id: string): Promise<AccountChangeRow> =>
  db.selectFrom('account_changes').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow(() => notFound())

export const findAccountChange = async (db: ReadDb, id: string): Promise<AccountChangeRow | null> =>
  (await db.selectFrom('account_changes').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

export const findOpenChange = async (db: ReadDb, dossierId: string): Promise<AccountChangeRow | null> =>
  (await db
    .selectFrom('account_changes')
    .selectAll()
    .where('dossier_id', '=', dossierId)
    .where('state', '=', 'asked')
    .executeTakeFirst()) ?? null

/** The account that this RIB is to prove, while its change is open. */
export const findAskedAccount = async (db: ReadDb, documentId: string): Promise<Pick<AccountChangeRow, 'iban' | 'bic' | 'holder'> | null> =>
  (await db
    .selectFrom('account_changes')
    .select(['iban', 'bic', 'holder'])
    .where('document_id', '=', documentId)
    .where('state', '=', 'asked')
    .executeTakeFirst()) ?? null

/** The newest first. */
export const listChangesOf = (db: ReadDb, merchantId: string, limit: number): Promise<AccountChangeRow[]> =>
  db.selectFrom('account_changes').selectAll().where('merchant_id', '=', merchantId).orderBy('id', 'desc').limit(limit).execute()

export const findAccount = async (db: ReadDb, id: string): Promise<{ iban: string; bic: string | null; holder: string } | null> =>
  (await db.selectFrom('payout_accounts').select(['iban', 'bic', 'holder']).where('id', '=', id).executeTakeFirst()) ?? null

export type SharedWith = { merchantId: string; name: string; isAsked: boolean }

/** Other merchants who are or were paid on this account, or ask to be: what a stolen login and a ring of straw men have in common. */
export const listSharedWith = async (db: ReadDb, { iban, merchantId }: { iban: string; merchantId: string }): Promise<SharedWith[]> =>
  iban === '' ? [] : (await sql<SharedWith>`
    select m.id as "merchantId", m.name, bool_and(found.is_asked) as "isAsked" from (
      select d.merchant_id, false as is_asked from payout_accounts a join dossiers d on d.id = a.dossier_id where a.iban = ${iban}
      union all select c.merchant_id, true from account_changes c where c.iban = ${iban} and c.state in ('asked', 'declined')
    ) found join merchants m on m.id = found.merchant_id where m.id <> ${merchantId} group by m.id, m.name order by m.id limit 10`
    .execute(db))
    .rows

/** For the left column and one's own work: those that wait for us, up to a thousand, and since when the oldest does. */
export const waitingChanges = (): RawBuilder<{ count: number; oldestAt: Date | null }> =>
  sql`select count(*)::int as count, min(asked_at) as "oldestAt" from (select asked_at from account_changes where state = 'asked' order by id limit 1000) waiting`

export const countWaiting = async (db: ReadDb): Promise<{ count: number; oldestAt: Date | null }> =>
  (await waitingChanges().execute(db)).rows[0]!
