import { sql, type RawBuilder } from 'kysely'
import type { ReadDb } from '#src/platform/db.ts'
import { indexLines, type NameIndex } from '#src/matching/nameIndex.ts'

/** The names of the lists in force, and which lists these are. */
export type ListedNames = NameIndex & { mark: string }

/** Which versions are in force: names come and go with a version and never without one, so that the same mark is the same names. */
export const markInForce: RawBuilder<string> = sql<string>`(select md5(coalesce(string_agg(id, ' ' order by id), '')) from watchlist_versions where state = 'current')`

/** One state of the lists is enough for a program; a second while the first is replaced. */
const mostKept = 2
const kept = new Map<string, Promise<ListedNames>>()

/** Mark and names are of one statement, so of one moment. */
const read = async (db: ReadDb): Promise<ListedNames> => {
  const { rows: [row] } = await sql<{ mark: string; said: string | null }>`select ${markInForce} as mark, string_agg(entry_id || ' ' || normal, e'\n') as said from watchlist_names`
    .execute(db)
  return { ...(await indexLines(row!.said)), mark: row!.mark }
}

const keep = (mark: string, names: Promise<ListedNames>): Promise<ListedNames> => {
  kept.delete(mark)
  kept.set(mark, names)
  if (kept.size > mostKept) kept.delete(kept.keys().next().value!)
  return names
}

const readMark = async (db: ReadDb): Promise<string> =>
  (await sql<{ mark: string }>`select ${markInForce} as mark`.execute(db)).rows[0]!.mark

/**
 * The names under that mark; without one, those that were asked for last. Whoever asks while another reads them waits for what he reads;
 * when that fails, he reads them himself. They may be of another moment than is asked for: whoever uses them compares the mark with the one
 * that his own statement gives.
 */
export const listedNames = async (db: ReadDb, asked?: string): Promise<ListedNames> => {
  const mark = asked ?? [...kept.keys()].at(-1) ?? (await readMark(db))
  const known = kept.get(mark)
  const names = await known?.catch(() => undefined)
  if (names) return keep(mark, known!)
  const reading = keep(mark, read(db))
  const found = await reading
  if (found.mark !== mark) kept.delete(mark)
  return keep(found.mark, reading)
}
