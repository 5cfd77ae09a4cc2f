import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { isSecretGround, type LegalHoldGround } from './legalHold.ts'

/** Of a secret ground the history has one word for whatever is done, and only the circle reads it (src/audit/secretEvents.ts). */
export const noteLegalHold = async (tx: Tx, { id, ground }: { id: string; ground: LegalHoldGround }, event: string, data: Record<string, string>): Promise<void> =>
  void (await (isSecretGround(ground) ? record(tx, 'legal_hold.kept', { subject: id }) : record(tx, event, { subject: id, data })))
