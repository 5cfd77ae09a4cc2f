import { z } from 'zod'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { findDossier } from '#src/dossiers/dossiers.sql.ts'
import { file, good, seeOther, type Answer } from '#src/web/answer.ts'
import { optionalLine, parse, words } from '#src/web/fields.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { addNote } from './addNote.ts'
import { downloadAttachment } from './downloadAttachment.ts'

const noteForm = z.object({ body: words(4_000), ticket: optionalLine(64) })

/** An empty choice of files comes as one nameless, empty file. */
const filesOf = ({ files }: Visit) => files.filter(({ fileName, bytes }) => fileName !== '' || bytes.length > 0)

/** POST /console/dossiers/:id/notes */
export const postNote = async (visit: Visit): Promise<Answer> => {
  const id = param(visit, 'id')
  const dossier = isId('doss', id) ? await findDossier(visit.ctx.db, id) : null
  if (!dossier) throw notFound()
  const { body, ticket } = parse(noteForm, visit.body)
  await addNote(visit.ctx, { merchantId: dossier.merchant_id, subjectId: dossier.id, body, ticket, files: filesOf(visit) })
  return seeOther(`/console/dossiers/${dossier.id}#notes`, good('notes:flash.added'))
}

/** GET /console/notes/attachments/:id: recorded. */
export const sendAttachment = async (visit: Visit): Promise<Answer> => {
  const id = param(visit, 'id')
  if (!isId('natt', id)) throw notFound()
  const { bytes, mime, fileName } = await downloadAttachment(visit.ctx, id)
  return file(bytes, mime, fileName)
}
