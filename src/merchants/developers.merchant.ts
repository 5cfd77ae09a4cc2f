import { z } from 'zod'
import { newTicket } from '#src/platform/submission.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { choice, parse } from '#src/web/fields.ts'
import { merchantUserOf, param, type Visit } from '#src/web/visit.ts'
import { isShut, isSwitchedOff, type MerchantState } from './merchant.ts'
import { findMerchant } from './merchants.sql.ts'
import { readApiKeys, type ShownKey } from './readApiKeys.sql.ts'
import { revealApiKey } from './revealApiKey.ts'
import { revokeApiKeys } from './revokeApiKeys.ts'
import { rollApiKeys } from './rollApiKeys.ts'

const rowOf = ({ t }: Visit, key: ShownKey) => ({
  label: t(`merchants:keys.${key.kind}`),
  use: t(`merchants:keys.${key.kind}_use`),
  text: key.clear ?? key.masked,
  isClear: key.clear !== null,
  createdAt: key.createdAt,
  reveal: key.isToReveal
    ? { label: t('merchants:keys.reveal'), post: `/merchant/developers/${key.id}/reveal`, kind: 'primary' as const, icon: 'eye' }
    : null,
})

const pairOf = (visit: Visit, keys: ShownKey[], mode: 'test' | 'live', mayRoll: boolean) => {
  const rows = keys.filter((key) => key.mode === mode).map((key) => rowOf(visit, key))
  return {
    mode,
    rows,
    title: visit.t(`merchants:keys.${mode}_title`),
    text: visit.t(`merchants:keys.${mode}_text`),
    ticket: newTicket(),
    mayRoll,
    rollLabel: visit.t(rows.length > 0 ? 'merchants:keys.roll' : 'merchants:keys.create'),
    newLabel: visit.t(rows.length > 0 ? 'merchants:keys.replace' : 'merchants:keys.create'),
    rollWarning: visit.t(`merchants:keys.roll_warning_${mode}`),
  }
}

const mayRollLive = (state: MerchantState): boolean => state === 'validated'

/** GET /merchant/developers */
export const showDevelopers = async (visit: Visit): Promise<Answer> => {
  const { merchantId } = merchantUserOf(visit)
  const merchant = await findMerchant(visit.ctx.db, merchantId)
  const state = merchant?.state ?? 'closed'
  if (isSwitchedOff(state) || isShut(state)) return seeOther('/merchant')
  const keys = await readApiKeys(visit.ctx.db, merchantId)
  return view('merchants/developers', {
    title: visit.t('merchants:keys.title'),
    test: pairOf(visit, keys, 'test', true),
    live: pairOf(visit, keys, 'live', mayRollLive(state)),
    isValidated: state === 'validated',
    sample: `curl -u stest_…: ${visit.req.protocol}://${visit.req.get('host') ?? ''}/v1/`,
  })
}

const modeForm = z.object({ mode: choice(['test', 'live']), ticket: z.string().max(64).optional().catch(undefined) })

/** POST /merchant/developers/roll */
export const roll = async (visit: Visit): Promise<Answer> => {
  await rollApiKeys(visit.ctx, parse(modeForm, visit.body))
  return seeOther('/merchant/developers', good('merchants:flash.keys_rolled'))
}

/** POST /merchant/developers/revoke */
export const revoke = async (visit: Visit): Promise<Answer> => {
  await revokeApiKeys(visit.ctx, parse(modeForm, visit.body))
  return seeOther('/merchant/developers', good('merchants:flash.keys_revoked'))
}

/** POST /merchant/developers/:id/reveal: the answer itself carries the secret; it is in no address and on no other page. */
export const reveal = async (visit: Visit): Promise<Answer> => {
  const { secret } = await revealApiKey(visit.ctx, param(visit, 'id'))
  return view('merchants/secret', { title: visit.t('merchants:secret.title'), secret })
}
