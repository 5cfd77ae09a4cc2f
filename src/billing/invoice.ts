import { addDays, addMonths, type Day } from '#src/kernel/calendar.ts'
import type { InvoiceKind } from '#src/platform/db.types.ts'

export type { InvoiceKind } from '#src/platform/db.types.ts'
export const invoiceKinds = ['invoice', 'credit_note'] as const satisfies readonly InvoiceKind[]

/** A month of the Paris calendar by its first day. */
export type Month = Day
export const monthOf = (day: Day): Month => `${day.slice(0, 7)}-01`
export const nextMonth = (month: Month): Month => addMonths(month, 1)
export const lastDayOf = (month: Month): Day => addDays(nextMonth(month), -1)

/** Every month from `first` to the last one that is over on `today`. */
export const monthsOver = (first: Month, today: Day): Month[] => {
  const months: Month[] = []
  for (let month = first; lastDayOf(month) < today; month = nextMonth(month)) months.push(month)
  return months
}

/** One line: so many operations of a kind, under one tax code. `netCents`, `vatCents` from 0. */
export type InvoiceLine = {
  kind: InvoiceKind
  what: 'processing' | 'dispute' | 'rental' | 'refunded' | 'reinstated'
  taxCode: string
  currency: string
  operations: number
  netCents: number
  vatCents: number
}

export type BilledTo = { name: string; siren: string | null; siret: string | null; address: string[] }

const letters: Record<InvoiceKind, string> = { invoice: 'F', credit_note: 'A' }

/**
 * Each kind and year counts by itself, from 1 (CGI ann. II 242 nonies A I 7°: one unbroken series, or several where the activity calls for
 * them).
 */
export const seriesOf = (kind: InvoiceKind, issuedOn: Day): string => `${letters[kind]}${issuedOn.slice(0, 4)}`
export const numberOf = (series: string, serial: number): string => `${series}-${String(serial).padStart(6, '0')}`

/** `credit` first would name no invoice to correct: what is charged comes before what is given back. */
export const byKind = (lines: readonly InvoiceLine[]): { kind: InvoiceKind; currency: string; lines: InvoiceLine[] }[] =>
  invoiceKinds
    .flatMap((kind) =>
      [...new Set(lines.map(({ currency }) => currency))].sort().map((currency) => ({
        kind,
        currency,
        lines: lines.filter((line) => line.kind === kind && line.currency === currency),
      }))
    )
    .filter(({ lines: own }) => own.some(({ netCents, vatCents }) => netCents + vatCents > 0))
