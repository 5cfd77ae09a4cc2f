import { z } from 'zod'
import { parisDay } from '#src/kernel/calendar.ts'
import { notFound } from '#src/kernel/errors.ts'
import { askedOf, askedText } from '#src/kernel/asked.ts'
import { isId } from '#src/kernel/ids.ts'
import { balancesOf } from '#src/ledger/balances.ts'
import { merchantOfPath, reserveFields } from '#src/holds/newHold.console.ts'
import { mayDecide, money, nameOf, type Refused } from '#src/holds/holdWords.page.ts'
import { findMerchant, type MerchantRow } from '#src/merchants/merchants.sql.ts'
import { findStaff } from '#src/staff/staff.sql.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, refill, type Chip, type Effect, type Fact, type Field, type Tone } from '#src/web/components.ts'
import { choice, optionalLine, optionalWords, parse, words } from '#src/web/fields.ts'
import { formatDay } from '#src/web/formats.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { breachActs, breachGrounds, openActs, releaseOfTermination, type BreachAct, type BreachState } from './breach.ts'
import { findBreach, type BreachRow } from './breaches.sql.ts'
import { confirmBreach, declineBreach } from './decideBreach.ts'
import { proposeBreach } from './proposeBreach.ts'

const tones: Record<BreachState, Tone> = { proposed: 'waiting', taken: 'bad', declined: 'neutral' }
export const breachChip = ({ t }: Pick<Visit, 't'>, state: BreachState): Chip => ({
  tone: tones[state],
  label: t(`breaches:state.${state}`),
})

/** What the act would do, with every figure as it is now. */
const effectsOf = async ({ t, lang, ctx }: Visit, merchant: MerchantRow, act: BreachAct): Promise<Effect[]> => {
  const { availableCents, owedCents, pendingCents, inTransitCents } = await balancesOf(ctx.db, {
    merchantId: merchant.id,
    book: 'live',
    currency: 'eur',
  })
  const say = (cents: number): string => money({ lang }, cents, 'eur')
  if (act === 'reinstate')
    return [{ figure: t('breaches:effect.keys_back_figure'), text: t('breaches:effect.keys_back'), tone: 'good' }, {
      figure: say(availableCents),
      text: t('breaches:effect.paid_again'),
    }]
  const stopped: Effect = { figure: t('breaches:effect.stopped_figure'), text: t('breaches:effect.stopped'), tone: 'bad' }
  if (act === 'suspend') return [stopped, { figure: say(availableCents), text: t('breaches:effect.waits') }]
  const releaseOn = releaseOfTermination(parisDay(ctx.now))
  return [
    stopped,
    { figure: say(Math.max(0, availableCents - owedCents)), text: t('breaches:effect.kept'), tone: 'warning' },
    { figure: formatDay(releaseOn, lang), text: t('breaches:effect.until') },
    ...(pendingCents > 0 ? [{ figure: say(pendingCents), text: t('breaches:effect.pending') }] : []),
    ...(owedCents > 0 ? [{ figure: say(owedCents), text: t('breaches:effect.owed') }] : []),
    ...(inTransitCents > 0 ? [{ figure: say(inTransitCents), text: t('breaches:effect.in_transit') }] : []),
  ]
}

const groundField = ({ t }: Visit): Field => ({
  name: 'ground',
  type: 'select',
  label: t('breaches:column.ground'),
  isRequired: true,
  options: breachGrounds.map((value) => ({ value, label: t(`breaches:ground.${value}`) })),
})
const reasonField = ({ t }: Visit): Field => ({
  name: 'reason',
  type: 'textarea',
  rows: 4,
  width: 'full',
  maxlength: 4_000,
  label: t('breaches:reason'),
  hint: t('breaches:reason_hint'),
  isRequired: true,
})

const lostOf = ({ t }: Visit, refused?: Refused) => {
  const code = /^errors:([a-z_]+)\.text$/.exec(refused?.errors['form'] ?? '')?.[1]
  return code ? { tone: 'warning', title: t(`errors:${code}.title`), text: t(`errors:${code}.text`) } : null
}

const actOf = (visit: Visit, merchant: MerchantRow): BreachAct | null =>
  askedOf(openActs(merchant.state), askedText(visit.body['act'] ?? visit.query['act'], 20)) ?? openActs(merchant.state)[0] ?? null

/** GET /console/merchants/:id/breach?act=…: what the act would do; nothing is done by one person. */
export const showNewBreach = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t } = visit
  const merchant = await merchantOfPath(visit)
  const act = actOf(visit, merchant)
  const back = { href: `/console/merchants/${merchant.id}`, label: nameOf(visit, merchant.name) }
  if (!act) return seeOther(back.href, { tone: 'warning', key: 'errors:state_has_changed.text' })
  const path = `${back.href}/breach`
  const fields = [groundField(visit), reasonField(visit), ...(act === 'terminate' ? await reserveFields(visit, merchant.id) : [])]
  return view('breaches/new', {
    title: t(`breaches:new.title_${act}`),
    sentence: '',
    back,
    lost: lostOf(visit, refused),
    errors: refused && !lostOf(visit, refused) ? errorLines(refused.errors, t) : [],
    tabs: openActs(merchant.state).map((one) => ({ label: t(`breaches:act.${one}`), href: `${path}?act=${one}`, isCurrent: one === act })),
    form: {
      action: path,
      intro: t(`breaches:new.intro_${act}`),
      effects: await effectsOf(visit, merchant, act),
      undo: t(act === 'terminate' ? 'breaches:new.no_undo' : 'breaches:new.undo'),
      hidden: [{ name: 'act', value: act }],
      fields: refill(fields, refused?.values ?? {}, refused?.errors ?? {}, t),
      submit: t('breaches:new.submit'),
      isDangerous: act !== 'reinstate',
      cancel: { label: t('web:verb.cancel'), href: back.href },
    },
  })
}

