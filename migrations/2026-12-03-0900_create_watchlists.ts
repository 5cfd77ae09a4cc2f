import { sql, type Kysely } from 'kysely'

/**
 * The lists people are screened against (rules.md §1.6, SAN-03, SAN-05): each version that was taken or refused, each entry by the
 * publisher's own id, and every edition of it from the version that brought it to the one that changed or removed it, so that any past list
 * can be read again. Names and numbers stand apart, of what is in force alone: they are what is searched.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create type watchlist_topic as enum ('freeze', 'sanction', 'pep', 'house');
    create table watchlists (
      code text collate "C" primary key check (code ~ '^[a-z][a-z-]{1,20}$'),
      topic watchlist_topic not null,
      formats text[] not null check (cardinality(formats) > 0),
      -- in which order people look at them
      place smallint not null unique,
      is_enabled boolean not null default true,
      -- where the job fetches it; it may carry a token: shown to those who may change it
      fetch_address text check (fetch_address ~ '^https?://'),
      fetch_etag text,
      -- fewer entries than this share of the version in force: refused
      least_percent smallint not null default 90 check (least_percent between 0 and 100),
      -- when somebody last made sure that there is no newer one
      checked_at timestamptz,
      -- why the last try brought nothing; gone with the next that did
      failed_at timestamptz,
      failure text,
      check ((failed_at is null) = (failure is null))
    );
    insert into watchlists (code, topic, formats, place) values
      ('fr', 'freeze', '{dgt_json}', 1), ('eu', 'freeze', '{eu_xml,eu_csv}', 2), ('un', 'freeze', '{un_xml}', 3), ('uk', 'sanction', '{uk_csv}', 4), ('ofac', 'sanction', '{ofac_csv,ofac_xml}', 5),
      ('ofac-cons', 'sanction', '{ofac_csv,ofac_xml}', 6), ('hatvp', 'pep', '{hatvp_csv}', 7), ('deputies', 'pep', '{deputies_csv}', 8), ('pep', 'pep', '{own_csv}', 9), ('house', 'house', '{own_csv}', 10);

    create type watchlist_version_state as enum ('current', 'superseded', 'refused');
    create type watchlist_origin as enum ('console', 'command', 'fetch', 'demo');
    create table watchlist_versions (
      id text collate "C" primary key,
      list_code text collate "C" not null references watchlists (code),
      state watchlist_version_state not null,
      -- 1, 2, 3… of those that were taken; null: refused
      number integer check (number > 0),
      origin watchlist_origin not null,
      format text,
      -- as the publisher says; null where the file does not
      published_on date,
      sha256 bytea not null check (length(sha256) = 32),
      byte_count bigint not null check (byte_count >= 0),
      entry_count integer check (entry_count >= 0),
      name_count integer check (name_count >= 0),
      added_count integer check (added_count >= 0),
      changed_count integer check (changed_count >= 0),
      removed_count integer check (removed_count >= 0),
      unchanged_count integer check (unchanged_count >= 0),
      -- what was left out or cut, by remark, and the first of each: [{ ref, remark }]
      noted_counts jsonb not null default '{}',
      noted jsonb not null default '[]',
      imported_at timestamptz not null,
      imported_by_kind text not null,
      imported_by text collate "C" not null,
      -- why it was refused: a code, with the values of its sentence
      fault text,
      fault_details jsonb not null default '{}',
      -- why it was taken though it is small or older
      forced_reason text check (forced_reason <> ''),
      check ((state = 'refused') = (number is null)),
      check ((state = 'refused') = (fault is not null)),
      check (state = 'refused' or (entry_count is not null and name_count is not null and added_count is not null and changed_count is not null and removed_count is not null and unchanged_count is not null and format is not null))
    );
    create unique index watchlist_versions_one_current on watchlist_versions (list_code) where state = 'current';
    create unique index watchlist_versions_number on watchlist_versions (list_code, number) where number is not null;
    -- "all tries of this list, the newest first", and "was this very file taken"
    create index watchlist_versions_newest on watchlist_versions (list_code, id desc);
    create trigger watchlist_versions_are_kept before delete on watchlist_versions for each row execute function refuse_change();

    create table watchlist_entries (
      -- stable over all versions: what a hit is bound to
      id text collate "C" primary key,
      list_code text collate "C" not null references watchlists (code),
      -- the publisher's own id
      ref text not null check (ref <> '' and length(ref) <= 200),
      first_version integer not null check (first_version > 0),
      -- the version in which it was no longer there; null: it is on the list
      removed_version integer check (removed_version > first_version)
    );
    create unique index watchlist_entries_ref on watchlist_entries (list_code, ref);

    create table watchlist_editions (
      id text collate "C" primary key,
      entry_id text collate "C" not null references watchlist_entries (id),
      list_code text collate "C" not null,
      from_version integer not null check (from_version > 0),
      -- the first version in which it says something else, or nothing; null: in force
      to_version integer check (to_version > from_version),
      name text not null,
      -- what a search compares, and what a person reads beside (src/watchlists/watchlist.ts)
      party jsonb not null,
      details jsonb not null,
      digest bytea not null check (length(digest) = 32)
    );
    create unique index watchlist_editions_in_force on watchlist_editions (entry_id) where to_version is null;
    create unique index watchlist_editions_of on watchlist_editions (entry_id, from_version);
    -- "the whole list as it is" and "as it was at version n"
    create index watchlist_editions_version on watchlist_editions (list_code, from_version, to_version);

    create type watchlist_change as enum ('added', 'changed', 'removed');
    create table watchlist_changes (
      id bigint generated always as identity primary key,
      version_id text collate "C" not null references watchlist_versions (id),
      entry_id text collate "C" not null references watchlist_entries (id),
      kind watchlist_change not null,
      -- names, birth, nationality, gender, identifiers, measures, other
      parts text[] not null,
      check ((kind = 'changed') = (cardinality(parts) > 0))
    );
    -- "what did this version change", page by page; "what happened to this entry"
    create unique index watchlist_changes_version on watchlist_changes (version_id, id);
    create unique index watchlist_changes_entry on watchlist_changes (entry_id, version_id);
    create trigger watchlist_changes_append_only before update or delete on watchlist_changes for each row execute function refuse_change();

    create type watchlist_name_quality as enum ('primary', 'strong', 'weak');
    -- one row for each name of each entry in force
    create table watchlist_names (
      id bigint generated always as identity primary key,
      entry_id text collate "C" not null references watchlist_entries (id),
      text text not null,
      quality watchlist_name_quality not null,
      -- in Latin letters, as it is compared (src/matching/normalForm.ts)
      normal text not null,
      -- the sounds of its words (src/matching/searchKeys.ts)
      keys text[] not null,
      -- of one word alone: trigrams say little of them
      is_one_word boolean not null
    );
    create index watchlist_names_entry on watchlist_names (entry_id);
    -- "who has a name like this one". Never a GiST index beside it: the planner prefers it, and it is three times slower. What an import adds is put in its place at its end
    create index watchlist_names_like on watchlist_names using gin (normal gin_trgm_ops) with (fastupdate = on);
    -- "who has a name that sounds like this one"
    create index watchlist_names_sound on watchlist_names using gin (keys) with (fastupdate = on);
    -- "who is called by this one word"
    create index watchlist_names_word on watchlist_names (normal) where is_one_word;

    create table watchlist_identifiers (
      id bigint generated always as identity primary key,
      entry_id text collate "C" not null references watchlist_entries (id),
      kind text not null,
      -- letters and digits alone
      number text not null check (number <> ''),
      country text
    );
    create index watchlist_identifiers_entry on watchlist_identifiers (entry_id);
    -- "whose passport, registration or ship is this"
    create index watchlist_identifiers_number on watchlist_identifiers (number);

    -- the operator's threshold is a setting of the session: here it is that of the question, whoever asks on whatever connection
    create function watchlist_names_like(asked text, most integer) returns table (entry_id text, closeness real)
      language sql stable parallel safe set pg_trgm.similarity_threshold = 0.3 as $$
        select n.entry_id, max(similarity(n.normal, asked)) from watchlist_names n where n.normal % asked group by n.entry_id order by 2 desc, 1 limit most $$;
  `
    .execute(db)
}
