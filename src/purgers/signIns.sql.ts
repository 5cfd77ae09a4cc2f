import { sql } from 'kysely'
import { isHeldFound as held, upTo, type Purger } from './purger.sql.ts'

/** One that is still open is in use, whatever the policy says. */
export const signIns: Purger = {
  category: 'security_log',
  kind: 'sess',
  over: ({ before, at, rows, limit }) =>
    sql`select s.id, u.merchant_id, array[s.merchant_user_id] as subject_ids, false as is_kept, s.created_at as began from sessions s left join merchant_users u on u.id = s.merchant_user_id
    where s.created_at < ${before} and (s.ended_at is not null or s.expires_at <= ${at}) and ${rows(sql`s.id`)} order by s.id ${upTo(limit)}`,
  erase: sql`delete from sessions using found where sessions.id = found.id and not found.is_kept and not ${held} returning sessions.id`,
}
