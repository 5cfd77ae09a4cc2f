import { sql, type Kysely } from 'kysely'

export const up = async (db: Kysely<any>): Promise<void> => {
  await sql`
    -- [{ format, text, box }]: DataMatrix and QR codes found on the page
    alter table document_pages add column codes jsonb not null default '[]';
    -- "the same file at another merchant"
    create index documents_sha256 on documents (sha256);

    create type check_verdict as enum ('pass', 'fail', 'unknown');

    -- what the program makes of a piece that was read, and how it compares with the file: one row a piece, the latest
    create table document_findings (
      document_id text collate "C" primary key references documents (id) on delete cascade,
      dossier_id text collate "C" not null references dossiers (id),
      -- of reading, understanding and checking together (pieces/piece.ts)
      version integer not null,
      type text not null,
      type_confidence real not null,
      -- PieceField[], Mrz, Seal[] (pieces/piece.ts): as the machine has them; what a person corrected stands beside (document_corrections)
      fields jsonb not null,
      mrz jsonb,
      seals jsonb not null default '[]',
      verdict check_verdict not null,
      -- the reason that a failed check proposes for refusing the piece
      proposed_refusal text,
      -- of all that was compared: the same facts are not judged again
      facts_digest bytea not null,
      -- keyed: the kind and number of an identity document, to find it at another merchant
      number_digest bytea,
      -- of which reading (documents.reading_seen_at): another is understood anew; null: to be understood anew all the same
      understood_reading_at timestamptz,
      found_at timestamptz not null
    );
    -- "9 pieces: 7 pass, 1 disagrees, 1 unreadable"
    create index document_findings_dossier on document_findings (dossier_id);
    -- "the same document number, filed by another merchant"
    create index document_findings_number on document_findings (number_digest) where number_digest is not null;
    -- "which were understood by an older version"
    create index document_findings_version on document_findings (version, document_id);

    create table document_checks (
      document_id text collate "C" not null references document_findings (document_id) on delete cascade,
      check_id text not null,
      -- the worst first
      position integer not null,
      verdict check_verdict not null,
      is_warning boolean not null,
      declared text,
      read text,
      why text not null,
      "values" jsonb not null default '{}',
      fields text[] not null default '{}',
      primary key (document_id, check_id)
    );

    -- a reading put right by hand, beside the machine's
    create table document_corrections (
      id text collate "C" primary key,
      document_id text collate "C" not null references documents (id) on delete cascade,
      field text not null,
      nth integer not null default 0,
      value text not null,
      corrected_by text collate "C" not null references staff (id),
      corrected_at timestamptz not null,
      withdrawn_at timestamptz
    );
    create unique index document_corrections_current on document_corrections (document_id, field, nth) where withdrawn_at is null;

    -- accepted although a check failed: by whom and why
    create table check_overrides (
      id text collate "C" primary key,
      document_id text collate "C" not null references documents (id) on delete cascade,
      check_id text not null,
      reason text not null check (reason <> ''),
      overridden_by text collate "C" not null references staff (id),
      overridden_at timestamptz not null
    );
    create index check_overrides_document on check_overrides (document_id, id);

    -- dossiers whose pieces are to be compared anew. The database itself notices whatever a check looks at, so that no path forgets
    create table checks_due (
      dossier_id text collate "C" primary key references dossiers (id) on delete cascade,
      -- goes up with every change: one that came while the checks ran is not lost
      turn bigint not null default 1
    );
    create function ask_for_checks(dossier text) returns void language sql as $$
      insert into checks_due (dossier_id) values (dossier) on conflict (dossier_id) do update set turn = checks_due.turn + 1
    $$;
    create function checks_due_of_row() returns trigger language plpgsql as $$
    begin
      perform ask_for_checks(coalesce(new.dossier_id, old.dossier_id));
      return null;
    end $$;
    create trigger companies_ask_for_checks after insert or update on companies for each row execute function checks_due_of_row();
    create trigger people_ask_for_checks after insert or update on people for each row execute function checks_due_of_row();
    create trigger payout_accounts_ask_for_checks after insert or update on payout_accounts for each row execute function checks_due_of_row();
    create trigger documents_ask_for_checks after update of reading_state, state on documents for each row
      when (new.reading_state = 'read' and (old.reading_state, old.state) is distinct from (new.reading_state, new.state)) execute function checks_due_of_row();
    create function checks_due_of_correction() returns trigger language plpgsql as $$
    begin
      perform ask_for_checks((select dossier_id from documents where id = new.document_id));
      return null;
    end $$;
    create trigger document_corrections_ask_for_checks after insert or update on document_corrections for each row execute function checks_due_of_correction();

    -- certificates of the issuers of 2D-DOC codes: a setting that operators update (vigie seals import)
    create table seal_certificates (
      issuer_id text not null,
      -- '' for an authority's own
      certificate_id text not null,
      der bytea not null,
      subject text not null,
      valid_from date not null,
      valid_to date not null,
      -- operators vouch for it by itself: no authority need have signed it
      is_anchor boolean not null default false,
      imported_at timestamptz not null,
      primary key (issuer_id, certificate_id)
    );
  `
    .execute(db)
}
