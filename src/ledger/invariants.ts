/**
 * What must hold of the books at every moment (rules.md §5.4, "Invariants"). `sql` finds what does not: rows of `subject` (which entry,
 * merchant, account) and `detail` (what is wrong), none while all is well; no order, no semicolon. `vigie ledger check` runs each in one
 * picture of the database. A room that keeps money of its own (holds, disputes, payouts) adds its invariants here.
 */
export type Invariant = { name: string; sql: string }

const balances =
  `select merchant_id, book, currency, account, sum(amount_cents) as cents from ledger_postings where merchant_id is not null group by 1, 2, 3, 4`

/** As a reading of balances sees it: the snapshot, and what came after. */
const asRead = `select merchant_id, book, currency, account, sum(amount_cents) as cents from (
    select merchant_id, book, currency, account, amount_cents from ledger_snapshots
    union all
    select p.merchant_id, p.book, p.currency, p.account, p.amount_cents from ledger_postings p
      left join ledger_snapshots s using (merchant_id, book, currency, account)
      where p.merchant_id is not null and p.entry_id > coalesce(s.covers_to, 0)) read group by 1, 2, 3, 4`

const ofMerchant = `merchant_id || ', ' || book || ', ' || currency || ', account ' || account`

const ofEntries: Invariant[] = [
  {
    name: 'entry_balances',
    sql:
      `select 'entry ' || e.id as subject, count(p.leg) || ' postings, sum ' || coalesce(sum(p.amount_cents), 0) || ' ' || e.currency as detail
      from ledger_entries e left join ledger_postings p on p.entry_id = e.id group by e.id having count(p.leg) < 2 or sum(p.amount_cents) <> 0`,
  },
  {
    name: 'posting_is_of_its_entry',
    sql:
      `select 'entry ' || p.entry_id as subject, 'posting ' || p.leg || ' is of another entry, transaction, book, currency or merchant' as detail
      from ledger_postings p left join ledger_entries e on e.id = p.entry_id
      where e.id is null or (e.written_in, e.book, e.currency) <> (p.written_in, p.book, p.currency) or p.merchant_id <> coalesce(e.merchant_id, '')`,
  },
  {
    name: 'posting_is_of_the_chart',
    sql:
      `select 'entry ' || p.entry_id as subject, 'posting ' || p.leg || ' on account ' || p.account || ': unknown, or merchant, scheme or tax code amiss' as detail
      from ledger_postings p left join ledger_accounts a on a.number = p.account
      where a.number is null or a.is_of_merchant <> (p.merchant_id is not null) or a.is_of_scheme <> (p.scheme is not null) or a.is_taxed <> (p.tax_code is not null)`,
  },
  {
    name: 'event_is_known_once',
    sql:
      `select 'entry ' || min(id) as subject, count(*) || ' entries have the event key ' || coalesce(nullif(event_key, ''), '(none)') as detail
      from ledger_entries group by event_key having count(*) > 1 or event_key is null or event_key = ''`,
  },
  {
    name: 'reversal_mirrors',
    sql: `select 'entry ' || r.id as subject, 'is no exact reversal of entry ' || coalesce(r.reverses::text, '(none)') as detail
      from ledger_entries r left join ledger_entries o on o.id = r.reverses
      where (r.kind = 'reversal' or r.reverses is not null) and (o.id is null or o.kind = 'reversal' or r.kind <> 'reversal' or (o.book, o.currency, o.subject_id) <> (r.book, r.currency, r.subject_id)
        or o.merchant_id is distinct from r.merchant_id or exists (
          select from (
            select account, merchant_id, scheme, tax_code, amount_cents, 1 as side from ledger_postings where entry_id = r.id
            union all select account, merchant_id, scheme, tax_code, -amount_cents, -1 from ledger_postings where entry_id = o.id) legs
          group by account, merchant_id, scheme, tax_code, amount_cents having sum(side) <> 0))`,
  },
  {
    name: 'reversed_once',
    sql:
      `select 'entry ' || reverses as subject, 'is reversed ' || count(*) || ' times' as detail from ledger_entries where reverses is not null group by reverses having count(*) > 1`,
  },
  {
    name: 'day_is_of_paris',
    sql: `select 'entry ' || id as subject, 'counts on ' || accounting_on || ', before it happened' as detail from ledger_entries
      where accounting_on < (at at time zone 'Europe/Paris')::date`,
  },
  {
    name: 'closed_day_stays',
    sql: `select 'entry ' || e.id as subject, 'was booked on ' || e.accounting_on || ' after that day was closed' as detail
      from ledger_entries e where exists (select from ledger_periods p where p.book = e.book and e.accounting_on <= p.closed_to and e.id > p.entries_to)`,
  },
]

