import { sql, type Kysely } from 'kysely'

export const up = async (db: Kysely<any>): Promise<void> => {
  await sql`
    -- how each person who acts for the client was identified at a distance: two distinct measures of R561-5-2 before validation
    create table identification_measures (
      id text collate "C" primary key,
      dossier_id text collate "C" not null references dossiers (id),
      person_id text collate "C" not null references people (id),
      -- which of the six of R561-5-2, in the order of the article
      measure smallint not null check (measure between 1 and 6),
      -- the piece it rests on: it falls with that piece's verdict
      document_id text collate "C" references documents (id),
      -- what proves it, in the person's own words
      evidence text not null,
      -- the program recorded it with the verdict on an identity document; nobody wrote a word, the accepted copy is the evidence
      is_automatic boolean not null default false,
      verified_by text collate "C" not null references staff (id),
      verified_at timestamptz not null,
      withdrawn_at timestamptz,
      -- somebody of ours, or the merchant whose edit made another person of him
      withdrawn_by text collate "C",
      check ((withdrawn_at is null) = (withdrawn_by is null)),
      check (is_automatic or evidence <> ''),
      check (not is_automatic or (measure = 1 and document_id is not null))
    );
    -- two measures are two distinct ones
    create unique index identification_measures_current on identification_measures (person_id, measure) where withdrawn_at is null;
    -- "the measures of this dossier, as they stand"
    create index identification_measures_dossier on identification_measures (dossier_id) where withdrawn_at is null;

    -- the copies of identity documents that were accepted before measures were kept; the row takes the letters of its piece's id
    insert into identification_measures (id, dossier_id, person_id, measure, document_id, evidence, is_automatic, verified_by, verified_at)
      select distinct on (d.person_id) 'iden_' || substr(d.id, 6), d.dossier_id, d.person_id, 1, d.id, '', true, d.decided_by, d.decided_at
      from documents d join people p on p.id = d.person_id
      where d.kind = 'identity_document' and d.state = 'accepted' and p.kind = 'natural' and p.removed_at is null
        and (p.is_representative or p.is_signatory or p.represents_person_id is not null)
      order by d.person_id, d.id;
  `
    .execute(db)
}
