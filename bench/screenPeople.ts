import { sql } from 'kysely'
import { normalForm } from '#src/matching/normalForm.ts'
import { searchKeys } from '#src/matching/searchKeys.ts'
import { engineVersion } from '#src/matching/thresholds.ts'
import { carryLists } from '#src/screening/carryLists.ts'
import { keepSet, readSet } from '#src/screening/searches.sql.ts'
import { importList } from '#src/watchlists/importList.ts'
import { addMerchants, now, round, say, type Ground } from './ground.ts'

const batch = 5_000
const alertBps = 8_500

const idOf = (prefix: string, i: number): string => `${prefix}_${String(i).padStart(24, '0')}`
const partyOf = (text: string, born: string): string =>
  JSON.stringify({
    kind: 'person',
    names: [{ text, quality: 'primary' }],
    births: [{ from: born, to: born, isCirca: false }],
    birthPlaces: [],
    nationalities: ['FR'],
    countries: [],
    gender: null,
    identifiers: [],
  })

/** People as screening keeps them, all of one file: who was searched against the lists in force, and nothing found. */
const addPeople = async ({ database: { db } }: Ground, names: readonly string[]): Promise<void> => {
  const set = await readSet(db)
  await db.transaction().execute(async (trx) => {
    await sql`alter table people disable trigger user`.execute(trx)
    const setId = await keepSet(trx, set, now)
    for (let at = 0; at < names.length; at += batch) {
      const some = names.slice(at, at + batch).map((name, i) => ({
        name,
        n: at + i,
        born: `${1945 + ((at + i) % 60)}-0${1 + ((at + i) % 9)}-1${(at + i) % 10}`,
      }))
      const [subjects, versions, people] = [
        some.map(({ n }) => idOf('scsj', n)),
        some.map(({ n }) => idOf('scsv', n)),
        some.map(({ n }) => idOf('prsn', n)),
      ]
      await sql`insert into people (id, dossier_id, kind, is_representative, is_beneficial_owner, given_names, family_name, created_at) select p, ${idOf('doss', 1)}, 'natural', false, false, 'x', 'x', ${now} from unnest(${people}::text[]) p`
        .execute(trx)
      await sql`insert into screening_subjects (id, merchant_id, dossier_id, role, person_id, created_at) select s, ${idOf('mrch', 1)}, ${idOf('doss', 1)}, 'person', p, ${now} from unnest(${subjects}::text[], ${people}::text[]) u (s, p)`
        .execute(trx)
      await sql`insert into screening_versions (id, subject_id, number, name, party, digests, from_at, searched_at, set_id, engine, alert_bps)
        select v, s, 1, n, p::jsonb, '{}', ${now}, ${now}, ${setId}, ${engineVersion}, ${alertBps} from unnest(${versions}::text[], ${subjects}::text[], ${some.map(({ name }) => name)}::text[], ${some.map(({ name, born }) => partyOf(name, born))}::text[]) u (v, s, n, p)`
        .execute(trx)
      const forms = some.map(({ name }) => normalForm(name))
      await sql`insert into screening_names (version_id, normal, keys, is_one_word) select v, f, string_to_array(k, ' '), position(' ' in f) = 0 from unnest(${versions}::text[], ${forms}::text[], ${some.map(({ name }) => searchKeys(name).join(' '))}::text[]) u (v, f, k)`
        .execute(trx)
    }
    await sql`alter table people enable trigger user`.execute(trx)
  })
  for (const table of ['screening_subjects', 'screening_versions', 'screening_names'])
    await sql`vacuum analyze ${sql.table(table)}`.execute(db)
}

const listOf = (names: readonly string[]): Buffer =>
  Buffer.from(
    [
      'ref;name;aliases;birth',
      ...names.map((name, i) =>
        `P${i};${name.replace(/[;"|]/g, ' ')};${name.split(' ').toReversed().join(' ').replace(/[;"|]/g, ' ')};${1950 + (i % 50)}`
      ),
    ]
      .join('\n') + '\n',
  )

export type Carried = {
  people: number
  entries: number
  seconds: number
  compared: number
  hits: number
  importSeconds: number
  dailySeconds: number
}

/** A list that gains so many entries, each with a second name, against everybody: what is published to what lies in the queue. */
export const carry = async (ground: Ground, people: readonly string[], listed: readonly string[], entries = 1_000): Promise<Carried> => {
  const { database: { db }, ctx } = ground
  const take = (names: readonly string[]) =>
    importList(ctx('bench'), { list: 'pep', files: [{ name: 'pep.csv', bytes: listOf(names) }], origin: 'command', force: 'bench' })
  const lap = async (work: () => Promise<unknown>): Promise<number> => {
    const start = performance.now()
    await work()
    return round((performance.now() - start) / 1_000)
  }
  await addMerchants(ground.database, 1, 1)
  await take(listed.slice(0, 1))
  await addPeople(ground, people)
  const dailySeconds = await lap(() => carryLists(ctx('screen-daily'), 'daily'))
  const importSeconds = await lap(() => take(listed.slice(0, entries + 1)))
  const seconds = await lap(() => carryLists(ctx('screen-due'), 'list'))
  const { rows: [run] } = await sql<{ changed: number; compared: number; raised: number; covered: number }>`select changed_count as changed, compared_count as compared, raised_count as raised, covered_count as covered from screening_runs order by id desc limit 1`
    .execute(db)
  if (run!.covered !== people.length || run!.changed !== entries)
    throw new Error(`the run covered ${run!.covered} people and ${run!.changed} entries`)
  say(
    `${entries} entries against ${people.length} people: ${seconds} s, ${run!.compared} compared, ${run!.raised} hits; the import itself ${importSeconds} s, the day's record ${dailySeconds} s`,
  )
  return { people: people.length, entries, seconds, compared: run!.compared, hits: run!.raised, importSeconds, dailySeconds }
}
