import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { recordClosed } from '#src/platform/recordClosed.ts'
import { isSecretGround, type LegalHoldGround } from './legalHold.ts'

/** Of a secret ground the history hears nothing, not even a count: the event stands in the circle's own register. */
export const noteLegalHold = (
  tx: Tx,
  { id, ground }: { id: string; ground: LegalHoldGround },
  event: string,
  data: Record<string, string>,
): Promise<void> => isSecretGround(ground) ? recordClosed(tx, event, { subject: id, data }) : record(tx, event, { subject: id, data })
