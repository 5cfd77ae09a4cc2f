import { plainWords } from './fold.ts'
import type { Cell, Row } from './sheet.ts'

/** Who a letter goes to: the lines of the window of the envelope. */
export type Addressee = { holder: Cell; street: Cell | null; town: Cell }

const town = /^(F ?-? ?)?\d{5} +\p{L}/u
const streets =
  'rue|avenue|av|bd|bld|boulevard|place|pl|chemin|che|allee|all|impasse|imp|route|rte|quai|cours|square|sq|passage|villa|residence|lotissement|lot|hameau|faubourg|fg|esplanade|sentier|'
  + 'promenade|voie|venelle|mail|rond|cite|traverse|montee|cote|ruelle|lieu dit|parc|zone|za|zi|clos|domaine|mas|parvis|galerie|port|levee|digue|bis|ter'
const street = new RegExp(`^(\\d{1,4} ?(bis|ter|quater|[a-d])? )?(${streets}) `)
const isStreet = (cell: Cell): boolean =>
  street.test(plainWords(cell.text)) || /^\d{1,4}\s*(bis|ter|quater|[A-D])?,? +\p{L}/iu.test(cell.text) && !town.test(cell.text)

/** The next line up; an empty one may have been left between the name and the street, in the same print. */
const continues = (cell: Cell, below: Cell): boolean => {
  const gap = (below.y0 - cell.y1) / Math.max(cell.height, below.height)
  return gap < 1.5 ||
    (gap < 3.6 && Math.abs(cell.height - below.height) < 0.25 * below.height && civility.test(`${plainWords(cell.text)} `))
}

/** Lines one above the other that begin at one edge and stand close, with the town at their foot. */
const blockAbove = (foot: Cell, rows: readonly Row[]): Cell[] => {
  const block = [foot]
  for (const row of rows.slice(Math.max(0, rows.indexOf(foot.row) - 8), rows.indexOf(foot.row)).reverse()) {
    const top = block[0] as Cell
    const cell = row.cells.find(({ x0 }) => Math.abs(x0 - top.x0) < 1.6 * top.height)
    if (row.page !== foot.row.page || block.length > 6) break
    if (cell && continues(cell, top)) block.unshift(cell)
  }
  return block
}

const civility =
  /^(m|mr|mme|mlle|monsieur|madame|mademoiselle|ste|societe|sarl|sas|sasu|eurl|sci|association|asso|m et mme|mme et m|m ou mme) /
const noPerson =
  /\d{3}|service|client|facture|agence|tsa|cs \d|bp \d|cedex|reference|adresse|domiciliation|titulaire|tel\b|www|http|siege|capital|rcs|siret/

/** Behind « Titulaire : » or « Adresse de facturation », or above the civility, stands what belongs to no address. */
const holderOf = (above: Cell[]): Cell | null => {
  const lines = above.filter(({ text }) => !noPerson.test(plainWords(text)))
  return lines.find(({ text }) => civility.test(`${plainWords(text)} `)) ?? lines.findLast((_, at) => at === 0) ?? null
}

const score = (holder: Cell, block: Cell[]): number => {
  const foot = block.at(-1) as Cell
  const { pageWidth, pageHeight } = foot.row
  const words = plainWords(block.map(({ text }) => text).join(' '))
  return (foot.x0 > 0.42 * pageWidth ? 3 : 0) + (civility.test(`${plainWords(holder.text)} `) ? 3 : 0) +
    (holder.text === holder.text.toUpperCase() ? 1 : 0)
    + (foot.y0 < 0.5 * pageHeight ? 2 : -2) - (/cedex|tsa|capital|rcs|siege|service|telephone|prefecture|greffe/.test(words) ? 5 : 0)
}

const blockAt = (foot: Cell, rows: readonly Row[]): { block: Addressee; points: number } | null => {
  const lines = blockAbove(foot, rows)
  const above = lines.slice(0, -1)
  const streetAt = above.findLastIndex(isStreet)
  const road = above[streetAt] ?? above.at(-1) ?? null
  const holder = holderOf(above.slice(0, streetAt >= 0 ? streetAt : -1))
  return holder ? { block: { holder, street: road, town: foot }, points: score(holder, lines) + (streetAt >= 0 ? 2 : 0) } : null
}

export const addresseeIn = (rows: readonly Row[]): Addressee | null => {
  const feet = rows.flatMap(({ cells }) => cells).filter(({ text }) => town.test(text) && text.length < 60)
  const blocks = feet.map((foot) => blockAt(foot, rows)).filter((block) => block !== null)
  return blocks.sort((a, b) => b.points - a.points)[0]?.block ?? null
}
