import type { MerchantActor, StaffActor } from '#src/kernel/actor.ts'
import { addDays, daysBetween, parisDay, parisTime, type Day } from '#src/kernel/calendar.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { findDemoTeam } from '../examples.sql.ts'
import { deskTime, shopTime } from '../hours.ts'
import { dice } from '../pieces/seed.ts'
import { aloneAt } from '../timeline.ts'
import { seedOf } from '../trade/sales.ts'
import type { Trade } from '../trade/season.ts'
import type { Shop } from '../trade/shops.sql.ts'

/**
 * Those who work on what goes wrong: two of each, for who proposes does not decide, and who sent a file does not say what came of
 * it.
 */
export type Desk = { agents: [StaffActor, StaffActor]; officers: [StaffActor, StaffActor]; analysts: StaffActor[] }

/** Null where some of them are gone, or never were. */
export const openDesk = async (db: ReadDb): Promise<Desk | null> => {
  const team = await findDemoTeam(db)
  const two = (role: 'agent' | 'officer'): [StaffActor, StaffActor] | null => {
    const [first, second] = team.filter(({ roles }) => roles.includes(role))
    return first && second ? [first, second] : null
  }
  const [agents, officers] = [two('agent'), two('officer')]
  return agents && officers && { agents, officers, analysts: team.filter(({ roles }) => roles.includes('analyst')) }
}

/** What a story of the casework happens in. `from`: the first day of the season. */
export type Work = { trade: Trade; desk: Desk; shops: readonly Shop[]; from: Day }

const usualDays = 70
const lately = 12

/** So many days ago of a season of ten weeks. In a shorter one what is lately stays so, and what is long ago is as far into it. */
export const dayAgo = ({ trade, from }: Work, days: number): Day => {
  const today = parisDay(trade.timeline.end)
  const share = Math.max(0, Math.min(1, (daysBetween(from, today) - lately) / (usualDays - lately)))
  return addDays(today, 0 - (days <= lately ? days : lately + Math.round((days - lately) * share)))
}

/** Who sells things and who renders services, by the category of his trade (ISO 18245: 5xxx is retail): what is said of him must fit. */
export type Place = readonly [kind: 'goods' | 'services', number: number]

/** A shop of that kind and then the others of it, the same each time; any where there is none. */
export const shopsFrom = ({ shops }: Work, [kind, number]: Place): Shop[] => {
  const fitting = shops.filter(({ mcc }) => mcc.startsWith('5') === (kind === 'goods'))
  const among = fitting.length > 0 ? fitting : shops
  const first = number % among.length
  return [...among.slice(first), ...among.slice(0, first)]
}
export const shopAt = (work: Work, place: Place): Shop => shopsFrom(work, place)[0]!

export const keeper = ({ merchantId, userId, userName }: Shop): MerchantActor => ({
  kind: 'merchant',
  id: userId,
  merchantId,
  name: userName,
})

/**
 * Moments of a day, each lived alone: casework looks at balances and payments that others move. `name`: of the act, so that two acts do not
 * fall together.
 */
export const staffAt = (day: Day, name: string): Date => aloneAt(deskTime(day, dice(seedOf(day, name))))
export const merchantAt = (day: Day, name: string): Date => aloneAt(shopTime(day, dice(seedOf(day, name))))
export const atHour = (day: Day, hour: string): Date => aloneAt(parisTime(day, hour))
