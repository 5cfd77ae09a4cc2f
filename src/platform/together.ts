import { sql, type RawBuilder } from 'kysely'
import type { ReadDb } from './db.ts'

/** null: not to be asked, and null is the answer. */
type Questions = Record<string, RawBuilder<unknown> | null>
export type Answers<Q extends Questions> = {
  [Name in keyof Q]: Q[Name] extends RawBuilder<infer Row> ? Row : Q[Name] extends RawBuilder<infer Row> | null ? Row | null
  : never
}

/**
 * Questions of one row each, of as many rooms as you like, in one statement: a page that shows a dozen counts asks once and not a dozen
 * times. What comes back has been through JSON: numbers, texts and booleans are themselves, an instant or a day is text.
 */
export const askTogether = async <Q extends Questions>(db: ReadDb, questions: Q): Promise<Answers<Q>> => {
  const nothing = Object.fromEntries(Object.keys(questions).map((name) => [name, null]))
  const columns = Object.entries(questions).flatMap((
    [name, question],
  ) => (question ? [sql`(select to_jsonb(one) from (${question}) one) as ${sql.ref(name)}`] : []))
  const { rows: [found] } = columns.length > 0 ? await sql<Answers<Q>>`select ${sql.join(columns)}`.execute(db) : { rows: [] }
  return { ...nothing, ...found } as Answers<Q>
}
