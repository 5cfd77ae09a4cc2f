import { understandPiece } from '#src/pieces/understand.ts'
import type { UnderstoodPiece } from '#src/pieces/piece.ts'
import { readSeals } from '#src/pieces/seals/readSeals.ts'
import type { ReadPage } from '#src/platform/ocr.ts'
import { compareFields, compareMrz, type Compared, hasRightDigits } from './compare.ts'
import { typesOf } from './kinds.ts'
import type { Case } from './truth.ts'
import { judge, type JudgedPiece, receivedOn } from './verdicts.ts'

export type Measured = {
  at: Case
  piece: UnderstoodPiece
  isKindRight: boolean
  fields: Compared[]
  mrz: Compared[]
  /** Null where no zone is expected. */
  isMrzRight: boolean | null
  verdicts: JudgedPiece['verdicts']
  /** Our one word for the piece; null where no verdict is expected. */
  whole: JudgedPiece['whole']
  /** Why it could not be read at all. */
  problem: string | null
}

const unread: UnderstoodPiece = { type: 'other', typeConfidence: 0, fields: [], mrz: null, seals: [] }

/** One picture read, understood and held against its truth. A picture that cannot be read is wrong in everything, and the others go on. */
export const measure = async (at: Case, read: (at: Case) => Promise<ReadPage[]>): Promise<Measured> => {
  let problem: string | null = null
  const pages = await read(at).catch((error: unknown): ReadPage[] => {
    problem = error instanceof Error ? error.message : String(error)
    return []
  })
  const piece = problem === null
    ? understandPiece({ pages }, { receivedOn: receivedOn(at.truth), readSeals: (read) => readSeals(read, () => null) })
    : unread
  const zone = at.truth.mrz ?? null
  return {
    at,
    piece,
    problem,
    isKindRight: problem === null && typesOf(at.truth).includes(piece.type),
    fields: compareFields(piece, at.truth.fields),
    mrz: zone ? compareMrz(piece, zone) : [],
    isMrzRight: zone ? hasRightDigits(piece) : null,
    ...judge(piece, pages, at.truth),
  }
}
