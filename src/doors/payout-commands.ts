import { open, readFile, rm } from 'node:fs/promises'
import { system } from '#src/kernel/actor.ts'
import { wallClock } from '#src/platform/clock.ts'
import { openCtx, type Ctx } from '#src/platform/ctx.ts'
import { listBatches } from '#src/payouts/batches.sql.ts'
import { downloadBatch } from '#src/payouts/downloadBatch.ts'
import { exportBatch } from '#src/payouts/exportBatch.ts'
import { readBankFile } from '#src/payouts/readBankAnswers.ts'
import { openProgram } from './open-program.ts'

const inProgram = async (work: (ctx: Ctx) => Promise<void>): Promise<void> => {
  const program = await openProgram()
  try {
    await work(openCtx({ actor: system('command-line'), now: wallClock(), db: program.database.db }))
  } finally {
    await program.close()
  }
}

const shownBatches = 50

export const listBatchesByHand = ({ json = false }: { json?: boolean }): Promise<void> =>
  inProgram(async ({ db }) => {
    const rows = (await listBatches(db, { before: null }, shownBatches)).map((one) => ({
      batch: one.id,
      opened: one.opened_at.toISOString(),
      executeOn: one.execute_on,
      payouts: one.payout_count ?? one.readyCount,
      totalCents: one.total_cents ?? one.readyCents,
      handed: one.handed_at?.toISOString() ?? null,
    }))
    if (json) console.log(JSON.stringify(rows))
    else console.table(rows)
  })

/**
 * The accounts of everybody paid stand in it: readable by its owner only, and never written over another file. Its place is taken first: a
 * batch does not count as given to the bank because a folder was missing.
 */
export const exportBatchByHand = ({ batch, out }: { batch: string; out?: string }): Promise<void> =>
  inProgram(async (ctx) => {
    const path = out ?? `${batch.replace(/[^0-9A-Za-z]/g, '-').slice(0, 40)}.xml`
    const place = await open(path, 'wx', 0o600)
    try {
      await exportBatch(ctx, batch)
      const { xml, count, totalCents } = await downloadBatch(ctx, batch)
      await place.writeFile(xml)
      console.log(`${path}: ${count} transfers, ${totalCents} cents; counted as given to the bank`)
    } catch (fault) {
      await rm(path, { force: true })
      throw fault
    } finally {
      await place.close()
    }
  })

const mostBytes = 50_000_000

export const readAnswerByHand = ({ file, json = false }: { file: string; json?: boolean }): Promise<void> =>
  inProgram(async (ctx) => {
    const bytes = await readFile(file)
    if (bytes.length > mostBytes) throw new Error(`${file} is larger than ${mostBytes} bytes`)
    const { done, skipped, failed } = await readBankFile(ctx, bytes.toString('utf8'))
    console.log(json ? JSON.stringify({ done, skipped, failed }) : `${done} taken in, ${skipped} read before, ${failed} failed`)
    if (failed > 0) process.exitCode = 1
  })
