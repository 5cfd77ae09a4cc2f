import express, { type Express, type Request, type RequestHandler, type Response, type Router } from 'express'
import { visitor, type Actor } from '#src/kernel/actor.ts'
import { Refusal, forbidden, notFound } from '#src/kernel/errors.ts'
import { isAllowed, isSeat, type Permission } from '#src/kernel/permissions.ts'
import { openCtx, type Ctx } from '#src/platform/ctx.ts'
import type { Database } from '#src/platform/db.ts'
import type { MerchantState } from '#src/platform/db.types.ts'
import type { Answer } from './answer.ts'
import { authenticateKey, type HearShut } from './api-key.ts'
import { languageCookie, readCookie, setFlash, setLanguageCookie, setSessionCookie, takeFlash } from './cookies.ts'
import { dispatch } from './dispatch.ts'
import { typed } from './fields.ts'
import { sendFile, sendCsv, sendPage, type Frames, sendZip } from './send.ts'
import { hasText, pickLanguage, translator, type Lang } from './i18n.ts'
import type { Guard, Route } from './route.ts'
import { cookieName, findSession, touchSession, type Door, type Session } from './session.ts'
import { readUploads } from './uploads.ts'
import type { UploadedFile, Visit } from './visit.ts'

export type Web = {
  db: Database
  clock: () => Date
  /** Trial: cookies without Secure, the badge, /dev/mail. */
  isTrial: boolean
  frames: Frames
  /** Hears of calls of the payment API by merchants whose account takes nothing: they are refused before they come to any handler. */
  hearShut?: (call: { merchantId: string; state: MerchantState; at: Date; call: string; body: unknown }) => void
}

const actorOf = (session: Session | null): Actor => {
  if (!session || session.isPartial) return visitor
  if (session.door === 'console') return { kind: 'staff', id: session.personId, name: session.name, roles: session.roles }
  return { kind: 'merchant', id: session.personId, merchantId: session.merchantId ?? '', name: session.name }
}

const doorOf = (guard: Guard, path: string): Door | null => {
  if (guard.door === 'console' || guard.door === 'half' || guard.door === 'circle') return 'console'
  if (guard.door === 'merchant') return 'merchant'
  return path.startsWith('/console') ? 'console' : path.startsWith('/merchant') ? 'merchant' : null
}

const readOnly = (ctx: Ctx): Ctx => ({ ...ctx, begin: () => Promise.reject(new Error('a GET may not change anything')) })

/** The account's; but where somebody is only half way in, what he just chose at the door. */
const languageOf = (req: Request, session: Session | null): Lang => {
  const chosen = readCookie(req, languageCookie)
  return session && !(session.isPartial && chosen) ? (session.language as Lang) : pickLanguage(chosen, req.get('accept-language'))
}

const filesOf = (req: Request): UploadedFile[] =>
  ((req.files ?? []) as Express.Multer.File[]).map((one) => ({ field: one.fieldname, fileName: one.originalname, bytes: one.buffer }))

/** Signed out, expired or half way: where to go instead. */
class SignInFirst extends Error {
  readonly to: string
  constructor(to: string) {
    super('sign in first')
    this.to = to
  }
}

const backTo = (req: Request): string => (req.method === 'GET' ? `?back=${encodeURIComponent(req.originalUrl.slice(0, 500))}` : '')

/** Of the closed circle, and wholly signed in. */
const isInside = (session: Session | null): boolean => session !== null && !session.isPartial && session.roles.some(isSeat)

const checkGuard = (guard: Guard, session: Session | null, req: Request): void => {
  if (guard.door === 'half' && !session) throw new SignInFirst('/console/sign-in')
  if (guard.door === 'circle' && !(session && isAllowed(session.roles, guard.permission)))
    throw isInside(session)
      ? forbidden()
      : notFound()
  if (guard.door === 'merchant' && !session) throw new SignInFirst(`/merchant/sign-in${backTo(req)}`)
  if (guard.door !== 'console') return
  if (!session) throw new SignInFirst(`/console/sign-in${backTo(req)}`)
  if (session.isPartial) throw new SignInFirst('/console/second-factor')
  if (guard.permission && !isAllowed(session.roles, guard.permission)) throw forbidden()
}

