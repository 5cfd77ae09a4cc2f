import { sql, type Kysely } from 'kysely'

export const up = async (db: Kysely<any>): Promise<void> => {
  await sql`
    -- one row while the payment API is closed for maintenance (503)
    create table maintenances (
      id text collate "C" primary key,
      began_at timestamptz not null,
      ended_at timestamptz,
      reason text not null
    );
    -- "is it open": one at a time
    create unique index maintenances_one on maintenances ((true)) where ended_at is null;

    -- the payer: "customer" on the wire
    create table payers (
      id text collate "C" primary key,
      merchant_id text collate "C" not null references merchants (id),
      mode api_mode not null,
      name text,
      email text,
      mobile text,
      external_id text,
      born_on date,
      legal_id text,
      country text,
      created_at timestamptz not null,
      deleted_at timestamptz
    );
    -- "the same customer twice" (409), and the known one for a payment that brings him along
    create unique index payers_same on payers (merchant_id, mode, name, email, mobile, external_id) nulls not distinct where deleted_at is null;

    create table payer_addresses (
      id text collate "C" primary key,
      merchant_id text collate "C" not null references merchants (id),
      mode api_mode not null,
      line1 text,
      line2 text,
      line3 text,
      city text not null,
      zip_code text not null,
      state text,
      country text not null,
      metadata jsonb,
      created_at timestamptz not null,
      deleted_at timestamptz
    );
    create index payer_addresses_merchant on payer_addresses (merchant_id, mode, id);

    create type card_funding as enum ('credit', 'debit', 'prepaid', 'universal', 'charge', 'deferred');
    create type card_nature as enum ('personal', 'corporate');
    create type card_network as enum ('national', 'mastercard', 'visa');
    create table cards (
      id text collate "C" primary key,
      merchant_id text collate "C" not null references merchants (id),
      mode api_mode not null,
      -- keyed: the same card at other merchants is found by it, the number is not
      pan_hash bytea not null,
      first6 text not null check (first6 ~ '^[0-9]{6}$'),
      last4 text not null check (last4 ~ '^[0-9]{4}$'),
      exp_month smallint not null check (exp_month between 1 and 12),
      exp_year smallint not null check (exp_year between 2000 and 2100),
      brand text,
      funding card_funding,
      nature card_nature,
      network card_network,
      preferred_network card_network,
      country text,
      name text,
      zip_code text,
      external_id text,
      -- false: for the one payment that brought it, never again
      tokenize boolean not null default true,
      created_at timestamptz not null,
      deleted_at timestamptz
    );
    -- "the same card twice" (409), and the known one for a payment that brings it along
    create unique index cards_same on cards (merchant_id, mode, pan_hash, exp_year, exp_month) where deleted_at is null and tokenize;
    -- "which merchants has this card touched"
    create index cards_pan on cards (pan_hash);

    -- the number itself, under a key of its own; both go on their date, the card stays
    create table card_vault (
      card_id text collate "C" primary key references cards (id),
      sealed_pan bytea,
      wrapped_key bytea,
      destroy_on date not null,
      destroyed_at timestamptz,
      check ((destroyed_at is null) = (sealed_pan is not null and wrapped_key is not null))
    );
    -- "whose date has come"
    create index card_vault_due on card_vault (destroy_on) where destroyed_at is null;

    -- an account to be debited, and the mandate for it: "sepa" on the wire
    create table mandates (
      id text collate "C" primary key,
      merchant_id text collate "C" not null references merchants (id),
      mode api_mode not null,
      -- under the merchant's key; found again by the keyed hash
      sealed_iban bytea not null,
      iban_hash bytea not null,
      last4 text not null,
      country text not null,
      bic text,
      name text not null,
      mandate text,
      signed_at timestamptz,
      born_on date,
      created_at timestamptz not null,
      deleted_at timestamptz,
      check (mandate is not null or signed_at is null)
    );
    create unique index mandates_same on mandates (merchant_id, mode, iban_hash, name, mandate) nulls not distinct where deleted_at is null;
    create index mandates_iban on mandates (iban_hash);

    create type account_check_state as enum ('check_sent', 'checked', 'check_error');
    create table account_checks (
      id text collate "C" primary key,
      merchant_id text collate "C" not null references merchants (id),
      mode api_mode not null,
      mandate_id text collate "C" not null references mandates (id),
      payer_id text collate "C" references payers (id),
      state account_check_state not null default 'check_sent',
      -- what the bank was asked about, and what it said
      asked_name text not null,
      asked_born_on date,
      response text,
      name_score smallint check (name_score between 0 and 100),
      is_birth_date_right boolean,
      is_iban_valid boolean,
      is_iban_type_right boolean,
      sent_at timestamptz not null,
      answered_at timestamptz
    );
    create index account_checks_mandate on account_checks (mandate_id, id desc);
    -- asked twice in a hurry, the bank is asked once
    create unique index account_checks_open on account_checks (mandate_id, asked_name, asked_born_on) nulls not distinct where state = 'check_sent';
    -- "which await their bank"
    create index account_checks_waiting on account_checks (id) where state = 'check_sent';
  `
    .execute(db)
}
