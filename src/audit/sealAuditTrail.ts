import { randomBytes } from 'node:crypto'
import { isDryRun, unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { log } from '#src/platform/log.ts'
import { emptyReport, type Report } from '#src/platform/sweep.ts'
import { clearUnsealed, findLastBlock, insertBlock, listUnsealed, takeSealingLock, type Block, type StoredEvent } from './audit.sql.ts'
import { genesisHash, hashOf, leafOf, mostEventsInBlock, rootOf } from './chain.ts'
import { rangesOf, writeRanges } from './ranges.ts'

/** JavaScript knows milliseconds; the text of the chain goes to the microsecond. */
const exactText = (at: Date): string => at.toISOString().replace('Z', '000Z')

const blockOf = (events: readonly StoredEvent[], last: Block | null, sealedAt: Date): { block: Block; leaves: string[] } => {
  const salt = randomBytes(32)
  const leaves = events.map((one) => leafOf(salt, one))
  const facts = {
    number: (last?.number ?? 0) + 1,
    eventIds: writeRanges(rangesOf(events.map(({ id }) => id))),
    eventCount: events.length,
    salt,
    digest: rootOf(leaves),
    previousHash: last?.hash ?? genesisHash,
    sealedAt: exactText(sealedAt),
  }
  return { block: { ...facts, hash: hashOf(facts) }, leaves }
}

type Sealed = { block: Block; lastId: number }

/** The oldest events that wait, in one block. Null: nothing waits. `busy`: another sealer is at it. */
const sealNext = async (tx: Tx, after: number, most: number): Promise<Sealed | 'busy' | null> => {
  if (!(await takeSealingLock(tx.db))) return 'busy'
  const events = await listUnsealed(tx.db, after, most)
  if (events.length === 0) return null
  const { block, leaves } = blockOf(events, await findLastBlock(tx.db), tx.now)
  await insertBlock(tx.db, block, leaves)
  const ids = events.map(({ id }) => id)
  if ((await clearUnsealed(tx.db, ids)) !== ids.length) throw new Error('an event was sealed twice')
  return { block, lastId: ids.at(-1)! }
}

/** Said to the log as well: a copy of the chain's head outside the database shows if its end was cut off. */
const tell = (ctx: Ctx, { number, hash }: Block): void => {
  if (!isDryRun(ctx)) log.info({ block: number, hash: hash.toString('hex') }, 'the history was sealed')
}

/**
 * Seals what was recorded into the hash chain, in blocks of at most 5 000, the oldest first, each in its own unit. Writers never wait for
 * it; two sealers at once do each block once.
 */
export const sealAuditTrail = async (ctx: Ctx, most = mostEventsInBlock): Promise<Report> => {
  const report = emptyReport()
  for (let after = 0;;) {
    const sealed = await unit(ctx, (tx) => sealNext(tx, after, most))
    if (sealed === null) return report
    if (sealed === 'busy')
      return {
        ...report,
        skipped: report.skipped + 1,
        touched: [...report.touched, { subject: 'audit_trail', outcome: 'skipped', detail: 'already_running' }],
      }
    tell(ctx, sealed.block)
    report.done++
    report.touched.push({ subject: `block_${sealed.block.number}`, outcome: 'done', detail: `${sealed.block.eventCount}` })
    if (sealed.block.eventCount < most) return report
    after = sealed.lastId
  }
}
