import { addMonths, parisDay, type Day } from '#src/kernel/calendar.ts'
import { addWorkingDays, isFrWorking, isFrWorkingMonToSat, rollBackToBankingDay } from '#src/kernel/holidays.ts'
import type { Lifecycle } from '#src/kernel/lifecycle.ts'
import type { Permission } from '#src/kernel/permissions.ts'
import type { HoldState, HoldTitle } from '#src/platform/db.types.ts'

export type { HoldState, HoldTitle } from '#src/platform/db.types.ts'
export type HoldAction = 'confirm' | 'decline' | 'add' | 'propose_release' | 'confirm_release' | 'confirm_part' | 'decline_release'
  | 'fall_due' | 'move'

export const holdStates = [
  'proposed',
  'active',
  'release_proposed',
  'released',
  'moved',
  'declined',
] as const satisfies readonly HoldState[]
export const livingStates = ['active', 'release_proposed'] as const satisfies readonly HoldState[]
export const isLiving = (state: HoldState): boolean => (livingStates as readonly HoldState[]).includes(state)

type Title = {
  /** Where the money lies (rules.md §5.3). */
  account: 'reserve' | 'aml_hold' | 'frozen'
  /** The article, or the clause, that it rests on: `holds:basis.<basis>`. */
  basis: 'contract' | 'l561_16' | 'l561_24' | 'l562_4'
  see: Permission
  /** Who may propose that money is placed, confirm it, propose that it is let go, confirm that: two people each time. */
  place: Permission
  release: Permission
}

/**
 * Four blocks, never one flag. The last three are known to a closed circle: to everybody else they are one thing with one neutral
 * name, and in no list, count or export (X-06, CMF L561-18).
 */
export const titles: Record<HoldTitle, Title> = {
  contract_reserve: { account: 'reserve', basis: 'contract', see: 'holds.read', place: 'holds.decide', release: 'holds.decide' },
  aml_pre_declaration: { account: 'aml_hold', basis: 'l561_16', see: 'holds.secret', place: 'holds.secret', release: 'holds.secret' },
  tracfin_opposition: { account: 'aml_hold', basis: 'l561_24', see: 'holds.secret', place: 'holds.secret', release: 'holds.secret' },
  asset_freeze: { account: 'frozen', basis: 'l562_4', see: 'holds.secret', place: 'holds.secret', release: 'holds.secret' },
}
export const holdTitles = Object.keys(titles) as HoldTitle[]
export const isSecret = (title: HoldTitle): boolean => title !== 'contract_reserve'

const officer = ['officer'] as const
const either = ['officer', 'system'] as const

/**
 * - proposed: one person asks for it; no money has moved. declined: the second said no.
 * - active: its money is kept. release_proposed: it still is, and one person asks that some of it be let go.
 * - released: all of it was let go, by two people or on its last day. moved: another title took it over (RES-08).
 */
export const holdLifecycle: Lifecycle<HoldState, HoldAction> = {
  proposed: {
    confirm: { to: 'active', event: 'hold.placed', by: officer, fourEyes: true },
    decline: { to: 'declined', event: 'hold.placing_declined', by: officer, comment: 'required', fourEyes: true },
  },
  active: {
    add: { to: 'active', event: 'hold.added_to', by: either },
    propose_release: { to: 'release_proposed', event: 'hold.release_proposed', by: officer, comment: 'required' },
    fall_due: { to: 'released', event: 'hold.released', by: ['system'] },
    move: { to: 'moved', event: 'hold.moved', by: either },
  },
  release_proposed: {
    add: { to: 'release_proposed', event: 'hold.added_to', by: either },
    confirm_release: { to: 'released', event: 'hold.released', by: officer, fourEyes: true },
    confirm_part: { to: 'active', event: 'hold.partly_released', by: officer, fourEyes: true },
    decline_release: { to: 'active', event: 'hold.release_declined', by: officer, comment: 'required', fourEyes: true },
    fall_due: { to: 'released', event: 'hold.released', by: ['system'] },
    move: { to: 'moved', event: 'hold.moved', by: either },
  },
  released: {},
  moved: {},
  declined: {},
}

/** Months for which a reserve may be kept after a termination (seed 000, RES-01). */
export const mostMonths = 13

/**
 * The last day a reserve may be kept that begins that day: so many months counted from it (CAL-05), rolled back to a day open here and in
 * T2 (RES-03).
 */
export const lastDayOfReserve = (from: Day): Day => rollBackToBankingDay(addMonths(from, mostMonths))

/** A day somebody chose: never later than he said (X-02 d). */
export const releaseDay = (asked: Day): Day => rollBackToBankingDay(asked)

const oppositionDays = 10

/**
 * An opposition lasts ten working days from its notification, which is not counted (CMF L561-24). Both counts are shown: what we keep, we
 * keep for the later (five days a week, CAL-07).
 */
export const oppositionEnds = (notifiedOn: Day): { mondayToSaturday: Day; mondayToFriday: Day } => ({
  mondayToSaturday: addWorkingDays(notifiedOn, oppositionDays, isFrWorkingMonToSat),
  mondayToFriday: addWorkingDays(notifiedOn, oppositionDays, isFrWorking),
})

/** Which of the titles that hold against him takes the money of a reserve that ends: the strongest, then the oldest (RES-08). */
const strength: Record<HoldTitle, number> = { asset_freeze: 3, tracfin_opposition: 2, aml_pre_declaration: 1, contract_reserve: 0 }
export const heir = <Row extends { title: HoldTitle; id: string }>(others: readonly Row[]): Row | null =>
  others.filter(({ title }) => isSecret(title)).toSorted((a, b) => strength[b.title] - strength[a.title] || (a.id < b.id ? -1 : 1))[0] ??
    null

/** Its last day has come, or is over: what was not let go then is kept without a title. */
export const isDue = ({ title, release_on }: { title: HoldTitle; release_on: Day | null }, now: Date): boolean =>
  title === 'contract_reserve' && release_on !== null && release_on <= parisDay(now)

/** How long before the last day somebody must know that the money cannot be paid. */
export const warningDays = 30
