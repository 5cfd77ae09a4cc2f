import { forbidden, invalid } from '#src/kernel/errors.ts'
import { addDays, parisDay, type Day } from '#src/kernel/calendar.ts'
import { isAllowed, type Permission } from '#src/kernel/permissions.ts'
import type { Actor } from '#src/kernel/actor.ts'

export const mustMay = (actor: Actor, permission: Permission): void => {
  if (actor.kind !== 'staff' || !isAllowed(actor.roles, permission)) throw forbidden()
}

/** Maker ≠ checker; the database says so too. */
export const mustBeSecond = (actor: Actor, proposedBy: string | null): void => {
  mustMay(actor, 'ratings.decide')
  if (actor.id === proposedBy) throw forbidden('four_eyes')
}

export const mustSayWhy = (reason: string): void => {
  if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
}

/** The day it was asked for, or tomorrow where that day has come meanwhile: nothing begins in the past, or in the middle of a day. */
export const dayFrom = (asked: Day, now: Date): Day => (asked > parisDay(now) ? asked : addDays(parisDay(now), 1))
