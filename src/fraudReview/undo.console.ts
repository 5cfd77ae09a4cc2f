import { z } from 'zod'
import { casePath } from '#src/fraud/casePath.page.ts'
import type { Refused } from '#src/fraud/fraudWords.page.ts'
import { confirmUndo, declineUndo } from '#src/fraudDecisions/decideUndo.ts'
import { proposeUndo } from '#src/fraudDecisions/proposeUndo.ts'
import { workOnCase } from '#src/fraudDecisions/workOnCases.ts'
import { effectsAtOnce } from '#src/fraudEffects/applyEffects.ts'
import { readUndoPlan } from '#src/fraudEffects/plans.sql.ts'
import { undoSeen } from '#src/fraudEffects/undo.ts'
import { good, seeOther, type Answer } from '#src/web/answer.ts'
import { line, parse, words } from '#src/web/fields.ts'
import type { Visit } from '#src/web/visit.ts'
import { drawCase } from './case.console.ts'
import { actPage, reasonField } from './caseActs.console.ts'
import { caseOfPath, decisionRows } from './casePage.page.ts'
import { undoModel } from './planPage.page.ts'

const effects = ({ t }: Visit) => [{ figure: t('fraud:undo.merchant_figure'), text: t('fraud:undo.merchant') }, {
  figure: t('fraud:undo.books_figure'),
  text: t('fraud:undo.books'),
}]

/** GET /console/fraud-cases/:id/undo: what undoing it would do, and what it cannot. */
export const showUndo = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const found = await caseOfPath(visit)
  if (!found.may.proposeUndo) return refused ? drawCase(visit, found, refused) : seeOther(casePath(found.one))
  const figures = await readUndoPlan(visit.ctx.db, found.one.id)
  return actPage(
    visit,
    found,
    {
      name: 'propose_undo',
      action: `${casePath(found.one)}/undo`,
      hidden: [{ name: 'seen', value: undoSeen(figures) }],
      effects: effects(visit),
      fields: [reasonField(visit, refused)],
      undo: visit.t('fraud:propose_undo.undo'),
    },
    refused,
    { plan: undoModel(visit, figures) },
  )
}

const seenWord = z.string({ error: 'web:field.bad_value' }).max(2_000, { error: 'web:field.bad_value' })

/** POST /console/fraud-cases/:id/undo */
export const postUndo = async (visit: Visit): Promise<Answer> => {
  const { one } = await caseOfPath(visit)
  await proposeUndo(visit.ctx, one.id, parse(z.object({ seen: seenWord, reason: words(4_000) }), visit.body))
  return seeOther(casePath(one), good('fraud:flash.undo_proposed'))
}

/** GET /console/fraud-cases/:id/confirm-undo: both answers of the second person. */
export const showConfirmUndo = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const found = await caseOfPath(visit)
  if (!found.may.decideUndo) return refused ? drawCase(visit, found, refused) : seeOther(casePath(found.one))
  const [path, figures] = [casePath(found.one), await readUndoPlan(visit.ctx.db, found.one.id)]
  const read = { name: 'proposal', value: found.proposal?.id ?? '' }
  const field = { ...reasonField(visit, refused), label: visit.t('fraud:decline.reason') }
  return actPage(
    visit,
    found,
    {
      name: 'confirm_undo',
      action: `${path}/confirm-undo`,
      hidden: [read, { name: 'seen', value: undoSeen(figures) }],
      effects: effects(visit),
      fields: [],
      undo: visit.t('fraud:confirm_undo.undo'),
      isDangerous: true,
    },
    refused,
    {
      plan: undoModel(visit, figures),
      decisions: (await decisionRows(visit, found.one.id)).slice(0, 1),
      decline: { action: `${path}/decline-undo`, field, isOpen: Boolean(refused?.errors['reason']), hidden: [read] },
    },
  )
}

/** POST /console/fraud-cases/:id/confirm-undo */
export const postConfirmUndo = async (visit: Visit): Promise<Answer> => {
  const { one } = await caseOfPath(visit)
  await confirmUndo(visit.ctx, one.id, parse(z.object({ seen: seenWord, proposal: line(40) }), visit.body))
  if (one.payment_count <= effectsAtOnce) await workOnCase(visit.ctx, one.id, 1)
  return seeOther(casePath(one), good('fraud:flash.undone'))
}

/** POST /console/fraud-cases/:id/decline-undo */
export const postDeclineUndo = async (visit: Visit): Promise<Answer> => {
  const { one } = await caseOfPath(visit)
  await declineUndo(visit.ctx, one.id, parse(z.object({ reason: words(4_000), proposal: line(40) }), visit.body))
  return seeOther(casePath(one), good('fraud:flash.undo_declined'))
}
