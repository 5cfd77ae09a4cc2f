import { leasts, type DeclineRun, type DeviceRun, type Facts } from '../facts.ts'
import { fullest } from '../runs.ts'
import { isAbove, scenario, shareBps, whole, type Finding, type Figures } from '../scenario.ts'

const minute = 60_000

/** Cards of other countries: too many, many more than before, or of countries at high risk. */
export const foreignCards = scenario({
  id: 'TM-08',
  revision: 1,
  days: 30,
  quietDays: 30,
  isLive: false,
  chart: 'foreignCaptures',
  defaults: { countFrom: 30, foreignBps: 6_000, riseBps: 3_000, riskBps: 500 },
  take: whole,
  judge: ({ month: { cardCaptures, foreignCaptures, riskCaptures }, history }, limits) => {
    if (cardCaptures < limits.countFrom) return null
    const said = (says: string, level: Finding['level'], more: Figures = {}): Finding => ({
      level,
      says,
      inputs: { cardCaptures, foreignCaptures, riskCaptures },
      values: { foreignBps: shareBps(foreignCaptures, cardCaptures), riskBps: shareBps(riskCaptures, cardCaptures), ...more },
      limits,
    })
    if (isAbove(riskCaptures, cardCaptures, limits.riskBps)) return said('foreign_risk', 'high')
    if (isAbove(foreignCaptures, cardCaptures, limits.foreignBps)) return said('foreign_share', 'warn')
    const hasHistory = history.cardCaptures >= limits.countFrom
    const rose = foreignCaptures * history.cardCaptures - history.foreignCaptures * cardCaptures
    return hasHistory && rose * 10_000 >= limits.riseBps * cardCaptures * history.cardCaptures
      ? said('foreign_rise', 'warn', { beforeBps: shareBps(history.foreignCaptures, history.cardCaptures) })
      : null
  },
})

type Rate = { by: 'rate'; attempts: number; declines: number }
type Tested = DeclineRun | (DeviceRun & { by: 'device' }) | Rate

type TestingLimits = {
  declinesFrom: number
  withinMinutes: number
  pansFrom: number
  pansMinutes: number
  rateBps: number
  attemptsFrom: number
}

const judgeDeclines = ({ by, key, at }: DeclineRun, limits: TestingLimits): Finding | null => {
  const declines = fullest(at.map((one) => ({ at: one })), limits.withinMinutes * minute).length
  return declines < limits.declinesFrom
    ? null
    : { level: 'high', says: `testing_${by}`, inputs: { [by]: key, declinesOfDay: at.length }, values: { declines }, limits }
}

const distinct = (some: readonly { card: string }[]): number => new Set(some.map(({ card }) => card)).size

const judgeDevice = ({ ip, uses }: DeviceRun, limits: TestingLimits): Finding | null => {
  const cards = distinct(fullest(uses, limits.pansMinutes * minute, () => true, distinct))
  return cards < limits.pansFrom
    ? null
    : { level: 'high', says: 'testing_device', inputs: { ip, payments: uses.length }, values: { cards }, limits }
}

/** Numbers are tried: declines in a row of one BIN or from one address, several cards on one device, most of what is asked declined. */
export const cardTesting = scenario({
  id: 'TM-11',
  revision: 1,
  days: 1,
  quietDays: 1,
  isLive: true,
  needs: ['declines', 'devices'],
  chart: 'declines',
  defaults: { declinesFrom: 10, withinMinutes: 10, pansFrom: 3, pansMinutes: 60, rateBps: 4_000, attemptsFrom: 20 },
  least: { declinesFrom: leasts.declines, pansFrom: leasts.cardsOnDevice },
  // a rate may fall again until the day is over
  take: ({ declineRuns, devices, today, isWhole }: Facts): readonly Tested[] => [
    ...declineRuns,
    ...devices.map((one) => ({ ...one, by: 'device' as const })),
    ...(isWhole ? [{ by: 'rate' as const, attempts: today.attempts, declines: today.declines }] : []),
  ],
  subject: (one) => (one.by === 'rate' ? 'rate' : one.by === 'device' ? `device:${one.device}` : `${one.by}:${one.key}`),
  judge: (one, limits) => {
    if (one.by === 'device') return judgeDevice(one, limits)
    if (one.by !== 'rate') return judgeDeclines(one, limits)
    const { attempts, declines } = one
    if (attempts < limits.attemptsFrom || !isAbove(declines, attempts, limits.rateBps)) return null
    return {
      level: 'warn',
      says: 'testing_rate',
      inputs: { attempts, declines },
      values: { rateBps: shareBps(declines, attempts) },
      limits,
    }
  },
})

/** One issuer's numbers bring more of the week's card volume than chance would. Six digits: no more are kept. */
export const binConcentration = scenario({
  id: 'TM-12',
  revision: 1,
  days: 7,
  quietDays: 30,
  isLive: false,
  needs: ['bins'],
  chart: 'cardCents',
  defaults: { countFrom: 30, binBps: 3_000 },
  take: ({ topBin }: Facts) => (topBin ? [topBin] : []),
  subject: ({ bin }) => `bin:${bin}`,
  judge: ({ bin, cents, captures, ofCents, ofCaptures }, limits) =>
    ofCaptures >= limits.countFrom && isAbove(cents, ofCents, limits.binBps)
      ? {
        level: 'warn',
        says: 'bin_share',
        inputs: { bin, captures, cents, ofCaptures, ofCents },
        values: { binBps: shareBps(cents, ofCents) },
        limits,
      }
      : null,
})

export const prepaidCards = scenario({
  id: 'TM-18',
  revision: 1,
  days: 30,
  quietDays: 30,
  isLive: false,
  chart: 'prepaidCaptures',
  defaults: { countFrom: 30, prepaidBps: 2_500 },
  take: whole,
  judge: ({ month: { cardCaptures, prepaidCaptures } }, limits) =>
    cardCaptures >= limits.countFrom && isAbove(prepaidCaptures, cardCaptures, limits.prepaidBps)
      ? {
        level: 'warn',
        says: 'prepaid_share',
        inputs: { cardCaptures, prepaidCaptures },
        values: { prepaidBps: shareBps(prepaidCaptures, cardCaptures) },
        limits,
      }
      : null,
})
