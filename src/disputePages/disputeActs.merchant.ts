import { z } from 'zod'
import { acceptDispute } from '#src/disputeOutcomes/acceptDispute.ts'
import { categoryText, dateOf, stateChip, type Refused } from '#src/disputes/disputeWords.page.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { formatCents } from '#src/kernel/money.ts'
import { engageResolution } from '#src/resolutions/engageResolution.ts'
import { addPieces, removePiece, saveStatement } from '#src/resolutions/gatherEvidence.ts'
import { openPiece } from '#src/resolutions/openFiles.ts'
import { resolutionDays } from '#src/resolutions/resolution.ts'
import { findPiece, findResolution } from '#src/resolutions/resolutions.sql.ts'
import { submitResolution } from '#src/resolutions/submitResolution.ts'
import { file as sendFile, good, seeOther, view, type Answer } from '#src/web/answer.ts'
import type { Effect } from '#src/web/components.ts'
import { optionalWords, parse, words } from '#src/web/fields.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { isInTime, ownBase, ownDispute, type Own } from './disputes.merchant.ts'

type Act = { name: 'accept' | 'engage'; effects: Effect[]; undo: string; isDangerous: boolean }

const confirmPage = (visit: Visit, { dispute }: Own, { name, effects, undo, isDangerous }: Act): Answer => {
  const { t } = visit
  const back = { href: `${ownBase}/${dispute.id}`, label: t('disputes:own.back_to') }
  return view('disputePages/act', {
    title: t(`disputes:own.${name}_title`),
    back,
    id: dispute.id,
    chip: stateChip(visit, dispute),
    sentence: categoryText(visit, dispute.category),
    errors: [],
    form: {
      action: `${back.href}/${name}`,
      intro: t(`disputes:own.${name}_intro`),
      effects,
      undo,
      hidden: [],
      fields: [],
      submit: t(`disputes:own.${name}_submit`),
      isDangerous,
      cancel: { href: back.href, label: t('web:verb.cancel') },
    },
  })
}

const dateEffect = (visit: Visit, { dispute }: Own): Effect[] => {
  const date = dateOf(visit, dispute, dispute.merchant_due_on)
  return date ? [{ figure: date.left, text: visit.t('disputes:own.effect_date'), tone: date.tone }] : []
}

/** GET /merchant/disputes/:id/accept */
export const showAccept = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const own = await ownDispute(visit)
  const { dispute } = own
  if (refused || (dispute.state !== 'open' && dispute.state !== 'engaged') || own.rule.flow === 'none')
    return seeOther(`${ownBase}/${dispute.id}`)
  const { t, lang } = visit
  const effects = [
    { figure: formatCents(dispute.amount_cents, dispute.currency, lang), text: t('disputes:own.effect_accept') },
    { figure: t('disputes:own.effect_end_figure'), text: t('disputes:own.effect_end') },
  ]
  return confirmPage(visit, own, { name: 'accept', effects, undo: t('disputes:own.accept_undo'), isDangerous: true })
}

/** POST /merchant/disputes/:id/accept */
export const postAccept = async (visit: Visit): Promise<Answer> => {
  const { dispute } = await ownDispute(visit)
  await acceptDispute(visit.ctx, dispute.id)
  return seeOther(`${ownBase}/${dispute.id}`, good('disputes:flash.accepted'))
}

/** GET /merchant/disputes/:id/engage */
export const showEngage = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const own = await ownDispute(visit)
  const { dispute } = own
  if (refused || dispute.state !== 'open' || own.rule.flow === 'none' || !isInTime(visit, dispute))
    return seeOther(`${ownBase}/${dispute.id}`)
  const { t } = visit
  const effects = [
    { figure: t('disputes:own.effect_first_figure'), text: t('disputes:own.effect_first') },
    ...dateEffect(visit, own),
    { figure: t('disputes:date.days', { count: resolutionDays }), text: t('disputes:own.effect_days') },
    { figure: t('disputes:own.effect_appeal_figure'), text: t('disputes:own.effect_appeal') },
  ]
  return confirmPage(visit, own, { name: 'engage', effects, undo: t('disputes:own.engage_undo'), isDangerous: false })
}

/** POST /merchant/disputes/:id/engage */
export const postEngage = async (visit: Visit): Promise<Answer> => {
  const { dispute } = await ownDispute(visit)
  await engageResolution(visit.ctx, dispute.id)
  return seeOther(`${ownBase}/${dispute.id}`, good('disputes:flash.engaged'))
}

const mustHave = ({ resolution }: Own) => {
  if (!resolution) throw notFound()
  return resolution
}

/** POST /merchant/disputes/:id/statement: kept as a draft. */
export const postStatement = async (visit: Visit): Promise<Answer> => {
  const own = await ownDispute(visit)
  await saveStatement(visit.ctx, mustHave(own).id, parse(z.object({ statement: optionalWords(8_000) }), visit.body).statement)
  return seeOther(`${ownBase}/${own.dispute.id}`, good('disputes:flash.saved'))
}

/** POST /merchant/disputes/:id/submit: what is in the box is kept, and all of it handed in. */
export const postSubmitFile = async (visit: Visit): Promise<Answer> => {
  const own = await ownDispute(visit)
  const { id } = mustHave(own)
  if (own.dispute.state === 'engaged')
    await saveStatement(visit.ctx, id, parse(z.object({ statement: words(8_000) }), visit.body).statement)
  await submitResolution(visit.ctx, id)
  return seeOther(`${ownBase}/${own.dispute.id}`, good('disputes:flash.submitted'))
}

/** POST /merchant/disputes/:id/pieces */
export const postOwnPieces = async (visit: Visit): Promise<Answer> => {
  const own = await ownDispute(visit)
  const { slot } = parse(z.object({ slot: words(40) }), visit.body)
  await addPieces(visit.ctx, mustHave(own).id, slot, visit.files.filter(({ fileName, bytes }) => fileName !== '' || bytes.length > 0))
  return seeOther(`${ownBase}/${own.dispute.id}#evidence`, good('disputes:flash.pieces'))
}

/** GET /merchant/resolution-pieces/:id: his own; recorded. */
export const sendOwnPiece = async (visit: Visit): Promise<Answer> => {
  const id = param(visit, 'id')
  if (!isId('rpce', id)) throw notFound()
  const { bytes, mime, fileName } = await openPiece(visit.ctx, id)
  return sendFile(bytes, mime, fileName)
}

/** POST /merchant/resolution-pieces/:id/remove */
export const postRemoveOwnPiece = async (visit: Visit): Promise<Answer> => {
  const id = param(visit, 'id')
  const piece = isId('rpce', id) ? await findPiece(visit.ctx.db, id) : null
  const resolution = piece && (await findResolution(visit.ctx.db, piece.resolution_id))
  if (!resolution) throw notFound()
  await removePiece(visit.ctx, id)
  return seeOther(`${ownBase}/${resolution.dispute_id}#evidence`, good('disputes:flash.piece_removed'))
}
