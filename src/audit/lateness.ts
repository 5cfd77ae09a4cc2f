import type { ChainedEvent } from '#src/kernel/eventLine.ts'

/** An event is sealed within five minutes of its instant. What a long run writes bears the instant at which it began. */
export const mostMinutes = 5

/** `block`: null while it waits. `minutes`: whole ones, from its instant to its seal, or to now. */
export type Late = { event: number; block: number | null; at: string; minutes: number }
export type Lateness = { count: number; named: Late[] }

const mostNamed = 20
const dayless = (at: string): number => Date.parse(`${at.slice(0, 23)}Z`)

/** Adds those that were sealed, or still wait, later than that; the first of them by name. */
export const noteLate = (
  lateness: Lateness,
  events: readonly Pick<ChainedEvent, 'id' | 'at'>[],
  block: number | null,
  sealedAt: Date,
): void => {
  // instants written alike compare as text
  const from = `${new Date(sealedAt.getTime() - mostMinutes * 60_000).toISOString().slice(0, 23)}000Z`
  for (const { id, at } of events) {
    if (at >= from) continue
    lateness.count++
    if (lateness.named.length < mostNamed)
      lateness.named.push({ event: id, block, at, minutes: Math.floor((sealedAt.getTime() - dayless(at)) / 60_000) })
  }
}

export const lateText = ({ event, block, at, minutes }: Late): string =>
  block === null
    ? `event ${event} of ${at} has waited ${minutes} minutes to be sealed`
    : `event ${event} of ${at} was sealed ${minutes} minutes later, in block ${block}`
