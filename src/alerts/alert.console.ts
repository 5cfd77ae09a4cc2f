import { z } from 'zod'
import { blindPath, lookNote } from '#src/alertLooks/lookWords.page.ts'
import { newTicket } from '#src/platform/submission.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { optionalLine, parse, words } from '#src/web/fields.ts'
import type { Visit } from '#src/web/visit.ts'
import { addAlertNote } from './addAlertNote.ts'
import { actionsOf, alertHistory, alertOfPath, alertPath, earlierOf, factsOf, figuresTable, paymentsOf, relatedOf,
  standOf } from './alertPage.page.ts'
import { listAlertNotes } from './alerts.sql.ts'
import { alertChip, alertScenario, alertSentence, dueChip, merchantText, type Refused } from './alertWords.page.ts'
import { chartOf } from './chart.page.ts'
import { claimAlert } from './claimAlert.ts'
import { mayHandle, queuePath } from './queue.page.ts'
import { releaseAlert } from './releaseAlert.ts'

/** What stood in the way of an act, over the alert as it now is. */
const lostOf = ({ t }: Visit, refused?: Refused) => {
  const code = /^errors:([a-z_]+)\.text$/.exec(refused?.errors['form'] ?? '')?.[1]
  return code ? { title: t(`errors:${code}.title`), text: t(`errors:${code}.text`) } : null
}

const noteForm = (visit: Visit, action: string, refused: Refused | undefined) => (mayHandle(visit) ?
  {
    action,
    ticket: newTicket(),
    field: {
      name: 'body',
      label: visit.t('alerts:note_label'),
      type: 'textarea' as const,
      rows: 2,
      width: 'full' as const,
      maxlength: 4_000,
      value: String(refused?.values['body'] ?? ''),
      error: refused?.errors['body'] ? visit.t(refused.errors['body']) : undefined,
    },
  } :
  null)

/**
 * GET /console/alerts/:id: what was seen and by which figures, the window beside its past, the payments, what others have in common, what
 * was raised before; notes and history.
 */
export const showAlert = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t, ctx: { db } } = visit
  const one = await alertOfPath(visit)
  const blind = await blindPath(visit, one.id)
  if (blind) return seeOther(blind)
  const path = alertPath(one)
  const merchant = merchantText(visit, one.merchantName)
  const [payments, related, earlier] = [await paymentsOf(visit, one), await relatedOf(visit, one), await earlierOf(visit, one)]
  return view('alerts/alert', {
    title: t('alerts:one_title', { scenario: alertScenario(visit, one), merchant }),
    back: { href: queuePath, label: t('alerts:title') },
    id: one.id,
    chip: alertChip(visit, one.state),
    sentence: standOf(visit, one),
    facts: factsOf(visit, one),
    actions: actionsOf(visit, one),
    due: dueChip(visit, one),
    lost: lostOf(visit, refused),
    says: alertSentence(visit, one),
    outcome: one.close_note || one.escalate_note,
    look: await lookNote(visit, one.id),
    figures: figuresTable(visit, one),
    chart: await chartOf(visit, one, t('monitoring:chart_label', { name: alertScenario(visit, one), merchant })),
    payments,
    related,
    earlier,
    noteForm: noteForm(visit, `${path}/notes`, refused),
    notes: await listAlertNotes(db, one.id),
    history: await alertHistory(visit, one),
  })
}

/** POST /console/alerts/:id/claim */
export const postClaimAlert = async (visit: Visit): Promise<Answer> => {
  const one = await alertOfPath(visit)
  await claimAlert(visit.ctx, one.id)
  return seeOther(alertPath(one), good('alerts:flash.taken'))
}

/** POST /console/alerts/:id/release */
export const postReleaseAlert = async (visit: Visit): Promise<Answer> => {
  await releaseAlert(visit.ctx, (await alertOfPath(visit)).id)
  return seeOther(queuePath, good('alerts:flash.released'))
}

/** POST /console/alerts/:id/notes */
export const postAlertNote = async (visit: Visit): Promise<Answer> => {
  const one = await alertOfPath(visit)
  const { body, ticket } = parse(z.object({ body: words(4_000), ticket: optionalLine(64) }), visit.body)
  await addAlertNote(visit.ctx, one.id, { body, ticket })
  return seeOther(alertPath(one), good('alerts:flash.noted'))
}
