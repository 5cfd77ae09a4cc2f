import { z } from 'zod'
import { invalid } from '#src/kernel/errors.ts'
import { parseCents } from '#src/kernel/money.ts'
import { balancesOf } from '#src/ledger/balances.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, refill, type Effect, type Fact, type Field, type Hidden } from '#src/web/components.ts'
import { parse, words } from '#src/web/fields.ts'
import { formatDay } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import { confirmHold, declineHold } from './decideHold.ts'
import { drawHold, holdFacts, holdOfPath, type OneHold } from './hold.console.ts'
import { isSecret } from './hold.ts'
import { purseOfHold } from './holdMoney.ts'
import { holdPath, money, type Refused } from './holdWords.page.ts'

export type ActPage = {
  name: 'confirm' | 'propose_release' | 'confirm_release'
  action: string
  effects: Effect[]
  fields: Field[]
  hidden: Hidden[]
  decline: string | null
  /** Where it may be another than the one on the page by the time the form comes. */
  proposal?: string
  more?: Fact[]
}

/** A refusal that is no field's: what stood in the way, in the words of its error. */
const lostOf = ({ t }: Visit, refused?: Refused) => {
  const code = /^errors:([a-z_]+)\.text$/.exec(refused?.errors['form'] ?? '')?.[1]
  return code ? { tone: 'warning', title: t(`errors:${code}.title`), text: t(`errors:${code}.text`) } : null
}

export const reasonField = ({ t }: Visit): Field => ({
  name: 'reason',
  type: 'textarea',
  rows: 3,
  width: 'full',
  maxlength: 4_000,
  label: t('web:form.reason'),
  hint: t('web:form.reason_hint'),
  isRequired: true,
})

/** The page before an act on a hold. */
export const actPage = (visit: Visit, one: OneHold, act: ActPage, refused?: Refused): Answer => {
  const { t } = visit
  const back = { href: holdPath(one.hold), label: t(`holds:title.${one.hold.title}`) }
  const typed = refused?.values ?? {}
  const fields = (list: Field[]): Field[] => refill(list, typed, refused?.errors ?? {}, t)
  return view('holds/act', {
    title: t(`holds:${act.name}.title`),
    back,
    id: one.hold.id,
    sentence: '',
    facts: [...holdFacts(visit, one), ...(act.more ?? [])],
    lost: lostOf(visit, refused),
    errors: refused && !lostOf(visit, refused) ? errorLines(refused.errors, t) : [],
    form: {
      action: act.action,
      intro: t(`holds:${act.name}.intro`),
      effects: act.effects,
      undo: '',
      hidden: act.hidden,
      fields: fields(act.fields),
      submit: t(`holds:${act.name}.submit`),
      isDangerous: false,
      cancel: { label: t('web:verb.cancel'), href: back.href },
    },
    decline: act.decline
      ? {
        action: act.decline,
        proposal: act.proposal ?? '',
        field: fields([{ ...reasonField(visit), label: t('holds:decline.reason') }])[0],
        isOpen: Boolean(refused?.errors['reason'] ?? refused?.values['reason']),
      }
      : null,
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
    {
      figure: money(visit, cents, hold.currency),
      text: t(hold.wanted_cents === null ? 'holds:confirm.effect_all' : 'holds:confirm.effect_amount', {
        available: money(visit, availableCents, hold.currency),
      }),
      ...(cents > availableCents && cents > 0 ? { tone: 'bad' as const } : {}),
    },
    ...(hold.release_on
      ? [{ figure: formatDay(hold.release_on, lang), text: t('holds:confirm.effect_release') }]
      : [{ figure: t('holds:no_term'), text: t('holds:confirm.effect_no_term') }]),
    {
      figure: t('holds:confirm.effect_told_figure'),
      text: t(isSecret(hold.title) ? 'holds:confirm.effect_silent' : 'holds:confirm.effect_told'),
    },
  ]
  return actPage(visit, one, {
    name: 'confirm',
    action: `${holdPath(hold)}/confirm`,
    effects,
    fields: [],
    hidden: [],
    decline: `${holdPath(hold)}/decline`,
  }, refused)
}

/** POST /console/holds/:id/confirm */
export const postConfirm = async (visit: Visit): Promise<Answer> => {
  const { hold } = await holdOfPath(visit)
  await confirmHold(visit.ctx, hold.id)
  return seeOther(holdPath(hold), good('holds:flash.placed'))
}

export const reasonForm = z.object({ reason: words(4_000) })

/** POST /console/holds/:id/decline */
export const postDecline = async (visit: Visit): Promise<Answer> => {
  const { hold } = await holdOfPath(visit)
  await declineHold(visit.ctx, hold.id, parse(reasonForm, visit.body))
  return seeOther(holdPath(hold), good('holds:flash.declined'))
}

/** Cents of what was typed; null where nothing was. */
export const centsOf = (text: string): number | null => {
  if (text === '') return null
  const cents = parseCents(text)
  if (cents === null || cents <= 0) throw invalid({ amount: 'holds:field.bad_amount' })
  return cents
}
