import { addDays, daysBetween, endOfParisDay, parisDay, type Day } from '#src/kernel/calendar.ts'
import type { DisputeState, ResolutionCause } from '#src/platform/db.types.ts'

export type { ResolutionCause, ResolutionChangeKind } from '#src/platform/db.types.ts'

/**
 * Seed 001: a resolution is dealt with in 30 days in general. The day it was engaged is not counted (CAL-01); the last one ends at 24:00 in
 * Paris.
 */
export const resolutionDays = 30
export const causes = [
  'waiting_for_network',
  'waiting_for_merchant',
  'waiting_for_payer',
  'complexity',
  'other',
] as const satisfies readonly ResolutionCause[]
export const longestExtension = 90

export const dueFrom = (engagedOn: Day): Day => addDays(engagedOn, resolutionDays)

type Clock = { due_on: Day; suspended_on: Day | null }

/** The days it stood still are given back when it runs again; a stop and a start on one day give nothing. */
export const dueAfterResume = (
  { due_on: dueOn, suspended_on: suspendedOn }: Clock,
  resumedOn: Day,
): Day => (suspendedOn === null ? dueOn : addDays(dueOn, Math.max(0, daysBetween(suspendedOn, resumedOn))))

export type Standing = { dueOn: Day; endsAt: Date; daysLeft: number; isLate: boolean; isSuspended: boolean }

/** Where the clock stands on a day: while it is stopped its end moves with every day that passes. */
export const standingOn = (clock: Clock, now: Date): Standing => {
  const today = parisDay(now)
  const dueOn = dueAfterResume(clock, today)
  return {
    dueOn,
    endsAt: endOfParisDay(dueOn),
    daysLeft: daysBetween(today, dueOn),
    isLate: today > dueOn,
    isSuspended: clock.suspended_on !== null,
  }
}

/** Days before its end from which a resolution that has not left for the network will hardly be over in time. */
export const nearDays = 7

/**
 * Whether it will likely take longer than it may: it is late; or its end is near and nothing was sent; or it was sent, and the network has
 * more time to answer than is left. One that is stopped with a reason is not.
 */
export const isLikelyToOverrun = (clock: Clock, dispute: { state: DisputeState; due_on: Day }, now: Date): boolean => {
  const { isSuspended, isLate, daysLeft, dueOn } = standingOn(clock, now)
  if (isSuspended) return false
  if (isLate) return true
  const isSent = dispute.state === 'represented' || dispute.state === 'pre_arbitration' || dispute.state === 'arbitration'
  return isSent ? dispute.due_on > dueOn : daysLeft <= nearDays
}

/** So many pieces at most: a network reads a file, not an archive. */
export const mostPieces = 30
export const mostPages = 150
/** What is not on the list of its category goes here. */
export const otherSlot = 'other'

export type KnownPayment = {
  id: string
  capturedAt: Date
  amountCents: number
  currency: string
  isSameIp: boolean
  isSameDevice: boolean
  isSameAddress: boolean
  isSameEmail: boolean
}

/**
 * Visa's compelling evidence 3.0: two earlier payments of the same card, undisputed, 120 to 365 days old, of which two traits are the same,
 * one of them the network address or the device (rules.md §4.2).
 */
export const compelling = (earlier: readonly KnownPayment[]): KnownPayment[] =>
  earlier.filter((one) =>
    (one.isSameIp || one.isSameDevice) && [one.isSameIp, one.isSameDevice, one.isSameAddress, one.isSameEmail].filter(Boolean).length >= 2
  )
export const compellingPayments = 2

/** Days past its end after which a resolution that was flagged is carried to the officer. */
export const escalationDays = 7
