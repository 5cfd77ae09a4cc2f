import { sql, type Kysely } from 'kysely'

/**
 * What merchants are invoiced: month by month, numbered without gaps, never edited (CGI ann. II 242 nonies A; what was wrong is a credit
 * note).
 */
export const up = async (db: Kysely<any>): Promise<void> => {
  await sql`
    create type invoice_kind as enum ('invoice', 'credit_note');

    -- the last number given in a series; locked by whoever issues, so that a number that was drawn is a number that was issued
    create table invoice_counters (
      series text primary key,
      last_number integer not null check (last_number >= 0)
    );

    create table invoices (
      id text collate "C" primary key,
      kind invoice_kind not null,
      -- 2026-F-000012
      number text collate "C" not null unique,
      series text not null,
      serial integer not null check (serial > 0),
      merchant_id text collate "C" not null references merchants (id),
      -- first and last day of the month that it is about, in Paris
      period_from date not null,
      period_to date not null,
      issued_on date not null,
      currency text not null check (currency ~ '^[a-z]{3}$'),
      net_cents bigint not null check (net_cents >= 0),
      vat_cents bigint not null check (vat_cents >= 0),
      total_cents bigint not null,
      -- name, numbers and address as they were on that day
      billed_to jsonb not null,
      -- of a credit note: the newest invoice before it
      corrects_id text collate "C" references invoices (id),
      created_at timestamptz not null,
      unique (series, serial),
      -- one of each kind for a merchant and a month
      unique (merchant_id, period_from, currency, kind),
      check (total_cents = net_cents + vat_cents and total_cents > 0),
      check (period_from <= period_to and period_to < issued_on)
    );
    create index invoices_listed on invoices (merchant_id, id desc);

    create table invoice_lines (
      invoice_id text collate "C" not null references invoices (id),
      line smallint not null check (line > 0),
      -- processing, dispute, rental, refunded
      what text not null,
      tax_code text not null,
      operations integer not null check (operations > 0),
      net_cents bigint not null check (net_cents >= 0),
      vat_cents bigint not null check (vat_cents >= 0),
      primary key (invoice_id, line)
    );

    create trigger invoices_append_only before update or delete on invoices for each row execute function refuse_change();
    create trigger invoices_no_truncate before truncate on invoices for each statement execute function refuse_change();
    create trigger invoice_lines_append_only before update or delete on invoice_lines for each row execute function refuse_change();
    create trigger invoice_lines_no_truncate before truncate on invoice_lines for each statement execute function refuse_change();

    -- which months are done for everybody, so that a run looks at what is new only
    create table invoiced_months (
      month_from date primary key,
      done_at timestamptz not null
    );
  `
    .execute(db)
}
