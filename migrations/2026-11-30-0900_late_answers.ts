import { sql, type Kysely } from 'kysely'

/** Authorisations that come after they were given up. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    -- given up as never heard of, and the merchant told so: when it is next asked whether it came after all. Null: no more
    alter table acquirer_calls add column look_again_at timestamptz;
    create index acquirer_calls_given_up on acquirer_calls (look_again_at) where look_again_at is not null;

    -- the simulated acquirer: whether an operation was let go of
    create index simulator_operations_canceled on simulator_operations (original) where act = 'cancel';
  `
    .execute(db)
}
