import type { Insertable, Selectable } from 'kysely'
import type { World } from '#src/kernel/actor.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { AccountChecks } from '#src/platform/db.types.ts'
import type { BankAnswer } from './accountCheck.ts'

export type CheckRow = Selectable<AccountChecks>

/** Null where the very question is on its way already: `account_checks_open` decides. */
export const insertCheck = async (db: WritableDb, row: Insertable<AccountChecks>): Promise<CheckRow | null> =>
  (await db.insertInto('account_checks').values(row).onConflict((oc) => oc.doNothing()).returningAll().executeTakeFirst()) ?? null

type Asked = Pick<CheckRow, 'mandate_id' | 'asked_name' | 'asked_born_on'>

export const findOpenCheck = async (db: ReadDb, { mandate_id, asked_name, asked_born_on }: Asked): Promise<CheckRow | null> => {
  const open = db.selectFrom('account_checks').selectAll().where('mandate_id', '=', mandate_id).where('asked_name', '=', asked_name).where(
    'state',
    '=',
    'check_sent',
  )
  return (await (asked_born_on === null ? open.where('asked_born_on', 'is', null) : open.where('asked_born_on', '=', asked_born_on))
    .executeTakeFirst()) ?? null
}

/** By its own id, or the latest of that account. */
export const findCheck = async (
  db: ReadDb,
  { merchantId, mode }: World,
  by: { id: string } | { mandateId: string },
): Promise<CheckRow | null> => {
  const mine = db.selectFrom('account_checks').selectAll().where('merchant_id', '=', merchantId).where('mode', '=', mode)
  const asked = 'id' in by ? mine.where('id', '=', by.id) : mine.where('mandate_id', '=', by.mandateId)
  return (await asked.orderBy('id', 'desc').limit(1).executeTakeFirst()) ?? null
}

export type WaitingCheck = Pick<CheckRow, 'id'>

export const findWaitingChecks = (db: ReadDb, after: WaitingCheck | null, limit: number): Promise<WaitingCheck[]> =>
  db
    .selectFrom('account_checks')
    .select('id')
    .where('state', '=', 'check_sent')
    .$if(after !== null, (query) => query.where('id', '>', after!.id))
    .orderBy('id')
    .limit(limit)
    .execute()

/** Null where another worker has it in hand, or it was answered. */
export const claimCheck = async (db: WritableDb, id: string): Promise<CheckRow | null> =>
  (await db
    .selectFrom('account_checks')
    .selectAll()
    .where('id', '=', id)
    .where('state', '=', 'check_sent')
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()) ?? null

export const saveAnswer = async (
  db: WritableDb,
  id: string,
  { response, nameScore, isBirthDateRight, isIbanValid, isIbanTypeRight }: BankAnswer,
  now: Date,
): Promise<void> => {
  const said = {
    response,
    name_score: nameScore,
    is_birth_date_right: isBirthDateRight,
    is_iban_valid: isIbanValid,
    is_iban_type_right: isIbanTypeRight,
  }
  await db.updateTable('account_checks').set({ ...said, state: 'checked', answered_at: now }).where('id', '=', id).execute()
}

export const saveCheckError = async (db: WritableDb, id: string, response: string, now: Date): Promise<void> => {
  await db.updateTable('account_checks').set({ state: 'check_error', response, answered_at: now }).where('id', '=', id).execute()
}
