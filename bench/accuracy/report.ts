import { typesOf } from './kinds.ts'
import type { Measured } from './measure.ts'

const ratio = (right: number, all: number): number | null => (all === 0 ? null : Number((right / all).toFixed(4)))

export type Shares = { pictures: number; fields: number | null; kinds: number | null; mrz: number | null; mrzLines: number | null }

/** Share of fields exact, of kinds right, of zones with every check digit right, of their lines exact. Null where none was asked. */
export const sharesOf = (all: readonly Measured[]): Shares => {
  const fields = all.flatMap((one) => one.fields)
  const lines = all.flatMap((one) => one.mrz)
  const zones = all.filter(({ isMrzRight }) => isMrzRight !== null)
  return {
    pictures: all.length,
    fields: ratio(fields.filter(({ isRight }) => isRight).length, fields.length),
    kinds: ratio(all.filter(({ isKindRight }) => isKindRight).length, all.length),
    mrz: ratio(zones.filter(({ isMrzRight }) => isMrzRight).length, zones.length),
    mrzLines: ratio(lines.filter(({ isRight }) => isRight).length, lines.length),
  }
}

const percent = (share: number | null): string => (share === null ? '–' : `${(share * 100).toFixed(1)} %`)
const groups = (all: readonly Measured[], nameOf: (one: Measured) => string): [string, Measured[]][] =>
  [...new Set(all.map(nameOf))].sort((a, b) => a.localeCompare(b)).map((name) => [name, all.filter((one) => nameOf(one) === name)])

const kindOf = ({ at }: Measured): string => typesOf(at.truth)[0] ?? 'other'

const line = (cells: string[], widths: number[]): string =>
  cells.map((cell, at) => (at ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0))).join('  ')

/** Kind × quality: share of fields exact; then kinds and zones over all qualities. */
export const tableOf = (all: readonly Measured[]): string => {
  const qualities = groups(all, ({ at }) => at.quality).map(([name]) => name)
  const rowOf = (name: string, some: readonly Measured[]): string[] => {
    const whole = sharesOf(some)
    const each = qualities.map((quality) => percent(sharesOf(some.filter(({ at }) => at.quality === quality)).fields))
    return [name, ...each, percent(whole.fields), percent(whole.kinds), percent(whole.mrz), percent(whole.mrzLines), String(whole.pictures)]
  }
  const rows = [
    ['fields exact', ...qualities, 'all', 'kind', 'mrz digits', 'mrz lines', 'pictures'],
    ...groups(all, kindOf).map(([name, some]) => rowOf(name, some)),
    rowOf('all', all),
  ]
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0))) ?? []
  return rows.map((row) => line(row, widths)).join('\n')
}

const problemOf = ({ problem, at }: Measured): string[] => (problem === null ? [] : [`${at.file}: not read: ${problem}`])
const kindMiss = (
  { isKindRight, at, piece }: Measured,
): string[] => (isKindRight ? [] : [`${at.file}: kind: ${typesOf(at.truth).join(' or ')} ← ${piece.type} (${piece.typeConfidence})`])
const fieldMisses = ({ at, fields, mrz }: Measured): string[] =>
  [...fields, ...mrz].filter(({ isRight }) => !isRight).map(({ field, expected, read }) =>
    `${at.file}: ${field}: ${expected} ← ${read ?? '(nothing)'}`
  )
const verdictMisses = ({ at, verdicts }: Measured): string[] =>
  verdicts
    .filter(({ expected, verdict }) => expected !== verdict)
    .map(({ check, expected, verdict, result, why }) =>
      `${at.file}: ${check}: expected ${expected}, said ${verdict}${result ? ` (${result.why}: ${result.declared} / ${result.read})` : ' (no such check)'}${why ? `; ${why}` : ''}`
    )

export const missesOf = (all: readonly Measured[]): string[] =>
  all.flatMap((one) => [...problemOf(one), ...kindMiss(one), ...fieldMisses(one), ...verdictMisses(one)])

/** A pass where a fail is expected is worse than anything; « cannot tell » is neither right nor a lie. */
export const verdictCounts = (
  all: readonly Measured[],
): Record<'falsePasses' | 'falseFails' | 'cannotTell' | 'verdicts' | 'wrongPictures' | 'wrongPassed', number> => {
  const wrong = all.filter(({ verdicts }) => verdicts.some(({ expected }) => expected === 'fail'))
  const judged = all.flatMap(({ verdicts }) => verdicts)
  return {
    falsePasses: judged.filter(({ expected, verdict }) => expected === 'fail' && verdict === 'pass').length,
    falseFails: judged.filter(({ expected, verdict }) => expected === 'pass' && verdict === 'fail').length,
    cannotTell: judged.filter(({ verdict }) => verdict === 'unknown').length,
    verdicts: judged.length,
    wrongPictures: wrong.length,
    wrongPassed: wrong.filter(({ whole }) => whole === 'pass').length,
  }
}

export const byQuality = (all: readonly Measured[]): Record<string, Shares> =>
  Object.fromEntries(groups(all, ({ at }) => at.quality).map(([name, some]) => [name, sharesOf(some)]))
