import { z } from 'zod'
import { isId } from '#src/kernel/ids.ts'
import { notFound } from '#src/kernel/errors.ts'
import { caseOfPath, dossierIdOf } from '#src/reviews/case.page.ts'
import { drawDossier } from '#src/reviews/dossier.console.ts'
import { good, seeOther, type Answer } from '#src/web/answer.ts'
import { choice, optionalLine, parse, words } from '#src/web/fields.ts'
import type { FormPage } from '#src/web/route.ts'
import type { Visit } from '#src/web/visit.ts'
import { recordIdentification } from './recordIdentification.ts'
import { withdrawIdentification } from './withdrawIdentification.ts'

const backTo = (visit: Visit, flash: 'recorded' | 'withdrawn'): Answer =>
  seeOther(`/console/dossiers/${dossierIdOf(visit)}`, good(`identification:flash.${flash}`))

/** A hidden value that nobody types: what is no id of ours is 404, as what is not on the file. */
const idOf = (visit: Visit, name: string, prefix: string): string => {
  const text = visit.body[name]
  if (typeof text !== 'string' || !isId(prefix, text)) throw notFound()
  return text
}

const recording = z.object({
  measure: choice(['1', '2', '3', '4', '5', '6']).transform(Number),
  evidence: words(2_000),
  document: optionalLine(40),
  ticket: optionalLine(64),
})

/** POST /console/dossiers/:id/record-identification */
export const recordMeasure = async (visit: Visit): Promise<Answer> => {
  const personId = idOf(visit, 'person', 'pers')
  const { measure, evidence, document, ticket } = parse(recording, visit.body)
  await recordIdentification(visit.ctx, dossierIdOf(visit), { personId, measure, evidence, documentId: document || null, ticket })
  return backTo(visit, 'recorded')
}

const withdrawal = z.object({ reason: words(1_000) })

/** POST /console/dossiers/:id/withdraw-identification */
export const withdrawMeasure = async (visit: Visit): Promise<Answer> => {
  const id = idOf(visit, 'identification', 'iden')
  const { reason } = parse(withdrawal, visit.body)
  await withdrawIdentification(visit.ctx, dossierIdOf(visit), { id, reason })
  return backTo(visit, 'withdrawn')
}

/** The dossier as it now is, the form open with what was typed. */
export const againIdentification: FormPage = async (visit, refused) => drawDossier(visit, await caseOfPath(visit), refused)
