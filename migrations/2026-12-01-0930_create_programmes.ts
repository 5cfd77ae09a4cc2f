import { sql, type Kysely } from 'kysely'

/** The networks' monitoring programmes: their rules effective by date (X-01), and each month's figures (rules.md §4.4). */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create type programme_scope as enum ('merchant', 'portfolio');
    create table programme_rules (
      id text collate "C" primary key,
      programme text not null check (programme in ('vamp', 'ecm', 'hecm', 'efm', 'vamp_standard', 'vamp_excessive')),
      network text not null check (network in ('visa', 'mastercard')),
      scope programme_scope not null,
      -- disputes counted, in basis points of the payments they are measured by: reached from here on
      ratio_bps integer not null check (ratio_bps > 0),
      -- and so many of them, or more
      count_from integer check (count_from > 0),
      -- and so much fraud, or more, in euros
      amount_from_cents bigint check (amount_from_cents > 0),
      -- and so many payments in the month they are measured by, or more
      settled_from integer check (settled_from > 0),
      -- and less than this share of them authenticated by their holders
      authenticated_below_bps integer check (authenticated_below_bps > 0),
      confidence text not null check (confidence in ('V', 'S', 'C', 'K', 'P')),
      source text not null,
      valid_from date not null,
      valid_to date,
      check (valid_to is null or valid_to > valid_from)
    );
    create unique index programme_rules_of on programme_rules (programme, valid_from);
    insert into programme_rules (id, programme, network, scope, ratio_bps, count_from, amount_from_cents, settled_from, authenticated_below_bps, confidence, source, valid_from, valid_to) values
      ('vamp.1', 'vamp', 'visa', 'merchant', 220, 1501, null, null, null, 'S', 'rules.md §4.4 (checkout.com, paybybanknow)', '2025-06-01', '2026-04-01'),
      ('vamp.2', 'vamp', 'visa', 'merchant', 150, 1501, null, null, null, 'S', 'rules.md §4.4 (checkout.com, paybybanknow)', '2026-04-01', null),
      ('vamp_standard.1', 'vamp_standard', 'visa', 'portfolio', 50, null, null, null, null, 'S', 'rules.md §4.4 (checkout.com)', '2026-01-01', null),
      ('vamp_excessive.1', 'vamp_excessive', 'visa', 'portfolio', 70, null, null, null, null, 'S', 'rules.md §4.4 (checkout.com)', '2025-06-01', null),
      ('ecm.1', 'ecm', 'mastercard', 'merchant', 150, 100, null, null, null, 'S', 'rules.md §4.4 (solidgate)', '2020-01-01', null),
      ('hecm.1', 'hecm', 'mastercard', 'merchant', 300, 300, null, null, null, 'S', 'rules.md §4.4 (solidgate)', '2020-01-01', null),
      ('efm.1', 'efm', 'mastercard', 'merchant', 50, null, 5000000, 1000, 5000, 'S', 'rules.md §4.4 (paymentspedia, dalenys)', '2020-01-01', null);

    create type programme_standing as enum ('clear', 'half', 'three_quarters', 'reached');
    -- a month, of UTC, of one merchant or (null) of all of them together; only where something was contested
    create table programme_months (
      id bigint generated always as identity primary key,
      programme text not null,
      merchant_id text collate "C" references merchants (id),
      month date not null check (extract(day from month) = 1),
      rule_id text collate "C" not null references programme_rules (id),
      -- by the network's own count: a dispute that was won counts
      counted integer not null check (counted >= 0),
      -- of Visa, where sources differ: a fraud that was disputed too, counted once
      counted_once integer not null check (counted_once >= 0),
      fraud_cents bigint not null check (fraud_cents >= 0),
      -- the payments they are measured by: of the month, or of the one before
      settled integer not null check (settled >= 0),
      authenticated integer not null check (authenticated between 0 and settled),
      -- how far the part stands that is least far; 100: the programme is reached
      percent integer not null check (percent between 0 and 999),
      standing programme_standing not null,
      computed_at timestamptz not null
    );
    create unique index programme_months_of on programme_months (programme, merchant_id, month) nulls not distinct;
    -- "who is how far this month", and a merchant's own months
    create index programme_months_ranked on programme_months (month, percent desc, id) where merchant_id is not null;
    create index programme_months_merchant on programme_months (merchant_id, month);

    -- "what was captured this month", "what was contested", "what was decided": near enough in the order they were written
    create index payments_captured_at on payments using brin (captured_at) with (pages_per_range = 32);
    create index disputes_created_at on disputes (created_at);
    create index disputes_closed_at on disputes (closed_at) where closed_at is not null;
  `
    .execute(db)
}
