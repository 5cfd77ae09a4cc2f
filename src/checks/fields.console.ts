import { z } from 'zod'
import { pageOf, pieceOfPath } from '#src/documents/bench.page.ts'
import { good, seeOther, type Answer } from '#src/web/answer.ts'
import { line, optionalLine, parse, whole } from '#src/web/fields.ts'
import type { Visit } from '#src/web/visit.ts'
import { correctField } from './correctField.ts'

const correction = z.object({ field: line(60), nth: whole(0, 50), value: optionalLine(400) })

/** POST /console/documents/:id/fields: a reading put right by hand; left empty, the machine's counts again. */
export const correct = async (visit: Visit): Promise<Answer> => {
  const piece = await pieceOfPath(visit)
  const said = parse(correction, visit.body)
  await correctField(visit.ctx, piece.id, said)
  const flash = said.value === '' ? 'documents:flash.correction_taken_back' : 'documents:flash.corrected'
  return seeOther(`/console/documents/${piece.id}?page=${pageOf(visit, piece)}`, good(flash))
}
