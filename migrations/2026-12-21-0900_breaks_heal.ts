import { sql, type Kysely } from 'kysely'

/** A line that does not fit yet is judged again; reports are read from the first day that was not read to its end. */
export const up = async (db: Kysely<any>): Promise<void> => {
  await sql`
    -- refunds and lost disputes together never exceed what was captured (rules.md §5.4). No check: a payment of which too much was given back before may still be changed, and erased
    create function payments_refuse_more() returns trigger language plpgsql as $$
    begin
      raise exception 'payment % would be given back for % of %', new.id, new.refunded_cents + new.lost_cents, new.amount_cents using errcode = 'check_violation', constraint = 'payments_given_back';
    end $$;
    create trigger payments_given_back before update of refunded_cents, lost_cents on payments for each row
      when (new.refunded_cents + new.lost_cents > greatest(new.amount_cents, old.refunded_cents + old.lost_cents)) execute function payments_refuse_more();

    -- the rest of the line's words, so that it can be judged again without its report; null: of lines read before they were kept
    alter table settlement_lines add column original text, add column scheme text, add column call_id text collate "C",
      -- a break that fits since then, and was done then
      add column healed_at timestamptz,
      add constraint settlement_lines_healed check (healed_at is null or outcome = 'matched');
    -- said with another amount, it is another line
    alter table settlement_lines drop constraint settlement_lines_act_reference_key,
      add constraint settlement_lines_said unique (act, reference, amount_cents, currency);

    alter table bank_answers add column healed_at timestamptz, add constraint bank_answers_healed check (healed_at is null or outcome = 'matched');
    -- said with another amount, it is another answer
    alter table bank_answers drop constraint bank_answers_said_end_to_end_id_key,
      add constraint bank_answers_words unique nulls not distinct (said, end_to_end_id, amount_cents, currency);

    alter table dispute_lines add column healed_at timestamptz, add constraint dispute_lines_healed check (healed_at is null or outcome = 'matched');

    -- the days whose settlement report was read to its end
    create table settlement_report_days (
      reported_on date primary key,
      read_at timestamptz not null
    );
    -- the days whose messages of the bank were read to their end, once the day was over
    create table bank_message_days (
      reported_on date primary key,
      read_at timestamptz not null
    );
  `
    .execute(db)
}
