import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { EmbeddedPostgres } from './embedded-postgres.ts'
import { startEmbeddedPostgres } from './embedded-postgres.ts'
import { log } from './log.ts'
import { openFolder } from './pg-folder.ts'
import { isAlive, shutDown } from './pg-process.ts'
import { throwawayFolder } from './throwaway-folder.ts'

const prefix = 'vigie-scratch-'

// Nothing here has to survive anything: it is thrown away.
const careless = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '4GB',
  shared_buffers: '128MB',
  // the password is 64 signs drawn by lot: stretching it takes both sides of each connection longer than all the rest of opening it
  scram_iterations: '1',
}

/** What a run that was killed has left: its server still runs and its folder still lies there. */
const clearAbandoned = async (home: string): Promise<void> => {
  for (const name of await readdir(home)) {
    if (!name.startsWith(prefix) || isAlive(Number(name.split('-')[2]))) continue
    const folder = join(home, name)
    await openFolder(folder).then(shutDown).catch(() => {})
    await rm(folder, { recursive: true, force: true }).catch(() => {})
  }
}

/** A PostgreSQL of its own in a temporary folder, for tests, checks and simulations. Quick, and gone after `stop()`. */
export const startScratchPostgres = async (): Promise<EmbeddedPostgres> => {
  const home = throwawayFolder()
  await clearAbandoned(home)
  const dataDir = await mkdtemp(join(home, `${prefix}${process.pid}-`))
  const server = await startEmbeddedPostgres({ dataDir, log: log.child({}, { level: 'warn' }), settings: careless })
  const stop = async (): Promise<void> => {
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  return { ...server, stop }
}
