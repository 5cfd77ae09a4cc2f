import type { RequestHandler } from 'express'
import { Counter, Histogram } from 'prom-client'
import { stopwatch } from '#src/platform/clock.ts'
import { log } from '#src/platform/log.ts'
import { registry } from './registry.ts'

const requests = new Counter({
  name: 'vigie_http_requests_total',
  help: 'Requests answered',
  labelNames: ['method', 'route', 'status'],
  registers: [registry],
})
const seconds = new Histogram({
  name: 'vigie_http_request_seconds',
  help: 'Time to answer',
  labelNames: ['method', 'route'],
  buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 3, 10],
  registers: [registry],
})

const quiet = /^\/(assets|healthz|readyz|metrics)/

/**
 * One line and one count a request. The route's pattern, never the address: addresses carry ids, and a link may carry a token. What the
 * closed circle asks for is on its own register alone: here it would be counted.
 */
export const observeRequests: RequestHandler = (req, res, next) => {
  const lap = stopwatch()
  res.on('finish', () => {
    if (res.locals['isClosed']) return
    const route = String(req.route?.path ?? (quiet.test(req.path) ? req.path.split('/')[1] : 'none'))
    const ms = lap()
    requests.inc({ method: req.method, route, status: res.statusCode })
    seconds.observe({ method: req.method, route }, ms / 1_000)
    if (!quiet.test(req.path)) log.info({ requestId: req.id, method: req.method, route, status: res.statusCode, ms }, 'request')
  })
  next()
}
