import { sql, type RawBuilder } from 'kysely'
import { dictionary } from '#src/kernel/dictionary.ts'
import { executedAt } from '#src/moneyPurgers/payments.sql.ts'
import { deactivatedAt, hasIdentity, isOfVigilance, refusedAt } from '#src/purgers/dossiers.sql.ts'
import { isNoMore, lastContact } from '#src/purgers/merchants.sql.ts'
import { hangingOn, namesOfPayment, type Purger } from '#src/purgers/purger.sql.ts'
import { listPurgers } from '#src/purgers/purgers.sql.ts'
import type { Day } from '#src/kernel/calendar.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { goingPrefixes, goingWith } from './goesWith.ts'
import { ordinaryLetters } from './letters.ts'
import type { Category } from './policy.ts'

/**
 * What a record is kept under, and the day that each period is counted from; null: that has not happened. `notBefore`: a day of its own
 * before which it stays; `isKept`: something else keeps it beyond its period; `isKeeper`: this is that something, whatever its bound, and
 * it is told by itself.
 */
export type Origin = { category: Category; origin: Day | null; notBefore?: Day | null; isKept?: boolean; isKeeper?: boolean }
/** `subjectIds`: what a legal hold may name to hold it. */
export type Claimed = { merchantId: string | null; subjectIds: string[]; origins: Origin[] }
/** What an asker may know: of an id by its first part, and of money that is kept under a title of the circle's (X-06). */
export type Asker = { mayKnow: (prefix: string) => boolean; isCircle: boolean }
/** `within`: what it goes with, by id: what keeps that keeps it. */
type Source = Claimed & { within: string[] }

const paris = (column: string): RawBuilder<unknown> => sql`(${sql.raw(column)} at time zone 'Europe/Paris')::date::text`
const yearEnd = (column: string): RawBuilder<unknown> =>
  sql`to_char(date_trunc('year', ${sql.raw(column)} at time zone 'Europe/Paris') + interval '1 year - 1 day', 'YYYY-MM-DD')`
