import { sql, type Kysely } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql
    .raw(`
    -- the high-risk third countries on a day (HRC-01), as two people signed them: whoever counts by country in SQL asks here
    create function risk_countries_on(day date) returns text[] language sql stable as $$
      select coalesce(array_agg(country order by country), '{}') from (
        select distinct on (country) country, is_listed from risk_country_changes where state = 'signed' and valid_from <= day order by country, valid_from desc
      ) as said where is_listed
    $$;
  `)
    .execute(db)
}
