import type { ReadPage } from '#src/platform/ocr.ts'
import { keepable } from './reading.ts'

/** A page as its row keeps it. */
export const pageColumns = (
  documentId: string,
  { page, width, height, source, text, confidence, words, codes, rotationDegrees }: ReadPage,
) => ({
  document_id: documentId,
  page,
  width: Math.round(width),
  height: Math.round(height),
  rotation_degrees: rotationDegrees,
  source,
  text: keepable(text),
  confidence,
  words: JSON.stringify(words.map((word) => ({ ...word, text: keepable(word.text) }))),
  codes: JSON.stringify(codes.map((code) => ({ ...code, text: keepable(code.text) }))),
})