const claim = (category: Category, origin: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`jsonb_build_object('category', ${category}::text, 'origin', ${origin})`
/** Only where the condition holds is the record of that category. */
const claimIf = (condition: string, category: Category, origin: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`case when ${sql.raw(condition)} then ${claim(category, origin)} end`

const all = (...claims: RawBuilder<unknown>[]): RawBuilder<unknown> =>
  sql`jsonb_path_query_array(jsonb_build_array(${sql.join(claims)}), '$[*] ? (@ != null)')`

const day = (instant: RawBuilder<unknown>): RawBuilder<unknown> => sql`(${instant} at time zone 'Europe/Paris')::date::text`
const when = (condition: RawBuilder<unknown>, category: Category, origin: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`case when ${condition} then ${claim(category, origin)} end`

/** What holds a record beyond its own period, told as a rule of its own. */
const keeper = (condition: RawBuilder<unknown>, category: Category, origin: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`case when ${condition} then jsonb_build_object('category', ${category}::text, 'origin', ${origin}, 'isKeeper', true) end`
const row = (from: RawBuilder<unknown>, { merchant, ids, origins, within }: {
  merchant: RawBuilder<unknown>
  ids: RawBuilder<unknown>
  origins: RawBuilder<unknown>
  within?: RawBuilder<unknown>
}): RawBuilder<Source> =>
  sql<Source>`select ${merchant} as "merchantId", array_remove(${ids}, null) as "subjectIds", ${origins} as origins, coalesce(array_remove(${within ?? sql`null::text[]`}, null), '{}') as within from ${from}`

/**
 * Of a merchant `m`: a file from the contract on, a prospect's contact before and without it; while a dossier of his is on its way the
 * second has not begun.
 */
const related = sql`m.state not in ('onboarding', 'deactivated', 'rejected')`
const ofMerchant = [
  when(related, 'merchant_file', sql`m.ended_on::text`),
  when(sql`not ${related} and m.ended_on is not null`, 'merchant_file', sql`m.ended_on::text`),
  when(sql`not ${related} and m.ended_on is null`, 'prospect_contact', sql`case when ${isNoMore} then ${day(lastContact)} end`),
]
/**
 * Of a dossier `d` of his: one that was never finished or was refused has a rule of its own; any other, and what an unfinished one leaves,
 * goes with him.
 */
const ofDossier = [
  when(sql`not ${related} and d.state = 'lapsed' and ${hasIdentity}`, 'incomplete_dossier', day(deactivatedAt)),
  when(sql`d.state = 'rejected' and not ${isOfVigilance}`, 'rejected_dossier', day(refusedAt)),
  when(sql`d.state = 'rejected' and ${isOfVigilance}`, 'rejected_dossier_aml', day(refusedAt)),
]
const dossierWithin =
  sql`case when d.state <> 'rejected' and (${related} or d.state <> 'lapsed' or not ${hasIdentity}) then array[d.merchant_id] else '{}'::text[] end`

/** Disputes and confirmed frauds of these payments keep them as long as their own files (`isNeeded` of the purge of payments). */
const filesOf = (payments: RawBuilder<unknown>): RawBuilder<unknown>[] => [
  keeper(
    sql`exists (select from disputes d where d.payment_id in (${payments}))`,
    'dispute_file',
    sql`(select case when bool_or(d.closed_at is null) then null else max((d.closed_at at time zone 'Europe/Paris')::date)::text end from disputes d where d.payment_id in (${payments}))`,
  ),
  keeper(
    sql`exists (select from fraud_case_payments f where f.payment_id in (${payments}) and f.state in ('held', 'fraudulent'))`,
    'fraud_case',
    sql`(select case when bool_or(c.closed_at is null) then null else max((c.closed_at at time zone 'Europe/Paris')::date)::text end from fraud_case_payments f join fraud_cases c on c.id = f.case_id where f.payment_id in (${payments}) and f.state in ('held', 'fraudulent'))`,
  ),
]

/** Who or what paid, `y`: with the last payment that still says so; what no payment used by itself. `column`s of a payment that name it. */
const ofMeans = (table: string, id: string, columns: readonly string[]): RawBuilder<Source> => {
  const paid = sql`select p.id from payments p where (${sql.join(columns.map((column) => sql`p.${sql.ref(column)} = y.id`), sql` or `)})`
  const living = sql`select p.id from payments p where p.id in (${paid}) and not p.is_stripped`
  return row(sql`${sql.table(table)} y where y.id = ${id}`, {
    merchant: sql`y.merchant_id`,
    ids: sql`array[y.id] || array(select unnest(${namesOfPayment}) from payments p where p.id in (${living})) || ${hangingOn(living)}`,
    origins: all(
      when(
        sql`exists (${living})`,
        'payment',
        sql`(select case when bool_or(${executedAt} is null) then null else max(${day(executedAt)}) end from payments p where p.id in (${living}))`,
      ),
      when(sql`not exists (${paid})`, 'unused_means', paris('y.created_at')),
      ...filesOf(living),
    ),
  })
}

/**
 * By the first part of the id: whose it is, what may hold it, its claims, and what it goes with. Days of what a purge takes itself come
 * from that purge, see below.
 */
const sources: Record<string, (id: string) => RawBuilder<Source>> = dictionary({
  paym: (id) =>
    row(sql`payments p where p.id = ${id}`, {
      merchant: sql`p.merchant_id`,
      ids: sql`array[p.id]`,
      origins: all(
        when(sql`not p.is_stripped`, 'payment', day(executedAt)),
        claimIf('p.captured_at is not null', 'accounting', yearEnd('p.captured_at')),
        claimIf('p.device is not null', 'device', paris('p.created_at')),
        claimIf(
          'p.auth_requested_at is not null and (p.auth_token is not null or p.auth_return_url is not null)',
          'authentication_evidence',
          paris('p.auth_requested_at'),
        ),
        ...filesOf(sql`select p.id where not p.is_stripped`),
      ),
    }),
  cust: (id) => ofMeans('payers', id, ['payer_id']),
  card: (id) => ofMeans('cards', id, ['card_id']),
  addr: (id) => ofMeans('payer_addresses', id, ['billing_address_id', 'shipping_address_id']),
  rght: (id) =>
    row(sql`rights_requests q where q.id = ${id}`, {
      merchant: sql`q.merchant_id`,
      ids: sql`array[q.id]`,
      origins: all(claim('rights_request', paris('q.closed_at'))),
    }),
  pout: (id) =>
    row(sql`payouts o where o.id = ${id}`, {
      merchant: sql`o.merchant_id`,
      ids: sql`array[o.id]`,
      origins: all(claim('payout_statement', yearEnd('o.created_at'))),
    }),
  mrch: (id) =>
    row(sql`merchants m where m.id = ${id} and not m.is_erased`, {
      merchant: sql`m.id`,
      ids: sql`array[m.id]`,
      origins: all(...ofMerchant),
    }),
  user: (id) =>
    row(sql`merchant_users u join merchants m on m.id = u.merchant_id where u.id = ${id} and not m.is_erased`, {
      merchant: sql`u.merchant_id`,
      ids: sql`array[u.id]`,
      origins: all(when(sql`u.password_hash <> '' and m.ended_on is not null`, 'account_login', sql`m.ended_on::text`)),
      within: sql`array[u.merchant_id]`,
    }),
  doss: (id) =>
    row(sql`dossiers d join merchants m on m.id = d.merchant_id where d.id = ${id} and not d.is_erased`, {
      merchant: sql`m.id`,
      ids: sql`array[d.id]`,
      origins: all(...ofDossier),
      within: dossierWithin,
    }),
  sepa: (id) =>
    row(sql`mandates m where m.id = ${id}`, {
      merchant: sql`m.merchant_id`,
      ids: sql`array[m.id]`,
      origins: all(claimIf(`m.sealed_iban <> ''`, 'mandate', sql`null::text`)),
    }),
  dspt: (id) =>
    row(sql`disputes d where d.id = ${id}`, {
      merchant: sql`d.merchant_id`,
      ids: sql`array[d.id, d.payment_id]`,
      origins: all(claim('dispute_file', paris('d.closed_at'))),
    }),
  frdc: (id) =>
    row(sql`fraud_cases c where c.id = ${id}`, {
      merchant: sql`c.merchant_id`,
      ids: sql`array[c.id]`,
      origins: all(claim('fraud_case', paris('c.closed_at'))),
    }),
  frdr: (id) =>
    row(sql`fraud_reports r where r.id = ${id}`, {
      merchant: sql`r.merchant_id`,
      ids: sql`array[r.id]`,
      origins: all(claimIf('r.case_id is null', 'fraud_alert', paris('r.made_at'))),
      within: sql`array[r.case_id]`,
    }),
  // decided, an alert has a rule of its own; in a case, or not decided, it is of its merchant's file, as the case is
  alrt: (id) =>
    row(sql`alerts a where a.id = ${id}`, {
      merchant: sql`a.merchant_id`,
      ids: sql`array[a.id, a.case_id]`,
      origins: all(claimIf(`a.state = 'closed'`, 'monitoring_alert', paris('a.closed_at'))),
      within: sql`case when a.state <> 'closed' then array[a.merchant_id] end`,
    }),
  btst: (id) =>
    row(sql`backtests b where b.id = ${id}`, {
      merchant: sql`null::text`,
      ids: sql`array[b.id]`,
      origins: all(
        claimIf(
          'exists (select from backtest_alerts r where r.backtest_id = b.id)',
          'backtest',
          sql`case when b.state in ('done', 'failed') then ${paris('b.ordered_at')} end`,
        ),
      ),
    }),
  frez: (id) =>
    row(sql`freezes z where z.id = ${id}`, {
      merchant: sql`z.merchant_id`,
      ids: sql`array[z.id]`,
      origins: all(claim('asset_freeze', paris('z.released_at'))),
    }),
  wlen: (id) =>
    row(sql`watchlist_entries e where e.id = ${id}`, {
      merchant: sql`null::text`,
      ids: sql`array[e.id]`,
      origins: all(
        claimIf(`e.list_code = 'house' and e.ref <> e.id`, 'house_entry', sql`null::text`),
        claimIf(`e.list_code <> 'house'`, 'published_list', sql`null::text`),
      ),
    }),
  rmrk: (id) =>
    row(sql`rejection_markers r where r.id = ${id}`, {
      merchant: sql`r.merchant_id`,
      ids: sql`array[r.id]`,
      origins: all(claim('rejected_dossier_marker', paris('r.refused_at'))),
    }),
  sess: (id) =>
    row(sql`sessions s left join merchant_users u on u.id = s.merchant_user_id where s.id = ${id}`, {
      merchant: sql`u.merchant_id`,
      ids: sql`array[s.id, s.merchant_user_id]`,
      origins: all(claim('security_log', paris('s.created_at'))),
    }),
  corr: (id) =>
    row(sql`corrections c where c.id = ${id}`, {
      merchant: sql`c.merchant_id`,
      ids: sql`array[c.id]`,
      origins: all(claim('ledger_year', sql`to_char(date_trunc('year', c.closed_on) + interval '1 year - 1 day', 'YYYY-MM-DD')`)),
    }),
  invc: (id) =>
    row(sql`invoices i where i.id = ${id}`, {
      merchant: sql`i.merchant_id`,
      ids: sql`array[i.id]`,
      origins: all(claim('accounting', sql`to_char(date_trunc('year', i.issued_on) + interval '1 year - 1 day', 'YYYY-MM-DD')`)),
      within: sql`array(select c.id from invoices c where c.corrects_id = i.id)`,
    }),
  mail: (id) =>
    row(sql`mails l where l.id = ${id}`, {
      merchant: sql`l.merchant_id`,
      ids: sql`array[l.id]`,
      origins: all(
        when(
          sql`l.template = any(${ordinaryLetters}::text[])`,
          'mail',
          sql`case when l.state <> 'queued' then ${paris('l.created_at')} end`,
        ),
        when(
          sql`not l.template = any(${ordinaryLetters}::text[]) and l.merchant_id is not null`,
          'notice',
          sql`case when l.state <> 'queued' then (select m.ended_on::text from merchants m where m.id = l.merchant_id) end`,
        ),
      ),
      within: sql`case when l.merchant_id is null and l.subject_id ^@ 'rght_' then array[l.subject_id] end`,
    }),
})

/** What the history names is kept as it is. */
const history = { merchantId: null, subjectIds: [], origins: [{ category: 'audit_trail' as const, origin: null }] }

const findGoing = async (db: ReadDb, id: string, { isCircle }: Asker): Promise<Source | null> => {
  for (const [table, ...owners] of goingWith(id.slice(0, 4))) {
    // a title of money that only the circle knows of is not there for others
    const known = table === 'holds' && !isCircle ? sql`and t.title = 'contract_reserve'` : sql``
    const found = (await sql<{ owner: string | null }>`select ${owners.length > 0 ? sql`coalesce(${sql.join(owners.map((owner) => sql`t.${sql.ref(owner)}`))})` : sql`null::text`} as owner from ${sql.table(table)} t where t.id = ${id} ${known}`
      .execute(db))
      .rows[0]
    if (found)
      return found.owner === null
        ? { ...history, within: [] }
        : { merchantId: null, subjectIds: [id], origins: [], within: [found.owner] }
  }
  return null
}

/** Purges that take rows of such an id themselves. */
const purgersOf = (prefix: string): readonly Purger[] =>
  listPurgers().filter(({ kind, category }) => kind === prefix || (category === 'unused_means' && (prefix === 'card' || prefix === 'addr')))
/** So late that every period is over: what a purge would find then is what it ever finds. */
const late = new Date('2200-01-01T00:00:00Z')

type Taken = {
  category: Category
  merchantId: string | null
  subjectIds: (string | null)[]
  origin: Day
  notBefore: Day | null
  isKept: boolean
}

/** What the purges themselves say of a row: from when they count, on what it hangs, and whether they leave it. */
const listTaken = async (db: ReadDb, id: string): Promise<Taken[]> => {
  const found: Taken[] = []
  for (const purger of purgersOf(id.slice(0, 4))) {
    const over = purger.over({ before: late, at: late, limit: null, rows: (column) => sql`${column} = ${id}` })
    const { rows } = await sql<Omit<Taken, 'category'>>`select merchant_id as "merchantId", subject_ids as "subjectIds", (began at time zone 'Europe/Paris')::date::text as origin, ${purger.hasOwnDay ? sql`not_before::text` : sql`null::text`} as "notBefore", is_kept as "isKept" from (${over}) found`
      .execute(db)
    found.push(...rows.map((one) => ({ ...one, category: purger.category })))
  }
  return found
}

/** A claim with the day of its purge. What a purge takes by itself and does not find has gone already, but for what has not begun. */
const settle = (prefix: string, origins: readonly Origin[], taken: readonly Taken[]): Origin[] => {
  const own = new Set(purgersOf(prefix).map(({ category }) => category))
  const hasKeeper = origins.some(({ isKeeper }) => isKeeper)
  return origins.flatMap((one) => {
    const found = one.isKeeper ? undefined : taken.find(({ category }) => category === one.category)
    if (found)
      return [{
        category: one.category,
        origin: found.origin,
        ...(found.notBefore ? { notBefore: found.notBefore } : {}),
        ...(found.isKept && !(hasKeeper && one.category === 'payment') ? { isKept: true } : {}),
      }]
    return one.isKeeper || one.origin === null || !own.has(one.category) ? [one] : []
  })
}

const anybody: Asker = { mayKnow: () => true, isCircle: false }
export const askablePrefixes = [...Object.keys(sources), ...goingPrefixes]

/** How far it is from a line of a file to whose it is. */
const mostSteps = 5

const isSame = (a: Origin, b: Origin): boolean => a.category === b.category && a.origin === b.origin && a.isKeeper === b.isKeeper

/** Null where there is no such record, its kind is not one that is asked about, or it is not for the asker to know. */
export const findClaims = async (db: ReadDb, id: string, asker: Asker = anybody, steps = mostSteps): Promise<Claimed | null> => {
  const prefix = id.slice(0, 4)
  if (!asker.mayKnow(prefix)) return null
  const source = sources[prefix] ? (await sources[prefix](id).execute(db)).rows[0] : await findGoing(db, id, asker)
  if (!source) return null
  const taken = await listTaken(db, id)
  const claimed: Claimed = {
    merchantId: source.merchantId ?? taken[0]?.merchantId ?? null,
    subjectIds: [...new Set([...source.subjectIds, ...taken.flatMap(({ subjectIds }) => subjectIds)])].filter((one) => one !== null),
    origins: settle(prefix, source.origins, taken),
  }
  for (const owner of steps > 0 ? source.within : []) {
    const whole = await findClaims(db, owner, asker, steps - 1)
    if (whole === null && !asker.mayKnow(owner.slice(0, 4))) return null
    if (whole === null) continue
    claimed.merchantId ??= whole.merchantId
    claimed.subjectIds = [...new Set([...claimed.subjectIds, ...whole.subjectIds])]
    claimed.origins = [...claimed.origins, ...whole.origins.filter((one) => !claimed.origins.some((other) => isSame(one, other)))]
  }
  return claimed
}
