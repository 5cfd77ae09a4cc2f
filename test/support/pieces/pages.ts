import type { ReadPage, ReadWord } from '#src/platform/ocr.ts'

const [wide, tall, line] = [10, 18, 30] as const

/** A page as reading would leave it: one string a row, blanks keep their width, so that columns stand where they are written. */
export const pageOf = (rows: string[], { confidence = 90, page = 1, rotationDegrees = 0 } = {}): ReadPage => {
  const words: ReadWord[] = rows.flatMap((row, at) =>
    [...row.matchAll(/\S+/g)].map((found) => ({
      text: found[0],
      confidence,
      box: [found.index * wide, at * line, (found.index + found[0].length) * wide, at * line + tall] as ReadWord['box'],
    }))
  )
  const text = rows.map((row) => row.trim().replace(/ {2,}/g, '   ')).filter(Boolean).join('\n')
  return { page, width: 1_000, height: 700, source: 'ocr', text, confidence, words, codes: [], rotationDegrees }
}
