import type { Request } from 'express'
import type { MerchantActor, StaffActor } from '#src/kernel/actor.ts'
import type { Ctx } from '#src/platform/ctx.ts'
import type { Lang, Translate } from './i18n.ts'
import type { Session } from './session.ts'

export type UploadedFile = { field: string; fileName: string; bytes: Buffer }

/** One request, as a handler sees it. */
export type Visit = {
  ctx: Ctx
  lang: Lang
  t: Translate
  session: Session | null
  path: string
  params: Record<string, string>
  query: Record<string, unknown>
  /** Untrusted: read it through `parse(schema, visit.body)`. */
  body: Record<string, unknown>
  files: UploadedFile[]
  ip: string
  userAgent: string
  req: Request
}

/** The signed-in staff member. The route's guard has made sure. */
export const staffOf = (visit: Visit): StaffActor => {
  if (visit.ctx.actor.kind !== 'staff') throw new Error('this route lacks its guard')
  return visit.ctx.actor
}

/** The signed-in merchant user. */
export const merchantUserOf = (visit: Visit): MerchantActor => {
  if (visit.ctx.actor.kind !== 'merchant') throw new Error('this route lacks its guard')
  return visit.ctx.actor
}

/** A path parameter; Express has matched it. */
export const param = (visit: Visit, name: string): string => visit.params[name] ?? ''
