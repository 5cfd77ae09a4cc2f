import { sql, type Kysely } from 'kysely'

export const up = async (db: Kysely<any>): Promise<void> => {
  await sql`
    -- the acquirer's report of a day: read line by line, and what became of each line
    create type settlement_outcome as enum ('matched', 'broken');
    create table settlement_lines (
      id text collate "C" primary key,
      settled_on date not null,
      act text not null check (act in ('capture', 'debit', 'refund', 'dispute')),
      -- the acquirer's reference: a line that comes again, in this report or another, is the same line
      reference text not null,
      amount_cents bigint not null,
      currency text not null,
      payment_id text collate "C" references payments (id),
      outcome settlement_outcome not null,
      -- why it is broken: unknown_reference, amount_differs, currency_differs, wrong_state
      reason text,
      resolved_at timestamptz,
      resolved_by text,
      resolution text,
      read_at timestamptz not null,
      check ((outcome = 'broken') = (reason is not null)),
      unique (act, reference)
    );
    -- the queue of breaks, the oldest first
    create index settlement_lines_broken on settlement_lines (id) where outcome = 'broken' and resolved_at is null;
    create index settlement_lines_payment on settlement_lines (payment_id) where payment_id is not null;
    create index settlement_lines_day on settlement_lines (settled_on, id);
  `
    .execute(db)
}
