import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAlive } from '#src/platform/pg-process.ts'
import { throwawayFolder } from '#src/platform/throwaway-folder.ts'

const prefix = 'vigie-run-'

const clearAbandoned = async (home: string): Promise<void> => {
  for (const name of await readdir(home))
    if (name.startsWith(prefix) && !isAlive(Number(name.split('-')[2])))
      await rm(join(home, name), { recursive: true, force: true }).catch(() => {})
}

/**
 * One folder for all that the tests of a run leave: their TMPDIR, in memory where there is room. What stays from run to run (the browser)
 * lies where it always did. Answers how it goes.
 */
export const openRunFolder = async (): Promise<() => Promise<void>> => {
  process.env['TESTS_HOME'] = tmpdir()
  const home = throwawayFolder()
  await clearAbandoned(home)
  const folder = await mkdtemp(join(home, `${prefix}${process.pid}-`))
  // a PostgreSQL that root starts is another user, and has to come through
  await chmod(folder, 0o711)
  process.env['TMPDIR'] = folder
  return () => rm(folder, { recursive: true, force: true })
}
