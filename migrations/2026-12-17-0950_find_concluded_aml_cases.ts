import { sql, type Kysely } from 'kysely'

/** "What was handed over since the period began" (src/dashboards): without it every case there ever was is read. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create index aml_cases_concluded on aml_cases (concluded_at) where state = 'concluded'`.execute(db)
}
