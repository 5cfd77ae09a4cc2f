import type { Day } from '#src/kernel/calendar.ts'
import type { FieldErrors } from '#src/kernel/errors.ts'
import { factorOf, factors, riskAxes, type FactorId, type RiskAxis } from './factor.ts'

/**
 * `points`: out of 100 on its axis; 0: does not weigh. `isDecisive`: alone makes the level high. `from`: how much is too much, where it is
 * measured.
 */
export type TableFactor = { id: FactorId; points: number; isDecisive: boolean; from: number | null }

export type RiskTable = {
  /** Share of each axis in the score, in per cent. */
  axes: Record<RiskAxis, number>
  mediumFrom: number
  highFrom: number
  /** Trades that are high risk by themselves (rules.md §1.8 [K]). */
  mccs: readonly string[]
  factors: readonly TableFactor[]
}

/** A table, the countries that are listed, and the day for which both were read. */
export type Rules = { table: RiskTable; tableId: string; version: number; countries: readonly string[]; countriesOn: Day; today: Day }

/** No table of ours may let these weigh less: CMF L561-10 1° and 3°. */
export const decidedByLaw: readonly FactorId[] = ['pep', 'high_risk_country']

const isWhole = (value: number, least: number, most: number): boolean => Number.isSafeInteger(value) && value >= least && value <= most

const faultsOfFactor = ({ id, points, isDecisive, from }: TableFactor): FieldErrors => ({
  ...(isWhole(points, 0, 100) ? {} : { [`${id}.points`]: 'ratings:field.points' }),
  ...(decidedByLaw.includes(id) && !isDecisive ? { [`${id}.decides`]: 'ratings:field.by_law' } : {}),
  ...((factorOf(id).unit === null) === (from === null) && (from === null || isWhole(from, 1, 100_000_000_000))
    ? {}
    : { [`${id}.from`]: 'ratings:field.from' }),
})

/** What of a table nobody may sign, by the name of its field. */
export const faultsOf = ({ axes, mediumFrom, highFrom, mccs, factors: some }: RiskTable): FieldErrors => ({
  ...(riskAxes.every((axis) => isWhole(axes[axis], 0, 100)) && riskAxes.reduce((sum, axis) => sum + axes[axis], 0) === 100
    ? {}
    : { 'axis.product': 'ratings:field.axes' }),
  ...(isWhole(mediumFrom, 1, 99) ? {} : { medium_from: 'ratings:field.level' }),
  ...(isWhole(highFrom, 2, 100) && highFrom > mediumFrom ? {} : { high_from: 'ratings:field.level' }),
  ...(mccs.every((mcc) => /^\d{4}$/.test(mcc)) ? {} : { mccs: 'ratings:field.mccs' }),
  ...(factors.every(({ id }) => some.filter((one) => one.id === id).length === 1) ? {} : { form: 'ratings:field.factors' }),
  ...Object.assign({}, ...some.map(faultsOfFactor)),
})

const inOrder = ({ axes, mediumFrom, highFrom, mccs, factors: some }: RiskTable) => [
  riskAxes.map((axis) => axes[axis]),
  mediumFrom,
  highFrom,
  [...new Set(mccs)].sort(),
  factors.map(({ id }) => some.find((one) => one.id === id)).map((one) => one && [one.points, one.isDecisive, one.from]),
]

/** Whether two tables say the same, however they were written down. */
export const isSameTable = (one: RiskTable, other: RiskTable): boolean => JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other))

type Version = { id: string; version: number; validFrom: Day; table: RiskTable }
/** The last signed one whose day has come; of two of one day the later. */
export const tableOn = (versions: readonly Version[], day: Day): Version =>
  versions.filter(({ validFrom }) => validFrom <= day).reduce((
    best,
    one,
  ) => (one.validFrom > best.validFrom || (one.validFrom === best.validFrom && one.version > best.version) ? one : best))

export type CountryChange = { country: string; isListed: boolean; validFrom: Day }
/** Who is listed on a day, and since when the list is what it is. */
export const countriesOn = (changes: readonly CountryChange[], day: Day): { countries: string[]; countriesOn: Day } => {
  const come = changes.filter(({ validFrom }) => validFrom <= day).sort((
    a,
    b,
  ) => (a.validFrom < b.validFrom ? -1 : a.validFrom > b.validFrom ? 1 : 0))
  const listed = new Map(come.map(({ country, isListed }) => [country, isListed]))
  return {
    countries: [...listed].filter(([, isListed]) => isListed).map(([country]) => country).sort(),
    countriesOn: come.at(-1)?.validFrom ?? day,
  }
}
