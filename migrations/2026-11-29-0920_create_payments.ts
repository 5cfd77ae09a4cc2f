import { sql, type Kysely } from 'kysely'

export const up = async (db: Kysely<any>): Promise<void> => {
  await sql`
    -- fees by method, effective by date; merchant_id null: everybody's
    create table tariffs (
      id text collate "C" primary key,
      merchant_id text collate "C" references merchants (id),
      method text not null check (method in ('card', 'sepa')),
      fixed_cents integer not null check (fixed_cents >= 0),
      basis_points integer not null check (basis_points between 0 and 10000),
      dispute_fee_cents integer not null check (dispute_fee_cents >= 0),
      effective_on date not null,
      created_at timestamptz not null
    );
    create unique index tariffs_of on tariffs (merchant_id, method, effective_on) nulls not distinct;

    insert into tariffs (id, merchant_id, method, fixed_cents, basis_points, dispute_fee_cents, effective_on, created_at) values
      ('tarf_000000000000000000000001', null, 'card', 7, 70, 1500, '2020-01-01', '2020-01-01T00:00:00Z'),
      ('tarf_000000000000000000000002', null, 'sepa', 20, 0, 1500, '2020-01-01', '2020-01-01T00:00:00Z');

    create type payment_state as enum ('draft', 'authorizing', 'authorized', 'to_capture', 'capture_sent', 'captured', 'canceled', 'expired', 'refused', 'failed', 'disputed');
    create type payment_method as enum ('card', 'sepa');
    create type auth_state as enum ('requested', 'available', 'attempted', 'success', 'declined', 'failed', 'expired', 'unavailable');
    create table payments (
      id text collate "C" primary key,
      merchant_id text collate "C" not null references merchants (id),
      mode api_mode not null,
      state payment_state not null default 'draft',
      amount_cents bigint not null check (amount_cents >= 0),
      currency text not null check (currency ~ '^[a-z]{3}$'),
      description text,
      order_id text,
      unique_id text,
      methods_allowed text[] check (methods_allowed <@ array['card', 'sepa']),
      method payment_method,
      -- whose rails it runs on
      scheme text check (scheme in ('visa', 'mastercard', 'national', 'sepa')),
      card_id text collate "C" references cards (id),
      mandate_id text collate "C" references mandates (id),
      payer_id text collate "C" references payers (id),
      billing_address_id text collate "C" references payer_addresses (id),
      shipping_address_id text collate "C" references payer_addresses (id),
      -- captured by itself once authorised
      capture boolean not null default true,
      response text,
      response_author text,
      return_url text,
      device jsonb,
      country text,
      fee_cents bigint not null default 0,
      auth_state auth_state,
      auth_return_url text,
      -- the last part of the address the payer is sent to: 122 random bits, dead after six hours
      auth_token uuid unique,
      auth_requested_at timestamptz,
      auth_expires_at timestamptz,
      created_at timestamptz not null,
      processed_at timestamptz,
      authorized_at timestamptz,
      -- an authorisation that nobody captured is gone after 7 × 24 h
      authorization_expires_at timestamptz,
      captured_at timestamptz,
      -- the day on which the bank hands over the money
      bank_on date,
      refunded_cents bigint not null default 0 check (refunded_cents >= 0),
      check (refunded_cents <= amount_cents),
      check ((method is not distinct from 'card') = (card_id is not null) and (method is not distinct from 'sepa') = (mandate_id is not null)),
      check (state in ('draft', 'canceled', 'failed') or method is not null)
    );
    create unique index payments_unique_id on payments (merchant_id, mode, unique_id) where unique_id is not null;
    -- GET /v1/checkout?created=…&start=…: the oldest first
    create index payments_listed on payments (merchant_id, mode, created_at, id);
    create index payments_order on payments (merchant_id, mode, order_id) where order_id is not null;
    -- "which are to be captured today"
    create index payments_to_capture on payments (id) where state = 'to_capture';
    -- "which await what the acquirer said"
    create index payments_authorizing on payments (processed_at) where state = 'authorizing';
    create index payments_expiring on payments (authorization_expires_at) where state = 'authorized';
    create index payments_auth_expiring on payments (auth_expires_at) where auth_state in ('requested', 'available', 'attempted');
    create index payments_card on payments (card_id) where card_id is not null;
    create index payments_mandate on payments (mandate_id) where mandate_id is not null;
    create index payments_payer on payments (payer_id) where payer_id is not null;

    create type refund_state as enum ('to_refund', 'refund_sent', 'refunded', 'not_honored', 'payment_canceled');
    create table refunds (
      id text collate "C" primary key,
      payment_id text collate "C" not null references payments (id),
      merchant_id text collate "C" not null references merchants (id),
      mode api_mode not null,
      state refund_state not null,
      amount_cents bigint not null check (amount_cents > 0),
      currency text not null,
      asked_by text not null,
      created_at timestamptz not null,
      sent_at timestamptz,
      refunded_at timestamptz,
      bank_on date
    );
    create index refunds_payment on refunds (payment_id, id);
    create index refunds_listed on refunds (merchant_id, mode, created_at, id);
    create index refunds_to_send on refunds (id) where state in ('to_refund', 'refund_sent');

    create type dispute_state as enum ('open', 'under_review', 'won', 'lost');
    create table disputes (
      id text collate "C" primary key,
      payment_id text collate "C" not null references payments (id),
      merchant_id text collate "C" not null references merchants (id),
      mode api_mode not null,
      state dispute_state not null default 'open',
      amount_cents bigint not null check (amount_cents > 0),
      currency text not null,
      -- a code means something within its network only
      network text not null check (network in ('visa', 'mastercard', 'national', 'sepa')),
      domain text not null,
      code text not null,
      fee_cents bigint not null default 0,
      -- the acquirer's own reference: a report that comes twice opens one
      report_key text not null unique,
      created_at timestamptz not null,
      bank_on date,
      closed_at timestamptz
    );
    -- one open dispute per payment
    create unique index disputes_one_open on disputes (payment_id) where state in ('open', 'under_review');
    create index disputes_payment on disputes (payment_id, id);
    create index disputes_listed on disputes (merchant_id, mode, created_at, id);

    create type acquirer_act as enum ('authorize', 'capture', 'cancel', 'refund', 'debit');
    create type acquirer_call_state as enum ('asked', 'answered', 'unknown');
    -- every question put to the acquirer, before it is put: what became of it is asked for, never guessed
    create table acquirer_calls (
      id text collate "C" primary key,
      act acquirer_act not null,
      state acquirer_call_state not null default 'asked',
      merchant_id text collate "C" not null references merchants (id),
      mode api_mode not null,
      payment_id text collate "C" not null references payments (id),
      refund_id text collate "C" references refunds (id),
      amount_cents bigint not null,
      currency text not null,
      response text,
      -- the acquirer's own reference, under which settlement files name it
      reference text,
      asked_at timestamptz not null,
      answered_at timestamptz,
      tries integer not null default 1
    );
    create index acquirer_calls_payment on acquirer_calls (payment_id, id);
    create index acquirer_calls_open on acquirer_calls (asked_at) where state <> 'answered';
    create index acquirer_calls_reference on acquirer_calls (reference) where reference is not null;

    -- the simulated acquirer's own memory: nothing of the core reads or writes it
    create table simulator_operations (
      call_id text collate "C" primary key,
      act acquirer_act not null,
      reference text not null unique,
      -- the operation it captures, cancels or refunds
      original text,
      amount_cents bigint not null,
      currency text not null,
      scheme text not null,
      response text not null,
      done_at timestamptz not null,
      settled_on date,
      dispute_code text,
      is_captured_at_once boolean not null default false
    );
    create index simulator_operations_due on simulator_operations (done_at) where settled_on is null;
  `
    .execute(db)
}
