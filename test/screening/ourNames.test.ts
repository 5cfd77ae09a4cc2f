import { afterEach, expect, it } from 'vitest'
import { openHouse, type House } from '#test/support/house.ts'
import { client, due, hitsOf, takeOwn, type Client } from './ground.ts'

const houses: House[] = []
afterEach(async () => {
  for (const house of houses.splice(0)) await house.close()
})

const ours = [['Radomir', 'Keltivarov'], ['Ginevra', 'Altomonti'], ['Oswin', 'Threlkeld'], ['Perpetua', 'Quintanilha']] as const
/** Written otherwise, and among many others: a page and a half of a run. */
const listed = [
  'Radomyr Keltiwarov',
  'Altomonty Ginevra',
  'Oswin Threlkelt',
  'Perpetua Quintanilla',
  ...Array.from(
    { length: 76 },
    (_, at) => `Nobody ${String.fromCharCode(97 + (at % 26))}${'bcdfgh'[at % 6]}ulistan ${'klmnprst'[at % 8]}o${at % 2 ? 'v' : 'z'}ar`,
  ),
]
  .map((name, at) => `P${at};${name};;;;;`)

const open = async (): Promise<{ house: House; clients: Client[] }> => {
  const house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  houses.push(house)
  const clients: Client[] = []
  for (const [givenNames, familyName] of ours) clients.push(await client(house, { givenNames, familyName, usageName: '' }))
  await takeOwn(house, 'pep', 'P999;Somebody Whoever;;;;;')
  await due(house)
  return { house, clients }
}

/** Whom a list brought up, and how near. */
const found = async ({ house, clients }: Awaited<ReturnType<typeof open>>) => {
  const rows = (await Promise.all(clients.map((one) => hitsOf(house, one)))).map((hits) =>
    hits.map(({ score_bps, state }) => ({ score_bps, state }))
  )
  const { compared } = await house
    .db
    .selectFrom('screening_runs')
    .select(({ fn }) => fn.sum<number>('compared_count').as('compared'))
    .executeTakeFirstOrThrow()
  return { rows, compared: Number(compared) }
}

it('many entries at once, compared with names in memory, bring up whom a few at a time bring up from the index', async () => {
  const [atOnce, inTurns] = [await open(), await open()]
  await takeOwn(atOnce.house, 'pep', ...listed)
  await due(atOnce.house)
  for (const many of [30, 60, listed.length]) {
    await takeOwn(inTurns.house, 'pep', ...listed.slice(0, many))
    await due(inTurns.house)
  }
  const [one, other] = [await found(atOnce), await found(inTurns)]
  expect(one).toEqual(other)
  expect(one.rows.map((hits) => hits.length)).toEqual([1, 1, 1, 1])
}, 60_000)
