import { sql, type Kysely } from 'kysely'

export const up = async (db: Kysely<any>): Promise<void> => {
  await sql`
    create type merchant_state as enum ('onboarding', 'validated', 'suspended', 'deactivated', 'rejected', 'closed');

    create table merchants (
      id text collate "C" primary key,
      state merchant_state not null default 'onboarding',
      -- the company's name once known, before that nothing
      name text not null default '',
      -- normalised (kernel/names): name, trade name, for the search
      search_name text not null default '',
      language text not null default 'fr' check (language in ('fr', 'en')),
      created_at timestamptz not null,
      state_changed_at timestamptz not null
    );
    -- "merchants by state, newest first"
    create index merchants_state on merchants (state, id desc);
    -- "search by a part of the name"
    create index merchants_search on merchants using gin (search_name gin_trgm_ops);

    create table merchant_users (
      id text collate "C" primary key,
      merchant_id text collate "C" not null references merchants (id),
      email text not null,
      password_hash text not null,
      name text not null default '',
      language text not null default 'fr' check (language in ('fr', 'en')),
      activated_at timestamptz,
      failed_attempts integer not null default 0,
      locked_until timestamptz,
      -- the last contact that came from the person: starts the retention of prospects
      last_contact_at timestamptz not null,
      created_at timestamptz not null
    );
    create unique index merchant_users_email on merchant_users (lower(email));
    create index merchant_users_merchant on merchant_users (merchant_id);
    alter table sessions add foreign key (merchant_user_id) references merchant_users (id);
    alter table merchant_keys add foreign key (merchant_id) references merchants (id);

    create type link_purpose as enum ('activation', 'password_reset');
    create table merchant_links (
      id text collate "C" primary key,
      merchant_user_id text collate "C" not null references merchant_users (id),
      purpose link_purpose not null,
      token_hash bytea not null unique,
      expires_at timestamptz not null,
      used_at timestamptz,
      created_at timestamptz not null
    );
    create index merchant_links_user on merchant_links (merchant_user_id, purpose) where used_at is null;

    create type api_mode as enum ('test', 'live');
    create type api_key_kind as enum ('secret', 'public');
    create table api_keys (
      id text collate "C" primary key,
      merchant_id text collate "C" not null references merchants (id),
      mode api_mode not null,
      kind api_key_kind not null,
      -- sha256 of the whole key: 190 random bits need no slow hash
      key_hash bytea not null unique,
      last4 text not null check (length(last4) = 4),
      -- test keys and public keys can be shown again, sealed under the merchant's key; live secrets never
      sealed_key bytea,
      created_at timestamptz not null,
      shown_at timestamptz,
      revoked_at timestamptz,
      check (not (mode = 'live' and kind = 'secret' and sealed_key is not null and shown_at is not null))
    );
    create index api_keys_merchant on api_keys (merchant_id, mode, kind) where revoked_at is null;
  `
    .execute(db)
}
