import { z } from 'zod'
import { drawHold, holdOfPath } from '#src/holds/hold.console.ts'
import { isSecret } from '#src/holds/hold.ts'
import { actPage, centsOf, reasonField, reasonForm } from '#src/holds/holdActs.console.ts'
import { holdPath, money, type Refused } from '#src/holds/holdWords.page.ts'
import { invalid } from '#src/kernel/errors.ts'
import { good, seeOther, type Answer } from '#src/web/answer.ts'
import type { Effect } from '#src/web/components.ts'
import { optionalLine, parse, proposalSeen, whole, words } from '#src/web/fields.ts'
import type { Visit } from '#src/web/visit.ts'
import { askedRelease, confirmRelease, declineRelease, proposeRelease, releaseMark } from './releaseHold.ts'

/** GET /console/holds/:id/propose-release */
export const showProposeRelease = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t } = visit
  const one = await holdOfPath(visit)
  const { hold } = one
  if (hold.state !== 'active') return refused ? drawHold(visit, one, refused) : seeOther(holdPath(hold))
  const left = money(visit, hold.left_cents, hold.currency)
  return actPage(visit, one, {
    name: 'propose_release',
    action: `${holdPath(hold)}/propose-release`,
    hidden: [],
    decline: null,
    effects: [{ figure: left, text: t('holds:propose_release.effect') }],
    fields: [{
      name: 'amount',
      type: 'text',
      inputmode: 'decimal',
      label: t('holds:propose_release.amount'),
      hint: t('holds:propose_release.amount_hint', { left }),
      width: 'short',
      isOptional: true,
      autocomplete: 'off',
    }, reasonField(visit)],
  }, refused)
}

/** POST /console/holds/:id/propose-release */
export const postProposeRelease = async (visit: Visit): Promise<Answer> => {
  const { hold } = await holdOfPath(visit)
  const { amount, reason } = parse(z.object({ amount: optionalLine(30), reason: words(4_000) }), visit.body)
  const amountCents = centsOf(amount)
  if (amountCents !== null && amountCents > hold.left_cents) throw invalid({ amount: 'holds:field.not_left' })
  if (amountCents !== null && isSecret(hold.title) && hold.wanted_cents === null) throw invalid({ amount: 'holds:field.all_or_nothing' })
  await proposeRelease(visit.ctx, hold.id, { amountCents, reason })
  return seeOther(holdPath(hold), good('holds:flash.release_proposed'))
}

/** GET /console/holds/:id/confirm-release */
export const showConfirmRelease = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t } = visit
  const one = await holdOfPath(visit)
  const { hold, merchant } = one
  if (hold.state !== 'release_proposed') return refused ? drawHold(visit, one, refused) : seeOther(holdPath(hold))
  const cents = askedRelease(hold)
  const effects: Effect[] = [
    {
      figure: money(visit, cents, hold.currency),
      text: t(
        merchant.state === 'terminated' || merchant.state === 'closed'
          ? 'holds:confirm_release.effect_paid'
          : 'holds:confirm_release.effect_available',
      ),
    },
    { figure: money(visit, hold.left_cents - cents, hold.currency), text: t('holds:confirm_release.effect_left') },
  ]
  return actPage(visit, one, {
    name: 'confirm_release',
    action: `${holdPath(hold)}/confirm-release`,
    effects,
    fields: [],
    hidden: [{ name: 'seen', value: String(cents) }, { name: 'proposal', value: releaseMark(hold) }],
    decline: `${holdPath(hold)}/decline-release`,
    proposal: releaseMark(hold),
    more: [{ label: t('holds:confirm_release.reason'), text: hold.release_reason ?? '' }],
  }, refused)
}

/** POST /console/holds/:id/confirm-release */
export const postConfirmRelease = async (visit: Visit): Promise<Answer> => {
  const { hold } = await holdOfPath(visit)
  const { seen, proposal } = parse(z.object({ seen: whole(0, Number.MAX_SAFE_INTEGER), proposal: proposalSeen() }), visit.body)
  await confirmRelease(visit.ctx, hold.id, { seenCents: seen, proposal })
  return seeOther(holdPath(hold), good('holds:flash.released'))
}

/** POST /console/holds/:id/decline-release */
export const postDeclineRelease = async (visit: Visit): Promise<Answer> => {
  const { hold } = await holdOfPath(visit)
  await declineRelease(visit.ctx, hold.id, parse(reasonForm.extend({ proposal: proposalSeen() }), visit.body))
  return seeOther(holdPath(hold), good('holds:flash.declined'))
}
