import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { getFile } from '#src/platform/storage.ts'
import { importKey } from '#src/watchlists/orderImport.ts'
import { openHouse, type House } from '#test/support/house.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

it.each([[[1]], [[4_194_304]], [[13_000_001]], [[1_000, 9_000_000, 1]]])('files of %j bytes come as they were sent', async (sizes) => {
  await house.database.db.deleteFrom('watchlist_imports').execute()
  const sent = sizes.map((size) => randomBytes(size))
  const desk = await house.clientOf(await house.staff('officer'))
  const answer = await desk.post('/console/watchlists/un/import', {
    force: '',
    file: sent.map((bytes, i) => new File([bytes], `liste-${i}.xml`)) as never,
  })
  expect(answer.status).toBe(303)
  const { files } = await house.db.selectFrom('watchlist_imports').select('files').executeTakeFirstOrThrow()
  const kept = await Promise.all((files as { storageKey: string }[]).map(({ storageKey }) => getFile(storageKey, importKey())))
  expect(kept.map((bytes, i) => bytes.equals(sent[i]!))).toEqual(sizes.map(() => true))
})
