import { newToken } from '#src/kernel/ids.ts'
import type { Tx } from './ctx.ts'

/** A one-time ticket for a form: two clicks, one deed. */
export const newTicket = (): string => newToken()

/** True the first time. False: this very form was done already, answer as if it had just been. A missing ticket is never refused. */
export const takeTicket = async (tx: Tx, ticket: string | undefined): Promise<boolean> => {
  if (!ticket) return true
  const taken = await tx
    .db
    .insertInto('submissions')
    .values({ ticket: ticket.slice(0, 64), at: tx.now })
    .onConflict((oc) => oc.column('ticket').doNothing())
    .executeTakeFirst()
  return Number(taken.numInsertedOrUpdatedRows) === 1
}
