import type { ErrorRequestHandler, Request, Response } from 'express'
import { Refusal } from '#src/kernel/errors.ts'
import { codeOf, framesOf, log } from '#src/platform/log.ts'
import { apiMessage } from './api-errors.ts'
import { pickLanguage, hasText, translator } from './i18n.ts'
import { languageCookie, readCookie } from './cookies.ts'
import { pageModel } from './page-model.ts'
import { renderView } from './views.ts'

/**
 * What the database cannot read of what was sent: a zero byte or half a character (22021, 22P05), a day or an instant that is none (22007,
 * 22008), a number beyond its column (22003), a code it does not know (22P02). They reach it only by hand-made requests, past a
 * check that a decoder lacks: a net, so that nobody is told that we broke.
 */
const unreadable: readonly unknown[] = ['22003', '22007', '22008', '22021', '22P02', '22P05']

/** What the body parser, the router and the database say of a bad request, in our words. */
const asRefusal = (error: unknown): Refusal | null => {
  if (error instanceof Refusal) return error
  const said = error as { status?: unknown; type?: unknown; code?: unknown } | null
  // a compression or an alphabet that nobody documented (415), and an address that its router cannot decode: a bad request, in its own
  // words
  if (said?.status === 415) return new Refusal(400, 'bad_encoding')
  if (error instanceof URIError) return new Refusal(400, 'bad_address')
  if (typeof said?.status === 'number' && said.status >= 400 && said.status < 500)
    return new Refusal(said.status, said.status === 413 ? 'too_large' : 'bad_request')
  if (unreadable.includes(said?.code)) return new Refusal(422, 'invalid')
  return null
}

/** The API says it as documented: one object `error` with a type and a message. */
const sendApi = (res: Response, refusal: Refusal): void => {
  const { status } = refusal
  res.status(status === 422 ? 400 : status).json({
    error: { type: status >= 500 ? 'api_error' : 'invalid_request_error', message: apiMessage(refusal) },
  })
}

const sendHtml = (req: Request, res: Response, refusal: Refusal, isTrial: boolean): void => {
  const lang = pickLanguage(readCookie(req, languageCookie), req.get('accept-language'))
  const t = translator(lang)
  const key = hasText(lang, `errors:${refusal.code}.title`) ? refusal.code : refusal.status === 404 ? 'not_found' : 'invalid'
  const home = req.path.startsWith('/merchant') ? '/merchant' : '/console'
  const now = new Date(res.locals['now'] as Date)
  const title = t(`errors:${key}.title`, refusal.details)
  const page = pageModel({ lang, title, now, path: req.path, home, trial: isTrial })
  const model = { title, text: t(`errors:${key}.text`, refusal.details), status: refusal.status, requestId: req.id, home, page, now }
  res.status(refusal.status).type('html').set('Cache-Control', 'no-store').send(
    renderView('errors/error', model, { lang, layout: 'plain' }),
  )
}

/**
 * The one ladder: a refusal becomes its page or its JSON; anything else is our fault, logged with the request id and shown without a word
 * of it.
 */
export const answerProblem = (isTrial: boolean): ErrorRequestHandler => (error: unknown, req, res, next) => {
  if (res.headersSent) return next(error)
  const refusal = asRefusal(error) ?? new Refusal(500, 'broken')
  const said = res.locals['isClosed'] ? { route: 'none' } : { route: req.route?.path ?? 'none', frames: framesOf(error) }
  const about = { requestId: req.id, method: req.method, code: codeOf(error), ...said }
  // what there is not in that world is the documented answer to who asks for it, and no fault of ours
  if (refusal.status === 501) log.info(about, 'a request was answered: not in this world')
  else if (refusal.status >= 500) log.error(about, 'a request broke')
  const retryAfter = refusal.details['retryAfter']
  if (retryAfter !== undefined) res.set('Retry-After', String(retryAfter))
  if (refusal.status === 401) res.set('WWW-Authenticate', 'Basic realm="Vigie"')
  if (req.path.startsWith('/v1')) return sendApi(res, refusal)
  sendHtml(req, res, refusal, isTrial)
}
