import { z } from 'zod'
import { notFound } from '#src/kernel/errors.ts'
import { isUnsettled } from '#src/dossiers/checklist.ts'
import { good, seeOther, type Answer } from '#src/web/answer.ts'
import { line, parse, words } from '#src/web/fields.ts'
import type { FormPage } from '#src/web/route.ts'
import type { Visit } from '#src/web/visit.ts'
import { isBeforeUs } from './beforeUs.ts'
import { caseOfPath, dossierIdOf, pieceTitle, type Case } from './case.page.ts'
import { decidePage, dossierPath, nothingRefused, reasonField } from './decidePage.page.ts'
import { drawDossier } from './dossier.console.ts'
import { overrideEffects } from './effectsModel.page.ts'
import { isAboutFile, type Refused } from './lostRace.page.ts'
import { overrideGap } from './overrideGap.ts'
import { withdrawOverride } from './withdrawOverride.ts'

const gapForm = z.object({ requirement: line(120), reason: words(4_000) })
const backForm = z.object({ requirement: line(120) })

const drawOverride = (visit: Visit, one: Case, requirement: unknown, refused: Refused): Answer => {
  const found = one.file.checklist.find((each) => each.requirement.key === requirement)
  if (!found) throw notFound()
  if (!isUnsettled(found) || !isBeforeUs(one.file, one.review)) return seeOther(dossierPath(one))
  return decidePage(visit, one, refused, {
    name: 'override',
    action: `${dossierPath(one)}/override-gap`,
    effects: [{ figure: '1', text: pieceTitle(visit, one.file, found.requirement) }, ...overrideEffects(visit, one)],
    hidden: [{ name: 'requirement', value: found.requirement.key }],
    fields: [reasonField(visit, refused, { isRequired: true })],
    undo: visit.t('reviews:decide.override.undo'),
  })
}

/** GET /console/dossiers/:id/override-gap?requirement=… */
export const showOverride = async (visit: Visit): Promise<Answer> =>
  drawOverride(visit, await caseOfPath(visit), visit.query['requirement'], nothingRefused)

export const againOverride: FormPage = async (visit, refused) => {
  const one = await caseOfPath(visit)
  return isAboutFile(refused) ? drawDossier(visit, one, refused) : drawOverride(visit, one, visit.body['requirement'], refused)
}

/** POST /console/dossiers/:id/override-gap */
export const override = async (visit: Visit): Promise<Answer> => {
  const { requirement: requirementKey, reason } = parse(gapForm, visit.body)
  await overrideGap(visit.ctx, dossierIdOf(visit), { requirementKey, reason })
  return seeOther(`/console/dossiers/${dossierIdOf(visit)}`, good('reviews:flash.overridden'))
}

/** POST /console/dossiers/:id/withdraw-override */
export const withdraw = async (visit: Visit): Promise<Answer> => {
  await withdrawOverride(visit.ctx, dossierIdOf(visit), { requirementKey: parse(backForm, visit.body).requirement })
  return seeOther(`/console/dossiers/${dossierIdOf(visit)}`, good('reviews:flash.override_withdrawn'))
}
