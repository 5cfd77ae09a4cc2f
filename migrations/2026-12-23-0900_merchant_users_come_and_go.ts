import { sql, type Kysely } from 'kysely'

export const up = async (db: Kysely<any>): Promise<void> => {
  await sql`
    alter table merchant_users
      -- the colleague who invited him at the merchant's request, and when; nothing for who signed up himself. Invited again after a removal: the last time
      add column added_by text collate "C" references staff (id),
      add column added_at timestamptz,
      -- his access is over; his name and address stay in the merchant's file, so that who acted can still be read
      add column removed_by text collate "C" references staff (id),
      add column removed_at timestamptz,
      add check ((added_by is null) = (added_at is null)),
      add check ((removed_by is null) = (removed_at is null)),
      -- whoever is removed has nothing to sign in with
      add constraint merchant_users_removed_without_password check (removed_at is null or password_hash = '');

    drop index merchant_users_email;
    -- one address opens one account; whoever was removed has left his to whoever holds it now
    create unique index merchant_users_email on merchant_users (lower(email)) where removed_at is null;
    -- "whoever has this address, or had it": the search of merchants, a person's request
    create index merchant_users_any_email on merchant_users (lower(email));
    -- removed and asked for again, he is the same user
    create unique index merchant_users_once on merchant_users (merchant_id, lower(email));
    drop index merchant_users_merchant;
  `
    .execute(db)
}