const form = z.object({
  act: choice(breachActs),
  ground: choice(breachGrounds),
  reason: words(4_000),
  clauseVersion: optionalLine(60),
  securedClaims: optionalWords(2_000),
})

/** POST /console/merchants/:id/breach */
export const postNewBreach = async (visit: Visit): Promise<Answer> => {
  const merchant = await merchantOfPath(visit)
  const id = await proposeBreach(visit.ctx, { ...parse(form, visit.body), merchantId: merchant.id })
  return seeOther(`/console/breaches/${id}`, good('breaches:flash.proposed'))
}

type OneBreach = { breach: BreachRow; merchant: MerchantRow }

const breachOfPath = async (visit: Visit): Promise<OneBreach> => {
  const id = param(visit, 'id')
  const breach = isId('brch', id) ? await findBreach(visit.ctx.db, id) : null
  const merchant = breach && (await findMerchant(visit.ctx.db, breach.merchant_id))
  if (!breach || !merchant) throw notFound()
  return { breach, merchant }
}

const factsOf = async ({ t, ctx }: Visit, { breach, merchant }: OneBreach): Promise<Fact[]> => {
  const name = async (id: string | null): Promise<string> => (id ? ((await findStaff(ctx.db, id))?.name ?? id) : '')
  return [
    { label: t('holds:column.merchant'), text: nameOf({ t }, merchant.name), href: `/console/merchants/${merchant.id}` },
    { label: t('breaches:column.ground'), text: t(`breaches:ground.${breach.ground}`) },
    { label: t('breaches:reason'), text: breach.reason },
    { label: t('breaches:column.by'), text: await name(breach.proposed_by) },
    { label: t('breaches:column.at'), at: breach.proposed_at },
    ...(breach.decided_by
      ? [{ label: t('breaches:column.decided_by'), text: await name(breach.decided_by) }, {
        label: t('breaches:column.decided_at'),
        at: breach.decided_at!,
      }]
      : []),
    ...(breach.release_on
      ? [{ label: t('breaches:column.terminated'), day: breach.terminated_on! }, { label: t('holds:fact.release'), day: breach.release_on }]
      : []),
    ...(breach.clause_version ? [{ label: t('holds:fact.clause'), text: breach.clause_version, isMono: true }] : []),
    ...(breach.secured_claims ? [{ label: t('holds:fact.claims'), text: breach.secured_claims }] : []),
    ...(breach.decline_reason ? [{ label: t('breaches:column.decline_reason'), text: breach.decline_reason }] : []),
  ]
}

const formOf = async (visit: Visit, { breach, merchant }: OneBreach) => {
  const { t } = visit
  const isMine = breach.proposed_by === visit.ctx.actor.id
  if (breach.state !== 'proposed' || !mayDecide(visit) || isMine) return null
  return {
    action: `/console/breaches/${breach.id}/confirm`,
    intro: t(`breaches:confirm.intro_${breach.act}`),
    effects: await effectsOf(visit, merchant, breach.act),
    undo: t(breach.act === 'terminate' ? 'breaches:new.no_undo' : 'breaches:new.undo'),
    hidden: [],
    fields: [],
    submit: t(`breaches:confirm.submit_${breach.act}`),
    isDangerous: breach.act !== 'reinstate',
    cancel: { label: t('web:verb.cancel'), href: '/console/holds?state=waiting' },
  }
}

/** GET /console/breaches/:id: what was proposed and why; to the second person, what it does and the decision. */
export const showBreach = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t } = visit
  const one = await breachOfPath(visit)
  const { breach } = one
  const form = await formOf(visit, one)
  const decline: Field = {
    ...reasonField(visit),
    hint: '',
    label: t('holds:decline.reason'),
    value: String(refused?.values['reason'] ?? ''),
    ...(refused?.errors['reason'] ? { error: t(refused.errors['reason']) } : {}),
  }
  return view('breaches/show', {
    title: t(`breaches:new.title_${breach.act}`),
    back: { href: '/console/holds?state=waiting', label: t('breaches:waiting') },
    id: breach.id,
    chip: breachChip(visit, breach.state),
    sentence: '',
    lost: lostOf(visit, refused),
    facts: await factsOf(visit, one),
    notice: breach.state === 'proposed' && !form
      ? { tone: 'neutral', text: t(breach.proposed_by === visit.ctx.actor.id ? 'holds:missing.own_proposal' : 'breaches:missing_officer') }
      : null,
    form,
    decline: form ? { action: `/console/breaches/${breach.id}/decline`, field: decline, isOpen: Boolean(refused?.errors['reason']) } : null,
  })
}

/** POST /console/breaches/:id/confirm */
export const postConfirmBreach = async (visit: Visit): Promise<Answer> => {
  const { breach } = await breachOfPath(visit)
  await confirmBreach(visit.ctx, breach.id)
  return seeOther(`/console/merchants/${breach.merchant_id}`, good(`breaches:flash.${breach.act}`))
}

/** POST /console/breaches/:id/decline */
export const postDeclineBreach = async (visit: Visit): Promise<Answer> => {
  const { breach } = await breachOfPath(visit)
  await declineBreach(visit.ctx, breach.id, parse(z.object({ reason: words(4_000) }), visit.body))
  return seeOther(`/console/breaches/${breach.id}`, good('holds:flash.declined'))
}
