import { existsSync, readFileSync } from 'node:fs'
import { sql } from 'kysely'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { system } from '#src/kernel/actor.ts'
import { indexNames } from '#src/matching/nameIndex.ts'
import { normalForm } from '#src/matching/normalForm.ts'
import { trigramKinds, trigramsOf } from '#src/matching/trigrams.ts'
import { findCandidates, findCandidateTexts } from '#src/watchlists/candidates.sql.ts'
import { importList } from '#src/watchlists/importList.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { ownList } from './samples.ts'

let house: House
beforeAll(async () => {
  house = await openHouse({ at: '2026-11-22T09:00:00Z' })
})
afterAll(() => house.close())

const words = [
  'mohamed',
  'mohammed',
  'muhammad',
  'ivan',
  'ivanov',
  'ivanova',
  'petrov',
  'de',
  'la',
  'al',
  'garcia',
  'garzia',
  'kim',
  'x',
  '7',
  '1984',
  'holding',
  'holdings',
  'anna',
  'annabelle',
]
const aWord = fc.oneof(fc.constantFrom(...words), fc.stringMatching(/^[a-z0-9]{1,9}$/))
const aForm = fc.array(aWord, { minLength: 1, maxLength: 6 }).map((some) => some.join(' '))

const everyTrigram = (form: string) =>
  sql<{ count: number }>`select cardinality(show_trgm(${form})) as count`.execute(house.db).then(({ rows }) => rows[0]!.count)

it('trigrams are those of pg_trgm', async () => {
  await fc.assert(
    fc.asyncProperty(aForm, async (form) => {
      const ours = trigramsOf(form)
      expect(ours.every((one) => one >= 0 && one < trigramKinds)).toBe(true)
      expect([new Set(ours).size, ours.length]).toEqual([ours.length, await everyTrigram(form)])
    }),
    { numRuns: 300 },
  )
  expect([trigramsOf(''), trigramsOf('ab').length, trigramsOf('x').length]).toEqual([[], 3, 2])
})

/** The question as PostgreSQL answers it, without an index. */
const byPostgres = async (owners: string[], forms: string[], asked: string, most: number): Promise<string[]> =>
  (await sql<{ owner: string }>`select owner collate "C" as owner, max(similarity(form, ${asked})) as near from unnest(${owners}::text[], ${forms}::text[]) as n (owner, form)
    where form % ${asked} group by 1 order by 2 desc, 1 limit ${most}`
    .execute(house.db))
    .rows
    .map(({ owner }) => owner)

it('the nearest are those of pg_trgm, in its order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(aForm, { minLength: 1, maxLength: 60 }),
      aForm,
      fc.integer({ min: 1, max: 20 }),
      async (forms, asked, most) => {
        const owners = forms.map((_, at) => `e${at % 40}`)
        const index = await indexNames({ owners, forms })
        expect(index.nearest(asked, most)).toEqual(await byPostgres(owners, forms, asked, most))
        expect(index.nearest(asked, most)).toEqual(index.nearest(asked, most))
      },
    ),
    { numRuns: 200 },
  )
})

const publishedNames = '/work/shared/data/pairs/negatives_us.csv'
it.runIf(existsSync(publishedNames))('the same over thousands of names of real people', async () => {
  const forms = readFileSync(publishedNames, 'utf8').split('\n').slice(1, 6_001).map((line) => normalForm(line.split(',')[0]!)).filter(
    Boolean,
  )
  const owners = forms.map((_, at) => `e${String(at).padStart(5, '0')}`)
  const index = await indexNames({ owners, forms })
  expect(index.size).toBe(forms.length)
  for (const asked of forms.slice(0, 40))
    expect(index.nearest(`${asked.slice(0, 4)}q${asked.slice(5)}`, 50)).toEqual(
      await byPostgres(owners, forms, `${asked.slice(0, 4)}q${asked.slice(5)}`, 50),
    )
})

const take = (at: House, ...rows: string[]) =>
  importList(at.ctx(system('command-line')), { list: 'pep', files: [ownList(...rows)], origin: 'command', force: 'test' })
const found = async (name: string, at = house): Promise<string[]> =>
  (await findCandidates(at.db, { name })).map(({ party }) => party.names[0]!.text).sort()

it('whoever is published is found by the next search, and nobody who is not', async () => {
  expect(await found('Radomir Keltiwarow')).toEqual([])
  await take(house, 'P1;Radomir Keltivarov;;;;;')
  expect(await found('Radomir Keltiwarow')).toEqual(['Radomir Keltivarov'])
  expect((await findCandidateTexts(house.db, { name: 'Radomir Keltiwarow' }))[0]!.by).toContain('written')
  await take(house, 'P1;Radomir Keltivarov;;;;;', 'P2;Radomira Keltivarova;;;;;')
  expect(await found('Radomir Keltiwarow')).toEqual(['Radomir Keltivarov', 'Radomira Keltivarova'])
  await take(house, 'P2;Radomira Keltivarova;;;;;', 'P3;Somebody Else;;;;;')
  expect(await found('Radomir Keltiwarow')).toEqual(['Radomira Keltivarova'])
})

it('searches at once, of two databases and while a list is published, find each what is listed there', async () => {
  const other = await openHouse({ at: '2026-11-22T09:00:00Z' })
  try {
    await take(other, 'Q1;Ginevra Altomonti;;;;;')
    const both = await Promise.all(
      Array.from({ length: 12 }, (_, at) => (at % 2 ? found('Ginevra Altomonty', other) : found('Radomira Keltiwarowa'))),
    )
    expect(both).toEqual(both.map((_, at) => (at % 2 ? ['Ginevra Altomonti'] : ['Radomira Keltivarova'])))
    const [before, , after] = await Promise.all([
      found('Ginevra Altomonty', other),
      take(other, 'Q1;Ginevra Altomonti;;;;;', 'Q2;Ginevro Altomonti;;;;;'),
      found('Ginevra Altomonty', other),
    ])
    for (const one of [before, after]) expect(['Ginevra Altomonti', 'Ginevra Altomonti Ginevro Altomonti']).toContain(one.join(' '))
    expect(await found('Ginevra Altomonty', other)).toEqual(['Ginevra Altomonti', 'Ginevro Altomonti'])
    expect(await found('Ginevra Altomonty')).toEqual([])
  } finally {
    await other.close()
  }
})

it('a version that was taken back leaves nothing behind, whoever has searched it meanwhile', async () => {
  const published = house.db.transaction().execute(async (trx) => {
    await sql`delete from watchlist_names where normal like 'radomira%'`.execute(trx)
    await sql`update watchlist_versions set state = 'superseded' where list_code = 'pep' and state = 'current'`.execute(trx)
    const within = (await findCandidates(trx, { name: 'Radomir Keltiwarow' })).map(({ party }) => party.names[0]!.text)
    throw Object.assign(new Error('taken back'), { within })
  })
  await expect(published).rejects.toMatchObject({ message: 'taken back', within: [] })
  expect(await found('Radomir Keltiwarow')).toEqual(['Radomira Keltivarova'])
})
