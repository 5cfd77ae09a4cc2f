import { z } from 'zod'
import { takeIntoCase } from '#src/amlCases/openAmlCase.ts'
import { findLivingCase } from '#src/amlCases/amlCases.sql.ts'
import { conflict } from '#src/kernel/errors.ts'
import { colleagueField } from '#src/owners/owner.page.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, refill, type Field } from '#src/web/components.ts'
import { choice, line, optionalWords, parse, words } from '#src/web/fields.ts'
import type { Visit } from '#src/web/visit.ts'
import { closeReasons, isOver } from './alert.ts'
import { alertOfPath, alertPath, standOf, type One } from './alertPage.page.ts'
import { alertScenario, alertSentence, merchantText, type Refused } from './alertWords.page.ts'
import { closeAlert } from './closeAlert.ts'
import { handOverAlert } from './handOverAlert.ts'
import { showAlert } from './alert.console.ts'
import { queuePath } from './queue.page.ts'

type Act = 'close' | 'escalate' | 'hand_over'

const nothingRefused: Refused = { values: {}, errors: {} }

/** A page for one act. What can no longer be done is told on the alert itself. */
const drawAct = async (
  visit: Visit,
  act: Act,
  fieldsOf: (one: One) => Promise<Field[]> | Field[],
  refused: Refused,
  sentenceOf?: (one: One) => Promise<string>,
): Promise<Answer> => {
  const { t } = visit
  if (refused.errors['form']) return showAlert(visit, refused)
  const one = await alertOfPath(visit)
  if (isOver(one.state)) throw conflict('state_has_changed')
  const title = t(`alerts:${act}.title`)
  return view('alerts/act', {
    title: `${title} · ${merchantText(visit, one.merchantName)}`,
    head: {
      title,
      sentence: sentenceOf ? await sentenceOf(one) : t(`alerts:${act}.sentence`),
      back: { href: alertPath(one), label: `${alertScenario(visit, one)} · ${merchantText(visit, one.merchantName)}` },
    },
    stand: standOf(visit, one),
    says: alertSentence(visit, one),
    errors: errorLines(refused.errors, t),
    action: `${alertPath(one)}/${act.replace('_', '-')}`,
    fields: refill(await fieldsOf(one), refused.values, refused.errors, t),
    submit: t(`alerts:${act}.submit`),
    cancel: { href: alertPath(one), label: t('web:verb.cancel') },
  })
}

const closeFields = ({ t }: Visit) => (): Field[] => [
  {
    name: 'reason',
    type: 'radios',
    label: t('alerts:close.reason'),
    isRequired: true,
    options: closeReasons.map((value) => ({ value, label: t(`alerts:reason.${value}`) })),
  },
  { name: 'note', type: 'textarea', rows: 3, width: 'full', maxlength: 2_000, label: t('alerts:close.note'), isOptional: true },
]

/** GET /console/alerts/:id/close */
export const showCloseAlert = (visit: Visit, refused: Refused = nothingRefused): Promise<Answer> =>
  drawAct(visit, 'close', closeFields(visit), refused)

/** POST /console/alerts/:id/close */
export const postCloseAlert = async (visit: Visit): Promise<Answer> => {
  const one = await alertOfPath(visit)
  await closeAlert(visit.ctx, one.id, parse(z.object({ reason: choice(closeReasons), note: optionalWords(2_000) }), visit.body))
  return seeOther(queuePath, good('alerts:flash.closed'))
}

const escalateFields = ({ t }: Visit) => (): Field[] => [{
  name: 'reason',
  type: 'textarea',
  rows: 5,
  width: 'full',
  maxlength: 4_000,
  label: t('alerts:escalate.reason'),
  isRequired: true,
}]

/** Into the case of this merchant where one is examined; else one opens with it. */
const escalateSentence = async ({ t, ctx }: Visit, { merchant_id: merchantId }: One): Promise<string> =>
  t((await findLivingCase(ctx.db, merchantId)) ? 'alerts:escalate.sentence_joins' : 'alerts:escalate.sentence')

/** GET /console/alerts/:id/escalate */
export const showEscalateAlert = (visit: Visit, refused: Refused = nothingRefused): Promise<Answer> =>
  drawAct(visit, 'escalate', escalateFields(visit), refused, (one) => escalateSentence(visit, one))

/** POST /console/alerts/:id/escalate */
export const postEscalateAlert = async (visit: Visit): Promise<Answer> => {
  const one = await alertOfPath(visit)
  const caseId = await takeIntoCase(visit.ctx, one.id, parse(z.object({ reason: words(4_000) }), visit.body))
  return seeOther(`/console/aml-cases/${caseId}`, good('alerts:flash.escalated'))
}

const handOverFields = (visit: Visit) => async (one: One): Promise<Field[]> => [await colleagueField(visit, one, 'alerts.handle')]

/** GET /console/alerts/:id/hand-over */
export const showHandOverAlert = (visit: Visit, refused: Refused = nothingRefused): Promise<Answer> =>
  drawAct(visit, 'hand_over', handOverFields(visit), refused)

/** POST /console/alerts/:id/hand-over */
export const postHandOverAlert = async (visit: Visit): Promise<Answer> => {
  const one = await alertOfPath(visit)
  await handOverAlert(visit.ctx, one.id, parse(z.object({ to: line(40) }), visit.body))
  return seeOther(alertPath(one), good('alerts:flash.handed_over'))
}
