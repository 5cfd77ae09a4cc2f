import type { FieldName, FieldSource, MrzCheckName, PieceField, PieceType, Seal, UnderstoodPiece } from '#src/pieces/piece.ts'
import { sealFields } from '#src/pieces/seals/sealFields.ts'
import { dayFrom } from './compare/day.ts'

/** One reading of a field: `confidence` null where nothing was guessed, or where it was proved. */
export type Reading = { text: string; normal: string; confidence: number | null; source: FieldSource }

/** The kinds of signed document that speak for each kind of piece; another's code proves nothing of it. */
const sealsOf: Partial<Record<PieceType, readonly string[]>> = {
  proof_address: ['00', '01', '02'],
  tax_notice: ['02', '04', '18', '24', '27', '28'],
  rib: ['03'],
}

export const isSealOfKind = (seal: Seal, type: PieceType): boolean => sealsOf[type]?.includes(seal.documentType) ?? false

/** The codes whose word counts: signed, and of the kind of document that the piece is. */
export const trustedSeals = (piece: UnderstoodPiece): Seal[] =>
  piece.seals.filter((seal) => seal.signature === 'valid' && isSealOfKind(seal, piece.type))

export const isProved = (piece: UnderstoodPiece, check: MrzCheckName): boolean =>
  piece.mrz?.checks.some(({ name, isRight }) => name === check && isRight) ?? false

/** Digits of the zone that their check digit verified are as good as certain; its names are not protected. */
const zoneCheck: Partial<Record<FieldName, MrzCheckName>> = {
  document_number: 'document_number',
  birth_date: 'birth_date',
  expires_on: 'expires_on',
}

/** A field of the zone whose digits have a check digit of their own, which is right. */
export const isZoneProved = (piece: UnderstoodPiece, name: FieldName): boolean => {
  const check = zoneCheck[name]
  return check !== undefined && isProved(piece, check)
}

const confidenceOf = (piece: UnderstoodPiece, { name, source, confidence }: PieceField): number | null => {
  if (source === 'hand' || source === 'code') return null
  return source === 'mrz' && isZoneProved(piece, name) ? null : confidence
}

const rank: Record<FieldSource, number> = { code: 0, hand: 1, text: 2, mrz: 3 }

/** Everything that was read of a field, what is to be believed first. A code's word counts only where its signature does. */
export const readingsOf = (piece: UnderstoodPiece, name: FieldName, nth = 0): Reading[] => {
  const read = piece.fields.filter((field) => field.source !== 'code' && field.name === name && field.nth === nth)
  const signed = trustedSeals(piece).flatMap(sealFields).filter((field) => field.name === name && field.nth === nth)
  return [...signed, ...read]
    .filter(({ value }) => value.trim() !== '')
    .sort((a, b) => rank[a.source] - rank[b.source])
    .map((field) => ({ text: field.value, normal: field.normal ?? '', confidence: confidenceOf(piece, field), source: field.source }))
}

export const readingOf = (piece: UnderstoodPiece, name: FieldName, nth = 0): Reading | undefined => readingsOf(piece, name, nth)[0]

/** A reading that must be a date, with the date. */
export const datesOf = (piece: UnderstoodPiece, name: FieldName, nth = 0): (Reading & { day: string })[] =>
  readingsOf(piece, name, nth).flatMap((reading) => {
    const day = dayFrom(reading.normal) ?? dayFrom(reading.text)
    return day ? [{ ...reading, day }] : []
  })

/** How many people or owners the piece lists. */
export const countOf = (piece: UnderstoodPiece, name: FieldName): number =>
  1 + Math.max(-1, ...piece.fields.filter((field) => field.name === name).map(({ nth }) => nth))

/** Sure enough to pass on it, and to fail on it: below, one may be misread. */
export const isSure = (confidence: number | null, least = 75): boolean => confidence === null || confidence >= least

/** An identifier without blanks, as read. */
export const compactText = (reading: Reading | undefined): string =>
  (reading?.normal || reading?.text || '').replace(/[\s.-]/g, '').toUpperCase()
