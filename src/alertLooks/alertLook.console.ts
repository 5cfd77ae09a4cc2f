import { z } from 'zod'
import { alertOfPath, alertPath, earlierOf, factsOf, figuresTable, paymentsOf, relatedOf, type One } from '#src/alerts/alertPage.page.ts'
import { alertScenario, alertSentence, merchantText, reasonText, type Refused } from '#src/alerts/alertWords.page.ts'
import { chartOf } from '#src/alerts/chart.page.ts'
import { queuePath } from '#src/alerts/queue.page.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { namesOfStaff } from '#src/staff/staff.sql.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, refill, type Field } from '#src/web/components.ts'
import { choice, parse, words } from '#src/web/fields.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { isDisagreed, isUnsettled, verdicts, whyNotSettled } from './alertLook.ts'
import { findAlertLook, findTie, type AlertLookRow } from './alertLooks.sql.ts'
import { judgeAlertAgain } from './judgeAlertAgain.ts'
import { here, lookPath } from './lookWords.page.ts'
import { settleAlertLook } from './settleAlertLook.ts'
import { standAside } from './standAside.ts'

const verdictField = ({ t }: Visit): Field => ({
  name: 'verdict',
  type: 'radios',
  label: t('alertLooks:verdict_label'),
  isRequired: true,
  options: verdicts.map((value) => ({ value, label: t(`alertLooks:verdict.${value}`), hint: t(`alertLooks:verdict_hint.${value}`) })),
})
const reasonField = ({ t }: Visit): Field => ({
  name: 'reason',
  type: 'textarea',
  rows: 4,
  width: 'full',
  maxlength: 2_000,
  label: t('web:form.reason'),
  isRequired: true,
})

const formOf = (visit: Visit, action: string, submit: string, refused?: Refused) => ({
  action,
  submit: visit.t(submit),
  fields: refill([verdictField(visit), reasonField(visit)], refused?.values ?? {}, refused?.errors ?? {}, visit.t),
})

/** What was seen and by which figures, as the first had it: no state, no notes, no history. */
const matterOf = async (visit: Visit, one: One) => ({
  says: alertSentence(visit, one),
  figures: figuresTable(visit, one),
  chart: await chartOf(
    visit,
    one,
    visit.t('monitoring:chart_label', { name: alertScenario(visit, one), merchant: merchantText(visit, one.merchantName) }),
  ),
  payments: await paymentsOf(visit, one, lookPath(one.id)),
  related: await relatedOf(visit, one),
  earlier: await earlierOf(visit, one),
})

/** Both answers, once the second is given; and what came of it. */
const answersOf = async (visit: Visit, look: AlertLookRow) => {
  const { t } = visit
  const names = await namesOfStaff(visit.ctx.db, [look.first_by, look.by_staff, look.settled_by].filter((id): id is string => id !== null))
  const line = (key: string, who: string | null, verdict: string | null, code: string, said: string | null, at: Date | null) => ({
    label: t(key),
    who: (who && names.get(who)) || '',
    verdict: t(`alertLooks:verdict.${verdict}`),
    code,
    words: said ?? '',
    at,
  })
  return [
    line(
      'looks:first',
      look.first_by,
      look.first_verdict,
      look.first_code ? reasonText(visit, look.first_code) : '',
      look.first_words,
      look.chosen_at,
    ),
    line('looks:second', look.by_staff, look.verdict, '', look.reason, look.at),
    ...(look.settled_by
      ? [line('alertLooks:settled', look.settled_by, look.settled_verdict, '', look.settled_reason, look.settled_at)]
      : []),
  ]
}

/** Why this person does not answer it, or does not settle it; null where he does. */
const whyNot = async (visit: Visit, look: AlertLookRow): Promise<string | null> => {
  const { t, ctx } = visit
  const { id: me, roles } = staffOf(visit)
  if (!look.by_staff) {
    if (!isAllowed(roles, 'alerts.handle')) return t('alertLooks:why.reader')
    const tie = await findTie(ctx.db, look.alert_id, me)
    return tie ? t(`alertLooks:why.${tie}`) : null
  }
  if (!isUnsettled(look)) return t(isDisagreed(look) ? 'alertLooks:why.is_settled' : 'alertLooks:why.agreed')
  if (!isAllowed(roles, 'alerts.settle')) return t('alertLooks:why.officer')
  return whyNotSettled(look, me) ? t('alertLooks:why.own') : null
}