const ofBalances: Invariant[] = [
  {
    name: 'books_balance',
    sql:
      `select book || ' book' as subject, 'sum ' || sum(amount_cents) || ' ' || currency as detail from ledger_postings group by book, currency having sum(amount_cents) <> 0`,
  },
  {
    name: 'available_not_below_zero',
    sql: `select ${ofMerchant} as subject, (-cents) || ' cents' as detail from (${balances}) b where account = 2020 and cents > 0`,
  },
  {
    name: 'no_other_balance_below_zero',
    sql: `select ${ofMerchant} as subject, (case account when 1400 then cents else -cents end) || ' cents' as detail from (${balances}) b
      where account in (2030, 2035, 2036, 2040, 2050, 2060) and cents > 0 or account = 1400 and cents < 0`,
  },
  {
    name: 'control_account_is_the_sum_of_merchants',
    sql:
      `select book || ' book, account ' || account as subject, 'merchants ' || coalesce(m.cents, 0) || ', account ' || coalesce(c.cents, 0) || ' ' || currency as detail
      from (select book, currency, account, sum(cents) as cents from (${asRead}) r group by 1, 2, 3) m
      full join (select book, currency, account, sum(amount_cents) as cents from ledger_postings
        where account in (select number from ledger_accounts where is_of_merchant) group by 1, 2, 3) c using (book, currency, account)
      where m.cents is distinct from c.cents`,
  },
  {
    name: 'snapshot_is_its_sum',
    sql: `select s.merchant_id || ', ' || s.book || ', ' || s.currency || ', account ' || s.account as subject,
        'snapshot ' || s.amount_cents || ', postings up to entry ' || s.covers_to || ': ' || coalesce(t.cents, 0) as detail
      from ledger_snapshots s left join lateral (select sum(p.amount_cents) as cents from ledger_postings p
        where p.merchant_id = s.merchant_id and p.book = s.book and p.currency = s.currency and p.account = s.account and p.entry_id <= s.covers_to) t on true
      where s.amount_cents <> coalesce(t.cents, 0)`,
  },
  {
    name: 'merchant_exists',
    sql: `select 'merchant ' || b.merchant_id as subject, 'has postings and is no merchant' as detail
      from (select distinct merchant_id from ledger_postings where merchant_id is not null) b left join merchants m on m.id = b.merchant_id where m.id is null`,
  },
]

const ofPayouts: Invariant[] = [
  {
    name: 'payout_is_its_lines',
    sql: `select 'payout ' || o.id as subject, 'amount ' || o.amount_cents || ', lines ' || coalesce(l.cents, 0) as detail from payouts o
      left join (select payout_id, sum(case when kind in ('payment', 'adjustment') then amount_cents else -amount_cents end) as cents from payout_lines group by payout_id) l on l.payout_id = o.id
      where o.amount_cents is distinct from l.cents`,
  },
  {
    name: 'in_transit_is_payouts_on_their_way',
    sql:
      `select coalesce(b.merchant_id, o.merchant_id) as subject, 'account ' || coalesce(b.account, o.account) || ' has ' || coalesce(-b.cents, 0) || ', payouts ' || coalesce(o.cents, 0) as detail
      from (select merchant_id, account, sum(amount_cents) as cents from ledger_postings where account in (2050, 2060) and book = 'live' group by 1, 2) b
      full join (select merchant_id, case when state = 'failed' then 2060 else 2050 end as account, sum(amount_cents) as cents from payouts
        where state in ('pending', 'to_pay', 'sent') or (returned_at is not null and recredited_at is null) group by 1, 2) o using (merchant_id, account)
      where coalesce(-b.cents, 0) <> coalesce(o.cents, 0)`,
  },
]

