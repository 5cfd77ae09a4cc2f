import { sql, type Kysely } from 'kysely'

/** What must lie on the safeguarded account at the end of each day, and whether it did (CMF L522-17, rules.md SG-02). */
export const up = async (db: Kysely<any>): Promise<void> => {
  await sql`
    create table safeguarding_days (
      on_day date primary key,
      -- liabilities towards clients at the end of that day, each as what is owed
      available_cents bigint not null,
      reserve_cents bigint not null,
      aml_hold_cents bigint not null,
      frozen_cents bigint not null,
      in_transit_cents bigint not null,
      returned_cents bigint not null,
      scheme_payable_cents bigint not null,
      requirement_cents bigint not null,
      -- what lay on the account, and what of it was our own fees, not swept yet; below zero: more was swept than was ours
      bank_cents bigint not null,
      own_fees_cents bigint not null,
      -- what lacked; above zero it is an incident
      break_cents bigint not null check (break_cents >= 0),
      checked_at timestamptz not null,
      check (requirement_cents = available_cents + reserve_cents + aml_hold_cents + frozen_cents + in_transit_cents + returned_cents + scheme_payable_cents),
      check (break_cents = greatest(0, requirement_cents - (bank_cents - greatest(0, own_fees_cents))))
    );
    create index safeguarding_days_broken on safeguarding_days (on_day desc) where break_cents > 0;
    create trigger safeguarding_days_append_only before update or delete on safeguarding_days for each row execute function refuse_change();
    create trigger safeguarding_days_no_truncate before truncate on safeguarding_days for each statement execute function refuse_change();
  `
    .execute(db)
}
