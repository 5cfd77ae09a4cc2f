import { z } from 'zod'
import { casePath } from '#src/fraud/casePath.page.ts'
import type { Refused } from '#src/fraud/fraudWords.page.ts'
import { listApiKeys } from '#src/merchants/apiKeys.sql.ts'
import { newTicket } from '#src/platform/submission.ts'
import { good, seeOther, type Answer } from '#src/web/answer.ts'
import { parse } from '#src/web/fields.ts'
import { formatInstant } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import { actPage } from './caseActs.console.ts'
import { caseOfPath } from './casePage.page.ts'
import { rollStolenKeys } from './rollStolenKeys.ts'

/** GET /console/fraud-cases/:id/roll-keys: what a new pair of keys does, before it is done. */
export const showRollKeys = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t, lang, ctx } = visit
  const found = await caseOfPath(visit)
  if (!found.may.change) return seeOther(casePath(found.one), { tone: 'warning', key: 'fraud:flash.no_keys_now' })
  const secret = (await listApiKeys(ctx.db, found.one.merchant_id)).find(({ mode, kind }) => mode === found.one.mode && kind === 'secret')
  return actPage(visit, found, {
    name: 'roll_keys',
    action: `${casePath(found.one)}/roll-keys`,
    fields: [],
    hidden: [{ name: 'ticket', value: newTicket() }],
    isDangerous: true,
    effects: [
      {
        figure: t('fraud:roll_keys.now'),
        text: t(
          secret ? 'fraud:roll_keys.dead' : 'fraud:roll_keys.none',
          secret ? { last4: secret.last4, at: formatInstant(secret.created_at, lang) } : {},
        ),
        tone: 'bad',
      },
      { figure: t('fraud:roll_keys.site'), text: t('fraud:roll_keys.stops') },
      { figure: t('fraud:roll_keys.letter'), text: t('fraud:roll_keys.told') },
    ],
  }, refused)
}

const form = z.object({ ticket: z.string().max(64).optional().catch(undefined) })

/** POST /console/fraud-cases/:id/roll-keys */
export const postRollKeys = async (visit: Visit): Promise<Answer> => {
  const { one } = await caseOfPath(visit)
  await rollStolenKeys(visit.ctx, one.id, parse(form, visit.body))
  return seeOther(casePath(one), good('fraud:flash.keys_rolled'))
}
