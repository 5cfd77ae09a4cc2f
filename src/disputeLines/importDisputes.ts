import { parisDay } from '#src/kernel/calendar.ts'
import { forbidden, invalid, notFound } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { codeOf, log } from '#src/platform/log.ts'
import { record } from '#src/platform/record.ts'
import { closeImport, dropOldImports, findImport, insertImport, type ImportRow } from './disputeLines.sql.ts'
import { readDisputeCsv, type ReadLine } from './readDisputeCsv.ts'
import { takeDisputeLine } from './takeDisputeLine.ts'

const keptFor = 24 * 3_600_000

const mustWork = ({ actor }: Ctx): void => {
  if (actor.kind !== 'staff' || !isAllowed(actor.roles, 'disputes.work')) throw forbidden()
}

/** Reads a file and keeps what it says for the person to look at: nothing is opened by it. Answers its id. 422 on `file`. */
export const checkImport = async (ctx: Ctx, bytes: Uint8Array | null): Promise<string> => {
  mustWork(ctx)
  if (bytes === null) throw invalid({ file: 'web:field.missing' })
  const { lines, badLines, badCount } = await readDisputeCsv(bytes)
  return unit(ctx, async (tx) => {
    await dropOldImports(tx.db, tx.actor.id, new Date(tx.now.getTime() - keptFor))
    const id = newId('dspi', tx.now)
    await insertImport(tx.db, {
      id,
      made_by: tx.actor.id,
      made_at: tx.now,
      lines: JSON.stringify(lines),
      line_count: lines.length,
      bad_lines: JSON.stringify(badLines),
      bad_count: badCount,
    })
    await record(tx, 'dispute.import_checked', { subject: id, data: { lines: lines.length, unread: badCount } })
    return id
  })
}

export const linesIn = ({ lines }: ImportRow): ReadLine[] => lines as unknown as ReadLine[]

export type Taken = { taken: number; known: number; failed: number }

/**
 * Takes the lines of a file that was looked at, each in its own unit: what does not fit waits with the other lines to be looked at. Sent
 * twice, or taken again after a fall, each line is taken once. 404 for what is none.
 */
export const takeImport = async (ctx: Ctx, id: string): Promise<Taken> => {
  mustWork(ctx)
  const row = await findImport(ctx.db, id)
  if (!row) throw notFound()
  const said: Taken = { taken: 0, known: 0, failed: 0 }
  for (const { said: line } of linesIn(row)) {
    try {
      said[(await unit(ctx, (tx) => takeDisputeLine(tx, line, { origin: 'file', on: parisDay(tx.now) }))) ? 'taken' : 'known']++
    } catch (error) {
      log.error({ subject: line.reference, code: codeOf(error) }, 'a line of a file of disputes failed')
      said.failed++
    }
  }
  if (said.failed === 0)
    await unit(ctx, async (tx) => {
      if (await closeImport(tx.db, id, tx.actor.id, tx.now)) await record(tx, 'dispute.import_taken', { subject: id, data: { ...said } })
    })
  return said
}
