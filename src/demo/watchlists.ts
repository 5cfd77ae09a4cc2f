import { readdir, readFile, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { system } from '#src/kernel/actor.ts'
import { importList } from '#src/watchlists/importList.ts'
import type { ListCode } from '#src/watchlists/watchlist.ts'
import { timed, type World } from './world.ts'

/** Invented people and companies in the formats of their publishers (samples/watchlists/README.md). */
const folder = fileURLToPath(new URL('../../samples/watchlists', import.meta.url))
const samples: Partial<Record<ListCode, string>> = {
  fr: 'fr.json',
  eu: 'eu.xml',
  un: 'un.xml',
  uk: 'uk.csv',
  ofac: 'ofac',
  pep: 'pep.csv',
  house: 'house.csv',
}

const filesOf = async (
  path: string,
): Promise<string[]> => ((await stat(path)).isDirectory() ? (await readdir(path)).map((name) => join(path, name)) : [path])

/** The lists of the demo, as they would be taken in by hand: some sixty entries. */
export const importSamples = (world: World, now: Date): Promise<void> =>
  timed(world, 'lists', async () => {
    const ctx = { ...world.ctx(system('demo')), now }
    for (const [list, name] of Object.entries(samples)) {
      const files = await Promise.all(
        (await filesOf(join(folder, name))).map(async (path) => ({ name: path.split('/').at(-1)!, bytes: await readFile(path) })),
      )
      await importList(ctx, { list, files, origin: 'demo' })
    }
  })
