import { sql, type RawBuilder } from 'kysely'
import { unavailable } from '#src/kernel/errors.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { normalForm } from '#src/matching/normalForm.ts'
import { searchKeys } from '#src/matching/searchKeys.ts'
import { listedNames, markInForce } from './listedNames.sql.ts'
import { partyOfText, plainNumber, type ListCode, type Party } from './watchlist.ts'

/** Who is looked for: a name in whatever script, and numbers that may be his. */
export type Asked = { name: string; numbers?: readonly string[] }
/** Why somebody is worth comparing: his name is written alike, sounds alike, is that one word; one of his numbers is the same. */
export type Likeness = 'written' | 'sounds' | 'word' | 'number'
type Found = { entryId: string; editionId: string; listCode: ListCode; by: Likeness[] }
/** `said`: what is said of him, as it is written. Whoever keeps parties in memory, each under its edition, reads it of the others alone. */
export type CandidateText = Found & { said: string }
export type Candidate = Found & { party: Party }

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

type Question = { form: string; keys: readonly string[]; numbers: readonly string[] }

const questions = ({ form, keys, numbers }: Question): RawBuilder<unknown>[] => {
  const sound = sounding(keys)
  return [
    ...(form === '' ? [] : [
      sql`select n.entry_id, 'word' as by from watchlist_names n where n.is_one_word and n.normal in (${form}, ${form.replaceAll(' ', '')})`,
    ]),
    ...(sound ? [sql`(select n.entry_id, 'sounds' as by from watchlist_names n where ${sound} order by similarity(n.normal, ${form}) desc, n.id limit ${mostSounding})`] : []),
    ...(numbers.length > 0 ? [sql`select i.entry_id, 'number' as by from watchlist_identifiers i where i.number = any(${numbers}::text[])`] : []),
  ]
}

/** With the mark of the lists of that very moment. */
type Answer = CandidateText & { mark: string }

const ask = async (db: ReadDb, question: Question, written: readonly string[]): Promise<Answer[]> =>
  (await sql<Answer>`
    with found as (${sql.join([sql`select entry_id, 'written' as by from unnest(${[...written]}::text[]) as w (entry_id)`, ...questions(question)], sql` union all `)}),
      each as (select entry_id, array_agg(distinct by) as by from found group by entry_id),
      said as (select each.entry_id, d.id, d.list_code, each.by, d.party::text as said from each
        join watchlist_editions d on d.entry_id = each.entry_id and d.to_version is null join watchlists l on l.code = d.list_code and l.is_enabled)
    select ${markInForce} as mark, s.entry_id as "entryId", s.id as "editionId", s.list_code as "listCode", s.by, s.said from (select) one left join said s on true`.execute(db)).rows

/** Lists that change as fast as they are asked are asked again. */
const mostTries = 5

/**
 * Who on the lists in force is worth comparing, each with what is said of him, in one question: a second one costs more than the text does. Lists that do not count are left out. Those who are written
 * alike come from memory; where the statement finds other lists in force than these were read of, it is asked once more. Throws 503 `lists_are_changing`.
 */
export const findCandidateTexts = async (db: ReadDb, { name, numbers = [] }: Asked): Promise<CandidateText[]> => {
  const plain = [...new Set(numbers.map(plainNumber))].filter(({ length }) => length >= shortestNumber)
  const question: Question = { form: normalForm(name), keys: searchKeys(name), numbers: plain }
  if (question.form === '' && plain.length === 0) return []
  let names = await listedNames(db)
  for (let tries = 0; tries < mostTries; tries++) {
    const answers = await ask(db, question, names.nearest(question.form, mostWritten))
    const { mark } = answers[0]!
    if (mark === names.mark) return answers.filter(({ entryId }) => entryId !== null).map(({ mark: _mark, ...one }) => one)
    names = await listedNames(db, mark)
  }
  throw unavailable('lists_are_changing')
}

/**
 * Who on the lists in force is worth comparing with somebody, each with all that a comparison looks at: by trigrams in memory (0.3 and the fifty nearest), by sound, by one word, by number.
 * At most some seventy, in no order: scores are for `src/matching`.
 */
export const findCandidates = async (db: ReadDb, asked: Asked): Promise<Candidate[]> =>
  (await findCandidateTexts(db, asked)).map(({ said, ...one }) => ({ ...one, party: partyOfText(said) }))
