import { isDay } from '#src/kernel/calendar.ts'
import { dictionary } from '#src/kernel/dictionary.ts'
import { normaliseBic, normaliseIban } from '#src/kernel/identifiers.ts'
import type { FieldName, PieceField, Seal } from '#src/pieces/piece.ts'

type Pair = { name: FieldName; value: string; normal?: string | null }

/** « MME/SPECIMEN/NATACHA »: blanks are written as slashes in the first line of an address. */
const plain = (text: string | undefined): string => (text ?? '').replace(/\//g, ' ').replace(/\s+/g, ' ').trim()
const lines = (seal: Seal, ids: string): string => ids.split(' ').map((id) => plain(seal.data[id])).filter(Boolean).join(' ')

const dayOf = (text: string | undefined): string | null => {
  const day = (text ?? '').replace(/^(\d{2})(\d{2})(\d{4})$/, '$3-$2-$1')
  return isDay(day) ? day : null
}
const dated = (name: FieldName, text: string | undefined): Pair => ({
  name,
  value: dayOf(text)?.split('-').reverse().join('/') ?? plain(text),
  normal: dayOf(text),
})

const ofBill = (seal: Seal): Pair[] => [
  { name: 'holder', value: lines(seal, '10') || lines(seal, '11 13 12') },
  { name: 'address_line', value: lines(seal, '20 21 22 23') },
  { name: 'postcode_city', value: lines(seal, '24 25') },
  { name: 'bill_number', value: plain(seal.data['18']) },
]

/** The newer notices write the address in one: « 145 RUE JULLIARD/ZA SPECIMEN/78320/LEVIS ST NOM ». */
const ofNotice = (seal: Seal): Pair[] => {
  const parts = (seal.data['4Y'] ?? '').split('/').map((part) => part.trim()).filter(Boolean)
  const postcode = parts.findIndex((part) => /^\d{5}$/.test(part))
  const cut = postcode < 0 ? parts.length : postcode
  return [
    { name: 'holder', value: lines(seal, '46') || lines(seal, '4N') || lines(seal, '10') },
    { name: 'address_line', value: parts.slice(0, cut).join(' ') || lines(seal, '4O') },
    { name: 'postcode_city', value: parts.slice(cut).join(' ') || lines(seal, '4P 4Q') },
  ]
}

const ofAccount = (seal: Seal): Pair[] => [
  { name: 'holder', value: plain(seal.data['30']) },
  { name: 'iban', value: plain(seal.data['31']), normal: normaliseIban(seal.data['31'] ?? '') },
  { name: 'bic', value: plain(seal.data['32']), normal: normaliseBic(seal.data['32'] ?? '') },
]

const ofPerson = (seal: Seal): Pair[] => [
  { name: 'family_name', value: plain(seal.data['62']) },
  { name: 'usage_name', value: plain(seal.data['63']) },
  { name: 'given_names', value: lines(seal, '60') || lines(seal, '61') },
  { name: 'document_number', value: plain(seal.data['66']) },
  { name: 'sex', value: plain(seal.data['68']) },
  dated('birth_date', seal.data['69']),
  { name: 'birth_place', value: plain(seal.data['6A']) },
]

/** What the kinds of signed document say, by the two signs of their kind. */
const readers: Record<string, (seal: Seal) => Pair[]> = dictionary({
  '00': ofBill,
  '01': ofBill,
  '02': ofBill,
  '03': ofAccount,
  '11': ofAccount,
  '07': ofPerson,
  '13': ofPerson,
  '04': ofNotice,
  '18': ofNotice,
  '24': ofNotice,
  '27': ofNotice,
  '28': ofNotice,
})

/** What a signed code says, as fields of the piece. Believe them only where its signature is valid (`seal.signature`). */
export const sealFields = (seal: Seal): PieceField[] => {
  const pairs = readers[seal.documentType]?.(seal) ?? []
  const issued: Pair[] = seal.issuedOn
    ? [{ name: 'issued_on', value: seal.issuedOn.split('-').reverse().join('/'), normal: seal.issuedOn }]
    : []
  return [...pairs, ...issued]
    .filter(({ value }) => value !== '')
    .map(({ name, value, normal }) => ({
      name,
      nth: 0,
      value,
      normal: normal === undefined ? value : normal,
      confidence: null,
      places: seal.place ? [seal.place] : [],
      source: 'code' as const,
    }))
}
