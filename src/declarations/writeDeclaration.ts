import { conflict, invalid } from '#src/kernel/errors.ts'
import type { Day } from '#src/kernel/calendar.ts'
import { isUsualDay } from '#src/kernel/calendar.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { recordClosed } from '#src/platform/recordClosed.ts'
import type { Content, Words } from './content.ts'
import { changeDeclaration, type DeclarationRow } from './declarations.sql.ts'
import { lockEntered } from './enter.ts'
import { openContent, sealContent } from './sealed.ts'
import { takeFile } from './take.ts'

/** Only a draft is written, and only over the words one has seen. Whoever writes is one of its writers from then on. */
const write = async (
  tx: Tx,
  row: DeclarationRow,
  seenVersion: number,
  { content, more = {} }: { content: Content; more?: { is_urgent?: boolean } },
): Promise<void> => {
  if (row.state !== 'draft') throw conflict('state_has_changed')
  if (row.version !== seenVersion) throw conflict('declaration_changed')
  await changeDeclaration(tx.db, row.id, {
    ...more,
    content: sealContent(row, content),
    version: row.version + 1,
    written_by: [...new Set([...row.written_by, tx.actor.id])],
  })
}

/** The words and ticks of a draft. 409 `declaration_changed` where a colleague wrote meanwhile. */
export const writeDeclaration = (
  ctx: Ctx,
  id: string,
  { words, isUrgent, seenVersion }: { words: Words; isUrgent: boolean; seenVersion: number },
): Promise<void> =>
  unit(ctx, async (tx) => {
    const row = await lockEntered(tx, id, 'declarations.write')
    await write(tx, row, seenVersion, { content: { ...openContent(row), ...words }, more: { is_urgent: isUrgent } })
    await recordClosed(tx, 'declaration.written', { subject: id, data: { version: row.version + 1 } })
  })

/** The persons and operations once more, as they are now, over a period that may be another. */
export const takeAgain = (ctx: Ctx, id: string, { from, to, seenVersion }: { from: Day; to: Day; seenVersion: number }): Promise<void> =>
  unit(ctx, async (tx) => {
    const row = await lockEntered(tx, id, 'declarations.write')
    if (!isUsualDay(from) || !isUsualDay(to) || from > to) throw invalid({ from_on: 'declarations:field.bad_period' })
    const content = openContent(row)
    await write(tx, row, seenVersion, {
      content: { ...content, taken: await takeFile(tx.db, row.merchant_id, { from, to, caseId: content.taken.caseId }, tx.now) },
    })
    await recordClosed(tx, 'declaration.retaken', { subject: id, data: { version: row.version + 1, from, to } })
  })
