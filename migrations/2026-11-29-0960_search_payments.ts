import { sql, type Kysely } from 'kysely'

/** How staff find a payment: an index for each way of asking. And how a break that the bank left is closed. */
export const up = async (db: Kysely<any>): Promise<void> => {
  await sql`
    -- "those of this world, the newest first; those of these days"
    create index payments_recent on payments (mode, created_at, id);
    -- "those in this state": all but the one that nearly all end in, which the index above finds at once
    create index payments_not_captured on payments (state, mode, created_at, id) where state <> 'captured';
    -- "those by direct debit", the rarer of the two ways
    create index payments_sepa on payments (mode, created_at, id) where method = 'sepa';
    -- "those of 12,50 €; the largest first"
    create index payments_amount on payments (mode, amount_cents, created_at, id);
    -- "the one the customer's order says", whoever the merchant is
    create index payments_any_order on payments (order_id, created_at, id) where order_id is not null;
    create index payments_any_unique on payments (unique_id, created_at, id) where unique_id is not null;
    -- "those of the card that ends with 4242, of the account that ends with 2606"
    create index cards_last4 on cards (last4);
    create index mandates_last4 on mandates (last4);

    -- "what happened to this merchant's file", among the thousands of events that his payments leave
    create index audit_events_file on audit_events (merchant_id, at desc, id desc)
      where merchant_id is not null and split_part(event, '.', 1) not in ('payment', 'refund', 'card', 'payer', 'address', 'mandate', 'account_check', 'settlement', 'bank_answer', 'payout');

    -- a bank's answer that fitted nothing is dealt with by somebody, as a settlement line is
    alter table bank_answers add column resolved_at timestamptz, add column resolved_by text, add column resolution text,
      add constraint bank_answers_resolved check ((resolved_at is null) = (resolved_by is null) and (resolved_at is null) = (resolution is null) and (resolved_at is null or outcome = 'broken'));
    alter table settlement_lines
      add constraint settlement_lines_resolved check ((resolved_at is null) = (resolved_by is null) and (resolved_at is null) = (resolution is null) and (resolved_at is null or outcome = 'broken'));
    -- "which still wait for somebody, the oldest first"
    create index bank_answers_waiting on bank_answers (id) where outcome = 'broken' and resolved_at is null;
  `
    .execute(db)
}
