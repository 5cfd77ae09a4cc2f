import type { Day } from '#src/kernel/calendar.ts'
import type { ReadPage } from '#src/platform/ocr.ts'
import { readCompanyPiece } from './company/readCompany.ts'
import { rowsOfPages } from './company/sheet.ts'
import { readIdentity } from './identity/readIdentity.ts'
import type { Mrz, PieceField, PieceType, ReadPiece, Seal, UnderstoodPiece } from './piece.ts'
import { sealFields } from './seals/sealFields.ts'
import { typeOf } from './typeOf.ts'

/**
 * - receivedOn: Paris day on which we received it; years of two digits in a machine-readable zone are read as of that day.
 * - readSeals: finds the signed codes and judges their signatures by the certificates that operators keep: the caller has looked them up.
 */
export type UnderstandingOptions = { receivedOn: Day; readSeals?: (pages: readonly ReadPage[]) => Seal[] }

const identityTypes: readonly PieceType[] = ['fr_cni_e', 'fr_cni_old', 'passport', 'titre_sejour', 'eu_id', 'driving_licence']
const isIdentity = (type: PieceType): boolean => identityTypes.includes(type)

/** Printed fields first, so that `fieldOf` finds what a person reads; those of a signed code stand beside them with their source. */
const withSeals = (fields: PieceField[], seals: readonly Seal[]): PieceField[] => [...fields, ...seals.flatMap(sealFields)]

/** What a piece is and says, from its pages as they were read. */
export const understandPiece = ({ pages }: ReadPiece, { receivedOn, readSeals }: UnderstandingOptions): UnderstoodPiece => {
  const rows = rowsOfPages(pages)
  const { type, confidence } = typeOf(pages, rows)
  const seals = readSeals?.(pages) ?? []
  const { fields, mrz }: { fields: PieceField[]; mrz: Mrz | null } = isIdentity(type)
    ? readIdentity(pages, type, receivedOn)
    : { fields: readCompanyPiece(rows, type), mrz: null }
  return { type, typeConfidence: confidence, fields: withSeals(fields, seals), mrz, seals }
}
