import type { PieceType } from '#src/pieces/piece.ts'
import type { ReadPage } from '#src/platform/ocr.ts'
import { labelsOf } from './labels.ts'
import type { Form } from './places.ts'
import { type Row, rowsOf } from './tokens.ts'

/** The lines of the zone are read by themselves. */
const isZoneRow = (row: Row): boolean => row.some(({ text }) => /<<|«/.test(text) || (text.length >= 25 && !/[a-z]/.test(text)))

/** The old French card and what is printed like it has labels of one letter. */
const shortLabels: readonly PieceType[] = ['fr_cni_old', 'driving_licence']

export const formOf = (page: ReadPage, type: PieceType): Form => {
  const rows = rowsOf(page).filter((row) => !isZoneRow(row))
  return { rows, labels: labelsOf(rows, shortLabels.includes(type)) }
}
