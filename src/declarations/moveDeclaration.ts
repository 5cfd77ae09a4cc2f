import { parisDay } from '#src/kernel/calendar.ts'
import { conflict, forbidden, invalid } from '#src/kernel/errors.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { recordClosed } from '#src/platform/recordClosed.ts'
import { lackingOf } from './content.ts'
import { declarationLifecycle, type DeclarationAction } from './declaration.ts'
import { changeDeclaration, isReferenceTaken, listCriteria, type DeclarationRow } from './declarations.sql.ts'
import { lockEntered } from './enter.ts'
import { openContent, sealContent } from './sealed.ts'

type Change = Parameters<typeof changeDeclaration>[2]
type Move = { change?: Change; words?: string; data?: Record<string, string> }

/** One step: the row, the words it took (sealed with the rest), the event on the register of the compartment. */
const move = async (
  tx: Tx,
  row: DeclarationRow,
  action: DeclarationAction,
  { change = {}, words = '', data = {} }: Move = {},
): Promise<void> => {
  const { to, event, comment } = step(declarationLifecycle, row.state, action, tx.actor)
  if (comment === 'required' && !words.trim()) throw invalid({ reason: 'web:field.missing' })
  const said = words
    ? { content: sealContent(row, withWords(row, { event, at: tx.now.toISOString(), by: tx.actor.id, words })), version: row.version + 1 }
    : {}
  await changeDeclaration(tx.db, row.id, { ...said, ...change, state: to })
  await recordClosed(tx, event, { subject: row.id, data: { from: row.state, to, ...data } })
}

const withWords = (row: DeclarationRow, one: { event: string; at: string; by: string; words: string }) => {
  const content = openContent(row)
  return { ...content, said: [...content.said, one] }
}

/**
 * The second person, who wrote no word of it. 403 `four_eyes` to whoever did; 422 naming what is lacking (a ground of more than a year, a
 * criterion of tax fraud, words, persons, operations unless it is an attempt); 409 `declaration_changed` where it is not what he read.
 */
export const approveDeclaration = (ctx: Ctx, id: string, { seenVersion }: { seenVersion: number }): Promise<void> =>
  unit(ctx, async (tx) => {
    const row = await lockEntered(tx, id, 'declarations.decide')
    step(declarationLifecycle, row.state, 'approve', tx.actor)
    if (row.written_by.includes(tx.actor.id)) throw forbidden('four_eyes')
    if (row.version !== seenVersion) throw conflict('declaration_changed')
    const lacking = lackingOf(openContent(row), (await listCriteria(tx.db, parisDay(tx.now))).map(({ code }) => code))
    if (Object.keys(lacking).length > 0) throw invalid(lacking)
    await move(tx, row, 'approve', { change: { approved_by: tx.actor.id, approved_at: tx.now } })
  })

/** Back to its writers, with what is to be changed. */
export const sendBack = (ctx: Ctx, id: string, { reason }: { reason: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    await move(tx, await lockEntered(tx, id, 'declarations.decide'), 'send_back', {
      change: { approved_by: null, approved_at: null },
      words: reason,
    })
  })

/** Forms tell the minute. */
const minuteOf = (at: Date): Date => new Date(Math.floor(at.getTime() / 60_000) * 60_000)

/** It was filed on ERMES: under which number, and when. Of a complementary one the first becomes `amended`. 422; 409 `reference_taken`. */
export const fileDeclaration = (ctx: Ctx, id: string, { reference, filedAt }: { reference: string; filedAt: Date | null }): Promise<void> =>
  unit(ctx, async (tx) => {
    const row = await lockEntered(tx, id, 'declarations.file')
    step(declarationLifecycle, row.state, 'file', tx.actor)
    if (!reference.trim()) throw invalid({ reference: 'web:field.missing' })
    if (filedAt === null || filedAt > tx.now || filedAt < minuteOf(row.approved_at!))
      throw invalid({ filed_on: 'declarations:field.bad_filed' })
    if (await isReferenceTaken(tx.db, reference)) throw conflict('reference_taken')
    await move(tx, row, 'file', { change: { filed_by: tx.actor.id, filed_at: filedAt, reference } })
    if (row.amends_id)
      await move(tx, await lockEntered(tx, row.amends_id, 'declarations.file'), 'complete', {
        change: { ended_at: null },
        data: { by: id },
      })
  })

/** The receipt of ERMES, kept by its number (AML-05). */
export const acknowledgeDeclaration = (ctx: Ctx, id: string, { receipt, at }: { receipt: string; at: Date | null }): Promise<void> =>
  unit(ctx, async (tx) => {
    const row = await lockEntered(tx, id, 'declarations.decide')
    step(declarationLifecycle, row.state, 'acknowledge', tx.actor)
    if (row.receipt !== null) throw conflict('state_has_changed')
    if (!receipt.trim()) throw invalid({ receipt: 'web:field.missing' })
    if (at === null || at > tx.now || at < row.filed_at!) throw invalid({ received_on: 'declarations:field.bad_received' })
    await move(tx, row, 'acknowledge', { change: { receipt, acknowledged_at: at } })
  })

/** Nothing more is expected of it, and why. */
export const closeDeclaration = (ctx: Ctx, id: string, { reason }: { reason: string }): Promise<void> =>
  unit(
    ctx,
    async (tx) => move(tx, await lockEntered(tx, id, 'declarations.decide'), 'close', { change: { ended_at: tx.now }, words: reason }),
  )

/** There is nothing to declare after all: the reasoning stays (AML-10). */
export const abandonDeclaration = (ctx: Ctx, id: string, { reason }: { reason: string }): Promise<void> =>
  unit(
    ctx,
    async (tx) => move(tx, await lockEntered(tx, id, 'declarations.write'), 'abandon', { change: { ended_at: tx.now }, words: reason }),
  )
