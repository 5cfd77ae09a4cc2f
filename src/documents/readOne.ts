import { Refusal } from '#src/kernel/errors.ts'
import { ring } from '#src/platform/bell.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { readDocument, type DocumentType, type ReadPage } from '#src/platform/ocr.ts'
import { record } from '#src/platform/record.ts'
import type { Touched } from '#src/platform/sweep.ts'
import { endReading, notePageRead, type DocumentRow } from './documents.sql.ts'
import { countPagesRead, savePage } from './pages.sql.ts'
import { pageColumns } from './pageColumns.ts'
import { openPieceFile } from './pieceFile.ts'
import { failureOf, mostAttempts } from './reading.ts'

type Now = () => Ctx

const keepPage = (now: Now, piece: DocumentRow, read: ReadPage): Promise<void> =>
  unit(now(), async (tx) => {
    // Taken back by the merchant meanwhile: nothing of it is kept.
    if (!(await notePageRead(tx.db, piece.id, read.page, tx.now))) return
    await savePage(tx.db, pageColumns(piece.id, read))
  })

const openBytes = async (ctx: Ctx, piece: DocumentRow): Promise<Buffer> => {
  const bytes = await openPieceFile(ctx.db, piece)
  if (!bytes) throw new Refusal(422, 'key_destroyed')
  return bytes
}

/** The long part: outside any transaction, each page kept as it is read, after those kept before. Answers who read. */
const readPages = async (now: Now, piece: DocumentRow): Promise<string> => {
  const bytes = await openBytes(now(), piece)
  let keeping: Promise<void> = Promise.resolve()
  const onProgress = (_done: number, _of: number, page?: ReadPage): void => {
    if (page) keeping = keeping.then(() => keepPage(now, piece, page))
    // It fails below, where it is awaited; until then nobody else need hear of it.
    keeping.catch(() => {})
  }
  const { engine } = await readDocument({ bytes, type: piece.type as DocumentType, after: await countPagesRead(now().db, piece.id) }, {
    onProgress,
  })
  await keeping
  return engine
}

const noteRead = (now: Now, piece: DocumentRow, engine: string): Promise<Touched> =>
  unit(now(), async (tx) => {
    const isKept = await endReading(tx.db, piece.id, { reading_state: 'read', reading_error: null, pages_read: piece.page_count })
    if (isKept)
      await record(tx, 'document.read', {
        subject: piece.id,
        merchantId: piece.merchant_id,
        data: { pages: piece.page_count, engine, attempt: piece.reading_attempts },
      })
    tx.afterCommit(() => ring('check-documents'))
    return { subject: piece.id, outcome: isKept ? 'done' : 'skipped', detail: null }
  })

const noteFailure = (now: Now, piece: DocumentRow, error: unknown): Promise<Touched> =>
  unit(now(), async (tx) => {
    const { code, next, isCounted } = failureOf(error, piece.reading_attempts)
    const reading_attempts = isCounted ? piece.reading_attempts : piece.reading_attempts - 1
    const isKept = await endReading(tx.db, piece.id, { reading_state: next, reading_error: code, reading_attempts })
    const data = { code, attempt: piece.reading_attempts, next }
    if (isKept) await record(tx, 'document.reading_failed', { subject: piece.id, merchantId: piece.merchant_id, data })
    return { subject: piece.id, outcome: isKept && isCounted ? 'failed' : 'skipped', detail: code }
  })

/** Reads one piece that this worker claimed. A failure is its own: a row, an event, a code; never an exception to the others. */
export const readOne = async (now: Now, piece: DocumentRow): Promise<Touched> => {
  try {
    if (piece.reading_attempts > mostAttempts) throw new Refusal(422, 'reading_interrupted')
    return await noteRead(now, piece, await readPages(now, piece))
  } catch (error) {
    return noteFailure(now, piece, error)
  }
}
