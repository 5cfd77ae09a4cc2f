import type { ReadPage } from '#src/platform/ocr.ts'
import { companyEvidence } from './company/companyEvidence.ts'
import { type Row, rowsOfPages } from './company/sheet.ts'
import { identityEvidence } from './identity/identityEvidence.ts'
import type { PieceType } from './piece.ts'

/** Below this nobody should say what it is: a false kind is worse than none. */
const leastConfidence = 50

/** What a piece shows itself to be, by its words and its zone, and how surely (0..100). */
export const typeOf = (pages: readonly ReadPage[], rows: readonly Row[] = rowsOfPages(pages)): { type: PieceType; confidence: number } => {
  const all = [...identityEvidence(pages), ...companyEvidence(rows)].sort((a, b) => b.score - a.score)
  const [best] = all
  if (!best || best.score < leastConfidence) return { type: 'other', confidence: best?.score ?? 0 }
  return { type: best.type, confidence: Math.min(100, best.score) }
}
