import type { Day } from '#src/kernel/calendar.ts'
import type { FieldName, PieceField } from '#src/pieces/piece.ts'
import type { Found } from './byLabel.ts'
import type { Form } from './places.ts'
import { printedDate } from './printedDates.ts'
import { gapBetween, heightOf, plainOf, type Row, type Token } from './tokens.ts'

const names: readonly FieldName[] = ['family_name', 'given_names', 'document_number']
const dates = ['birth_date', 'expires_on'] as const
const shortest = 3
const mostTokens = 8

const isWhole = (row: Row): boolean => row.every((token, at) => at === 0 || gapBetween(row[at - 1] as Token, token) < 2 * heightOf(token))

/** Runs of words of one row. */
const runs = ({ rows, labels }: Form): Token[][] =>
  rows
    .flatMap((row) =>
      row.flatMap((_, from) => Array.from({ length: Math.min(mostTokens, row.length - from) }, (_, n) => row.slice(from, from + n + 1)))
    )
    .filter((run) => isWhole(run) && !run.some((token) => labels.some((label) => label.tokens.includes(token))))

const textOf = (run: Token[]): string => run.map(({ text }) => text).join(' ')

/**
 * What a label gave, and the small word before it that looked like grain, where the whole is printed as the zone has it: « LE » of LE GOFF.
 */
export const widened = (form: Form, zone: readonly PieceField[], found: readonly Found[]): Found[] => {
  const all = runs(form)
  return found.map((one) => {
    const same = names.includes(one.name) ? plainOf(zone.find(({ name }) => name === one.name)?.value ?? '') : ''
    if (same.length < shortest || plainOf(one.value) === same) return one
    const run = all.find((some) => some.map((token) => token.plain).join('') === same && one.tokens.every((token) => some.includes(token)))
    const value = run && textOf(run).replace(/[.,:;]$/, '')
    return run && value ? { ...one, value, normal: value, tokens: run } : one
  })
}

/**
 * What the zone says and no label pointed at, found where it is printed: the very same letters, accents and hyphens aside, or the same day.
 * Nothing is taken over from the zone: what differs is not found.
 */
export const foundByZone = (form: Form, zone: PieceField[], known: Found[], asOf: Day): Found[] => {
  const all = runs(form)
  return zone.filter(({ name }) => !known.some((one) => one.name === name)).flatMap(({ name, value, normal }) => {
    const plain = plainOf(value)
    if (names.includes(name) && plain.length >= shortest) {
      const run = all.find((one) => one.map((token) => token.plain).join('') === plain)
      return run ? [{ name, value: textOf(run).replace(/[.,:;]$/, ''), normal: textOf(run).replace(/[.,:;]$/, ''), tokens: run }] : []
    }
    if (normal === null || !dates.includes(name as (typeof dates)[number])) return []
    const kind = name === 'birth_date' ? 'birth' : 'expiry'
    const run = all.filter((one) => one.length <= 5).find((one) =>
      /^\d/.test(textOf(one)) && printedDate(textOf(one), kind, asOf)?.day === normal
    )
    return run ? [{ name, value: printedDate(textOf(run), kind, asOf)?.value ?? '', normal, tokens: run }] : []
  })
}
