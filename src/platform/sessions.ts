import { sql } from 'kysely'
import { parisDay } from '#src/kernel/calendar.ts'
import { newId, newToken } from '#src/kernel/ids.ts'
import type { Held } from '#src/kernel/permissions.ts'
import { sha256 } from './crypto.ts'
import type { Tx } from './ctx.ts'
import type { Database, ReadDb } from './db.ts'

/** Our own table rather than express-session's: hashed tokens, listed and ended by row, on the program's own clock (docs/decisions). */
export type Door = 'console' | 'merchant'
export type Session = {
  id: string
  door: Door
  personId: string
  merchantId: string | null
  name: string
  email: string
  /** His roles, and his seat in the closed circle where he is named. */
  roles: Held[]
  language: string
  isPartial: boolean
  seenAt: Date
}

const minutes = 60_000
/** Idle 15 minutes for staff (issue: staff), 30 for merchants; a working day at most. */
export const idleMinutes: Record<Door, number> = { console: 15, merchant: 30 }
const longestMinutes = 12 * 60
const partialMinutes = 10
export const cookieName: Record<Door, string> = { console: 'vigie_console', merchant: 'vigie_merchant' }

export type NewSession = { door: Door; personId: string; isPartial?: boolean; ip: string; userAgent: string }

/** Opens a session and answers the token for the cookie. Only its hash is kept. */
export const openSession = async (tx: Tx, facts: NewSession): Promise<string> => {
  const token = newToken()
  const life = facts.isPartial ? partialMinutes : longestMinutes
  await tx
    .db
    .insertInto('sessions')
    .values({
      id: newId('sess', tx.now),
      token_hash: sha256(token),
      staff_id: facts.door === 'console' ? facts.personId : null,
      merchant_user_id: facts.door === 'merchant' ? facts.personId : null,
      is_partial: facts.isPartial ?? false,
      created_at: tx.now,
      seen_at: tx.now,
      expires_at: new Date(tx.now.getTime() + life * minutes),
      ip: facts.ip,
      user_agent: facts.userAgent.slice(0, 300),
    })
    .execute()
  return token
}

const living = (db: ReadDb, token: string, door: Door, now: Date) =>
  db
    .selectFrom('sessions')
    .where('sessions.token_hash', '=', sha256(token))
    .where('sessions.ended_at', 'is', null)
    .where('sessions.expires_at', '>', now)
    .where('sessions.seen_at', '>', new Date(now.getTime() - idleMinutes[door] * minutes))

const findStaff = async (db: ReadDb, token: string, now: Date): Promise<Session | null> => {
  const row = await living(db, token, 'console', now)
    .innerJoin('staff', 'staff.id', 'sessions.staff_id')
    .where('staff.state', '=', 'active')
    .select([
      'sessions.id',
      'sessions.is_partial as isPartial',
      'sessions.seen_at as seenAt',
      'staff.id as personId',
      'staff.name',
      'staff.email',
      'staff.language',
    ])
    .select(sql<Held[]>`array(select role::text from staff_roles where staff_id = staff.id order by role)
      || array(select seat::text from closed_seats c where c.staff_id = staff.id and c.state = 'held' and c.from_on <= ${parisDay(now)}::date)`
      .as('roles'))
    .executeTakeFirst()
  return row ? { ...row, door: 'console', merchantId: null } : null
}

const findMerchantUser = async (db: ReadDb, token: string, now: Date): Promise<Session | null> => {
  const row = await living(db, token, 'merchant', now)
    .innerJoin('merchant_users', 'merchant_users.id', 'sessions.merchant_user_id')
    .where('merchant_users.removed_at', 'is', null)
    .select([
      'sessions.id',
      'sessions.is_partial as isPartial',
      'sessions.seen_at as seenAt',
      'merchant_users.id as personId',
      'merchant_users.merchant_id as merchantId',
      'merchant_users.name',
      'merchant_users.email',
      'merchant_users.language',
    ])
    .executeTakeFirst()
  return row ? { ...row, door: 'merchant', roles: [] } : null
}

/** The living session a cookie's token opens, or null. */
export const findSession = (db: ReadDb, door: Door, token: string, now: Date): Promise<Session | null> =>
  door === 'console' ? findStaff(db, token, now) : findMerchantUser(db, token, now)

const touchEveryMs = 20_000

/** Notes that the person is still there; at most every 20 seconds, so that reading a page is not a write. */
export const touchSession = async (db: Database, session: Session, now: Date): Promise<void> => {
  if (now.getTime() - session.seenAt.getTime() < touchEveryMs) return
  await db.updateTable('sessions').set({ seen_at: now }).where('id', '=', session.id).where('ended_at', 'is', null).execute()
}

const ending = (tx: Tx, reason: string) =>
  tx.db.updateTable('sessions').set({ ended_at: tx.now, end_reason: reason }).where('ended_at', 'is', null)

export const endSession = async (tx: Tx, id: string, reason: string): Promise<void> => {
  await ending(tx, reason).where('id', '=', id).execute()
}

/** Ends every session of a staff member, but perhaps the one in use. Answers how many. */
export const endStaffSessions = async (tx: Tx, staffId: string, reason: string, exceptId = ''): Promise<number> => {
  const ended = await ending(tx, reason).where('staff_id', '=', staffId).where('id', '<>', exceptId).executeTakeFirst()
  return Number(ended.numUpdatedRows)
}

/** Ends those that only gave the password: whoever is in already stays in, be his door locked by others. */
export const endPartialSessions = async (tx: Tx, staffId: string, reason: string): Promise<void> => {
  await ending(tx, reason).where('staff_id', '=', staffId).where('is_partial', '=', true).execute()
}

/** Ends every session of one user of a merchant: removed, or his password changed. Answers how many. */
export const endUserSessions = async (tx: Tx, userId: string, reason: string): Promise<number> => {
  const ended = await ending(tx, reason).where('merchant_user_id', '=', userId).executeTakeFirst()
  return Number(ended.numUpdatedRows)
}

/** How many of his sessions stand open. */
export const countUserSessions = async (db: ReadDb, userId: string, now: Date): Promise<number> =>
  (await db
    .selectFrom('sessions')
    .select((eb) => eb.fn.countAll<number>().as('open'))
    .where('merchant_user_id', '=', userId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .where('seen_at', '>', new Date(now.getTime() - idleMinutes.merchant * minutes))
    .executeTakeFirstOrThrow())
    .open

/** Ends every session of a merchant's users: deactivation, suspension. */
export const endMerchantSessions = async (tx: Tx, merchantId: string, reason: string, exceptId = ''): Promise<number> => {
  const users = tx.db.selectFrom('merchant_users').select('id').where('merchant_id', '=', merchantId)
  const ended = await ending(tx, reason).where('merchant_user_id', 'in', users).where('id', '<>', exceptId).executeTakeFirst()
  return Number(ended.numUpdatedRows)
}

export type OpenSession = { id: string; createdAt: Date; seenAt: Date; ip: string; userAgent: string }

/** The living sessions of one staff member, newest first. */
export const listStaffSessions = (db: ReadDb, staffId: string, now: Date): Promise<OpenSession[]> =>
  db
    .selectFrom('sessions')
    .select(['id', 'created_at as createdAt', 'seen_at as seenAt', 'ip', 'user_agent as userAgent'])
    .where('staff_id', '=', staffId)
    .where('is_partial', '=', false)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .where('seen_at', '>', new Date(now.getTime() - idleMinutes.console * minutes))
    .orderBy('created_at', 'desc')
    .execute()
