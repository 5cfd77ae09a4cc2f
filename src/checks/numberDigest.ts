import { fingerprint } from '#src/platform/crypto.ts'
import { fieldOf, type PieceField, type PieceType, type UnderstoodPiece } from '#src/pieces/piece.ts'
import { isZoneProved } from './readings.ts'

/** Of these the number is one person's, and the same number in two files is a sign of fraud. */
const numbered: readonly PieceType[] = ['fr_cni_e', 'fr_cni_old', 'passport', 'titre_sejour', 'eu_id']

const shortest = 6

/** The zone's number first where its check digit proves it: typing another does not hide it. Then what a person put right. */
const numberOf = (piece: UnderstoodPiece): PieceField | undefined => {
  const all = piece.fields.filter(({ name }) => name === 'document_number')
  const proved = isZoneProved(piece, 'document_number') ? all.find(({ source }) => source === 'mrz') : undefined
  return proved ?? all.find(({ source }) => source === 'hand') ?? fieldOf(piece, 'document_number')
}

/** A keyed fingerprint, so that a number is found at another merchant and kept nowhere in clear beside it. */
export const numberDigest = (piece: UnderstoodPiece): Buffer | null => {
  const number = numbered.includes(piece.type) ? (numberOf(piece)?.normal ?? '') : ''
  return number.length < shortest ? null : fingerprint(`${piece.type}:${number}`, 'document-number')
}
