import { z } from 'zod'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, type Field } from '#src/web/components.ts'
import { line, optionalWords, parse } from '#src/web/fields.ts'
import type { FormPage } from '#src/web/route.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { readCase } from './case.page.ts'
import { claimReview } from './claimReview.ts'
import { dossierPath, errorOf, nothingRefused, reasonField } from './decidePage.page.ts'
import { drawDossier } from './dossier.console.ts'
import { handOverReview } from './handOverReview.ts'
import { isAboutFile, type Refused } from './lostRace.page.ts'
import { releaseReview } from './releaseReview.ts'
import { findReview, listReviewers, type ReviewRow } from './reviews.sql.ts'
import { caseTitle } from './standModel.page.ts'

const reviewOf = async (visit: Visit): Promise<ReviewRow> => {
  const id = param(visit, 'id')
  const review = isId('revw', id) ? await findReview(visit.ctx.db, id) : null
  if (!review) throw notFound()
  return review
}

/** The dossier as it now is, and who was quicker. */
export const againDossier: FormPage = async (visit, refused) =>
  drawDossier(visit, await readCase(visit, (await reviewOf(visit)).dossier_id), refused)

/** POST /console/reviews/:id/claim */
export const claim = async (visit: Visit): Promise<Answer> => {
  const { dossierId } = await claimReview(visit.ctx, (await reviewOf(visit)).id)
  return seeOther(`/console/dossiers/${dossierId}`, good('reviews:flash.taken'))
}

/** POST /console/reviews/:id/release */
export const release = async (visit: Visit): Promise<Answer> => {
  await releaseReview(visit.ctx, (await reviewOf(visit)).id)
  return seeOther('/console/queue', good('reviews:flash.released'))
}

const drawHandOver = async (visit: Visit, refused: Refused): Promise<Answer> => {
  const review = await reviewOf(visit)
  const [one, colleagues] = await Promise.all([readCase(visit, review.dossier_id), listReviewers(visit.ctx.db)])
  if (isAboutFile(refused)) return drawDossier(visit, one, refused)
  const { t } = visit
  const back = { label: caseTitle(visit, one), href: dossierPath(one) }
  const options = colleagues.filter(({ id }) => id !== review.owner_id && id !== visit.ctx.actor.id).map(({ id, name }) => ({
    value: id,
    label: name,
  }))
  const fields: Field[] = [
    {
      name: 'to',
      label: t('reviews:hand_over.to'),
      type: 'select',
      options: [{ value: '', label: t('reviews:hand_over.choose') }, ...options],
      value: String(refused.values['to'] ?? ''),
      error: errorOf(visit, refused, 'to'),
      isRequired: true,
    },
    reasonField(visit, refused, { isRequired: false }),
  ]
  return view('reviews/hand-over', {
    title: `${t('reviews:hand_over.title')} · ${back.label}`,
    head: { title: t('reviews:hand_over.title'), back, sentence: t('reviews:hand_over.sentence') },
    errors: errorLines(refused.errors, t),
    fields,
    action: `/console/reviews/${review.id}/hand-over`,
    cancel: { label: t('web:verb.cancel'), href: back.href },
  })
}

/** GET /console/reviews/:id/hand-over */
export const showHandOver = (visit: Visit): Promise<Answer> => drawHandOver(visit, nothingRefused)
export const againHandOver: FormPage = drawHandOver

const handOverForm = z.object({ to: line(40), reason: optionalWords(1_000) })

/** POST /console/reviews/:id/hand-over */
export const handOver = async (visit: Visit): Promise<Answer> => {
  const review = await reviewOf(visit)
  await handOverReview(visit.ctx, review.id, parse(handOverForm, visit.body))
  return seeOther(`/console/dossiers/${review.dossier_id}`, good('reviews:flash.handed_over'))
}
