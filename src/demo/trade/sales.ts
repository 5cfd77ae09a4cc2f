import { createHash } from 'node:crypto'
import { addDays, weekday, parisDay, type Day } from '#src/kernel/calendar.ts'
import { shopTime } from '../hours.ts'
import { between, dice, type Dice, oneOf } from '../pieces/seed.ts'
import { customersOf, type Customer } from './customers.ts'
import type { Shop } from './shops.sql.ts'
import { type Way, wayOf } from './ways.ts'

/** A payment before it is made. `roll`: its own dice, so that whatever else happens changes nothing of it. */
export type Sale = { shop: Shop; number: string; at: Date; way: Way; amountCents: number; customer: Customer; roll: Dice }

/** From the Paris day `from` up to the instant `to`. `most`: payments of a shop of middling prices, had he sold on every day. */
export type Season = { from: Day; to: Date; most: number }

/** Of words that stay the same: what is drawn from it is the same on every run. */
export const seedOf = (...words: (string | number)[]): number => createHash('sha256').update(words.join('|')).digest().readUInt32BE()

/** Small tickets come often. */
const frequency = (
  ticketCents: number,
): number => (ticketCents < 3_000 ? 1.6 : ticketCents < 12_000 ? 1.1 : ticketCents < 50_000 ? 0.7 : 0.35)

/** Sunday first: who sells bread or a meal rests on Monday, an office at the week's end. */
const weekOf = (
  mcc: string,
): readonly number[] => (['7372', '7392', '7333', '8299', '6513', '5712'].includes(mcc) ? [1, 6, 6, 6, 6, 5, 1] : [4, 2, 5, 6, 6, 8, 9])

/** Around what he said his tickets are: a good half of it, seldom twice as much. Prices end as prices do. */
const amountOf = ({ ticketCents }: Shop, roll: Dice): number => {
  const raw = ticketCents * (0.6 + 0.7 * roll() + (roll() < 0.12 ? 0.8 * roll() : 0))
  const step = raw < 3_000 ? 5 : raw < 10_000 ? 50 : 100
  return Math.max(100, Math.round(raw / step) * step - (roll() < 0.25 && raw > 3_000 ? 10 : 0))
}

const weightsOf = ({ mcc, since }: Shop, { from, to }: Season): { day: Day; weight: number }[] => {
  const first = parisDay(since) >= from ? addDays(parisDay(since), 1) : from
  const days: { day: Day; weight: number }[] = []
  for (let day = first; day <= parisDay(to); day = addDays(day, 1)) days.push({ day, weight: weekOf(mcc)[weekday(day) % 7] ?? 1 })
  return days
}

const drawDay = (days: readonly { day: Day; weight: number }[], roll: Dice): Day => {
  let left = roll() * days.reduce((sum, { weight }) => sum + weight, 0)
  return (days.find(({ weight }) => (left -= weight) < 0) ?? days.at(-1)!).day
}

/** A shop's payments of a season, the first first. The same shop in the same season sells the same. */
export const salesOf = (shop: Shop, season: Season): Sale[] => {
  const days = weightsOf(shop, season)
  const wished = Math.round((season.most * frequency(shop.ticketCents) * days.length) / 70)
  const customers = customersOf(dice(seedOf(shop.number, 'customers')), wished, parisDay(season.to))
  const sales = Array.from({ length: days.length === 0 ? 0 : wished }, (_, i) => {
    const roll = dice(seedOf(shop.number, i))
    const at = shopTime(drawDay(days, roll), roll)
    return { shop, at, way: wayOf(shop.mcc, roll), amountCents: amountOf(shop, roll), customer: oneOf(roll, customers), roll }
  })
  const made = sales.filter(({ at }) => at <= season.to).sort((a, b) => a.at.getTime() - b.at.getTime())
  return made.map((sale, i) => ({ ...sale, number: `${shop.number.slice(-4)}-${i + 1}` }))
}

export const orderOf = ({ number, at }: Sale): string => `CMD-${parisDay(at).slice(2, 4)}${parisDay(at).slice(5, 7)}-${number}`

/** So many days later, at an hour at which shops are open. */
export const laterDay = (than: Date, roll: Dice, low: number, high: number): Date =>
  shopTime(addDays(parisDay(than), between(roll, low, high)), roll)
