import { sql, type Kysely } from 'kysely'
import { fingerprint } from '#src/platform/crypto.ts'

type Event = { number: number; hash: Buffer }

/**
 * The end of the register of the closed compartment, which only the program can write: a keyed hash (MASTER_KEY) over all its events in
 * their order. Rows that are taken from its end are missed by it. What stands at this moment is taken as it is.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table closed_register_end (
      is_only boolean primary key default true check (is_only),
      -- of the last event, from which the next one counts on
      number bigint not null check (number > 0),
      hash bytea not null check (length(hash) = 32),
      mac bytea not null check (length(mac) = 32)
    );
    create trigger closed_register_end_stays before delete on closed_register_end for each row execute function refuse_change();
    create trigger closed_register_end_no_truncate before truncate on closed_register_end for each statement execute function refuse_change();
  `
    .execute(db)
  const { rows } = await sql<Event>`select number, hash from closed_events order by number`.execute(db)
  const last = rows.at(-1)
  if (!last) return
  const mac = rows.reduce<Buffer>(
    (before, { number, hash }) => fingerprint(`${before.toString('hex')}:${number}:${hash.toString('hex')}`, 'closed register'),
    Buffer.alloc(32),
  )
  await sql`insert into closed_register_end (number, hash, mac) values (${last.number}, ${last.hash}, ${mac})`.execute(db)
}