/**
 * A page that asks again by itself (public/poll.js, bull-board's) is no sign of life: a bench left open does not keep its reader signed in.
 */
const isPoll = (req: Request): boolean =>
  req.get('x-poll') !== undefined || (req.method === 'GET' && req.originalUrl.startsWith('/console/jobs/board/api/'))

const sessionOf = async (web: Pick<Web, 'db'>, req: Request, door: Door | null, now: Date): Promise<Session | null> => {
  const token = door ? readCookie(req, cookieName[door]) : undefined
  const session = door && token ? await findSession(web.db, door, token, now) : null
  if (session && !isPoll(req)) await touchSession(web.db, session, now)
  return session
}

const heardBy = (web: Web, route: Route, req: Request, at: Date): HearShut => (whose) =>
  web.hearShut?.({ ...whose, at, call: `${route.method} ${route.path}`, body: req.body })

const openVisit = async (web: Web, route: Route, req: Request): Promise<Visit> => {
  const now = web.clock()
  const session = await sessionOf(web, req, doorOf(route.guard, req.path), now)
  checkGuard(route.guard, session, req)
  const actor = route.guard.door === 'api'
    ? await authenticateKey(web.db, req.get('authorization'), now, req.ip ?? '', heardBy(web, route, req, now))
    : actorOf(session)
  const ctx = openCtx({ actor, now, db: web.db, requestId: req.id })
  const lang = languageOf(req, session)
  return {
    ctx: route.method === 'get' && !route.records ? readOnly(ctx) : ctx,
    lang,
    t: translator(lang),
    session,
    path: req.path,
    params: req.params as Record<string, string>,
    query: req.query as Record<string, unknown>,
    body: (req.body ?? {}) as Record<string, unknown>,
    files: filesOf(req),
    ip: req.ip ?? '',
    userAgent: req.get('user-agent') ?? '',
    req,
  }
}

const send = async (web: Web, visit: Visit, guard: Guard, res: Response, answer: Answer): Promise<void> => {
  const secure = !web.isTrial
  if ('cookies' in answer && answer.cookies) setSessionCookie(res, answer.cookies.door, answer.cookies.token, secure)
  if (answer.kind === 'redirect') {
    if (answer.flash) setFlash(res, answer.flash, secure)
    if (answer.language) setLanguageCookie(res, answer.language, secure)
    return res.redirect(303, answer.to)
  }
  if (answer.kind === 'nothing') return void res.status(204).end()
  if (answer.kind === 'json') return void res.status(answer.status).json(answer.body)
  if (answer.kind === 'file') return sendFile(res, answer)
  if (answer.kind === 'csv') return sendCsv(res, answer)
  if (answer.kind === 'zip') return sendZip(res, answer)
  const flash = answer.layout === null ? null : takeFlash(visit.req, res, secure)
  return sendPage(web, visit, guard, res, answer, flash)
}

/** A refusal that the page itself explains; that somebody's role does not allow it is said at the door (`forbidden`). */
const isDrawnAgain = ({ status, code }: Refusal): boolean => [409, 422, 429].includes(status) || (status === 403 && code !== 'forbidden')

/** A form that is shown no more sends elsewhere: there the refusal is said, or nobody would know that nothing was kept. */
const saying = (answer: Answer & { kind: 'redirect' }, lang: Lang, { code, status, details }: Refusal): Answer => {
  const said = status === 422 || !hasText(lang, `errors:${code}.text`) ? 'conflict' : code
  return answer.flash ? answer : { ...answer, flash: { tone: 'bad', key: `errors:${said}.text`, values: details } }
}

