import type { Day } from '#src/kernel/calendar.ts'
import type { Mrz, PieceField } from '#src/pieces/piece.ts'
import type { ReadPage } from '#src/platform/ocr.ts'
import { writtenOn } from './dates.ts'
import { fieldsOf, type Zone } from './fields.ts'
import { fit } from './fit.ts'
import { type Layout, layouts } from './layouts.ts'
import { tidyNames } from './names.ts'
import { type Printed, repair } from './repair.ts'
import { checksOf } from './verify.ts'
import { type ZoneRow, zoneRowsOf } from './zoneRows.ts'

type Candidate = { rows: ZoneRow[]; layout: Layout; lines: string[]; share: number }

const windows = (rows: ZoneRow[], height: number): ZoneRow[][] =>
  rows.flatMap((_, at) => (at + height <= rows.length ? [rows.slice(at, at + height)] : []))

const candidatesOn = (page: ReadPage): Candidate[] => {
  const rows = zoneRowsOf(page)
  return layouts.flatMap((layout) =>
    windows(rows, layout.height).flatMap((some) => {
      const fitted = fit(some.map(({ read }) => read), layout)
      return fitted ? [{ rows: some, layout, lines: fitted.lines, share: fitted.right / layout.checks.length }] : []
    })
  )
}

const shortestNumber = 6
/** A number is printed in that many groups at most. */
const mostGroups = 6

/** Every run of whole words, joined: a number is printed in groups, and what stands within a longer one is not that number. */
const joinedRuns = (row: string): string[] => {
  const words = row.split(/[^A-Za-z0-9]+/).filter(Boolean)
  return words.flatMap((_, from) =>
    Array.from({ length: Math.min(mostGroups, words.length - from) }, (__, more) => words.slice(from, from + more + 1).join(''))
  )
}

/** Printed for people, on any page, outside the zone. */
const printedOn = (pages: readonly ReadPage[], zone: readonly ZoneRow[]): Printed => {
  const own = new Set(zone.map(({ read }) => read))
  const outside = pages.flatMap((page) => page.text.split('\n')).filter((row) => !own.has(row.trim()) && !row.includes('<<'))
  const numbers = new Set(outside.flatMap(joinedRuns))
  return {
    has: (text) => text.length >= shortestNumber && numbers.has(text),
    words: outside.flatMap((row) => row.split(/[^A-Z0-9]+/)).filter(({ length }) => length >= shortestNumber),
  }
}

const zoneOf = ({ rows, layout, lines }: Candidate, pages: readonly ReadPage[]): Zone => {
  const { lines: repaired, isAmbiguous } = repair(lines, layout, printedOn(pages, rows))
  const corrected = tidyNames(repaired, layout)
  const mrz: Mrz = {
    format: layout.format,
    read: rows.map(({ read }) => read),
    lines: corrected,
    checks: checksOf(corrected, layout),
    isAmbiguous,
  }
  return { layout, rows, mrz }
}

/**
 * The machine-readable zone of an identity document, the one that verifies most where pages show several. Null where there is none, or
 * where signs are missing and the digits do not prove where. `asOf`: the day the piece was filed, for years of two digits.
 */
export const readMrz = (pages: readonly ReadPage[], asOf: Day = writtenOn): { mrz: Mrz; fields: PieceField[] } | null => {
  const best = pages.flatMap(candidatesOn).reduce<Candidate | null>((one, other) => (one && one.share >= other.share ? one : other), null)
  if (!best) return null
  const zone = zoneOf(best, pages)
  return { mrz: zone.mrz, fields: fieldsOf(zone, asOf) }
}
