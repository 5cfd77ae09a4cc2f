import type { Cell, Row } from './sheet.ts'

/**
 * A spreadsheet on a screen: rows of four cells and more under one another. A register's extract has two columns, a RIB one row of codes.
 */
const leastRows = 4
const leastColumns = 4

const aligned = (a: Cell, b: Cell): boolean =>
  Math.min(Math.abs(a.x0 - b.x0), Math.abs(a.x1 - b.x1), Math.abs(a.x0 + a.x1 - b.x0 - b.x1) / 2) < a.height

const underneath = (above: Row, row: Row): boolean =>
  row.cells.filter((cell) => above.cells.some((other) => aligned(cell, other))).length >= leastColumns - 1

export const isGrid = (rows: readonly Row[]): boolean => {
  const wide = rows.filter(({ cells, page }) => page === 1 && cells.length >= leastColumns)
  return wide.filter((row, at) => at > 0 && underneath(wide[at - 1] as Row, row)).length >= leastRows - 1
}
