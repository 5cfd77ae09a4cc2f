import type { Mrz, MrzCheckName } from '#src/pieces/piece.ts'

export type MrzFormat = Mrz['format']
/** Signs of one line, `to` excluded. */
export type Span = [line: number, from: number, to: number]

/** What may stand at a place by its format: a digit that is read where a letter must be is that letter's lookalike, and the reverse. */
export type Signs = 'digits' | 'letters' | 'any'

export type Layout = {
  format: MrzFormat
  width: number
  height: number
  /** What the zone begins with, lookalikes allowed. */
  begins: RegExp
  digits: Span[]
  letters: Span[]
  spans: Partial<Record<'number' | 'names' | 'given' | 'birth' | 'expiry' | 'sex' | 'nationality' | 'issuer' | 'personal' | 'optional' | 'office', Span>>
  /** The digit stands behind the last span. */
  checks: { name: MrzCheckName; of: Span[]; digit: [line: number, at: number] }[]
}

const td1: Layout = {
  format: 'TD1',
  width: 30,
  height: 3,
  begins: /^[IACL1]/,
  digits: [[1, 0, 7], [1, 8, 15], [1, 29, 30]],
  // the second sign of a card may be a digit: C1USA
  letters: [[0, 0, 1], [0, 2, 5], [1, 15, 18], [2, 0, 30]],
  spans: {
    issuer: [0, 2, 5],
    number: [0, 5, 14],
    optional: [0, 15, 30],
    birth: [1, 0, 6],
    sex: [1, 7, 8],
    expiry: [1, 8, 14],
    nationality: [1, 15, 18],
    personal: [1, 18, 29],
    names: [2, 0, 30],
  },
  checks: [
    { name: 'document_number', of: [[0, 5, 14]], digit: [0, 14] },
    { name: 'birth_date', of: [[1, 0, 6]], digit: [1, 6] },
    { name: 'expires_on', of: [[1, 8, 14]], digit: [1, 14] },
    { name: 'composite', of: [[0, 5, 30], [1, 0, 7], [1, 8, 15], [1, 18, 29]], digit: [1, 29] },
  ],
}

const td2: Layout = {
  format: 'TD2',
  width: 36,
  height: 2,
  begins: /^[IACPL1]/,
  digits: [[1, 13, 20], [1, 21, 28], [1, 35, 36]],
  letters: [[0, 0, 36], [1, 10, 13]],
  spans: {
    issuer: [0, 2, 5],
    names: [0, 5, 36],
    number: [1, 0, 9],
    nationality: [1, 10, 13],
    birth: [1, 13, 19],
    sex: [1, 20, 21],
    expiry: [1, 21, 27],
    optional: [1, 28, 35],
  },
  checks: [
    { name: 'document_number', of: [[1, 0, 9]], digit: [1, 9] },
    { name: 'birth_date', of: [[1, 13, 19]], digit: [1, 19] },
    { name: 'expires_on', of: [[1, 21, 27]], digit: [1, 27] },
    { name: 'composite', of: [[1, 0, 10], [1, 13, 20], [1, 21, 35]], digit: [1, 35] },
  ],
}

const td3: Layout = {
  format: 'TD3',
  width: 44,
  height: 2,
  begins: /^P/,
  digits: [[1, 9, 10], [1, 13, 20], [1, 21, 28], [1, 43, 44]],
  letters: [[0, 0, 44], [1, 10, 13]],
  spans: {
    issuer: [0, 2, 5],
    names: [0, 5, 44],
    number: [1, 0, 9],
    nationality: [1, 10, 13],
    birth: [1, 13, 19],
    sex: [1, 20, 21],
    expiry: [1, 21, 27],
    personal: [1, 28, 42],
  },
  checks: [
    { name: 'document_number', of: [[1, 0, 9]], digit: [1, 9] },
    { name: 'birth_date', of: [[1, 13, 19]], digit: [1, 19] },
    { name: 'expires_on', of: [[1, 21, 27]], digit: [1, 27] },
    { name: 'personal_number', of: [[1, 28, 42]], digit: [1, 42] },
    { name: 'composite', of: [[1, 0, 10], [1, 13, 20], [1, 21, 43]], digit: [1, 43] },
  ],
}

/** The French card of before 2021 has its own: family name on the first line, given names within the second, no expiry, no nationality. */
const french: Layout = {
  format: 'FR2x36',
  width: 36,
  height: 2,
  begins: /^[I1L]DFRA/,
  digits: [[1, 0, 5], [1, 6, 13], [1, 27, 34], [1, 35, 36]],
  letters: [[0, 0, 30], [1, 13, 27]],
  spans: {
    issuer: [0, 2, 5],
    names: [0, 5, 30],
    office: [0, 30, 36],
    number: [1, 0, 12],
    given: [1, 13, 27],
    birth: [1, 27, 33],
    sex: [1, 34, 35],
  },
  checks: [
    { name: 'issue', of: [[1, 0, 12]], digit: [1, 12] },
    { name: 'birth_date', of: [[1, 27, 33]], digit: [1, 33] },
    { name: 'composite', of: [[0, 0, 36], [1, 0, 35]], digit: [1, 35] },
  ],
}

/** The French one first: it too has two lines of 36. */
export const layouts: readonly Layout[] = [french, td3, td1, td2]

export const cut = (lines: readonly string[], [line, from, to]: Span): string => (lines[line] ?? '').slice(from, to)
