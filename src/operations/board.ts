import { createBullBoard } from '@bull-board/api'
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter'
import { ExpressAdapter } from '@bull-board/express'
import express, { type RequestHandler, type Router } from 'express'
import { isAllowed } from '#src/kernel/permissions.ts'
import { openCtx, unit } from '#src/platform/ctx.ts'
import type { Database } from '#src/platform/db.ts'
import type { Queues } from '#src/platform/queue.ts'
import { record } from '#src/platform/record.ts'
import { passConsole } from '#src/web/pipeline.ts'
import type { Session } from '#src/platform/sessions.ts'

const path = '/console/jobs/board'

const boardWith = (queues: Queues, readOnlyMode: boolean): Router => {
  const serverAdapter = new ExpressAdapter().setBasePath(path)
  const adapters = Object.values(queues.bull).map((queue) => new BullMQAdapter(queue as never, { readOnlyMode }))
  createBullBoard({ queues: adapters, serverAdapter: serverAdapter as never, options: { uiConfig: { boardTitle: 'Vigie', pollingInterval: { showSetting: true } } } })
  return serverAdapter.getRouter() as Router
}

/** Its page sets its own base address and its styles by script; everything still comes from ourselves. */
const policy: RequestHandler = (_req, res, next) => {
  res.set('Content-Security-Policy', "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'self'; frame-ancestors 'none'")
  next()
}

/** What is done on the board is done by somebody: it goes into the history before it happens. */
const recordAct = (db: Database, clock: () => Date): RequestHandler => async (req, res, next) => {
  if (req.method === 'GET') return next()
  const session = res.locals['session'] as Session
  const actor = { kind: 'staff' as const, id: session.personId, name: session.name, roles: session.roles }
  const ctx = openCtx({ actor, now: clock(), db, requestId: req.id })
  await unit(ctx, (tx) => record(tx, 'job.board_used', { subject: req.path.slice(0, 120), data: { method: req.method } }))
  next()
}

/** bull-board: read-only unless the role may operate jobs. */
export const queueBoard = ({ db, clock, queues }: { db: Database; clock: () => Date; queues: Queues }): RequestHandler => {
  const [reading, operating] = [boardWith(queues, true), boardWith(queues, false)]
  const choose: RequestHandler = (req, res, next) => {
    const session = res.locals['session'] as Session
    return (isAllowed(session.roles, 'jobs.operate') ? operating : reading)(req, res, next)
  }
  return express.Router().use(passConsole({ db, clock }, 'jobs.read'), policy, recordAct(db, clock), choose)
}
