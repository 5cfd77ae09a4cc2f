import { daysBetween, parisDay } from '#src/kernel/calendar.ts'
import { conflict, invalid } from '#src/kernel/errors.ts'
import { writeMail } from '#src/notifications/writeMail.ts'
import type { Ctx } from '#src/platform/ctx.ts'
import { letterTo, linkOf } from './letterTo.ts'
import { moveRequest } from './moveRequest.ts'
import { dropIdentityFiles } from './rightsFiles.ts'
import { answerBy, standingOn } from './rightsClock.ts'

const mustSay = (words: string, field = 'reason'): void => {
  if (!words.trim()) throw invalid({ [field]: 'web:field.missing' })
}

/** Somebody has it. */
export const takeRequest = (ctx: Ctx, id: string): Promise<void> =>
  moveRequest(ctx, id, 'take', async (tx) => ({ set: { owner_id: tx.actor.id } }))

/** There is a reasonable doubt who it is: what is asked for is written to the person, and the clock stands still from today (DSR-02). */
export const doubtIdentity = (ctx: Ctx, id: string, { reason, asked }: { reason: string; asked: string }): Promise<void> =>
  moveRequest(ctx, id, 'doubt', async (tx, request) => {
    mustSay(reason)
    mustSay(asked, 'asked')
    // what is late stays late: a doubt that comes after the date suspends nothing
    if (standingOn(request, tx.now).isLate) throw conflict('rights_clock_is_over')
    if (request.email)
      await writeMail(tx, {
        template: 'rights_identity_asked',
        to: letterTo(request),
        subjectId: id,
        dedupeKey: `rights-identity:${id}:${tx.now.getTime()}`,
        values: { reference: id, message: asked, ...(await linkOf(tx.db, request)) },
      })
    return {
      set: { suspended_on: parisDay(tx.now), owner_id: request.owner_id ?? tx.actor.id },
      words: reason,
      facts: { dueOn: request.due_on },
    }
  })

/**
 * What was asked for came, and says who it is: the clock goes on where it stood, and the copy goes at once (rules.md §3.2). `how`: what was
 * looked at.
 */
export const verifyIdentity = (ctx: Ctx, id: string, { how }: { how: string }): Promise<void> =>
  moveRequest(ctx, id, 'verify', async (tx, request) => {
    mustSay(how, 'how')
    const suspendedDays = request.suspended_days + Math.max(0, daysBetween(request.suspended_on!, parisDay(tx.now)))
    const dueOn = answerBy(request.received_on, { isExtended: request.extended_at !== null, suspendedDays })
    const copies = await dropIdentityFiles(tx, id)
    return {
      set: {
        suspended_on: null,
        suspended_days: suspendedDays,
        due_on: dueOn,
        identity_verified_at: tx.now,
        identity_verified_by: tx.actor.id,
        alerted_days: null,
      },
      words: how,
      facts: { suspendedDays, dueOn, copies },
    }
  })

/**
 * Two months more, once, if the person is told within the first (GDPR 12(3)). 409 `rights_too_late_to_extend`, `rights_extended_already`.
 */
export const extendRequest = (ctx: Ctx, id: string, { reason }: { reason: string }): Promise<void> =>
  moveRequest(ctx, id, 'extend', async (tx, request) => {
    mustSay(reason)
    const { isExtended, mayExtend } = standingOn(request, tx.now)
    if (isExtended) throw conflict('rights_extended_already')
    if (!mayExtend) throw conflict('rights_too_late_to_extend')
    const dueOn = answerBy(request.received_on, { isExtended: true, suspendedDays: request.suspended_days })
    if (request.email)
      await writeMail(tx, {
        template: 'rights_extended',
        to: letterTo(request),
        subjectId: id,
        dedupeKey: `rights-extended:${id}`,
        values: { reference: id, receivedOn: request.received_on, dueOn, message: reason, ...(await linkOf(tx.db, request)) },
      })
    return {
      set: {
        extended_at: tx.now,
        extension_reason: reason,
        due_on: dueOn,
        alerted_days: null,
        escalated_at: null,
        owner_id: request.owner_id ?? tx.actor.id,
      },
      words: reason,
      facts: { dueOn },
    }
  })

/** The person no longer wants it; copies asked for in doubt go. */
export const withdrawRequest = (ctx: Ctx, id: string, { reason = '' }: { reason?: string } = {}): Promise<void> =>
  moveRequest(ctx, id, 'withdraw', async (tx) => ({ words: reason || null, facts: { copies: await dropIdentityFiles(tx, id) } }))
