import { sql, type RawBuilder } from 'kysely'
import type { ReadDb } from '#src/platform/db.ts'
import { normalForm } from '#src/matching/normalForm.ts'
import { searchKeys } from '#src/matching/searchKeys.ts'
import { plainNumber, type ListCode, type Party } from './watchlist.ts'

/** Who is looked for: a name in whatever script, and numbers that may be his. */
export type Asked = { name: string; numbers?: readonly string[] }
/** Why somebody is worth comparing: his name is written alike, sounds alike, is that one word; one of his numbers is the same. */
export type Likeness = 'written' | 'sounds' | 'word' | 'number'
export type CandidateId = { entryId: string; editionId: string; listCode: ListCode; by: Likeness[] }
/** `editionId`: changes when what is said of him does; a party may be kept in memory under it. */
export type Candidate = CandidateId & { party: Party }

const mostWritten = 50
const mostSounding = 20
/** Of sounds: two of a name's words must agree, of these many at most. */
const mostKeys = 6
/** A number of fewer signs is everybody's. */
const shortestNumber = 4

/** Names in which two words sound like two of ours; where we have one alone, those in which one does. */
const sounding = (keys: readonly string[]): RawBuilder<boolean> | null => {
  const [first, ...others] = keys.slice(0, mostKeys)
  if (first === undefined) return null
  if (others.length === 0) return sql<boolean>`n.keys @> array[${first}]::text[]`
  const pairs = keys.slice(0, mostKeys).flatMap((one, i, all) => all.slice(i + 1).map((two) => sql`n.keys @> array[${one}, ${two}]::text[]`))
  return sql<boolean>`(${sql.join(pairs, sql` or `)})`
}

const questions = (form: string, keys: readonly string[], numbers: readonly string[]): RawBuilder<unknown>[] => {
  const sound = sounding(keys)
  return [
    ...(form === '' ? [] : [
      sql`select entry_id, 'written' as by from watchlist_names_like(${form}, ${mostWritten})`,
      sql`select n.entry_id, 'word' as by from watchlist_names n where n.is_one_word and n.normal in (${form}, ${form.replaceAll(' ', '')})`,
    ]),
    ...(sound ? [sql`(select n.entry_id, 'sounds' as by from watchlist_names n where ${sound} order by similarity(n.normal, ${form}) desc, n.id limit ${mostSounding})`] : []),
    ...(numbers.length > 0 ? [sql`select i.entry_id, 'number' as by from watchlist_identifiers i where i.number = any(${numbers}::text[])`] : []),
  ]
}

/** Who on the lists in force is worth comparing, without what is said of him: for whoever keeps parties in memory. Lists that do not count are left out. */
export const findCandidateIds = async (db: ReadDb, { name, numbers = [] }: Asked): Promise<CandidateId[]> => {
  const plain = [...new Set(numbers.map(plainNumber))].filter(({ length }) => length >= shortestNumber)
  const asked = questions(normalForm(name), searchKeys(name), plain)
  if (asked.length === 0) return []
  return (await sql<CandidateId>`
    with found as (${sql.join(asked, sql` union all `)}), each as (select entry_id, array_agg(distinct by) as by from found group by entry_id)
    select each.entry_id as "entryId", d.id as "editionId", d.list_code as "listCode", each.by from each
      join watchlist_editions d on d.entry_id = each.entry_id and d.to_version is null join watchlists l on l.code = d.list_code and l.is_enabled`.execute(db)).rows
}

/** What is said of them, by edition. */
export const readParties = async (db: ReadDb, editionIds: readonly string[]): Promise<Map<string, Party>> => {
  if (editionIds.length === 0) return new Map()
  const { rows } = await sql<{ id: string; party: Party }>`select id, party from watchlist_editions where id = any(${editionIds}::text[])`.execute(db)
  return new Map(rows.map(({ id, party }) => [id, party]))
}

/**
 * Who on the lists in force is worth comparing with somebody, each with all that a comparison looks at: by trigrams (0.3 and the fifty nearest), by sound, by one word, by number.
 * At most some seventy, in no order: scores are for `src/matching`.
 */
export const findCandidates = async (db: ReadDb, asked: Asked): Promise<Candidate[]> => {
  const found = await findCandidateIds(db, asked)
  const parties = await readParties(db, found.map(({ editionId }) => editionId))
  return found.flatMap((one) => (parties.has(one.editionId) ? [{ ...one, party: parties.get(one.editionId)! }] : []))
}
