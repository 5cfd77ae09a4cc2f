import { randomUUID } from 'node:crypto'
import type { Actor, ApiKeyActor, StaffActor } from '#src/kernel/actor.ts'
import { parisDay, type Day } from '#src/kernel/calendar.ts'
import type { Ctx } from '#src/platform/ctx.ts'
import type { WritableDb } from '#src/platform/db.ts'
import type { Timeline } from '../timeline.ts'
import type { Contested, Reported } from './counterparts.ts'
import type { Sale } from './sales.ts'
import type { Shop } from './shops.sql.ts'

/** What the trade of a season happens in: its clock, its one transaction, and what is left to come of it. */
export type Trade = {
  timeline: Timeline
  db: WritableDb
  ctx: (actor: Actor) => Ctx
  /** What the acquirer will report; lives add to it. */
  contested: Contested[]
  reported: Reported
  /** Payments that casework is about: chance leaves them alone. */
  taken: Set<string>
  /** Merchants who sell no more, by their ids. */
  ended: Set<string>
  /** Cards that merchants keep, by the customer: the first payment that went through leaves one. */
  saved: Map<Sale['customer'], string>
  agent: StaffActor | null
}

/** As the portfolio's: each use case a unit of its own, all of them in one transaction. */
export const contextOf = ({ timeline, db }: Pick<Trade, 'timeline' | 'db'>, actor: Actor): Ctx => ({
  actor,
  now: timeline.now(),
  requestId: randomUUID(),
  db,
  begin: (work) => work(db),
  afterCommit: (work) => void work(),
})

export const keyOf = ({ merchantId, keyId }: Shop): ApiKeyActor => ({ kind: 'api_key', id: keyId, merchantId, mode: 'live' })
export const liveWorld = ({ merchantId }: Shop) => ({ merchantId, mode: 'live' }) as const

export const todayOf = ({ timeline }: Pick<Trade, 'timeline'>): Day => parisDay(timeline.now())
