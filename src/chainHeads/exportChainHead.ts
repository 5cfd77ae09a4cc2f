import { findLastBlock } from '#src/audit/audit.sql.ts'
import { sealAuditTrail } from '#src/audit/sealAuditTrail.ts'
import type { Day } from '#src/kernel/calendar.ts'
import { writeMail } from '#src/notifications/writeMail.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { outsiderAddress } from '#src/platform/outsider.ts'
import { record } from '#src/platform/record.ts'
import { publishFile } from '#src/platform/storage.ts'
import { emptyReport, type Report } from '#src/platform/sweep.ts'
import type { ChainHead } from './chainHead.ts'
import { sealRegisterEnd } from './registerEnd.ts'
import { headOf, signHead } from './signHead.ts'
import { findHead, insertHead } from './chainHeads.sql.ts'

/** To whoever keeps it outside, where one is set: the head in words, to be filed or pasted as it is. */
const mailHead = async (tx: Tx, { day, block, hash, events }: ChainHead, content: string): Promise<void> => {
  const address = outsiderAddress()
  if (!address) return
  const values = { day, block, hash, events, content: content.trim(), link: '/console/audit/chain' }
  await writeMail(tx, {
    template: 'chain_head',
    to: { address, lang: 'fr', merchantId: null },
    subjectId: `head_${day}`,
    dedupeKey: `chain-head:${day}`,
    values,
  })
}

const exportOne = async (tx: Tx): Promise<Day | null> => {
  const block = await findLastBlock(tx.db)
  if (!block) return null
  const head = { ...(await headOf(tx.db, block, tx.now)), register: await sealRegisterEnd(tx.db) }
  const content = signHead(head)
  const isNew = await insertHead(tx.db, {
    on_day: head.day,
    block_number: head.block,
    hash: block.hash,
    event_count: head.events,
    exported_at: tx.now,
    content,
  })
  // a file that could not be written is written by the next bell
  const kept = isNew ? content : (await findHead(tx.db, head.day))!.content
  tx.afterCommit(() => publishFile('chain-heads', `${head.day}.json`, kept))
  if (!isNew) return null
  await record(tx, 'audit.head_exported', { subject: 'audit_trail', data: { day: head.day, block: head.block, hash: head.hash } })
  await mailHead(tx, head, content)
  return head.day
}

/**
 * Seals what waits, then writes the end of the chain where an outsider can take it: a row, a file in the clear, a letter. Once a day; the
 * second time it does nothing.
 */
export const exportChainHead = async (ctx: Ctx): Promise<Report> => {
  await sealAuditTrail(ctx)
  const day = await unit(ctx, exportOne)
  const report = emptyReport()
  return day === null
    ? { ...report, skipped: 1 }
    : { ...report, done: 1, touched: [{ subject: `head_${day}`, outcome: 'done', detail: null }] }
}