const asideOf = ({ t }: Visit, id: string) => ({
  action: `${lookPath(id)}/aside`,
  text: t('alertLooks:aside_text'),
  label: t('alertLooks:aside'),
})

const lookOfPath = async (visit: Visit): Promise<{ one: One; look: AlertLookRow }> => {
  const [one, look] = [await alertOfPath(visit), await findAlertLook(visit.ctx.db, param(visit, 'id'))]
  if (!look) throw notFound()
  return { one, look }
}

/** Blind: what the first had before him, and the two answers to choose from. */
const showBlind = async (visit: Visit, one: One, refused?: Refused): Promise<Answer> => {
  const { t } = visit
  return view('alertLooks/look', {
    title: t('alerts:one_title', { scenario: alertScenario(visit, one), merchant: merchantText(visit, one.merchantName) }),
    back: { href: here, label: t('alertLooks:list.title') },
    sentence: t('alertLooks:blind'),
    facts: factsOf(visit, { ...one, state: 'closed', case_id: null }),
    errors: errorLines(refused?.errors, t),
    matter: await matterOf(visit, one),
    form: formOf(visit, lookPath(one.id), 'alertLooks:answer', refused),
    aside: asideOf(visit, one.id),
  })
}

const sentenceOf = ({ t }: Visit, look: AlertLookRow): string =>
  t(`alertLooks:stand.${!look.by_staff ? 'waiting' : look.settled_by ? 'settled' : isDisagreed(look) ? 'unsettled' : 'agreed'}`)

/**
 * GET /console/alerts/looks/:id: to be judged, without the first answer; once it is judged both answers, and what an officer says where
 * they differ.
 */
export const showAlertLook = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t } = visit
  const { one, look } = await lookOfPath(visit)
  const why = await whyNot(visit, look)
  if (!look.by_staff && !why) return showBlind(visit, one, refused)
  return view('alertLooks/judged', {
    title: t('alertLooks:one_title', { scenario: alertScenario(visit, one), merchant: merchantText(visit, one.merchantName) }),
    back: { href: here, label: t('alertLooks:list.title') },
    sentence: sentenceOf(visit, look),
    errors: errorLines(refused?.errors, t),
    says: alertSentence(visit, one),
    answers: look.by_staff ? await answersOf(visit, look) : [],
    why,
    alert: { href: alertPath(one), label: t('alertLooks:open_alert') },
    sideTitle: t(why ? 'alertLooks:why_title' : 'alertLooks:settle_title'),
    form: why ? null : formOf(visit, `${lookPath(one.id)}/settle`, 'alertLooks:settle', refused),
  })
}

const said = z.object({ verdict: choice(verdicts), reason: words(2_000) })

/** POST /console/alerts/looks/:id */
export const postAlertLook = async (visit: Visit): Promise<Answer> => {
  await judgeAlertAgain(visit.ctx, param(visit, 'id'), parse(said, visit.body))
  return seeOther(here, good('alertLooks:flash.looked'))
}

/** POST /console/alerts/looks/:id/aside */
export const postStandAside = async (visit: Visit): Promise<Answer> => {
  await standAside(visit.ctx, param(visit, 'id'))
  return seeOther(`${queuePath}/${param(visit, 'id')}`, { tone: 'neutral', key: 'alertLooks:flash.aside' })
}

/** POST /console/alerts/looks/:id/settle */
export const postSettleLook = async (visit: Visit): Promise<Answer> => {
  const { isReopened } = await settleAlertLook(visit.ctx, param(visit, 'id'), parse(said, visit.body))
  return seeOther(`${here}?state=unsettled`, good(isReopened ? 'alertLooks:flash.reopened' : 'alertLooks:flash.settled'))
}
