import { sql, type Kysely } from 'kysely'

/**
 * What was still erased by nobody (rules.md §3.2): alerts, requests about one's data, freezes that ended, payers who never paid,
 * accounting, our own list, the mark of a refusal; on which ground a file was refused; and who used restricted data, for what (GDPR 18(2)).
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    insert into retention_policies (id, category, version, state, bound, length, unit, active_length, active_unit, origin, action, basis, source, confidence, valid_from, reason, proposed_at, decided_at)
    select 'rpol_' || lpad((100 + row_number() over ())::text, 24, '0'), category, 1, 'signed', bound::retention_bound, length, unit::retention_unit, active_length, active_unit::retention_unit, origin::retention_origin, action::retention_action,
      basis, source, confidence, '2020-01-01', 'rules.md §3.2', '2020-01-01T00:00:00Z', '2020-01-01T00:00:00Z'
    from (values
      ('monitoring_alert', 'minimum', 60, 'month', 12, 'month', 'closure', 'delete', 'CMF L561-12, R561-38', 'measures of vigilance', 'P'),
      ('backtest', 'maximum', 12, 'month', null, null, 'creation', 'delete', 'GDPR 5(1)(e)', 'thresholds are tried on rows, and kept without them', 'P'),
      ('unused_means', 'maximum', 36, 'month', null, null, 'creation', 'delete', 'GDPR 5(1)(c), (e)', 'payers, cards and addresses that no payment used', 'P'),
      ('payout_statement', 'minimum', 120, 'month', 12, 'month', 'fiscal_year_end', 'delete', 'C.com L123-22; LPF L102 B', 'L123-22', 'V'),
      ('ledger_year', 'minimum', 120, 'month', 12, 'month', 'fiscal_year_end', 'anonymise', 'C.com L123-22; LPF L102 B', 'L123-22; the sums stay, what they were of goes', 'V'),
      ('house_entry', 'maximum', 12, 'month', null, null, 'release', 'delete', 'GDPR 6(1)(f), 5(1)(e)', 'of our own list, once it is taken off', 'P'),
      ('published_list', 'with_source', null, null, null, null, 'source', 'delete', 'CMF L562-4, L561-10 1°; Reg. 2580/2001, 881/2002', 'as long as it is published, and what it said on any day', 'K')
    ) as said (category, bound, length, unit, active_length, active_unit, origin, action, basis, source, confidence);

    -- rows that may not be changed go only while a purge of their category runs, or where a lost database says that they went
    create function refuse_unless_purged() returns trigger language plpgsql as $$
    begin
      if exists (select from purges where category = tg_argv[0] and state = 'running') or exists (select from foreign_tombstones where category = tg_argv[0]) then return old; end if;
      raise exception '% is written once: % refused', tg_table_name, lower(tg_op) using errcode = 'restrict_violation';
    end $$;

    -- alerts, with what was said of them; a case of a merchant goes with his file, whatever came of it (X-06)
    do $$
    declare link record;
    begin
      for link in select c.conname as name, c.conrelid::regclass as child, pg_get_constraintdef(c.oid) as said from pg_constraint c where c.contype = 'f' and c.confdeltype = 'a'
        and (c.confrelid in ('alerts'::regclass, 'alert_looks'::regclass, 'aml_cases'::regclass, 'aml_case_pieces'::regclass) or c.conrelid = 'aml_case_hits'::regclass and c.confrelid = 'screening_hits'::regclass)
      loop
        execute format('alter table %s drop constraint %I, add constraint %I %s on delete cascade', link.child, link.name, link.name, link.said);
      end loop;
    end $$;
    -- "which were closed so long ago"
    create index alerts_closed on alerts (closed_at, id) where closed_at is not null;

    -- a request about one's data, with all that was said, sent and done on it; what was erased by it keeps its tombstones
    do $$
    declare link record;
    begin
      for link in select c.conname as name, c.conrelid::regclass as child, pg_get_constraintdef(c.oid) as said from pg_constraint c where c.contype = 'f' and c.confdeltype = 'a'
        and c.confrelid in ('rights_requests'::regclass, 'rectifications'::regclass, 'erasures'::regclass, 'freezes'::regclass, 'freeze_reports'::regclass)
      loop
        execute format('alter table %s drop constraint %I, add constraint %I %s on delete cascade', link.child, link.name, link.name, link.said);
      end loop;
    end $$;
    alter table erasure_tombstones drop constraint erasure_tombstones_erasure_id_fkey;
    drop trigger rights_acts_append_only on rights_acts;
    create trigger rights_acts_append_only before update or delete on rights_acts for each row execute function refuse_change_alone('rights_requests', 'request_id');
    drop trigger rectified_values_append_only on rectified_values;
    create trigger rectified_values_append_only before update or delete on rectified_values for each row execute function refuse_change_alone('rectifications', 'rectification_id');

    -- a freeze that ended, with its reports
    drop trigger freeze_events_append_only on freeze_events;
    create trigger freeze_events_append_only before update or delete on freeze_events for each row execute function refuse_change_alone('freezes', 'freeze_id');

    -- accounting: papers go, lines stay without what they were of
    drop trigger invoices_append_only on invoices;
    create trigger invoices_append_only before update on invoices for each row execute function refuse_change();
    create trigger invoices_are_kept before delete on invoices for each row execute function refuse_unless_purged('accounting');
    drop trigger invoice_lines_append_only on invoice_lines;
    create trigger invoice_lines_append_only before update on invoice_lines for each row execute function refuse_change();
    create trigger invoice_lines_are_kept before delete on invoice_lines for each row execute function refuse_unless_purged('accounting');
    alter table invoice_lines drop constraint invoice_lines_invoice_id_fkey, add constraint invoice_lines_invoice_id_fkey foreign key (invoice_id) references invoices (id) on delete cascade;
    create index invoices_corrected on invoices (corrects_id) where corrects_id is not null;
    create index invoices_issued on invoices (issued_on, id);
    drop trigger payout_lines_append_only on payout_lines;
    create trigger payout_lines_append_only before update on payout_lines for each row execute function refuse_change();
    create trigger payout_lines_are_kept before delete on payout_lines for each row execute function refuse_unless_purged('payout_statement');
    alter table payout_lines drop constraint payout_lines_payout_id_fkey, add constraint payout_lines_payout_id_fkey foreign key (payout_id) references payouts (id) on delete cascade;
    alter table bank_answers drop constraint bank_answers_payout_id_fkey, add constraint bank_answers_payout_id_fkey foreign key (payout_id) references payouts (id) on delete cascade;
    create index payouts_made on payouts using brin (created_at) with (pages_per_range = 32);
    -- an entry may lose its event's key and its subject once its year is over for ten, and nothing else: amounts, accounts, days and merchants are the books
    drop trigger ledger_entries_append_only on ledger_entries;
    create trigger ledger_entries_append_only before delete on ledger_entries for each row execute function refuse_change();
    create trigger ledger_entries_unchanged before update on ledger_entries for each row
      when (new.event_key <> 'stripped:' || old.id or new.subject_id <> 'stripped' or (new.written_in, new.id, new.book, new.kind, new.currency, new.merchant_id, new.at, new.accounting_on, new.reverses)
        is distinct from (old.written_in, old.id, old.book, old.kind, old.currency, old.merchant_id, old.at, old.accounting_on, old.reverses)) execute function refuse_change();
    create function refuse_unless_stripped() returns trigger language plpgsql as $$
    begin
      if exists (select from purges where category = 'ledger_year' and state = 'running') or exists (select from foreign_tombstones where category = 'ledger_year') then return new; end if;
      raise exception 'ledger_entries is written once: update refused' using errcode = 'restrict_violation';
    end $$;
    create trigger ledger_entries_stripped before update on ledger_entries for each row
      when (new.event_key = 'stripped:' || old.id and new.subject_id = 'stripped') execute function refuse_unless_stripped();

    -- "which payers did nobody ever pay by", "which cards", "which addresses"
    create index payers_made on payers using brin (created_at) with (pages_per_range = 32);
    create index cards_made on cards using brin (created_at) with (pages_per_range = 32);
    create index payer_addresses_made on payer_addresses using brin (created_at) with (pages_per_range = 32);

    -- on which ground a file was refused: how long it is kept follows from it. Null: refused before it was asked; then what called for a second person says it
    create type rejection_ground as enum ('vigilance', 'fraud', 'eligibility', 'incomplete');
    alter table decisions add column ground rejection_ground, add constraint decisions_ground_is_of_a_refusal check (ground is null or verdict = 'reject');
    update decisions e set ground = (case when d.risk = 'high' or exists (select from screening_hits h where h.dossier_id = d.id) or d.raised && array['high_risk', 'pep'] or e.four_eyes && array['high_risk', 'pep'] then 'vigilance' else 'eligibility' end)::rejection_ground
      from dossiers d where d.id = e.dossier_id and e.verdict = 'reject';

    -- what stays of a refusal that was not of vigilance, once its file is gone: that a company of this number was refused, found again by the number alone (rules.md §3.2)
    create table rejection_markers (
      id text collate "C" primary key,
      -- keyed: there are only so many numbers of companies
      hash bytea not null check (length(hash) = 32),
      merchant_id text collate "C" not null references merchants (id),
      ground rejection_ground not null check (ground in ('eligibility', 'incomplete')),
      refused_at timestamptz not null
    );
    -- "was this company refused before"
    create index rejection_markers_hash on rejection_markers (hash);
    create index rejection_markers_refused on rejection_markers (refused_at, id);
    create trigger rejection_markers_unchanged before update on rejection_markers for each row execute function refuse_change();

    -- what is restricted is kept and not used (GDPR 18): who opened it all the same, for which of the uses that article allows
    create type restricted_use as enum ('consent', 'claims', 'rights_of_another', 'public_interest', 'legal_obligation');
    create table restriction_openings (
      id text collate "C" primary key,
      subject_id text collate "C" not null,
      merchant_id text collate "C" not null references merchants (id),
      use restricted_use not null,
      reason text not null check (reason <> ''),
      opened_by text collate "C" not null references staff (id),
      opened_at timestamptz not null,
      expires_at timestamptz not null check (expires_at > opened_at)
    );
    -- "did he open it", at every page of somebody whose data is restricted
    create index restriction_openings_of on restriction_openings (subject_id, opened_by, expires_at desc);
    create trigger restriction_openings_append_only before update or delete on restriction_openings for each row execute function refuse_change();
    create trigger restriction_openings_no_truncate before truncate on restriction_openings for each statement execute function refuse_change();
  `
    .execute(db)
}
