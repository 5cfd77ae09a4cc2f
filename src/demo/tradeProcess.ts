import { readConfig } from '#src/platform/config.ts'
import { useMasterKey } from '#src/platform/crypto.ts'
import { openDatabase } from '#src/platform/db.ts'
import { codeOf, framesOf, log } from '#src/platform/log.ts'
import { closeOcr } from '#src/platform/ocr.ts'
import { useStorage } from '#src/platform/storage.ts'
import { buildTrade, type Progress } from './buildTrade.ts'

/**
 * The child that makes the trade of the demo once the doors are open, so that nobody at a page waits for it: its own thread of JavaScript,
 * its own bank and acquirer. When its parent goes, so does it, and what it had not finished was never there.
 */
export type Begin = { databaseUrl: string }
export type Told = { progress: Progress } | { payments: number; seconds: number } | { notDue: true } | { fault: string }

const tell = (told: Told): void => {
  if (process.connected) process.send?.(told)
}

process.on('SIGINT', () => {})
process.on('disconnect', () => process.exit(0))

const work = async ({ databaseUrl }: Begin): Promise<Told> => {
  const { masterKey, payoutDebtor, storageUrl } = readConfig()
  useMasterKey(masterKey)
  await useStorage(storageUrl)
  const database = openDatabase(databaseUrl, { max: 2, applicationName: 'vigie demo' })
  const made = await buildTrade(database, { debtor: payoutDebtor!, onProgress: (progress) => tell({ progress }) }).finally(() =>
    Promise.all([database.close(), closeOcr()])
  )
  return made === 'not_due' ? { notDue: true } : { payments: made.payments, seconds: made.seconds }
}

process.on('message', (begin: Begin) => {
  void work(begin)
    .catch((error: unknown): Told => {
      log.error({ code: codeOf(error), frames: framesOf(error) }, 'the trade of the demo could not be made')
      return { fault: codeOf(error) }
    })
    .then((told) => {
      tell(told)
      process.disconnect()
    })
})
