import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { normalForm } from '#src/matching/normalForm.ts'
import { defaultThresholds } from '#src/matching/thresholds.ts'
import { searchLists } from '#src/screening/searchLists.ts'
import { importList } from '#src/watchlists/importList.ts'
import type { ListFile } from '#src/watchlists/readList.ts'
import type { BenchResult } from './index.ts'
import { openGround, round, say, type Ground } from './ground.ts'
import { carry } from './screenPeople.ts'

/** Names on all lists together. */
export const usual = 60_000
const searches = 3_000
const shared = '/work/shared/data'

type Dice = () => number
/** mulberry32: the same seed, the same names. */
const dice = (seed: number): Dice => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
}
const oneOf = <T>(roll: Dice, all: readonly T[]): T => all[Math.floor(roll() * all.length)]!

const files = (folder: string, wanted: RegExp): ListFile[] =>
  (existsSync(folder) ? readdirSync(folder) : []).filter((name) => wanted.test(name)).map((name) => ({
    name,
    bytes: readFileSync(join(folder, name)),
  }))

const published = (set: string): Record<string, ListFile[]> => ({
  un: files(join(set, 'un'), /\.xml$/),
  fr: files(join(set, 'fr_dgt'), /derived.*\.json$/),
  ofac: files(join(set, 'ofac'), /^bench_/),
  'ofac-cons': files(join(set, 'ofac'), /^cons_/),
  hatvp: files(join(set, 'pep_fr'), /hatvp/),
  deputies: files(join(set, 'pep_fr'), /deputes/),
})

/** Where no real list is at hand, or not enough of it: people made of the words of those that are. */
const firsts =
  'Mohamed Ahmed Jean Pierre Marie Ivan Sergei Olga Fatima Ali Hassan Kim Li Wei Carlos Juan Maria Abdul Omar Yusuf Elena Dmitri Chen Ana Luis Amadou Fatou Mehmet Ayse Nguyen'
    .split(' ')
const lasts =
  'Martin Bernard Petrov Ivanov Khan Hussein Garcia Lopez Kim Zhang Wang Diallo Traore Yilmaz Kaya Rahman Haddad Nasser Popov Volkov Sanchez Rodriguez Tran Pham Leroy Moreau Camara Keita Demir Morozov'
    .split(' ')

