import { createBullBoard } from '@bull-board/api'
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter'
import { ExpressAdapter } from '@bull-board/express'
import express, { type Request, type RequestHandler, type Response, type Router } from 'express'
import { isAllowed } from '#src/kernel/permissions.ts'
import { openCtx, unit } from '#src/platform/ctx.ts'
import type { Database } from '#src/platform/db.ts'
import { log } from '#src/platform/log.ts'
import type { Queues } from '#src/platform/queue.ts'
import { record } from '#src/platform/record.ts'
import { passConsole } from '#src/web/pipeline.ts'
import type { Session } from '#src/platform/sessions.ts'

const path = '/console/jobs/board'

const boardWith = (queues: Queues, readOnlyMode: boolean): Router => {
  const serverAdapter = new ExpressAdapter().setBasePath(path)
  const adapters = Object.values(queues.bull).map((queue) => new BullMQAdapter(queue as never, { readOnlyMode }))
  createBullBoard({
    queues: adapters,
    serverAdapter: serverAdapter as never,
    options: { uiConfig: { boardTitle: 'Vigie', pollingInterval: { showSetting: true } } },
  })
  return serverAdapter.getRouter() as Router
}

/** Its page sets its own base address and its styles by script; everything still comes from ourselves. */
const policy: RequestHandler = (_req, res, next) => {
  res.set(
    'Content-Security-Policy',
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'self'; frame-ancestors 'none'",
  )
  next()
}

const operatorOf = (res: Response): Session | null => {
  const session = res.locals['session'] as Session
  return isAllowed(session.roles, 'jobs.operate') ? session : null
}

type Act = { queue: string; action: string; method: string }

/** `PUT /api/queues/sweeps/12/retry` is « 12/retry » on « sweeps »; what concerns every queue stands under `all`. */
const actOf = ({ method, path: asked }: Pick<Request, 'method' | 'path'>): Act => {
  const [, queue = 'all', action = asked] = /^\/api\/queues\/([^/]+)\/(.+)$/.exec(asked) ?? []
  return { queue: queue.slice(0, 60), action: action.slice(0, 200), method }
}

/**
 * Nobody writes a job by hand, nor changes what one carries: runs are ordered on our own page, which keeps who, and as of when. Schedules
 * stand in jobs/index.ts.
 */
const forbidden = /^\/api\/queues\/[^/]+\/(add|.+\/update-data|.+\/duplicate|job-schedulers\/[^/]+(\/remove)?)\/?$/i

/** A path that does not decode is none of the board's own. */
const isForbidden = (path: string): boolean => {
  try {
    return forbidden.test(decodeURI(path))
  } catch {
    return true
  }
}

/** Looking is for all who came in; acting for those who operate, and never so. Refused before anything is recorded as done. */
const refuse: RequestHandler = (req, res, next) => {
  if (req.method === 'GET' || req.method === 'HEAD') return next()
  if (operatorOf(res) && !isForbidden(req.path)) return next()
  res.status(403).json({ error: 'forbidden', message: 'This cannot be done on the board.' })
}

/** What is done on the board is done by somebody: it goes into the history before it happens, and its answer after. */
const recordAct = (db: Database, clock: () => Date): RequestHandler => async (req, res, next) => {
  const session = operatorOf(res)
  if (!session || req.method === 'GET' || req.method === 'HEAD') return next()
  const actor = { kind: 'staff' as const, id: session.personId, name: session.name, roles: session.roles }
  const act = actOf(req)
  const note = (event: string, more = {}): Promise<void> =>
    unit(
      openCtx({ actor, now: clock(), db, requestId: req.id }),
      (tx) => record(tx, event, { subject: act.queue, data: { ...act, ...more } }),
    )
  await note('job.board_used')
  res.once(
    'finish',
    () =>
      void note('job.board_answered', { status: res.statusCode }).catch(() =>
        log.error({ requestId: req.id }, 'the answer of the board could not be recorded')
      ),
  )
  next()
}

/** bull-board: read-only unless the role may operate jobs. */
export const queueBoard = ({ db, clock, queues }: { db: Database; clock: () => Date; queues: Queues }): RequestHandler => {
  const [reading, operating] = [boardWith(queues, true), boardWith(queues, false)]
  const choose: RequestHandler = (req, res, next) => (operatorOf(res) ? operating : reading)(req, res, next)
  return express.Router().use(passConsole({ db, clock }, 'jobs.read'), policy, refuse, recordAct(db, clock), choose)
}
