import { sql, type RawBuilder } from 'kysely'
import { ordinaryLetters } from '#src/retention/letters.ts'
import { isHeldFound as held, startOf, upTo, whileAnyIsHeld, type Over, type Purger } from './purger.sql.ts'

/** A letter hangs on what it is about, on the payment of that, and on the person it was written to. One that has not left stays. */
const lettersWhere = (
  { before, rows, limit }: Over,
  { began, isOfThem, isKept }: { began: RawBuilder<unknown>; isOfThem: RawBuilder<unknown>; isKept: RawBuilder<unknown> },
): RawBuilder<unknown> =>
  sql`select m.id, m.merchant_id, array[m.subject_id] || ${
    whileAnyIsHeld(sql`array(select u.id from merchant_users u where u.merchant_id = m.merchant_id and u.email = m.to_address)
      || array(select d.payment_id from disputes d where d.id = m.subject_id) || array(select unnest(array[d.id, d.payment_id]) from resolutions r join disputes d on d.id = r.dispute_id where r.id = m.subject_id)`)
  } as subject_ids, ${isKept} as is_kept, ${began} as began
    from mails m where m.state <> 'queued' and ${isOfThem} and ${began} < ${before} and ${rows(sql`m.id`)} order by m.id ${upTo(limit)}`

const isOrdinary = sql`m.template = any(${ordinaryLetters}::text[])`

export const ordinaryMails: Purger = {
  category: 'mail',
  kind: 'mail',
  over: (what) => lettersWhere(what, { began: sql`m.created_at`, isOfThem: isOrdinary, isKept: sql`false` }),
  erase: sql`delete from mails using found where mails.id = found.id and not found.is_kept and not ${held} returning mails.id`,
}

/** What a person was answered about his data stays with his request, whatever became of his merchant. */
const isOfLivingRequest = sql`(m.subject_id ^@ 'rght_' and exists (select from rights_requests r where r.id = m.subject_id))`

/** Contractual and regulatory notices: five years after the relationship. */
export const notices: Purger = {
  category: 'notice',
  kind: 'mail',
  over: (what) =>
    lettersWhere(what, {
      began: sql`(select ${startOf('o.ended_on')} from merchants o where o.id = m.merchant_id)`,
      isOfThem: sql`not ${isOrdinary}`,
      isKept: isOfLivingRequest,
    }),
  erase: sql`delete from mails using found where mails.id = found.id and not found.is_kept and not ${held} returning mails.id`,
}

/** Of a letter `q`: about what a person asked of his data. It is owed to him, and goes with the request. */
const isOfRequest = sql`q.subject_id ^@ 'rght_'`
/** Letters to a merchant that have not left: with him goes what they would still say to him. */
export const waitingFor = (merchants: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`select q.id, q.merchant_id, q.template, q.subject_id from mails q where q.merchant_id in (${merchants}) and q.state = 'queued' and not ${isOfRequest}`
export const lettersTo = (merchants: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`select q.id from mails q where q.merchant_id in (${merchants}) and not ${isOfRequest}`
