import type { PieceType } from '#src/pieces/piece.ts'
import { accountCount } from './bank.ts'
import { hasInside, nearestBeginning, squeeze } from './fold.ts'
import { isGrid } from './grid.ts'
import type { Row } from './sheet.ts'
import { type Signs, signsOfTypes, type Weighed } from './signs.ts'

/** The text once folded, however many phrases are sought in it. */
type Folded = { text: string; plain: string; cells: string[]; headings: string[] }

/** A piece shows what it is on its first pages; statutes of forty pages are not gone through for it. */
const mostRows = 160
const subject = /^(objet|pj|piecejointe|piecesjointes|merci|ref|reference)/

const foldedOf = (rows: readonly Row[]): Folded => {
  const near = rows.filter(({ page }) => page <= 2).slice(0, mostRows)
  const cells = near.flatMap((row) => row.cells.map(({ text }) => squeeze(text)))
  const wholeRows = near.filter((row) => row.cells.length > 1).map((row) => squeeze(row.cells.map(({ text }) => text).join('')))
  const pairs = near.slice(0, 30).flatMap((row, at) => (row.cells.length === 1 && near[at + 1]?.cells.length === 1
    ? [squeeze(`${row.cells[0]?.text}${near[at + 1]?.cells[0]?.text}`)]
    : [])
  )
  const words = near.flatMap((row) => row.cells.map(({ text }) => text)).join(' ')
  const plain = ` ${words.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, ' ')} `
  return {
    text: cells.join('').slice(0, 12_000),
    plain,
    cells,
    headings: [...cells, ...wholeRows, ...pairs].filter((text) => !subject.test(text) && text.length > 2),
  }
}

/** Short words only whole (« rib » is no part of « tribunal »); long ones with the errors that OCR makes. */
const isSaid = (phrase: string, { text, plain }: Folded): boolean => {
  const folded = squeeze(phrase)
  if (folded.length < 9) return plain.includes(` ${phrase.replace(/[^a-z0-9]+/g, ' ').trim()} `)
  return hasInside(folded, text)
}

/** A heading says little more than the phrase: a letter that asks for an « extrait Kbis » in a sentence does not show one. */
const isHeading = (phrase: string, { headings }: Folded): boolean => {
  const folded = squeeze(phrase)
  return headings.some((text) => {
    if (text.length > 1.3 * folded.length + 24 || text.length < 0.8 * folded.length) return false
    const found = nearestBeginning(folded, text)
    if (found) return found.length >= 9 || text.length <= folded.length + 1 || /^(\d|du|n)/.test(text.slice(found.length))
    return folded.length > 9 && text.length < 1.3 * folded.length + 10 && hasInside(folded, text)
  })
}

const begins = (phrase: string, { cells }: Folded): boolean => {
  const folded = squeeze(phrase)
  return cells.some((text) => {
    if (folded.length < 6) return text === folded || (text.startsWith(folded) && /^\d/.test(text.slice(folded.length)))
    return nearestBeginning(folded, text) !== null
  })
}

type Meets = (phrase: string, folded: Folded) => boolean
const anyOf = (phrases: string, meets: Meets, folded: Folded): boolean => phrases.split('|').some((phrase) => meets(phrase, folded))
const points = (weighed: Weighed | undefined, meets: Meets, folded: Folded): number[] =>
  (weighed ?? []).filter(([, phrases]) => anyOf(phrases, meets, folded)).map(([worth]) => worth)
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)

/** Without its heading a piece has to say the rest very clearly. */
const untitledShare = 0.75

const scoreOf = (signs: Signs, folded: Folded, rows: readonly Row[]): number => {
  const title = Math.max(0, ...points(signs.titles, isHeading, folded))
  const body = sum(points(signs.labels, begins, folded)) + sum(points(signs.words, isSaid, folded))
  if (title === 0 && body < 25) return 0
  const grid = signs.isGrid === 'never' && isGrid(rows) ? 40 : 0
  return (title ? title + body : body * untitledShare) - sum(points(signs.against, isSaid, folded)) - grid
}

/** One account that mod 97 proves is what a RIB is for; several are a list. */
const bankPoints = (rows: readonly Row[]): number => {
  const count = accountCount(rows)
  return count === 0 ? -15 : count <= 1 ? 18 : -35
}

/** What companies' papers the pages may be, the likeliest first; score 0..100. */
export const companyEvidence = (rows: readonly Row[]): { type: PieceType; score: number }[] => {
  const folded = foldedOf(rows)
  const scored = signsOfTypes.map((signs) => {
    const score = scoreOf(signs, folded, rows)
    return { type: signs.type, score: Math.round(Math.min(100, score > 0 && signs.type === 'rib' ? score + bankPoints(rows) : score)) }
  })
  return scored.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score)
}
