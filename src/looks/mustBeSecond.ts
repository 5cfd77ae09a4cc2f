import { conflict, forbidden, notFound } from '#src/kernel/errors.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { whyNotSecond, type Look } from './secondLook.ts'

/** The look, where this person is the one to answer it. 404 where none was drawn; 403 to the first; 409 where it was answered. */
export const mustBeSecond = <T extends Look>({ actor }: Pick<Tx, 'actor'>, look: T | null): T => {
  if (!look) throw notFound()
  const why = whyNotSecond(look, actor.id)
  if (why) throw why === 'four_eyes' ? forbidden(why) : conflict(why)
  return look
}
