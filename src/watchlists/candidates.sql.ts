import { sql } from 'kysely'
import { unavailable } from '#src/kernel/errors.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { normalForm } from '#src/matching/normalForm.ts'
import { searchKeys } from '#src/matching/searchKeys.ts'
import { listedNames } from './listedNames.sql.ts'
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

type Question = { form: string; keys: readonly string[]; numbers: readonly string[] }

/** Two sounds that a name must have both; where we have one alone, that one. */
const pairsOf = (keys: readonly string[]): { firsts: string[]; seconds: string[] } => {
  const some = keys.slice(0, mostKeys)
  const pairs = some.length === 1
    ? [[some[0]!, some[0]!] as const]
    : some.flatMap((one, i) => some.slice(i + 1).map((two) => [one, two] as const))
  return { firsts: pairs.map(([one]) => one), seconds: pairs.map(([, two]) => two) }
}

/** With the mark of the lists of that very moment; without an entry where nobody is worth comparing. */
type Answer = CandidateText & { mark: string }

const ask = async (db: ReadDb, { form, keys, numbers }: Question, written: readonly string[]): Promise<Answer[]> => {
  const { firsts, seconds } = pairsOf(keys)
  return (await sql<Answer>`select * from watchlist_candidates(${[...written]}::text[], ${form}, ${form.replaceAll(' ', '')}, ${firsts}::text[], ${seconds}::text[], ${[...numbers]}::text[], ${mostSounding})`
    .execute(db))
    .rows
}

/** Lists that change as fast as they are asked are asked again. */
const mostTries = 5

/**
 * Who on the lists in force is worth comparing, each with what is said of him, in one question: a second one costs more than the text does.
 * Lists that do not count are left out. Those who are written alike come from memory; where the statement finds other lists in force than
 * these were read of, it is asked once more. Throws 503 `lists_are_changing`.
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
 * Who on the lists in force is worth comparing with somebody, each with all that a comparison looks at: by trigrams in memory (0.3 and the
 * fifty nearest), by sound, by one word, by number. At most some seventy, in no order: scores are for `src/matching`.
 */
export const findCandidates = async (db: ReadDb, asked: Asked): Promise<Candidate[]> =>
  (await findCandidateTexts(db, asked)).map(({ said, ...one }) => ({ ...one, party: partyOfText(said) }))
