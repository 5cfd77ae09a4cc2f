import { allTwins } from '#src/pieces/mrz/lookalikes.ts'
import type { PieceField } from '#src/pieces/piece.ts'
import { plainOf } from './tokens.ts'

/** Where blanks stand among the letters, by the number of letters before. */
const blanksOf = (text: string): Set<number> => {
  const places = new Set<number>()
  let letters = 0
  for (const sign of text) {
    if (sign === ' ') places.add(letters)
    letters += plainOf(sign).length
  }
  return places
}

/** The same letters with the blanks of the zone: readers glue "LE GOFF" and tear "D'ORN ELLAS". Hyphens, commas and apostrophes stay. */
const spacedLike = (printed: string, zone: string): string => {
  if (plainOf(printed) !== plainOf(zone) || printed.includes(',')) return printed
  const [blanks, signs] = [blanksOf(zone), [...printed.replace(/ /g, '')]]
  let letters = 0
  return signs.reduce((text, sign) => {
    const parted = blanks.has(letters) && letters > 0 && /\p{L}$/u.test(text) && /\p{L}/u.test(sign)
    letters += plainOf(sign).length
    return text + (parted ? ' ' : '') + sign
  }, '')
}

/** A number whose check digit verifies tells letters from digits; the printed one has nothing to tell them by. */
const twinOf = (printed: string, zone: string): string => (allTwins(printed)?.includes(zone) ? zone : printed)

const corrected = (field: PieceField, zone: PieceField): string => {
  if (zone.normal === null) return field.value
  if (field.name === 'document_number' || field.name === 'personal_number') return twinOf(field.normal ?? field.value, zone.normal)
  return field.name === 'family_name' || field.name === 'given_names' ? spacedLike(field.value, zone.value) : field.value
}

/** Printed text as read, but for what the zone settles without changing it: blanks, and lookalikes of a verified number. */
export const likeZone = (field: PieceField, zone: readonly PieceField[]): PieceField => {
  const same = zone.find(({ name }) => name === field.name)
  const value = same ? corrected(field, same) : field.value
  return value === field.value ? field : { ...field, value, normal: value }
}
