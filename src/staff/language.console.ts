import { z } from 'zod'
import { actingAs } from '#src/platform/ctx.ts'
import type { Answer } from '#src/web/answer.ts'
import { ownPath } from '#src/web/back.ts'
import { choice, parse } from '#src/web/fields.ts'
import { languages } from '#src/web/i18n.ts'
import type { Visit } from '#src/web/visit.ts'
import { chooseLanguage } from './chooseLanguage.ts'

const form = z.object({ lang: choice(languages) })

/** POST /language: for pages of no door. The browser remembers. */
export const setLanguage = async (visit: Visit): Promise<Answer> => {
  const { lang } = parse(form, visit.body)
  return { kind: 'redirect', to: ownPath(visit.body['back'], '/'), language: lang }
}

/** POST /console/language: the browser remembers, and the account of whoever is in, be it half way. */
export const setStaffLanguage = async (visit: Visit): Promise<Answer> => {
  const { lang } = parse(form, visit.body)
  const { session, ctx } = visit
  if (!session) throw new Error('this route lacks its guard')
  const { personId, name, roles } = session
  await chooseLanguage(actingAs(ctx, { kind: 'staff', id: personId, name, roles }), personId, lang)
  return { kind: 'redirect', to: ownPath(visit.body['back'], '/console'), language: lang }
}
