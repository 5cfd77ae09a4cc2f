import type { Tx } from '#src/platform/ctx.ts'
import type { ReadPage } from '#src/platform/ocr.ts'
import { record } from '#src/platform/record.ts'
import { noteReread, type DocumentRow } from './documents.sql.ts'
import { deletePages, savePage } from './pages.sql.ts'
import { pageColumns } from './pageColumns.ts'

/** The piece was read again by a better reader: its pages are the new ones. What people decided stays. */
export const replaceReading = async (
  tx: Tx,
  piece: DocumentRow,
  { pages, engine }: { pages: readonly ReadPage[]; engine: string },
): Promise<void> => {
  await deletePages(tx.db, piece.id)
  for (const page of pages) await savePage(tx.db, pageColumns(piece.id, page))
  await noteReread(tx.db, piece.id, tx.now)
  await record(tx, 'document.reread', { subject: piece.id, merchantId: piece.merchant_id, data: { pages: pages.length, engine } })
}
