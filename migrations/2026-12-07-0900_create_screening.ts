import { sql, type Kysely } from 'kysely'

/**
 * Screening of clients against the lists (rules.md SAN-01..07, PEP-01..04): who is searched, as he was at any time; against which versions,
 * when and with which engine; what was raised, who judged it and why; and where it is a freeze, what is told to the Treasury.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create type screening_role as enum ('company', 'person', 'payout_holder');
    create type screening_trigger as enum ('entry', 'change', 'decision', 'daily', 'list', 'settings', 'by_hand');

    create table screening_settings (
      id text collate "C" primary key,
      state text not null check (state in ('proposed', 'in_force', 'past', 'declined')),
      -- scores are basis points: 8500 is 0.85
      alert_bps integer not null check (alert_bps between 7000 and 10000),
      urgent_bps integer not null check (urgent_bps between alert_bps and 10000),
      -- a freeze hit that scores so high is cleared by two people; 10001: never
      two_people_bps integer not null check (two_people_bps between alert_bps and 10001),
      -- of the hits cleared by one person, how many somebody else judges again without seeing his answer
      second_look_bps integer not null check (second_look_bps between 0 and 10000),
      reason text not null check (reason <> ''),
      -- what the change would do, as it was seen when it was proposed
      effect jsonb not null default '[]',
      proposed_by text collate "C" references staff (id),
      proposed_at timestamptz not null,
      decided_by text collate "C" references staff (id),
      decided_at timestamptz,
      constraint screening_settings_by_two_people check (decided_by is null or decided_by <> proposed_by),
      check ((state = 'proposed') = (decided_at is null))
    );
    create unique index screening_settings_one on screening_settings (state) where state in ('proposed', 'in_force');
    insert into screening_settings (id, state, alert_bps, urgent_bps, two_people_bps, second_look_bps, reason, proposed_at, decided_at)
      values ('scst_000000000000000000000000', 'in_force', 8500, 9500, 9500, 500, 'docs/matching.md', '2026-11-29', '2026-11-29');

    -- which version of each list counted: what a search is made against. The same versions are one row
    create table screening_sets (
      id bigint generated always as identity primary key,
      hash bytea not null unique check (length(hash) = 32),
      -- [{ list, versionId, number, publishedOn, sha256, entries }]
      lists jsonb not null,
      first_at timestamptz not null
    );

    create table screening_subjects (
      id text collate "C" primary key,
      merchant_id text collate "C" not null references merchants (id),
      dossier_id text collate "C" not null references dossiers (id),
      role screening_role not null,
      person_id text collate "C" references people (id),
      created_at timestamptz not null,
      check ((role = 'person') = (person_id is not null))
    );
    create unique index screening_subjects_one on screening_subjects (dossier_id, role, coalesce(person_id, ''));
    create index screening_subjects_merchant on screening_subjects (merchant_id, id);

    create table screening_runs (
      id text collate "C" primary key,
      trigger screening_trigger not null check (trigger in ('daily', 'list')),
      -- from the lists as everybody had been searched against to those in force when it began: pinned; null: nobody had been
      from_set_id bigint references screening_sets (id),
      set_id bigint not null references screening_sets (id),
      engine text not null,
      alert_bps integer not null,
      started_at timestamptz not null,
      ended_at timestamptz,
      -- how far it has come among what changed
      cursor text collate "C" not null default '',
      changed_count integer not null default 0,
      compared_count bigint not null default 0,
      raised_count integer not null default 0,
      -- whom it covers in the end: how many, and a hash of their ids in order
      covered_count integer,
      covered_hash bytea,
      check ((ended_at is null) = (covered_count is null) and (ended_at is null) = (covered_hash is null))
    );
    -- one at a time; "which was the last that ended"
    create unique index screening_runs_one on screening_runs ((true)) where ended_at is null;
    create index screening_runs_ended on screening_runs (ended_at desc, id desc) where ended_at is not null;

    -- a subject as he was from one instant to another: what of him is compared
    create table screening_versions (
      id text collate "C" primary key,
      subject_id text collate "C" not null references screening_subjects (id),
      number integer not null check (number > 0),
      name text not null,
      party jsonb not null,
      -- of names, birth, nationality, gender and identifiers, each apart: what a disposition is bound to
      digests jsonb not null,
      from_at timestamptz not null,
      to_at timestamptz check (to_at >= from_at),
      -- the last search of its own, and the lists, engine and threshold up to which it stands
      searched_at timestamptz,
      set_id bigint references screening_sets (id),
      engine text,
      alert_bps integer,
      -- the run that carries it to newer lists
      run_id text collate "C" references screening_runs (id),
      check ((searched_at is null) = (set_id is null) and (searched_at is null) = (engine is null) and (searched_at is null) = (alert_bps is null))
    );
    create unique index screening_versions_number on screening_versions (subject_id, number);
    create unique index screening_versions_now on screening_versions (subject_id) where to_at is null;
    -- "who is not up to date", and "whom does this run carry"
    create index screening_versions_stand on screening_versions (set_id, id) where to_at is null;
    create index screening_versions_run on screening_versions (run_id) where run_id is not null;

    -- whom a run did not reach: the proof of search is exact
    create table screening_gaps (
      run_id text collate "C" not null references screening_runs (id),
      version_id text collate "C" not null references screening_versions (id),
      primary key (run_id, version_id)
    );

    -- one row for each name of each subject that is screened now: what a changed entry is compared with
    create table screening_names (
      id bigint generated always as identity primary key,
      version_id text collate "C" not null references screening_versions (id),
      normal text not null,
      keys text[] not null,
      is_one_word boolean not null
    );
    create index screening_names_version on screening_names (version_id);
    -- "who of ours has a name like this listed one", "one that sounds like it", "that very word"
    create index screening_names_like on screening_names using gin (normal gin_trgm_ops) with (fastupdate = off);
    create index screening_names_sound on screening_names using gin (keys) with (fastupdate = off);
    create index screening_names_word on screening_names (normal) where is_one_word;
    create table screening_numbers (
      version_id text collate "C" not null references screening_versions (id),
      number text not null check (number <> ''),
      primary key (version_id, number)
    );
    create index screening_numbers_number on screening_numbers (number);
    create function screening_names_like(asked text, most integer) returns table (version_id text, closeness real)
      language sql stable parallel safe set pg_trgm.similarity_threshold = 0.3 as $$
        select n.version_id, max(similarity(n.normal, asked)) from screening_names n where n.normal % asked group by n.version_id order by 2 desc, 1 limit most $$;

    -- every search of a subject by himself, fruitless ones too
    create table screening_searches (
      id text collate "C" primary key,
      subject_id text collate "C" not null references screening_subjects (id),
      version_id text collate "C" not null references screening_versions (id),
      merchant_id text collate "C" not null references merchants (id),
      trigger screening_trigger not null,
      at timestamptz not null,
      set_id bigint not null references screening_sets (id),
      engine text not null,
      alert_bps integer not null,
      urgent_bps integer not null,
      candidate_count integer not null check (candidate_count >= 0),
      best_bps integer not null check (best_bps between 0 and 10000),
      -- at or above the threshold; of these, new to us
      raised_count integer not null check (raised_count between 0 and candidate_count),
      opened_count integer not null check (opened_count between 0 and raised_count)
    );
    -- "all searches of this person", "the searches, newest first"
    create index screening_searches_subject on screening_searches (subject_id, id desc);
    create index screening_searches_raised on screening_searches (id desc) where raised_count > 0;
    create index screening_searches_merchant on screening_searches (merchant_id, id desc);
    create trigger screening_searches_append_only before update on screening_searches for each row execute function refuse_change();

    -- what was nearly alike, of those who are screened now: by it the effect of a threshold is measured
    create table screening_scores (
      version_id text collate "C" not null references screening_versions (id),
      entry_id text collate "C" not null references watchlist_entries (id),
      score_bps integer not null check (score_bps between 0 and 10000),
      primary key (version_id, entry_id)
    );

    -- files to look at again: the database notes what may change who is screened
    create table screening_due (
      dossier_id text collate "C" primary key references dossiers (id) on delete cascade,
      turn bigint not null default 1
    );
    create function ask_for_screening(dossier text) returns void language sql as $$
      insert into screening_due (dossier_id) values (dossier) on conflict (dossier_id) do update set turn = screening_due.turn + 1
    $$;
    create function screening_due_of_row() returns trigger language plpgsql as $$
      begin
        perform ask_for_screening(new.dossier_id);
        return null;
      end $$;
    create function screening_due_of_dossier() returns trigger language plpgsql as $$
      begin
        perform ask_for_screening(new.id);
        return null;
      end $$;
    create trigger companies_ask_for_screening after insert or update of name, trade_name, siren, siret, rna, country on companies for each row execute function screening_due_of_row();
    create trigger people_ask_for_screening after insert or update on people for each row execute function screening_due_of_row();
    create trigger payout_accounts_ask_for_screening after insert or update on payout_accounts for each row execute function screening_due_of_row();
    create trigger dossiers_ask_for_screening after update of state on dossiers for each row when (new.state is distinct from old.state) execute function screening_due_of_dossier();

    create type hit_state as enum ('open', 'unsure', 'proposed', 'same', 'different', 'ended');
    create table screening_hits (
      id text collate "C" primary key,
      subject_id text collate "C" not null references screening_subjects (id),
      version_id text collate "C" not null references screening_versions (id),
      merchant_id text collate "C" not null references merchants (id),
      dossier_id text collate "C" not null references dossiers (id),
      entry_id text collate "C" not null references watchlist_entries (id),
      edition_id text collate "C" not null references watchlist_editions (id),
      list_code text collate "C" not null references watchlists (code),
      topic watchlist_topic not null,
      state hit_state not null default 'open',
      trigger screening_trigger not null,
      score_bps integer not null check (score_bps between 0 and 10000),
      is_urgent boolean not null,
      -- why, part by part, as the engine said (src/matching/scoreParty.ts)
      result jsonb not null,
      subject_digests jsonb not null,
      entry_digests jsonb not null,
      -- the disposition that what changed has undone
      reopened_from text collate "C" references screening_hits (id),
      changed text[] not null default '{}',
      opened_at timestamptz not null,
      due_at timestamptz not null,
      held_by text collate "C" references staff (id),
      held_at timestamptz,
      -- second opinion or document: asked by
      doubted_by text collate "C" references staff (id),
      doubt text check (doubt in ('opinion', 'document')),
      -- what the first of two people says
      verdict text check (verdict in ('same', 'different')),
      proposed_by text collate "C" references staff (id),
      proposed_at timestamptz,
      decided_by text collate "C" references staff (id),
      reason_code text,
      reason text,
      closed_at timestamptz,
      ended_why text check (ended_why in ('entry_removed', 'subject_gone', 'released')),
      constraint screening_hits_by_two_people check (proposed_by is null or decided_by is null or decided_by <> proposed_by),
      check ((held_by is null) = (held_at is null)),
      check ((state = 'proposed') <= (proposed_by is not null and verdict is not null)),
      check ((state = 'unsure') <= (doubted_by is not null and doubt is not null)),
      check ((state in ('same', 'different', 'ended')) = (closed_at is not null)),
      check ((state in ('same', 'different')) <= (decided_by is not null and reason is not null)),
      -- a freeze, a sanction and an exposed person are never one person's word
      check (state <> 'same' or topic = 'house' or proposed_by is not null),
      check ((state = 'ended') = (ended_why is not null))
    );
    -- one of a person and an entry lives at a time: what was decided holds until what mattered changes
    create unique index screening_hits_living on screening_hits (subject_id, entry_id) where state in ('open', 'unsure', 'proposed', 'same');
    create index screening_hits_pair on screening_hits (subject_id, entry_id, id desc);
    -- the queue, the most urgent first; "what stands against this file"
    create index screening_hits_queue on screening_hits (due_at, id) where state in ('open', 'unsure', 'proposed');
    create index screening_hits_state on screening_hits (state, id desc);
    create index screening_hits_standing on screening_hits (dossier_id) where state in ('open', 'unsure', 'proposed', 'same');
    create index screening_hits_entry on screening_hits (entry_id) where state in ('open', 'unsure', 'proposed', 'same');
    create trigger screening_hits_are_kept before delete on screening_hits for each row execute function refuse_change();

    create table hit_acts (
      id bigint generated always as identity primary key,
      hit_id text collate "C" not null references screening_hits (id),
      at timestamptz not null,
      act text not null,
      actor_kind actor_kind not null,
      actor_id text not null,
      code text,
      words text
    );
    create index hit_acts_hit on hit_acts (hit_id, id);
    create trigger hit_acts_append_only before update or delete on hit_acts for each row execute function refuse_change();

    -- cleared hits that somebody else judges again, blind
    create table second_looks (
      hit_id text collate "C" primary key references screening_hits (id),
      first_by text collate "C" not null references staff (id),
      chosen_at timestamptz not null,
      by_staff text collate "C" references staff (id),
      verdict text check (verdict in ('same', 'different', 'unsure')),
      reason text,
      at timestamptz,
      constraint second_looks_by_another check (by_staff is null or by_staff <> first_by),
      check ((by_staff is null) = (verdict is null) and (by_staff is null) = (at is null) and (by_staff is null) = (reason is null))
    );
    create index second_looks_waiting on second_looks (chosen_at, hit_id) where by_staff is null;

    -- the file of a person who is politically exposed (PEP-04): who in the executive let him in or stay, and on what
    create table pep_files (
      hit_id text collate "C" primary key references screening_hits (id),
      merchant_id text collate "C" not null references merchants (id),
      source_of_wealth text not null check (source_of_wealth <> ''),
      source_of_funds text not null check (source_of_funds <> ''),
      measures text not null check (measures <> ''),
      approved_by text collate "C" references staff (id),
      approved_at timestamptz,
      check ((approved_by is null) = (approved_at is null))
    );

    create type freeze_state as enum ('active', 'released');
    create table freezes (
      id text collate "C" primary key,
      merchant_id text collate "C" not null references merchants (id),
      hit_id text collate "C" not null unique references screening_hits (id),
      entry_id text collate "C" not null references watchlist_entries (id),
      -- the listed name, its act and its publisher's id, as they were
      listed_name text not null,
      reference text not null,
      grounds text[] not null default '{}',
      expires_on date,
      state freeze_state not null default 'active',
      proposed_by text collate "C" not null references staff (id),
      applied_by text collate "C" not null references staff (id),
      applied_at timestamptz not null,
      released_at timestamptz,
      -- told once that its end is near or past (SAN-04)
      expiry_told_on date,
      constraint freezes_by_two_people check (applied_by <> proposed_by),
      check ((state = 'released') = (released_at is not null))
    );
    create index freezes_merchant on freezes (merchant_id, id);
    create index freezes_state on freezes (state, id desc);
    -- the titles in src/holds that keep its money
    create table freeze_holds (
      freeze_id text collate "C" not null references freezes (id),
      hold_id text collate "C" not null references holds (id),
      primary key (freeze_id, hold_id)
    );
    create index freeze_holds_hold on freeze_holds (hold_id);

    create table freeze_reports (
      id text collate "C" primary key,
      freeze_id text collate "C" not null references freezes (id),
      number integer not null check (number > 0),
      prepared_at timestamptz not null,
      sent_on date,
      sent_reference text check (sent_reference <> ''),
      sent_by text collate "C" references staff (id),
      sent_at timestamptz,
      unique (freeze_id, number),
      check ((sent_on is null) = (sent_reference is null) and (sent_on is null) = (sent_by is null) and (sent_on is null) = (sent_at is null))
    );
    -- one that waits to be sent, of each freeze
    create unique index freeze_reports_open on freeze_reports (freeze_id) where sent_at is null;

    create type freeze_event_kind as enum ('freeze_applied', 'credit_on_frozen', 'attempt_blocked', 'partial_release', 'released');
    create table freeze_events (
      id text collate "C" primary key,
      freeze_id text collate "C" not null references freezes (id),
      report_id text collate "C" not null references freeze_reports (id),
      kind freeze_event_kind not null,
      at timestamptz not null,
      currency text check (currency ~ '^[a-z]{3}$'),
      amount_cents bigint check (amount_cents >= 0),
      -- every purse of his, to the cent, when it was frozen
      funds jsonb not null default '[]',
      words text not null default '',
      -- what it was read from: noted once
      source text collate "C" not null unique,
      check ((currency is null) = (amount_cents is null))
    );
    create index freeze_events_freeze on freeze_events (freeze_id, id);
    create index freeze_events_report on freeze_events (report_id, id);
    create trigger freeze_events_append_only before update or delete on freeze_events for each row execute function refuse_change();
  `
    .execute(db)
}
