import { z } from 'zod'
import { invalid } from '#src/kernel/errors.ts'
import { parseCents } from '#src/kernel/money.ts'
import { balancesOf } from '#src/ledger/balances.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, refill, type Effect, type Fact, type Field, type Hidden } from '#src/web/components.ts'
import { formatDay } from '#src/web/formats.ts'
import { optionalLine, parse, whole, words } from '#src/web/fields.ts'
import type { Visit } from '#src/web/visit.ts'
import { confirmHold, declineHold } from './decideHold.ts'
import { isSecret } from './hold.ts'
import { drawHold, holdFacts, holdOfPath, type OneHold } from './hold.console.ts'
import { holdPath, money, type Refused } from './holdWords.page.ts'
import { purseOfHold } from './holdMoney.ts'
import { askedRelease, confirmRelease, declineRelease, proposeRelease } from './releaseHold.ts'

type ActPage = { name: 'confirm' | 'propose_release' | 'confirm_release'; action: string; effects: Effect[]; fields: Field[]; hidden: Hidden[]; decline: string | null; more?: Fact[] }

/** A refusal that is no field's: what stood in the way, in the words of its error. */
const lostOf = ({ t }: Visit, refused?: Refused) => {
  const code = /^errors:([a-z_]+)\.text$/.exec(refused?.errors['form'] ?? '')?.[1]
  return code ? { tone: 'warning', title: t(`errors:${code}.title`), text: t(`errors:${code}.text`) } : null
}

const reasonField = ({ t }: Visit): Field => ({ name: 'reason', type: 'textarea', rows: 3, width: 'full', maxlength: 4_000, label: t('web:form.reason'), hint: t('web:form.reason_hint'), isRequired: true })

const actPage = (visit: Visit, one: OneHold, act: ActPage, refused?: Refused): Answer => {
  const { t } = visit
  const back = { href: holdPath(one.hold), label: t(`holds:title.${one.hold.title}`) }
  const typed = refused?.values ?? {}
  const fields = (list: Field[]): Field[] => refill(list, typed, refused?.errors ?? {}, t)
  return view('holds/act', {
    title: t(`holds:${act.name}.title`), back, id: one.hold.id, sentence: '', facts: [...holdFacts(visit, one), ...(act.more ?? [])], lost: lostOf(visit, refused), errors: refused && !lostOf(visit, refused) ? errorLines(refused.errors, t) : [],
    form: {
      action: act.action, intro: t(`holds:${act.name}.intro`), effects: act.effects, undo: '', hidden: act.hidden, fields: fields(act.fields), submit: t(`holds:${act.name}.submit`), isDangerous: false, cancel: { label: t('web:verb.cancel'), href: back.href },
    },
    decline: act.decline ? { action: act.decline, field: fields([{ ...reasonField(visit), label: t('holds:decline.reason') }])[0], isOpen: Boolean(refused?.errors['reason']) } : null,
  })
}

/** GET /console/holds/:id/confirm: what would be kept, and what of it is there. */
export const showConfirm = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t, lang } = visit
  const one = await holdOfPath(visit)
  const { hold } = one
  if (hold.state !== 'proposed') return refused ? drawHold(visit, one, refused) : seeOther(holdPath(hold))
  const { availableCents } = await balancesOf(visit.ctx.db, purseOfHold(hold))
  const cents = hold.wanted_cents ?? Math.max(0, availableCents)
  const effects: Effect[] = [
    { figure: money(visit, cents, hold.currency), text: t(hold.wanted_cents === null ? 'holds:confirm.effect_all' : 'holds:confirm.effect_amount', { available: money(visit, availableCents, hold.currency) }), ...(cents > availableCents && cents > 0 ? { tone: 'bad' as const } : {}) },
    ...(hold.release_on ? [{ figure: formatDay(hold.release_on, lang), text: t('holds:confirm.effect_release') }] : [{ figure: t('holds:no_term'), text: t('holds:confirm.effect_no_term') }]),
    { figure: t('holds:confirm.effect_told_figure'), text: t(isSecret(hold.title) ? 'holds:confirm.effect_silent' : 'holds:confirm.effect_told') },
  ]
  return actPage(visit, one, { name: 'confirm', action: `${holdPath(hold)}/confirm`, effects, fields: [], hidden: [], decline: `${holdPath(hold)}/decline` }, refused)
}

/** POST /console/holds/:id/confirm */
export const postConfirm = async (visit: Visit): Promise<Answer> => {
  const { hold } = await holdOfPath(visit)
  await confirmHold(visit.ctx, hold.id)
  return seeOther(holdPath(hold), good('holds:flash.placed'))
}

const reasonForm = z.object({ reason: words(4_000) })

/** POST /console/holds/:id/decline */
export const postDecline = async (visit: Visit): Promise<Answer> => {
  const { hold } = await holdOfPath(visit)
  await declineHold(visit.ctx, hold.id, parse(reasonForm, visit.body))
  return seeOther(holdPath(hold), good('holds:flash.declined'))
}

/** GET /console/holds/:id/propose-release */
export const showProposeRelease = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t } = visit
  const one = await holdOfPath(visit)
  const { hold } = one
  if (hold.state !== 'active') return refused ? drawHold(visit, one, refused) : seeOther(holdPath(hold))
  const left = money(visit, hold.left_cents, hold.currency)
  return actPage(visit, one, {
    name: 'propose_release', action: `${holdPath(hold)}/propose-release`, hidden: [], decline: null, effects: [{ figure: left, text: t('holds:propose_release.effect') }],
    fields: [{ name: 'amount', type: 'text', inputmode: 'decimal', label: t('holds:propose_release.amount'), hint: t('holds:propose_release.amount_hint', { left }), width: 'short', isOptional: true, autocomplete: 'off' }, reasonField(visit)],
  }, refused)
}

/** Cents of what was typed; null where nothing was. */
export const centsOf = (text: string): number | null => {
  if (text === '') return null
  const cents = parseCents(text)
  if (cents === null || cents <= 0) throw invalid({ amount: 'holds:field.bad_amount' })
  return cents
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
    { figure: money(visit, cents, hold.currency), text: t(merchant.state === 'terminated' || merchant.state === 'closed' ? 'holds:confirm_release.effect_paid' : 'holds:confirm_release.effect_available') },
    { figure: money(visit, hold.left_cents - cents, hold.currency), text: t('holds:confirm_release.effect_left') },
  ]
  return actPage(visit, one, {
    name: 'confirm_release', action: `${holdPath(hold)}/confirm-release`, effects, fields: [], hidden: [{ name: 'seen', value: String(cents) }], decline: `${holdPath(hold)}/decline-release`, more: [{ label: t('holds:confirm_release.reason'), text: hold.release_reason ?? '' }],
  }, refused)
}

/** POST /console/holds/:id/confirm-release */
export const postConfirmRelease = async (visit: Visit): Promise<Answer> => {
  const { hold } = await holdOfPath(visit)
  await confirmRelease(visit.ctx, hold.id, { seenCents: parse(z.object({ seen: whole(0, Number.MAX_SAFE_INTEGER) }), visit.body).seen })
  return seeOther(holdPath(hold), good('holds:flash.released'))
}

/** POST /console/holds/:id/decline-release */
export const postDeclineRelease = async (visit: Visit): Promise<Answer> => {
  const { hold } = await holdOfPath(visit)
  await declineRelease(visit.ctx, hold.id, parse(reasonForm, visit.body))
  return seeOther(holdPath(hold), good('holds:flash.declined'))
}
