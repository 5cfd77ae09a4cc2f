import type { House, Said } from './apart.ts'
import { useMasterKey } from './crypto.ts'
import { openDatabase, type Database } from './db.ts'
import { codeOf, framesOf, log } from './log.ts'
import { useStorage } from './storage.ts'

/**
 * The other side of `doApart`: one task, its result or its fault, and the end. When its parent goes, so does it, and what it had not
 * committed was never there.
 */
export const workApart = <Task, Result>(work: (db: Database, task: Task) => Promise<Result>): void => {
  const run = async ({ house, task }: { house: House; task: Task }): Promise<Result> => {
    useMasterKey(Buffer.from(house.masterKey))
    await useStorage(house.storageUrl)
    const database = openDatabase(house.databaseUrl, { max: 2, applicationName: 'vigie apart' })
    return work(database.db, task).finally(() => database.close())
  }
  const failed = (error: unknown): Said<Result> => {
    log.error({ code: codeOf(error), frames: framesOf(error) }, 'work apart failed')
    return { fault: codeOf(error) }
  }
  process.on('SIGINT', () => {})
  process.on('disconnect', () => process.exit(0))
  process.once('message', (begun: { house: House; task: Task }) => {
    void run(begun).then((result): Said<Result> => ({ result }), failed).then((said) => process.send?.(said, () => process.disconnect()))
  })
}
