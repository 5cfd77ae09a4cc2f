import { randomBytes } from 'node:crypto'
import { exactText } from '#src/kernel/eventLine.ts'
import { isDryRun, unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { log } from '#src/platform/log.ts'
import { emptyReport, type Report, type Touched } from '#src/platform/sweep.ts'
import { clearUnsealed, findLastBlock, insertBlock, listUnsealed, takeSealingLock, type Block, type StoredEvent } from './audit.sql.ts'
import { genesisHash, hashOf, leafOf, mostEventsInBlock, rootOf } from './chain.ts'
import { isAsWritten } from './checkBlock.ts'
import { rangesOf, writeRanges } from './ranges.ts'

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

/** What a turn did. `block`: none where nothing that waits is as it was written; `refused`: events that are not. */
type Turn = { block: Block | null; refused: number[]; lastId: number; isLast: boolean }

/**
 * The oldest events that wait, in one block, but those that are not what the program wrote: sealed, they would pass for it ever after. Null:
 * nothing waits. `busy`: another sealer is at it.
 */
const sealNext = async (tx: Tx, after: number, most: number): Promise<Turn | 'busy' | null> => {
  if (!(await takeSealingLock(tx.db))) return 'busy'
  const waiting = await listUnsealed(tx.db, after, most)
  if (waiting.length === 0) return null
  const events = waiting.filter(isAsWritten)
  const refused = waiting.filter((one) => !isAsWritten(one)).map(({ id }) => id)
  const turn = { refused, lastId: waiting.at(-1)!.id, isLast: waiting.length < most }
  if (events.length === 0) return { ...turn, block: null }
  const { block, leaves } = blockOf(events, await findLastBlock(tx.db), tx.now)
  await insertBlock(tx.db, block, leaves)
  const ids = events.map(({ id }) => id)
  if ((await clearUnsealed(tx.db, ids)) !== ids.length) throw new Error('an event was sealed twice')
  return { ...turn, block }
}

const touchedBy = ({ block, refused }: Turn): Touched[] => [
  ...(block ? [{ subject: `block_${block.number}`, outcome: 'done' as const, detail: `${block.eventCount}` }] : []),
  ...refused.map((id) => ({ subject: `event_${id}`, outcome: 'failed' as const, detail: 'not_as_written' })),
]

/** Said to the log as well: a copy of the chain's head outside the database shows if its end was cut off. */
const tell = (ctx: Ctx, { number, hash }: Block): void => {
  if (!isDryRun(ctx)) log.info({ block: number, hash: hash.toString('hex') }, 'the history was sealed')
}

/**
 * Seals what was recorded into the hash chain, in blocks of at most 5 000, the oldest first, each in its own unit. Writers never wait for
 * it; two sealers at once do each block once. What is refused goes on waiting, and is a failure of every run.
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
    if (sealed.block) tell(ctx, sealed.block)
    report.done += sealed.block ? 1 : 0
    report.failed += sealed.refused.length
    report.touched.push(...touchedBy(sealed))
    if (sealed.isLast) return report
    after = sealed.lastId
  }
}
