import type { Mrz, UnderstoodPiece } from '#src/pieces/piece.ts'

/** Where the name stands in the zone: which line, and how many signs it may take. */
const nameSpaces: Record<Mrz['format'], { line: number; from: number; to: number }[]> = {
  TD1: [{ line: 2, from: 0, to: 30 }],
  TD2: [{ line: 0, from: 5, to: 36 }],
  TD3: [{ line: 0, from: 5, to: 44 }],
  FR2x36: [{ line: 0, from: 5, to: 30 }, { line: 1, from: 13, to: 27 }],
}

/** No filler is left where the name ends: it may have been cut to fit (ICAO 9303-3 §4.7). */
export const isNameCut = ({ format, lines }: Mrz): boolean =>
  nameSpaces[format].some(({ line, from, to }) => {
    const space = (lines[line] ?? '').slice(from, to)
    return space.length === to - from && !space.endsWith('<')
  })

/** The least sure of what the zone gave; null where nothing was guessed. A zone that gave nothing is not sure of anything. */
export const zoneConfidence = (piece: UnderstoodPiece): number | null => {
  const fields = piece.fields.filter(({ source }) => source === 'mrz')
  if (fields.length === 0) return 0
  const guessed = fields.flatMap(({ confidence }) => (confidence === null ? [] : [confidence]))
  return guessed.length === 0 ? null : Math.min(...guessed)
}
