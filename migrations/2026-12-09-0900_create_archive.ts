import { sql, type Kysely } from 'kysely'

/**
 * The end of whole files: what a purge empties and what goes with what; what past its active time is opened only with a reason; and the
 * tombstones of a database that was lost, with which a restored one is swept.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    -- the row stays as a number that others name; what it said of anybody is gone
    alter table payments add column is_stripped boolean not null default false;
    alter table dossiers add column is_erased boolean not null default false;
    alter table merchants add column is_erased boolean not null default false;
    -- whose files the store would not let go: their rows stay, and are tried again
    alter table purges add column refused_count integer not null default 0 check (refused_count >= 0);

    -- what is about a dispute or a case goes with it, in one statement
    alter table dispute_lines drop constraint dispute_lines_dispute_id_fkey, add constraint dispute_lines_dispute_id_fkey foreign key (dispute_id) references disputes (id) on delete cascade;
    alter table dispute_reminders drop constraint dispute_reminders_dispute_id_fkey, add constraint dispute_reminders_dispute_id_fkey foreign key (dispute_id) references disputes (id) on delete cascade;
    alter table resolutions drop constraint resolutions_dispute_id_fkey, add constraint resolutions_dispute_id_fkey foreign key (dispute_id) references disputes (id) on delete cascade;
    alter table resolution_changes drop constraint resolution_changes_resolution_id_fkey, add constraint resolution_changes_resolution_id_fkey foreign key (resolution_id) references resolutions (id) on delete cascade;
    alter table resolution_pieces drop constraint resolution_pieces_resolution_id_fkey, add constraint resolution_pieces_resolution_id_fkey foreign key (resolution_id) references resolutions (id) on delete cascade;
    alter table evidence_files drop constraint evidence_files_resolution_id_fkey, add constraint evidence_files_resolution_id_fkey foreign key (resolution_id) references resolutions (id) on delete cascade;
    alter table fraud_case_payments drop constraint fraud_case_payments_case_id_fkey, add constraint fraud_case_payments_case_id_fkey foreign key (case_id) references fraud_cases (id) on delete cascade;
    alter table fraud_decisions drop constraint fraud_decisions_case_id_fkey, add constraint fraud_decisions_case_id_fkey foreign key (case_id) references fraud_cases (id) on delete cascade;
    alter table fraud_effects drop constraint fraud_effects_case_id_fkey, add constraint fraud_effects_case_id_fkey foreign key (case_id) references fraud_cases (id) on delete cascade;
    alter table fraud_certificates drop constraint fraud_certificates_case_id_fkey, add constraint fraud_certificates_case_id_fkey foreign key (case_id) references fraud_cases (id) on delete cascade;
    alter table fraud_reports drop constraint fraud_reports_case_id_fkey, add constraint fraud_reports_case_id_fkey foreign key (case_id) references fraud_cases (id) on delete cascade;
    alter table fraud_reports drop constraint fraud_reports_target_case_id_fkey, add constraint fraud_reports_target_case_id_fkey foreign key (target_case_id) references fraud_cases (id) on delete cascade;

    -- written once; goes with the row it is about (table and column are said with the trigger), and in no other way
    create function refuse_change_alone() returns trigger language plpgsql as $$
    declare stands boolean;
    begin
      if tg_op = 'DELETE' then
        execute format('select exists (select from %I where id = ($1).%I)', tg_argv[0], tg_argv[1]) into stands using old;
        if not stands then return old; end if;
      end if;
      raise exception '% is written once: % refused', tg_table_name, lower(tg_op) using errcode = 'restrict_violation';
    end $$;
    drop trigger resolution_changes_append_only on resolution_changes;
    create trigger resolution_changes_append_only before update or delete on resolution_changes for each row execute function refuse_change_alone('resolutions', 'resolution_id');
    -- who was compared with the lists goes with his dossier, and what was found and done with him; what is frozen keeps all of it
    do $$
    declare link record;
    begin
      for link in select c.conname as name, c.conrelid::regclass as child, pg_get_constraintdef(c.oid) as said from pg_constraint c where c.contype = 'f' and c.confdeltype = 'a'
        and c.confrelid in ('screening_subjects'::regclass, 'screening_versions'::regclass, 'screening_searches'::regclass, 'screening_hits'::regclass) and c.conrelid not in ('freezes'::regclass)
      loop
        execute format('alter table %s drop constraint %I, add constraint %I %s on delete cascade', link.child, link.name, link.name, link.said);
      end loop;
    end $$;
    drop trigger screening_hits_are_kept on screening_hits;
    create trigger screening_hits_are_kept before delete on screening_hits for each row execute function refuse_change_alone('screening_subjects', 'subject_id');
    drop trigger hit_acts_append_only on hit_acts;
    create trigger hit_acts_append_only before update or delete on hit_acts for each row execute function refuse_change_alone('screening_hits', 'hit_id');
    -- "is somebody who goes among those compared"
    create index if not exists screening_subjects_person on screening_subjects (person_id) where person_id is not null;
    create index if not exists screening_hits_dossier on screening_hits (dossier_id);
    -- its words may end; what was done, by whom, when and with how much stays
    drop trigger hold_acts_append_only on hold_acts;
    create trigger hold_acts_append_only before update on hold_acts for each row
      when (new.words is not null or (new.id, new.hold_id, new.at, new.act, new.actor_kind, new.actor_id, new.amount_cents) is distinct from (old.id, old.hold_id, old.at, old.act, old.actor_kind, old.actor_id, old.amount_cents)) execute function refuse_change();
    create trigger hold_acts_are_kept before delete on hold_acts for each row execute function refuse_change();

    -- "does anything still name it", asked of every row that goes
    create index fraud_effects_case on fraud_effects (case_id);
    create index fraud_reports_case on fraud_reports (case_id) where case_id is not null;
    create index fraud_reports_target on fraud_reports (target_case_id) where target_case_id is not null;
    create index document_request_items_document on document_request_items (document_id) where document_id is not null;
    create index document_request_items_person on document_request_items (person_id) where person_id is not null;
    create index identification_measures_document on identification_measures (document_id) where document_id is not null;
    create index documents_person on documents (person_id) where person_id is not null;
    create index contracts_signer on contracts (signer_person_id);
    create index people_through on people (through_person_id) where through_person_id is not null;
    create index people_represented on people (represents_person_id) where represents_person_id is not null;
    create index account_checks_payer on account_checks (payer_id) where payer_id is not null;
    create index payments_billing_address on payments (billing_address_id) where billing_address_id is not null;
    create index payments_shipping_address on payments (shipping_address_id) where shipping_address_id is not null;
    create index if not exists people_of_dossier on people (dossier_id);
    create index if not exists document_requests_of_dossier on document_requests (dossier_id);
    create index if not exists review_items_of_dossier on review_items (dossier_id);
    create index if not exists contracts_of_dossier on contracts (dossier_id);
    create index if not exists payout_accounts_of_dossier on payout_accounts (dossier_id);
    create index if not exists gap_overrides_of_dossier on gap_overrides (dossier_id);
    create index if not exists identification_measures_of_dossier on identification_measures (dossier_id);
    create index if not exists identification_measures_of_person on identification_measures (person_id);
    create index if not exists decisions_of_review on decisions (review_item_id);
    create index if not exists resolution_pieces_of_resolution on resolution_pieces (resolution_id);
    create index if not exists document_corrections_of_document on document_corrections (document_id);
    create index if not exists payouts_to_account on payouts (account_id);
    create index if not exists screening_searches_of_version on screening_searches (version_id);
    create index if not exists screening_hits_of_version on screening_hits (version_id);
    create index if not exists screening_gaps_of_version on screening_gaps (version_id);
    create index if not exists periodic_reviews_asked on periodic_reviews (request_id) where request_id is not null;
    -- "which files of ended relationships are over"
    create index merchants_ended on merchants (ended_on) where ended_on is not null;

    -- what is past its active time was opened, by whom and why (rules.md §3.1)
    create table archive_openings (
      id text collate "C" primary key,
      subject_id text collate "C" not null,
      merchant_id text collate "C" references merchants (id),
      reason text not null check (reason <> ''),
      opened_by text collate "C" not null references staff (id),
      opened_at timestamptz not null,
      -- after it the reason is asked again
      expires_at timestamptz not null check (expires_at > opened_at)
    );
    -- "did he open it", at every page of something archived
    create index archive_openings_of on archive_openings (subject_id, opened_by, expires_at desc);
    create trigger archive_openings_append_only before update or delete on archive_openings for each row execute function refuse_change();
    create trigger archive_openings_no_truncate before truncate on archive_openings for each statement execute function refuse_change();

    -- tombstones of a database that was lost or replaced, read in from its file: what they name is erased once more
    create table foreign_tombstones (
      category text not null,
      hash bytea not null check (length(hash) = 32),
      purged_at timestamptz not null,
      primary key (category, hash)
    );
    create trigger foreign_tombstones_append_only before update or delete on foreign_tombstones for each row execute function refuse_change();
  `
    .execute(db)
}
