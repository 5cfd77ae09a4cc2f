import { fingerprint } from '#src/platform/crypto.ts'
import { fieldOf, type PieceField, type PieceType, type UnderstoodPiece } from '#src/pieces/piece.ts'

/** Of these the number is one person's, and the same number in two files is a sign of fraud. */
const numbered: readonly PieceType[] = ['fr_cni_e', 'fr_cni_old', 'passport', 'titre_sejour', 'eu_id']

const shortest = 6

/** The zone's number first: its check digit was verified, or it is none. What a person put right comes before both. */
const numberOf = (piece: UnderstoodPiece): PieceField | undefined => {
  const all = piece.fields.filter(({ name }) => name === 'document_number')
  const isProved = piece.mrz?.checks.some(({ name, isRight }) => name === 'document_number' && isRight) ?? false
  return all.find(({ source }) => source === 'hand') ?? (isProved ? all.find(({ source }) => source === 'mrz') : undefined) ?? fieldOf(piece, 'document_number')
}

/** A keyed fingerprint, so that a number is found at another merchant and kept nowhere in clear beside it. */
export const numberDigest = (piece: UnderstoodPiece): Buffer | null => {
  const number = numbered.includes(piece.type) ? (numberOf(piece)?.normal ?? '') : ''
  return number.length < shortest ? null : fingerprint(`${piece.type}:${number}`, 'document-number')
}
