import { sql, type Kysely } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    -- Who on the lists in force is worth comparing with a name, each with what is said of him, beside those who are "written" alike (entries, found in memory); "mark" says which lists these are, and is there
    -- though nobody is. Who sounds alike has both of two sounds of one of the pairs. Planned once for whatever is asked: planning is three quarters of such a question.
    create function watchlist_candidates(written text[], form text, one_word text, firsts text[], seconds text[], numbers text[], most integer)
      returns table (mark text, "entryId" text, "editionId" text, "listCode" text, by text[], said text)
      language plpgsql stable parallel safe set plan_cache_mode = force_generic_plan as $$
      #variable_conflict use_column
      begin
        return query with
          sounding as (
            select n.id, n.entry_id, n.normal from unnest(firsts, seconds) as p (one, two) cross join lateral (select w.id, w.entry_id, w.normal from watchlist_names w where w.keys @> array[p.one, p.two] offset 0) n group by 1, 2, 3
          ),
          found as (
            select w.entry_id, 'written' as by from unnest(written) as w (entry_id)
            union all select n.entry_id, 'word' from watchlist_names n where n.is_one_word and n.normal = any (array[form, one_word])
            union all (select s.entry_id, 'sounds' from sounding s order by similarity(s.normal, form) desc, s.id limit most)
            union all select i.entry_id, 'number' from watchlist_identifiers i where i.number = any (numbers)
          ),
          each as (select f.entry_id, array_agg(distinct f.by) as by from found f group by f.entry_id),
          people as (
            select e.entry_id, d.id, d.list_code, e.by, d.party::text as said from each e
              join watchlist_editions d on d.entry_id = e.entry_id and d.to_version is null join watchlists l on l.code = d.list_code and l.is_enabled
          )
          select (select md5(coalesce(string_agg(v.id, ' ' order by v.id), '')) from watchlist_versions v where v.state = 'current'), p.entry_id, p.id, p.list_code, p.by, p.said from (select) one left join people p on true;
      end $$;
  `
    .execute(db)
}