/** The handler; where it refuses a form, the form again, with what was typed and what is wrong, under the refusal's own status. */
const answerOf = async (route: Route, visit: Visit, res: Response): Promise<Answer> => {
  try {
    if (visit.req.uploadRefusal) throw visit.req.uploadRefusal
    return await route.handler(visit)
  } catch (error) {
    if (!(error instanceof Refusal) || !route.form || !isDrawnAgain(error)) throw error
    if (error.details['retryAfter'] !== undefined) res.set('Retry-After', String(error.details['retryAfter']))
    const errors = Object.keys(error.fields).length > 0 ? error.fields : { form: `errors:${error.code}.text` }
    const again = await route.form(visit, { values: typed(visit.body), errors })
    if (again.kind === 'redirect') return saying(again, visit.lang, error)
    return again.kind === 'page' ? { ...again, status: error.status } : again
  }
}

const serve = (web: Web, route: Route): RequestHandler => async (req, res) => {
  try {
    const visit = await openVisit(web, route, req)
    res.locals['visit'] = visit
    await send(web, visit, route.guard, res, await answerOf(route, visit, res))
  } catch (error) {
    if (!(error instanceof SignInFirst)) throw error
    res.redirect(303, error.to)
  }
}

/** A form with files is read only once the door is passed: nobody fills our memory from outside. */
const guardFirst = (web: Web, route: Route): RequestHandler => async (req, res, next) => {
  try {
    checkGuard(route.guard, await sessionOf(web, req, doorOf(route.guard, req.path), web.clock()), req)
    next()
  } catch (error) {
    if (error instanceof SignInFirst) return res.redirect(303, error.to)
    next(error)
  }
}

/** The same door for what is not one of our pages (bull-board): lets through, with the session at hand, or sends to sign in. */
export const passConsole = (web: Pick<Web, 'db' | 'clock'>, permission: Permission): RequestHandler => async (req, res, next) => {
  try {
    const session = await sessionOf(web, req, 'console', web.clock())
    checkGuard({ door: 'console', permission }, session, req)
    res.locals['session'] = session
    next()
  } catch (error) {
    if (error instanceof SignInFirst) return res.redirect(303, error.to)
    next(error)
  }
}

const hang = (web: Web) => (routes: readonly Route[], at: Router): void => {
  for (const route of routes) {
    const steps = route.files ? [guardFirst(web, route), readUploads(route.files), serve(web, route)] : [serve(web, route)]
    at[route.method](route.path, ...steps)
  }
}

const rootOf = ({ path }: Route): string => path.split('/').slice(0, 3).join('/').replace(/\.\w+$/, '')

/**
 * The addresses of the closed circle hang behind a door of their own: to whoever is not of it they are not there, whatever the method, and
 * nothing is done that an unknown address would not have done. `isClosed`: neither counted nor logged (operations/observe.ts,
 * web/problem.ts).
 */
const closedDoor = (web: Web, routes: readonly Route[]): RequestHandler => {
  const inner = express.Router()
  hang(web)(routes, inner)
  const roots = [...new Set(routes.map(rootOf))]
  return async (req, res, next) => {
    if (!roots.some((root) => req.path.startsWith(root))) return next()
    const token = readCookie(req, cookieName.console)
    if (!token || !isInside(await findSession(web.db, 'console', token, web.clock()))) return next()
    res.locals['isClosed'] = true
    inner(req, res, next)
  }
}

/** Hangs every route. A known path under the wrong method, and an unknown path, are 404. */
export const mount = (app: Express, web: Web, routes: readonly Route[]): void => {
  const isOfCircle = ({ guard }: Route): boolean => guard.door === 'circle'
  app.use(dispatch(routes.filter((route) => !isOfCircle(route)), hang(web)))
  app.use(closedDoor(web, routes.filter(isOfCircle)))
  // Whatever the method: who holds no working key hears that first.
  app.use('/v1', async (req) => {
    await authenticateKey(web.db, req.get('authorization'), web.clock(), req.ip ?? '')
    throw notFound()
  })
  app.use((_req, _res, next) => next(notFound()))
}