const invented = (names: readonly string[], many: number, roll: Dice): ListFile => {
  const words = names.flatMap((name) => name.split(' ')).filter((word) => /^[\p{L}'-]{3,}$/u.test(word))
  const made = Array.from(
    { length: many },
    (_, i) =>
      `B${i};${oneOf(roll, words.length > 0 ? words : firsts)} ${oneOf(roll, words.length > 0 ? words : lasts)}${roll() < 0.4 ? ` ${oneOf(roll, words.length > 0 ? words : lasts)}` : ''}`,
  )
  return { name: 'house.csv', bytes: Buffer.from(['ref;name', ...made].join('\n') + '\n') }
}

const loadLists = async (
  { ctx, database }: Ground,
  scale: number,
  set: string,
  roll: Dice,
): Promise<{ names: string[]; seconds: Record<string, number> }> => {
  const seconds: Record<string, number> = {}
  const take = async (list: string, some: ListFile[]): Promise<void> => {
    const start = performance.now()
    const done = await importList(ctx('bench'), { list, files: some, origin: 'command' })
    if (done.outcome !== 'imported') throw new Error(`${list}: ${JSON.stringify(done)}`)
    seconds[list] = round((performance.now() - start) / 1_000)
    say(`${list}: ${done.entries} entries, ${done.names} names, ${seconds[list]} s`)
  }
  for (const [list, some] of Object.entries(published(set))) if (some.length > 0) await take(list, some)
  const real = (await database.db.selectFrom('watchlist_names').select('text').where('quality', '=', 'primary').execute()).map(({ text }) =>
    text
  )
  const { count } = await database
    .db
    .selectFrom('watchlist_names')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  if (count < scale) await take('house', [invented(real, scale - count, roll)])
  return { names: real, seconds }
}

/** People whom nobody lists. */
const cleanNames = (pairs: string): string[] => {
  const file = join(pairs, 'negatives_us.csv')
  return existsSync(file)
    ? (parse(readFileSync(file), { columns: true, relax_column_count: true }) as Record<string, string>[])
      .map((row) => row['full_name'] ?? row['name'] ?? '')
      .filter(Boolean)
    : []
}

/** As the work is: nine in ten are nobody; the others are listed, written with a letter wrong. */
const queriesOf = (names: readonly string[], clean: readonly string[], roll: Dice): string[] => {
  const misspelt = (name: string): string => {
    const at = 1 + Math.floor(roll() * Math.max(1, name.length - 2))
    return name.slice(0, at) + oneOf(roll, [...'aeiourst']) + name.slice(at + 1)
  }
  return Array.from({ length: searches }, () => (roll() < 0.1 && names.length > 0
    ? misspelt(oneOf(roll, names))
    : clean.length > 0
    ? oneOf(roll, clean)
    : `${oneOf(roll, firsts)} ${oneOf(roll, lasts)}`))
}

/** A search as screening does it, by its own function: candidates from the database, parties kept in memory by edition, scores here. */
const searcher = ({ database: { db } }: Ground) => async (name: string): Promise<number> => {
  const asked = {
    kind: 'person',
    names: [{ text: name, quality: 'primary' }],
    births: [],
    birthPlaces: [],
    nationalities: [],
    countries: [],
    gender: null,
    identifiers: [],
  } as const
  return (await searchLists(db, asked, { isKindKnown: true, thresholds: defaultThresholds })).matches[0]?.result.score ?? 0
}

/** First and last names of those whom nobody lists, crossed: as many as are asked for. */
const peopleOf = (clean: readonly string[], many: number, roll: Dice): string[] => {
  const words = clean.map((name) => name.split(' ')).filter((all) => all.length > 1)
  return Array.from(
    { length: many },
    () => (words.length > 0 ? `${oneOf(roll, words)[0]} ${oneOf(roll, words).at(-1)}` : `${oneOf(roll, firsts)} ${oneOf(roll, lasts)}`),
  )
}

/** What PostgreSQL itself would answer it with: the program holds the trigrams of the lists in its memory. */
const indexTrigrams = ({ database: { pool } }: Ground): Promise<unknown> =>
  pool.query('create index bench_names_like on watchlist_names using gin (normal gin_trgm_ops)')

/** The bare question: the trigrams of a name, nothing else. */
const bare = ({ database: { pool } }: Ground) => async (name: string): Promise<number> =>
  (await pool.query('select entry_id, similarity(normal, $1) s from watchlist_names where normal % $1 order by s desc limit 50', [
    normalForm(name),
  ]))
    .rows
    .length

const quantile = (times: readonly number[], q: number): number =>
  round(times[Math.min(times.length - 1, Math.floor(times.length * q))] ?? 0)

const measure = async (queries: readonly string[], search: (name: string) => Promise<number>, width: number) => {
  const times: number[] = []
  let [next, raised] = [0, 0]
  const start = performance.now()
  const lane = async (): Promise<void> => {
    while (next < queries.length) {
      const name = queries[next++]!
      const begun = performance.now()
      if ((await search(name)) >= 0.85) raised++
      times.push(performance.now() - begun)
    }
  }
  await Promise.all(Array.from({ length: width }, lane))
  times.sort((a, b) => a - b)
  return {
    rate: round(queries.length / ((performance.now() - start) / 1_000), 0),
    p50: quantile(times, 0.5),
    p95: quantile(times, 0.95),
    p99: quantile(times, 0.99),
    raised,
  }
}

/** Whom a list change is carried to, unless `--people` says otherwise. */
const usualPeople = 20_000

/**
 * Targets: 300 searches a second with their scores on one core, p99 under 50 ms, over 60 000 names; 1 000 changed entries against 200 000
 * people within 60 s. From one process.
 */
export const run = async (
  scale: number,
  set = join(shared, 'lists'),
  _console?: boolean,
  seed = 1,
  _pairs?: string,
  _threshold?: number,
  people = usualPeople,
): Promise<BenchResult> => {
  const ground = await openGround(4)
  const roll = dice(seed)
  const { names, seconds } = await loadLists(ground, scale, set, roll)
  const clean = cleanNames(join(shared, 'pairs'))
  const queries = queriesOf(names, clean, roll)
  const search = searcher(ground)
  await measure(queries.slice(0, 300), search, 2)
  const [one, two] = [await measure(queries, search, 1), await measure(queries, search, 2)]
  await indexTrigrams(ground)
  const raw = await measure(queries, bare(ground), 1)
  say(
    `one after the other: ${JSON.stringify(one)}\ntwo at a time: ${JSON.stringify(two)}\nbare trigrams, one after the other: ${JSON.stringify(raw)}`,
  )
  const change = await carry(ground, peopleOf(clean, people, roll), names.length > 1_000 ? names : peopleOf(clean, 2_000, roll))
  await ground.close()
  return {
    bench: 'screen',
    scale,
    searches,
    unit: 'searches per second',
    ours: one.rate,
    raw: raw.rate,
    ratio: round(one.rate / raw.rate),
    target: 'ours >= 300, p99 < 50 ms; listChange of 200000 people < 60 s',
    p50: one.p50,
    p95: one.p95,
    p99: one.p99,
    twoAtOnce: two,
    imports: seconds,
    listChange: change,
  }
}
