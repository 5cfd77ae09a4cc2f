import { randomUUID } from 'node:crypto'
import compression from 'compression'
import express, { type Express } from 'express'
import helmet from 'helmet'
import { consoleFrame, merchantFrame, plainFrame } from './frames.ts'
import { observeRequests } from './operations/observe.ts'
import { probes } from './operations/probes.ts'
import type { OpenedDatabase } from './platform/db.ts'
import { countRefused } from './refusedPayments/countRefused.ts'
import { routes } from './routes.ts'
import { assetRouter } from './web/assets.ts'
import { refuseCrossSite } from './web/cross-site.ts'
import { useLimits } from './web/limits.ts'
import { mount } from './web/pipeline.ts'
import { answerProblem } from './web/problem.ts'

export type AppFacts = {
  database: OpenedDatabase
  /** Tells the time of each request; tests travel with it. */
  clock: () => Date
  isTrial: boolean
  trustProxy?: number
  /** bull-board, hung by the door that opened the queues; absent in tests that need none. */
  board?: express.RequestHandler
}

const readJson = express.json({ limit: '1mb' })
/** One client never clears its last body: on GET and DELETE it is not even looked at (spec/api.md §1). */
const bodies: express.RequestHandler = (
  req,
  res,
  next,
) => (req.method === 'POST' || req.method === 'PATCH' ? readJson(req, res, next) : next())

/** Everything from ourselves, nothing inline: what a page can load is what we serve. */
const policy = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'"],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
  objectSrc: ["'none'"],
}

/** The middleware, in order, on one screen. */
export const createApp = ({ database, clock, isTrial, trustProxy = 0, board }: AppFacts): Express => {
  useLimits(database.pool)
  const app = express()
  app.set('trust proxy', trustProxy).disable('x-powered-by').set('query parser', 'simple')
  app.use((req, res, next) => {
    req.id = randomUUID()
    res.locals['now'] = clock()
    res.set('X-Request-Id', req.id)
    next()
  })
  app.use(observeRequests)
  app.use(probes(database))
  app.use(helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { ...policy, ...(isTrial ? {} : { upgradeInsecureRequests: [] }) } },
    strictTransportSecurity: isTrial ? false : { maxAge: 31_536_000, includeSubDomains: true },
    referrerPolicy: { policy: 'same-origin' },
  }))
  app.use('/assets', assetRouter())
  app.use(compression())
  app.use(refuseCrossSite)
  app.use(express.urlencoded({ extended: false, limit: '256kb', parameterLimit: 300 }))
  app.use('/v1', bodies)
  if (board) app.use('/console/jobs/board', board)
  mount(app, {
    db: database.db,
    clock,
    isTrial,
    frames: { console: consoleFrame, merchant: merchantFrame, plain: plainFrame },
    hearShut: countRefused(database.db),
  }, routes({ isTrial }))
  app.use(answerProblem(isTrial))
  return app
}
