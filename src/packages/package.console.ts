import { z } from 'zod'
import { notFound } from '#src/kernel/errors.ts'
import { listNotesOnPerson } from '#src/personalData/candidates.sql.ts'
import { actPage } from '#src/rights/requestActs.console.ts'
import { readOne, requestOfPath } from '#src/rights/oneRequest.page.ts'
import { showRequest } from '#src/rights/request.console.ts'
import { isCopy } from '#src/rights/rightsRequest.ts'
import { requestPath, type Refused } from '#src/rights/rightsWords.page.ts'
import { file as sendFile, fragment, good, seeOther, type Answer } from '#src/web/answer.ts'
import type { Field } from '#src/web/components.ts'
import { parse } from '#src/web/fields.ts'
import { formatDay } from '#src/web/formats.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import type { Visit } from '#src/web/visit.ts'
import { downloadPackage } from './downloadPackage.ts'
import { mostNotes, orderPackage } from './orderPackage.ts'
import { progressOf } from './packageModel.page.ts'
import { findPackageOf } from './packages.sql.ts'

const noteField = async (visit: Visit, ids: readonly string[]): Promise<Field[]> => {
  const { t, lang, ctx } = visit
  const notes = await listNotesOnPerson(ctx.db, ids, mostNotes)
  if (notes.length === 0) return []
  return [{
    name: 'notes',
    type: 'checkboxes',
    label: t('rights:package.notes'),
    hint: t('rights:package.notes_hint'),
    options: notes.map(({ id, at, authorName, body }) => ({
      value: id,
      label: t('rights:package.note', { day: formatDay(parisDay(at), lang), who: authorName }),
      hint: body.slice(0, 400),
    })),
    value: [],
  }]
}

/** GET /console/rights/:id/package: what goes in, what never does, and which notes of ours somebody lets through. */
export const showPackage = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { request, subjects } = await readOne(visit)
  if (!isCopy(request.kind) || request.state !== 'in_progress')
    return refused
      ? showRequest(visit, refused)
      : seeOther(requestPath(request))
  const { t } = visit
  const fields = request.kind === 'access' ? await noteField(visit, subjects.map(({ id }) => id)) : []
  const effects = [
    { figure: String(subjects.length), text: t('rights:package.effect_subjects', { count: subjects.length }) },
    { figure: t('rights:package.effect_in'), text: t(`rights:package.what_${request.kind}`) },
    { figure: t('rights:package.effect_out'), text: t('rights:package.effect_out_text') },
    { figure: t('rights:package.effect_job'), text: t('rights:package.effect_job_text') },
  ]
  return actPage(visit, request, { name: 'package', effects, fields }, refused)
}

const listed = z.preprocess(
  (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]),
  z.array(z.string().max(40)).max(mostNotes),
)

/** POST /console/rights/:id/package */
export const postPackage = async (visit: Visit): Promise<Answer> => {
  const request = await requestOfPath(visit)
  await orderPackage(visit.ctx, request.id, { noteIds: parse(z.object({ notes: listed }), visit.body).notes })
  return seeOther(requestPath(request), good('rights:flash.package_ordered'))
}

/** GET /console/rights/:id/package/progress: the bar that asks for itself again. */
export const showPackageProgress = async (visit: Visit): Promise<Answer> => {
  const request = await requestOfPath(visit)
  const row = await findPackageOf(visit.ctx.db, request.id)
  if (!row) throw notFound()
  const isOver = row.state !== 'ordered' && row.state !== 'building'
  return fragment('rights/progress', {
    ...progressOf(visit, row, `${requestPath(request)}/package/progress`),
    isOver,
    link: { href: requestPath(request), label: visit.t('rights:package.look') },
  })
}

/** GET /console/rights/:id/package.zip: recorded. */
export const sendPackage = async (visit: Visit): Promise<Answer> => {
  const request = await requestOfPath(visit)
  const { bytes, fileName } = await downloadPackage(visit.ctx, request.id)
  return sendFile(bytes, 'application/zip', fileName)
}
