import { z } from 'zod'
import { parseCents } from '#src/kernel/money.ts'
import { optionalLine } from '#src/web/fields.ts'
import { parseShare } from './person.ts'

/** An amount as people write it, in cents; NaN where it is none: the rules of the file say so, beside everything else that is wrong. */
export const amount = () => optionalLine(30).transform((text) => (text === '' ? 0 : (parseCents(text) ?? Number.NaN)))

/** A share as people write it, in basis points; NaN where it is none. */
export const share = () => optionalLine(12).transform((text) => parseShare(text) ?? Number.NaN)

/** « 31/12/1980 » as well as what a date field sends. What is no date stays as it is, to be refused. */
export const dayText = () =>
  optionalLine(20).transform((text) =>
    text.replace(
      /^(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})$/,
      (_, day: string, month: string, year: string) => `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`,
    )
  )

export const ticket = () => z.string().max(64).optional().catch(undefined)

/** 1284,10 for the field; nothing where nothing is declared. */
export const writeAmount = (
  cents: number,
): string => (cents % 100 === 0 ? String(cents / 100) : `${Math.trunc(cents / 100)},${String(cents % 100).padStart(2, '0')}`)