/** The live book: nobody is paid out of the other, and nothing of it is kept. */
const ofHolds: Invariant[] = [
  {
    name: 'hold_is_its_slices',
    sql: `select 'hold ' || h.id as subject, 'left ' || h.left_cents || ', slices ' || coalesce(s.cents, 0) as detail from holds h
      left join (select hold_id, sum(left_cents) as cents from hold_slices group by hold_id) s on s.hold_id = h.id where h.left_cents <> coalesce(s.cents, 0)`,
  },
  {
    name: 'held_funds_have_a_title',
    sql:
      `select coalesce(b.merchant_id, h.merchant_id) || ', ' || coalesce(b.currency, h.currency) as subject, 'account ' || coalesce(b.account, h.account) || ' has ' || coalesce(-b.cents, 0) || ', holds ' || coalesce(h.cents, 0) as detail
      from (select merchant_id, currency::text as currency, account::int as account, sum(amount_cents) as cents from ledger_postings where account in (2030, 2035, 2036) and book = 'live' group by 1, 2, 3) b
      full join (select merchant_id, currency, case title when 'contract_reserve' then 2030 when 'asset_freeze' then 2036 else 2035 end as account, sum(left_cents) as cents from holds
        group by 1, 2, 3) h using (merchant_id, currency, account) where coalesce(-b.cents, 0) <> coalesce(h.cents, 0)`,
  },
]

/** Refunds that were asked for and not refused; disputes lost, whole or in part. */
const givenBack = `select payment_id, sum(cents) as cents from (
    select payment_id, amount_cents as cents from refunds where state in ('to_refund', 'refund_sent', 'refunded')
    union all select payment_id, amount_cents - coalesce(won_cents, 0) from disputes where closed_at is not null) back group by payment_id`

const ofFrauds: Invariant[] = [
  {
    name: 'payer_has_no_more_than_he_paid',
    sql:
      `select 'payment ' || p.id as subject, 'amount ' || p.amount_cents || ', refunds, fraud returns and lost disputes ' || b.cents as detail
      from (${givenBack}) b join payments p on p.id = b.payment_id where b.cents > p.amount_cents`,
  },
  {
    name: 'fraud_effect_is_booked',
    sql:
      `select 'payment ' || e.payment_id as subject, 'effect of ' || e.case_id || ' lacks its entries: fees ' || (e.fee_cents + e.dispute_fee_cents) || ', returned ' || e.return_cents as detail
      from fraud_effects e where e.state in ('applied', 'undone') and (
        exists (select from unnest(e.entry_keys) k(key) where key ~ '^fraud_(late_)?fee:') <> (e.fee_cents + e.dispute_fee_cents > 0)
        or coalesce('refund:' || e.refund_id = any(e.entry_keys), false) <> (e.return_cents > 0)
        or e.fee_cents + e.dispute_fee_cents <> coalesce((select sum(p.amount_cents) from unnest(e.entry_keys) k(key) join ledger_entries l on l.event_key = k.key join ledger_postings p on p.entry_id = l.id and p.account = 5010 where key ~ '^fraud_(late_)?fee:'), 0)
        or exists (select from unnest(e.entry_keys || e.undo_keys) k(key) left join ledger_entries l on l.event_key = k.key where l.id is null)
        or (e.return_cents > 0) <> (e.refund_id is not null) or exists (select from refunds r where r.id = e.refund_id and r.amount_cents <> e.return_cents))`,
  },
  {
    name: 'fraud_is_hidden_while_it_stands',
    sql:
      `select 'payment ' || coalesce(p.id, e.payment_id) as subject, case when e.payment_id is null then 'is hidden, and no confirmed fraud' else 'is a confirmed fraud, and not hidden' end as detail
      from (select * from payments where hidden_at is not null) p full join (select payment_id from fraud_effects where state = 'applied') e on e.payment_id = p.id where p.id is null or e.payment_id is null`,
  },
]

const ofDisputes: Invariant[] = [
  {
    // an open one is held whole against its merchant, one that is over not at all; what was won came back to him to the cent
    name: 'dispute_is_booked',
    sql:
      `select 'dispute ' || d.id as subject, 'state ' || d.state || ', amount ' || d.amount_cents || ', account 2040 has ' || coalesce(b.held, 0) || ', won ' || coalesce(d.won_cents, 0) || ', booked ' || coalesce(b.won, 0) as detail
      from disputes d left join (
        select e.subject_id, 0 - sum(p.amount_cents) filter (where p.account = 2040) as held, sum(p.amount_cents) filter (where p.account = 1100 and e.kind in ('dispute_won', 'dispute_split')) as won
        from ledger_entries e join ledger_postings p on p.entry_id = e.id where e.kind in ('dispute_opened', 'dispute_lost', 'dispute_won', 'dispute_split') group by e.subject_id) b on b.subject_id = d.id
      where coalesce(b.held, 0) <> case when d.closed_at is null then d.amount_cents else 0 end or coalesce(b.won, 0) <> coalesce(d.won_cents, 0)`,
  },
]

export const invariants: readonly Invariant[] = [...ofEntries, ...ofBalances, ...ofPayouts, ...ofFrauds, ...ofHolds, ...ofDisputes]
