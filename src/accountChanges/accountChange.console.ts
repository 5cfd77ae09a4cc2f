import { z } from 'zod'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { historyWords, readingSteps } from '#src/audit/historyWords.page.ts'
import { readHistory } from '#src/audit/readHistory.sql.ts'
import { tellEvent } from '#src/audit/tellEvent.ts'
import { findDocument } from '#src/documents/documents.sql.ts'
import { coverOpening, downloadDocument } from '#src/documents/openDocument.ts'
import { pagePicture } from '#src/documents/pagePictures.ts'
import { findMerchant } from '#src/merchants/merchants.sql.ts'
import { findUser } from '#src/merchants/merchantUsers.sql.ts'
import { listNames } from '#src/reviews/reviews.sql.ts'
import { file, good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, type Fact } from '#src/web/components.ts'
import { choice, optionalWords, parse } from '#src/web/fields.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { acceptAccountChange } from './acceptAccountChange.ts'
import { declineReasons } from './accountChange.ts'
import { changeChip, changePath } from './accountChange.page.ts'
import { findAccountChange, type AccountChangeRow } from './accountChanges.sql.ts'
import { declineAccountChange } from './declineAccountChange.ts'
import { accountsModel, checksModel, decisionModel, pictureModel, sharedModel } from './changeModel.page.ts'

type Refused = { values: Record<string, unknown>; errors: Record<string, string> }
const shownEvents = 30

const changeOfPath = async (visit: Visit): Promise<AccountChangeRow> => {
  const id = param(visit, 'id')
  const change = isId('acch', id) ? await findAccountChange(visit.ctx.db, id) : null
  if (!change) throw notFound()
  return change
}

const historyOf = async (visit: Visit, { id, document_id: documentId }: AccountChangeRow) => {
  const { entries } = await readHistory(visit.ctx.db, { subjectIds: [id, documentId], without: readingSteps }, { limit: shownEvents })
  return entries.map((one) => tellEvent(one, historyWords(visit)))
}

const factsOf = async ({ ctx, t }: Visit, change: AccountChangeRow): Promise<Fact[]> => {
  const asker = await findUser(ctx.db, change.asked_by)
  const decider = change.decided_by?.startsWith('staf_') ? (await listNames(ctx.db, [change.decided_by])).get(change.decided_by) : null
  return [
    { label: t('accountChanges:fact.asked'), at: change.asked_at },
    { label: t('accountChanges:fact.by'), text: asker?.name || asker?.email || '' },
    ...(change.decided_at
      ? [{ label: t('accountChanges:fact.decided'), at: change.decided_at, ...(decider ? { note: decider } : {}) }]
      : []),
    ...(change.reason ? [{ label: t('accountChanges:fact.reason'), text: t(`accountChanges:reason.${change.reason}`) }] : []),
    ...(change.note ? [{ label: t('accountChanges:fact.note'), text: change.note }] : []),
  ]
}

const lostOf = ({ t }: Visit, refused?: Refused) => {
  const code = /^errors:([a-z0-9_]+)\.text$/.exec(refused?.errors['form'] ?? '')?.[1]
  return code ? { tone: 'warning', title: t(`errors:${code}.title`), text: t(`errors:${code}.text`) } : null
}

/** GET /console/account-changes/:id: the old account and the new one, what its RIB says, and the decision. */
export const showAccountChange = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t, ctx } = visit
  const change = await changeOfPath(visit)
  const merchant = (await findMerchant(ctx.db, change.merchant_id))!
  const lost = lostOf(visit, refused)
  return view('accountChanges/show', {
    title: t('accountChanges:one', { merchant: merchant.name }),
    id: change.id,
    back: { href: '/console/account-changes', label: t('accountChanges:title') },
    chip: changeChip(visit, change.state),
    sentence: t(`accountChanges:stands.${change.state}`),
    actions: [
      { label: t('accountChanges:merchant_page'), href: `/console/merchants/${merchant.id}`, icon: 'store', kind: 'plain' },
      ...(isAllowed(staffOf(visit).roles, 'dossiers.read')
        ? [{ label: t('merchants:console.dossier'), href: `/console/dossiers/${change.dossier_id}`, icon: 'folder', kind: 'plain' }]
        : []),
    ],
    lost,
    errors: refused && !lost ? errorLines(refused.errors, t) : [],
    accounts: await accountsModel(visit, change),
    shared: await sharedModel(visit, change),
    checks: await checksModel(visit, change),
    picture: await pictureModel(visit, change),
    decision: await decisionModel(visit, change, refused),
    facts: await factsOf(visit, change),
    history: await historyOf(visit, change),
  })
}

/** Who decides about an account looks at its RIB, though he reads no other piece of the file. */
const pieceOf = async (visit: Visit) => {
  const piece = await findDocument(visit.ctx.db, (await changeOfPath(visit)).document_id)
  if (!piece) throw notFound()
  return piece
}

/** GET /console/account-changes/:id/pages/:page: the picture of a page of the RIB; each look is recorded. */
export const showRibPage = async (visit: Visit): Promise<Answer> => {
  const piece = await pieceOf(visit)
  const page = /^[1-9]\d{0,2}$/.test(param(visit, 'page')) ? Number(param(visit, 'page')) : 0
  if (page < 1 || page > piece.page_count) throw notFound()
  await coverOpening(visit.ctx, piece)
  return file(await pagePicture(visit.ctx, piece, page, 'page'), 'image/webp', `${piece.id}-${page}.webp`, true)
}

/** GET /console/account-changes/:id/file: a copy of the RIB leaves the house, recorded as such. */
export const sendRib = async (visit: Visit): Promise<Answer> => {
  const { bytes, mime, fileName } = await downloadDocument(visit.ctx, (await pieceOf(visit)).id)
  return file(bytes, mime, fileName)
}

/** POST /console/account-changes/:id/accept */
export const postAcceptChange = async (visit: Visit): Promise<Answer> => {
  const change = await changeOfPath(visit)
  await acceptAccountChange(visit.ctx, change.id, parse(z.object({ note: optionalWords(1_000) }), visit.body))
  return seeOther(changePath(change), good('accountChanges:flash.accepted'))
}

/** POST /console/account-changes/:id/decline */
export const postDeclineChange = async (visit: Visit): Promise<Answer> => {
  const change = await changeOfPath(visit)
  await declineAccountChange(
    visit.ctx,
    change.id,
    parse(z.object({ reason: choice(declineReasons), note: optionalWords(1_000) }), visit.body),
  )
  return seeOther(changePath(change), good('accountChanges:flash.declined'))
}
