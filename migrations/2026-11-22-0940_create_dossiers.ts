import { sql, type Kysely } from 'kysely'

export const up = async (db: Kysely<any>): Promise<void> => {
  await sql`
    create type dossier_state as enum ('draft', 'submitted', 'awaiting_documents', 'proposed', 'validated', 'rejected', 'lapsed');
    create type risk_level as enum ('low', 'medium', 'high');
    create type legal_form as enum ('ei', 'eurl', 'sarl', 'sas', 'sasu', 'sa', 'sci', 'association');
    create type person_kind as enum ('natural', 'legal');

    create table dossiers (
      id text collate "C" primary key,
      merchant_id text collate "C" not null unique references merchants (id),
      state dossier_state not null default 'draft',
      -- goes up with every edit: a proposal says which version it judged
      version integer not null default 1,
      risk risk_level not null default 'low',
      risk_score integer not null default 0,
      risk_reasons jsonb not null default '[]',
      risk_rule text not null default '',
      submitted_at timestamptz,
      decided_at timestamptz,
      created_at timestamptz not null,
      updated_at timestamptz not null
    );

    create table companies (
      dossier_id text collate "C" primary key references dossiers (id),
      legal_form legal_form not null,
      name text not null,
      trade_name text not null default '',
      siren text,
      siret text,
      rna text,
      address_line1 text not null,
      address_line2 text not null default '',
      postcode text not null,
      city text not null,
      country text not null default 'FR',
      -- KYC-03: the place of effective management when it is not the seat
      management_address text not null default '',
      activity text not null,
      naf text,
      mcc text not null,
      website text not null default '',
      -- KYC-07: purpose and nature of the relationship
      expected_monthly_cents bigint not null check (expected_monthly_cents >= 0),
      expected_ticket_cents bigint not null check (expected_ticket_cents >= 0),
      currency text not null default 'EUR',
      is_listed boolean not null default false,
      updated_at timestamptz not null
    );
    create index companies_siren on companies (siren) where siren is not null;

    create table people (
      id text collate "C" primary key,
      dossier_id text collate "C" not null references dossiers (id),
      kind person_kind not null,
      is_representative boolean not null,
      is_beneficial_owner boolean not null,
      -- signs without being a legal representative: shows a power of attorney (KYC-04)
      is_signatory boolean not null default false,
      -- the company of this dossier for which he acts (R561-1 last al.)
      represents_person_id text collate "C" references people (id),
      role text not null default '',
      given_names text not null default '',
      family_name text not null default '',
      usage_name text not null default '',
      birth_date date,
      birth_place text not null default '',
      birth_country text not null default '',
      nationality text not null default '',
      address text not null default '',
      -- of a legal person (a company that presides): its own name and number
      company_name text not null default '',
      company_siren text,
      capital_bps integer not null default 0 check (capital_bps between 0 and 10000),
      votes_bps integer not null default 0 check (votes_bps between 0 and 10000),
      control_nature text not null default '',
      owner_since date,
      is_pep boolean not null default false,
      pep_function text not null default '',
      created_at timestamptz not null,
      removed_at timestamptz,
      check (kind = 'legal' or (family_name <> '' and given_names <> '')),
      check (kind = 'natural' or company_name <> '')
    );
    create index people_dossier on people (dossier_id) where removed_at is null;

    create table payout_accounts (
      id text collate "C" primary key,
      dossier_id text collate "C" not null references dossiers (id),
      iban text not null,
      bic text,
      holder text not null,
      created_at timestamptz not null,
      replaced_at timestamptz
    );
    create unique index payout_accounts_current on payout_accounts (dossier_id) where replaced_at is null;
    -- "search by the last four of an IBAN"; also "the same account at another merchant"
    create index payout_accounts_last4 on payout_accounts (right(iban, 4));
    create index payout_accounts_iban on payout_accounts (iban);
  `
    .execute(db)
}
