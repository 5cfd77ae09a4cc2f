import type { LetterPiece } from '#src/notifications/templates.ts'
import { writeToMerchant } from '#src/notifications/writeToMerchant.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { isWanted } from './request.ts'
import { listItems, type RequestRow } from './requests.sql.ts'

/** What is still to be sent, as a letter lists it. */
export const wantedPieces = async (tx: Tx, requestId: string): Promise<LetterPiece[]> =>
  (await listItems(tx.db, requestId)).filter(isWanted).map(({ kind, person, reason, note }) => ({ kind, person, reason, note }))

type Asking = {
  request: Pick<RequestRow, 'id' | 'merchant_id' | 'purpose'>
  template: 'documents_requested' | 'documents_reopened'
  days: number
  message: string
}

/** The letter that starts the clock, or starts it again: pieces, reasons, the date. The clock waits for it to leave. */
export const writeAsking = async (tx: Tx, { request, template, days, message }: Asking): Promise<void> => {
  const pieces = await wantedPieces(tx, request.id)
  await writeToMerchant(tx, request.merchant_id, {
    template,
    subjectId: request.id,
    dedupeKey: `${template}:${request.id}:${tx.now.getTime()}`,
    values: { days, pieces, message, isRefresh: request.purpose === 'refresh' },
  })
}
