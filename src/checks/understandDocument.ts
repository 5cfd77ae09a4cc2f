import { parisDay } from '#src/kernel/calendar.ts'
import type { DocumentRow } from '#src/documents/documents.sql.ts'
import { listPages, type PageRow } from '#src/documents/pages.sql.ts'
import { understandingVersion, type UnderstoodPiece } from '#src/pieces/piece.ts'
import { readSeals } from '#src/pieces/seals/readSeals.ts'
import { understandPiece } from '#src/pieces/understand.ts'
import type { ReadDb } from '#src/platform/db.ts'
import type { ReadPage } from '#src/platform/ocr.ts'
import type { CertificateLookUp } from '#src/seals/lookUpCertificates.ts'
import { attempt } from './attempt.ts'
import type { FindingRow } from './checks.sql.ts'
import { understoodOf } from './understood.ts'

const pageOf = ({ page, width, height, source, text, confidence, words, codes, rotation_degrees: rotationDegrees }: PageRow): ReadPage => ({
  page,
  width,
  height,
  source,
  text,
  confidence,
  words: words as unknown as ReadPage['words'],
  codes: codes as unknown as ReadPage['codes'],
  rotationDegrees,
})

const isSame = (a: Date | null, b: Date | null): boolean => a?.getTime() === b?.getTime()

/** What is kept still holds: the same reading, understood by the program as it now is. */
const holds = (kept: FindingRow | null, piece: DocumentRow): kept is FindingRow =>
  kept !== null && kept.version === understandingVersion && kept.understood_reading_at !== null &&
  isSame(kept.understood_reading_at, piece.reading_seen_at)

const understand = (piece: DocumentRow, rows: readonly PageRow[], lookUp: CertificateLookUp): UnderstoodPiece => {
  const understood = understandPiece({ pages: rows.map(pageOf) }, {
    receivedOn: parisDay(piece.uploaded_at),
    readSeals: (read) => readSeals(read, lookUp),
  })
  // as its column keeps it, so that it is the same now and when it comes back
  return { ...understood, typeConfidence: Math.round(understood.typeConfidence * 100) / 100 }
}

/** What a piece is and says: as it was understood before, or anew from its pages. Null where the program breaks off over it. */
export const understandDocument = async (
  db: ReadDb,
  piece: DocumentRow,
  kept: FindingRow | null,
  lookUp: CertificateLookUp,
): Promise<UnderstoodPiece | null> => {
  if (holds(kept, piece)) return understoodOf(kept)
  const rows = await listPages(db, piece.id)
  return attempt({ documentId: piece.id, step: 'understanding' }, () => understand(piece, rows, lookUp))
}
