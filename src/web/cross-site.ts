import type { RequestHandler } from 'express'
import { Refusal } from '#src/kernel/errors.ts'

const isOwnOrigin = (origin: string, host: string | undefined): boolean => {
  try {
    return new URL(origin).host === host
  } catch {
    return false
  }
}

/**
 * A post must come from our own pages. Browsers say where a post comes from (Sec-Fetch-Site, Origin) and a page cannot forge it,
 * so no token is needed; what sends neither is no browser and carries nobody's cookie by accident.
 */
export const refuseCrossSite: RequestHandler = (req, _res, next) => {
  if (req.method === 'GET' || req.method === 'HEAD') return next()
  const site = req.get('sec-fetch-site')
  const origin = req.get('origin')
  const isOwn = site ? site === 'same-origin' || site === 'none' : origin === undefined || isOwnOrigin(origin, req.get('host'))
  next(isOwn ? undefined : new Refusal(403, 'cross_site'))
}
