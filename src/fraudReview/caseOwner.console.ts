import { z } from 'zod'
import { casePath } from '#src/fraud/casePath.page.ts'
import { claimCase, handOverCase, releaseCase, takeNextCase } from '#src/fraud/claimCase.ts'
import type { Refused } from '#src/fraud/fraudWords.page.ts'
import { colleagueField } from '#src/owners/owner.page.ts'
import { good, seeOther, type Answer } from '#src/web/answer.ts'
import { refill } from '#src/web/components.ts'
import { line, parse } from '#src/web/fields.ts'
import type { Visit } from '#src/web/visit.ts'
import { drawCase } from './case.console.ts'
import { actPage } from './caseActs.console.ts'
import { caseOfPath } from './casePage.page.ts'

const here = '/console/fraud-cases'

/** POST /console/fraud-cases/next */
export const postNextCase = async (visit: Visit): Promise<Answer> => {
  const id = await takeNextCase(visit.ctx)
  return id ? seeOther(casePath({ id }), good('fraud:flash.claimed')) : seeOther(here, { tone: 'neutral', key: 'fraud:flash.nothing_free' })
}

/** POST /console/fraud-cases/:id/claim */
export const postClaimCase = async (visit: Visit): Promise<Answer> => {
  const { one } = await caseOfPath(visit)
  await claimCase(visit.ctx, one.id)
  return seeOther(casePath(one), good('fraud:flash.claimed'))
}

/** POST /console/fraud-cases/:id/release */
export const postReleaseCase = async (visit: Visit): Promise<Answer> => {
  const { one } = await caseOfPath(visit)
  await releaseCase(visit.ctx, one.id)
  return seeOther(casePath(one), good('fraud:flash.released'))
}

/** GET /console/fraud-cases/:id/hand-over */
export const showHandOverCase = async (visit: Visit, refused: Refused = { values: {}, errors: {} }): Promise<Answer> => {
  const found = await caseOfPath(visit)
  const { one } = found
  if (refused.errors['form']) return drawCase(visit, found, refused)
  if (one.closed_at !== null) return seeOther(casePath(one))
  const fields = refill([await colleagueField(visit, one, 'fraud.work')], refused.values, refused.errors, visit.t)
  return actPage(visit, found, { name: 'hand_over', action: `${casePath(one)}/hand-over`, effects: [], fields, hidden: [] }, refused)
}

/** POST /console/fraud-cases/:id/hand-over */
export const postHandOverCase = async (visit: Visit): Promise<Answer> => {
  const { one } = await caseOfPath(visit)
  await handOverCase(visit.ctx, one.id, parse(z.object({ to: line(40) }), visit.body))
  return seeOther(casePath(one), good('fraud:flash.handed_over'))
}
