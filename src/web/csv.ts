import { stringify } from 'csv-stringify/sync'

/** A cell that starts like a formula is shown, not run, by the spreadsheet that opens it. */
const disarm = (value: string): string => (/^[=+\-@\t\r]/.test(value) && !/^-?\d+([.,]\d+)?$/.test(value) ? `'${value}` : value)

export const csvLine = (cells: readonly (string | number | null)[]): string =>
  stringify([cells.map((cell) => (typeof cell === 'string' ? disarm(cell) : (cell ?? '')))], { delimiter: ';', record_delimiter: '\r\n' })
