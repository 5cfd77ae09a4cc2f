import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readMrz } from '#src/pieces/mrz/readMrz.ts'
import type { PieceField } from '#src/pieces/piece.ts'
import { anyZone, type Encoded } from '#test/support/pieces/arbitraries.ts'
import { pageOf } from '#test/support/pieces/pages.ts'

const today = '2026-11-22'
const runs = { numRuns: 5_000, seed: 7 }
const read = (rows: string[]) => readMrz([pageOf(rows)], today)

const twins = ['O0', 'I1', 'B8', 'S5', 'Z2', 'G6', 'A4', '<K', '<C']
const twinsOf = (sign: string): string[] =>
  twins.flatMap((pair) => (pair[0] === sign ? [pair[1] as string] : pair[1] === sign ? [pair[0] as string] : []))
const replaced = (lines: string[], at: number, sign: string): string[] => {
  const width = (lines[0] as string).length
  return lines.map((line, row) => (row === Math.floor(at / width) ? line.slice(0, at % width) + sign + line.slice((at % width) + 1) : line))
}

/** Without a bias: small numbers come up often otherwise, and half of all signs would be misread. */
const die = fc.noBias(fc.integer({ min: 0, max: 999_999 })).map((n) => n / 1_000_000)

/** As many signs as dice fall are read as their lookalikes, and some lines lose or gain a filler. */
const noisy = fc
  .tuple(anyZone, fc.array(die, { minLength: 100, maxLength: 100 }), fc.constantFrom(0.02, 0.05, 0.15), fc.integer({ min: -2, max: 2 }))
  .map(([zone, dice, share, slip]) => {
    const signs = [...zone.lines.join('')]
    const misread = signs
      .map((sign, at) => {
        const others = twinsOf(sign)
        return others.length > 0 && (dice[at] as number) < share
          ? (others[Math.floor((dice[at] as number) * 1e6) % others.length] as string)
          : sign
      })
      .join('')
    const width = (zone.lines[0] as string).length
    const lines = zone.lines.map((_, at) => misread.slice(at * width, (at + 1) * width))
    const first = slip === 0
      ? lines
      : lines.map((line, at) => (at > 0 ? line : slip > 0 ? line + '<'.repeat(slip) : line.replace(new RegExp(`<{${-slip}}$`), '')))
    return { zone, lines: first }
  })

type Read = NonNullable<ReturnType<typeof read>>
const isAccepted = ({ mrz }: Read): boolean => !mrz.isAmbiguous && mrz.checks.every(({ isRight }) => isRight)
const normal = (fields: PieceField[], name: PieceField['name']): string | null | undefined =>
  fields.find((field) => field.name === name)?.normal
const six = (day: string | null | undefined): string | undefined => day?.slice(2).replaceAll('-', '')
const isWrong = ({ fields }: Read, { facts, format }: Encoded): boolean =>
  normal(fields, 'document_number') !== facts.number || six(normal(fields, 'birth_date')) !== facts.birth ||
  (format !== 'FR2x36' && six(normal(fields, 'expires_on')) !== facts.expiry)

describe('machine-readable zones', () => {
  test('what is encoded is read', () => {
    fc.assert(
      fc.property(anyZone, (zone) => {
        const found = read(zone.lines)
        expect(found?.mrz).toMatchObject({ format: zone.format, lines: zone.lines, isAmbiguous: false })
        expect(isAccepted(found as Read) && !isWrong(found as Read, zone)).toBe(true)
        expect(normal(found?.fields ?? [], 'family_name')).toBe(zone.facts.family)
      }),
      { numRuns: 1_000, seed: 7 },
    )
  })

  test('any single digit altered makes a check fail', () => {
    fc.assert(
      fc.property(anyZone, fc.nat(), fc.integer({ min: 1, max: 9 }), (zone, where, by) => {
        const signs = [...zone.lines.join('')]
        const digits = signs.flatMap((sign, at) => (/\d/.test(sign) ? [at] : []))
        const at = digits[where % digits.length] as number
        const found = read(replaced(zone.lines, at, String((Number(signs[at]) + by) % 10)))
        expect(found && isAccepted(found)).not.toBe(true)
      }),
      runs,
    )
  })

  test('lookalikes never make a wrong number or date that passes, where the number is printed as well', () => {
    let accepted = 0
    fc.assert(
      fc.property(noisy, ({ zone, lines }) => {
        const found = read([`N° ${zone.facts.number}`, ...lines])
        if (!found || !isAccepted(found)) return
        accepted++
        expect(isWrong(found, zone)).toBe(false)
      }),
      runs,
    )
    expect(accepted).toBeGreaterThan(runs.numRuns * 0.3)
  })

  test('where it is printed nowhere, nothing is ever corrected into a wrong one: at worst it stands as it was read', () => {
    fc.assert(
      fc.property(noisy, ({ zone, lines }) => {
        const found = read(lines)
        if (!found || !isAccepted(found) || !isWrong(found, zone)) return
        expect(lines.join('')).toContain(normal(found.fields, 'document_number') ?? '?')
      }),
      runs,
    )
  })

  test('any text at all is read or is none, without an exception', () => {
    const line = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.array(fc.constantFrom(...'IDFRAP<0123456789KO«'), { minLength: 20, maxLength: 60 }).map((some) => some.join('')),
    )
    fc.assert(fc.property(fc.array(line, { maxLength: 6 }), (rows) => void read(rows)), { numRuns: 2_000, seed: 7 })
  })
})
