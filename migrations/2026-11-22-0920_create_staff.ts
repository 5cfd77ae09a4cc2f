import { sql, type Kysely } from 'kysely'

export const up = async (db: Kysely<any>): Promise<void> => {
  await sql`
    create type staff_role as enum ('analyst', 'agent', 'officer', 'auditor', 'administrator');
    create type staff_state as enum ('active', 'disabled');

    create table staff (
      id text collate "C" primary key,
      email text not null,
      name text not null,
      state staff_state not null default 'active',
      language text not null default 'fr' check (language in ('fr', 'en')),
      password_hash text not null,
      -- a one-time password: must be replaced at the first sign-in
      must_change_password boolean not null default true,
      -- sealed under MASTER_KEY
      totp_secret bytea,
      totp_enrolled_at timestamptz,
      -- the last 30-second step used: a code works once
      totp_last_step bigint,
      failed_attempts integer not null default 0,
      locked_until timestamptz,
      created_at timestamptz not null
    );
    create unique index staff_email on staff (lower(email));

    create table staff_roles (
      staff_id text collate "C" not null references staff (id),
      role staff_role not null,
      primary key (staff_id, role)
    );

    alter table sessions add foreign key (staff_id) references staff (id);
  `
    .execute(db)
}
