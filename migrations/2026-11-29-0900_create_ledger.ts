import { sql, type Kysely } from 'kysely'

/**
 * The books, in double entry (rules.md §5.3, §5.4). Written once: what was wrong is reversed, never edited.
 *
 * No foreign key leads from an entry or a posting to a merchant or to the chart of accounts: PostgreSQL checks one by a share lock on the
 * row it leads to, so every payment of a merchant would queue there behind whoever changes that merchant, and behind one another. The chart
 * stands in checks, and `vigie ledger check` proves that every merchant exists.
 */
export const up = async (db: Kysely<any>): Promise<void> => {
  await sql`
    create type ledger_book as enum ('test', 'live');
    create type ledger_account_type as enum ('asset', 'liability', 'revenue', 'expense');
    create type ledger_entry_kind as enum (
      'capture', 'fee', 'settlement', 'available', 'reserve', 'fee_sweep', 'scheme_debit', 'scheme_cost', 'refund',
      'dispute_opened', 'dispute_fee', 'dispute_lost', 'dispute_won', 'dispute_split', 'loss', 'fee_refund',
      'hold', 'hold_moved', 'release', 'payout_created', 'payout_paid', 'payout_failed', 'payout_returned', 'payout_recredited',
      'fraud_removal', 'recovery', 'overdraft', 'reversal');

    -- the chart of accounts, §5.3
    create table ledger_accounts (
      number smallint primary key,
      -- ledger:account.<name> in locales
      name text not null unique,
      type ledger_account_type not null,
      -- is it money of clients that we must safeguard (SG-02)
      client_money text not null check (client_money in ('held', 'not_received', 'paid_out', 'split', 'none')),
      -- kept per merchant
      is_of_merchant boolean not null,
      -- kept per card network or SEPA
      is_of_scheme boolean not null,
      -- its postings name the tax code of the line
      is_taxed boolean not null,
      -- where the French chart has it
      pcg text not null
    );
    insert into ledger_accounts (number, name, type, client_money, is_of_merchant, is_of_scheme, is_taxed, pcg) values
      (1010, 'safeguarded_bank', 'asset', 'held', false, false, false, '512x'),
      (1020, 'operating_bank', 'asset', 'none', false, false, false, '512'),
      (1100, 'scheme_receivable', 'asset', 'not_received', false, true, false, '467'),
      (1300, 'disputes_receivable', 'asset', 'none', true, false, false, '467'),
      (1400, 'merchant_receivable', 'asset', 'none', true, false, false, '411'),
      (1410, 'doubtful_allowance', 'asset', 'none', true, false, false, '491'),
      (2010, 'pending', 'liability', 'not_received', true, false, false, '467'),
      (2020, 'available', 'liability', 'held', true, false, false, '467'),
      (2030, 'reserve', 'liability', 'held', true, false, false, '467'),
      (2035, 'aml_hold', 'liability', 'held', true, false, false, '467'),
      (2036, 'frozen', 'liability', 'held', true, false, false, '467'),
      (2040, 'dispute_hold', 'liability', 'paid_out', true, false, false, '467'),
      (2050, 'in_transit', 'liability', 'held', true, false, false, '467'),
      (2060, 'returned', 'liability', 'held', true, false, false, '471'),
      (2110, 'scheme_payable', 'liability', 'split', false, true, false, '467/401'),
      (2200, 'vat_collected', 'liability', 'none', false, false, true, '44571'),
      (4010, 'processing_fees', 'revenue', 'none', false, false, true, '706'),
      (4020, 'dispute_fees', 'revenue', 'none', false, false, true, '706'),
      (4030, 'terminal_rental', 'revenue', 'none', false, false, true, '706'),
      (5010, 'fee_refunds', 'expense', 'none', false, false, true, '709'),
      (5020, 'scheme_costs', 'expense', 'none', false, false, false, '6xx'),
      (5030, 'absorbed_losses', 'expense', 'none', false, false, false, '654/671'),
      (5040, 'bad_debt', 'expense', 'none', false, false, false, '654');

    create table ledger_entries (
      -- before the id: whoever has drawn an id has a transaction number below any drawn later (ledger_horizon stands on it)
      written_in xid8 not null default pg_current_xact_id(),
      id bigint generated always as identity primary key,
      book ledger_book not null,
      -- the business event that this entry is: told twice, it is written once
      event_key text collate "C" not null unique check (event_key ~ '^[a-z_]+:[!-~]+$' and length(event_key) <= 200),
      kind ledger_entry_kind not null,
      currency char(3) not null check (currency ~ '^[a-z]{3}$'),
      -- the one merchant it concerns, if any
      merchant_id text collate "C",
      -- the payment, refund, dispute, payout, settlement
      subject_id text collate "C" not null check (subject_id <> ''),
      at timestamptz not null,
      -- the day on which it counts: of Paris, cut at 00:00, and never before it happened
      accounting_on date not null check (accounting_on >= (at at time zone 'Europe/Paris')::date),
      -- reversed once
      reverses bigint unique references ledger_entries (id) check (reverses < id),
      check ((kind = 'reversal') = (reverses is not null)),
      -- what its postings hold on to
      unique (id, written_in, book, currency)
    );
    -- "everything that was booked for this payment"
    create index ledger_entries_subject on ledger_entries (subject_id, id);
    -- "the entries of this merchant, newest first", by key
    create index ledger_entries_merchant on ledger_entries (merchant_id, book, id) where merchant_id is not null;
    -- "the totals of these days": entries come in the order of their days, near enough
    create index ledger_entries_day on ledger_entries using brin (accounting_on) with (pages_per_range = 16);

    create table ledger_postings (
      entry_id bigint not null,
      -- its place in the entry, from 1
      leg smallint not null check (leg > 0),
      written_in xid8 not null default pg_current_xact_id(),
      book ledger_book not null,
      currency char(3) not null,
      account smallint not null check (account in (1010, 1020, 1100, 1300, 1400, 1410, 2010, 2020, 2030, 2035, 2036, 2040, 2050, 2060, 2110, 2200, 4010, 4020, 4030, 5010, 5020, 5030, 5040)),
      merchant_id text collate "C",
      scheme text check (scheme ~ '^[a-z][a-z_]{1,19}$'),
      -- + debit, − credit; what a JavaScript number holds exactly
      amount_cents bigint not null check (amount_cents <> 0 and amount_cents between -9007199254740991 and 9007199254740991),
      tax_code text check (tax_code ~ '^[a-z0-9_]{2,30}$'),
      primary key (entry_id, leg),
      -- the same transaction, book and currency: nobody adds a posting to an entry that is committed
      foreign key (entry_id, written_in, book, currency) references ledger_entries (id, written_in, book, currency),
      constraint ledger_postings_merchant check ((merchant_id is not null) = (account in (1300, 1400, 1410, 2010, 2020, 2030, 2035, 2036, 2040, 2050, 2060))),
      constraint ledger_postings_scheme check ((scheme is not null) = (account in (1100, 2110))),
      constraint ledger_postings_tax check ((tax_code is not null) = (account in (2200, 4010, 4020, 4030, 5010)))
    );
    -- "what does this merchant have on this account": what came after the snapshot
    create index ledger_postings_balance on ledger_postings (merchant_id, book, currency, account, entry_id) include (amount_cents) where merchant_id is not null;

    -- balances as they stood after an entry: a reading adds what came later. Kept by the job snapshot-balances
    create table ledger_snapshots (
      merchant_id text collate "C" not null,
      book ledger_book not null,
      currency char(3) not null,
      account smallint not null,
      -- Σ of this account's postings of entries up to this one
      amount_cents bigint not null,
      covers_to bigint not null,
      primary key (merchant_id, book, currency, account)
    ) with (fillfactor = 80);

    -- How far snapshots may go. Ids are drawn before commits, so a lower id may still commit later: every id up to mark_to was drawn by a
    -- transaction numbered below mark_xid; once all those have ended, what is committed up to mark_to is all there will ever be.
    create table ledger_horizon (
      is_only boolean primary key default true check (is_only),
      covered_to bigint not null default 0,
      mark_to bigint,
      mark_xid xid8,
      check ((mark_to is null) = (mark_xid is null))
    );
    insert into ledger_horizon default values;

    -- days that are over for good: nothing is booked on one any more
    create table ledger_periods (
      id text collate "C" primary key,
      book ledger_book not null,
      -- the last day closed, with all before it
      closed_to date not null,
      -- the last entry there was: a later one on a closed day is a fault
      entries_to bigint not null,
      closed_by text collate "C" not null references staff (id),
      closed_at timestamptz not null,
      unique (book, closed_to)
    );

    create function ledger_lock_key(merchant text, book ledger_book, currency text) returns bigint language sql immutable parallel safe as
      $$ select hashtextextended('ledger:' || merchant || ':' || case book when 'test' then 'test' else 'live' end || ':' || currency, 20) $$;

    -- every account of one merchant, signed: the snapshot and what came after it
    create function ledger_balances(of_merchant text, of_book ledger_book, of_currency text) returns table (account smallint, amount_cents bigint)
      language sql stable rows 11 as $$
        select a.number, coalesce(s.amount_cents, 0) + coalesce(tail.amount_cents, 0)
        from ledger_accounts a
        left join ledger_snapshots s on s.merchant_id = of_merchant and s.book = of_book and s.currency = of_currency::char(3) and s.account = a.number
        left join lateral (
          select sum(p.amount_cents)::bigint as amount_cents from ledger_postings p
          where p.merchant_id = of_merchant and p.book = of_book and p.currency = of_currency::char(3) and p.account = a.number
            and p.entry_id > coalesce(s.covers_to, 0)) tail on true
        where a.is_of_merchant $$;

    -- Whatever takes from a merchant is checked once more at the commit, alone with that merchant's balances: none falls below zero (what he lacks
    -- is owed, 1400). 2010 may: a fee may exceed a payment.
    create function ledger_refuse_overdraft(entry ledger_entries) returns void language plpgsql as $$
    declare
      short record;
    begin
      perform pg_advisory_xact_lock(ledger_lock_key(entry.merchant_id, entry.book, entry.currency));
      select b.account, b.amount_cents into short from ledger_balances(entry.merchant_id, entry.book, entry.currency) b
        where b.account between 2020 and 2060 and b.amount_cents > 0 or b.account = 1400 and b.amount_cents < 0 order by b.account limit 1;
      if found then
        raise exception 'ledger entry % would leave account % of % at % (% %)', entry.event_key, short.account, entry.merchant_id, short.amount_cents, entry.book, entry.currency
          using errcode = 'check_violation', constraint = 'ledger_no_overdraft';
      end if;
    end $$;

    create function ledger_refuse_unlike(entry ledger_entries) returns void language plpgsql as $$
    declare
      reversed ledger_entries;
    begin
      select * into reversed from ledger_entries where id = entry.reverses;
      if reversed.reverses is not null
        or (reversed.book, reversed.currency, reversed.subject_id) <> (entry.book, entry.currency, entry.subject_id) or reversed.merchant_id is distinct from entry.merchant_id
        or exists (
          (select account, merchant_id, scheme, tax_code, -amount_cents from ledger_postings where entry_id = reversed.id
            except all select account, merchant_id, scheme, tax_code, amount_cents from ledger_postings where entry_id = entry.id)
          union all
          (select account, merchant_id, scheme, tax_code, amount_cents from ledger_postings where entry_id = entry.id
            except all select account, merchant_id, scheme, tax_code, -amount_cents from ledger_postings where entry_id = reversed.id)) then
        raise exception 'ledger entry % is no exact reversal of entry %', entry.event_key, entry.reverses using errcode = 'check_violation', constraint = 'ledger_reversal_mirrors';
      end if;
    end $$;

    -- one look per entry, when its transaction commits
    create function ledger_check_entry() returns trigger language plpgsql as $$
    declare
      seen record;
    begin
      select count(*) as legs, sum(amount_cents) as total, bool_or(merchant_id is not null and merchant_id is distinct from new.merchant_id) as is_strange,
          bool_or(account between 2020 and 2060 and amount_cents > 0 or account = 1400 and amount_cents < 0) as is_taking
        into seen from ledger_postings where entry_id = new.id;
      if seen.legs < 2 or seen.total <> 0 then
        raise exception 'ledger entry % does not balance: % postings, sum %', new.event_key, seen.legs, seen.total using errcode = 'check_violation', constraint = 'ledger_entry_balances';
      end if;
      if seen.is_strange then
        raise exception 'ledger entry % moves money of another merchant', new.event_key using errcode = 'check_violation', constraint = 'ledger_one_merchant';
      end if;
      if exists (select from ledger_periods where book = new.book and closed_to >= new.accounting_on) then
        raise exception 'ledger entry % falls on %, a closed day', new.event_key, new.accounting_on using errcode = 'check_violation', constraint = 'ledger_day_open';
      end if;
      if new.reverses is not null then
        perform ledger_refuse_unlike(new);
      end if;
      if seen.is_taking then
        perform ledger_refuse_overdraft(new);
      end if;
      return null;
    end $$;
    create constraint trigger ledger_entries_sound after insert on ledger_entries deferrable initially deferred for each row execute function ledger_check_entry();

    -- a row cannot claim another transaction than the one that writes it
    create function ledger_refuse_predating() returns trigger language plpgsql as $$
    begin
      raise exception '% says that another transaction wrote it', tg_table_name using errcode = 'check_violation', constraint = 'ledger_written_now';
    end $$;
    create trigger ledger_entries_written_now before insert on ledger_entries for each row when (new.written_in <> pg_current_xact_id()) execute function ledger_refuse_predating();
    create trigger ledger_postings_written_now before insert on ledger_postings for each row when (new.written_in <> pg_current_xact_id()) execute function ledger_refuse_predating();

    create trigger ledger_entries_append_only before update or delete on ledger_entries for each row execute function refuse_change();
    create trigger ledger_entries_no_truncate before truncate on ledger_entries for each statement execute function refuse_change();
    create trigger ledger_postings_append_only before update or delete on ledger_postings for each row execute function refuse_change();
    create trigger ledger_postings_no_truncate before truncate on ledger_postings for each statement execute function refuse_change();
    create trigger ledger_periods_append_only before update or delete on ledger_periods for each row execute function refuse_change();
    create trigger ledger_periods_no_truncate before truncate on ledger_periods for each statement execute function refuse_change();
  `
    .execute(db)
}
