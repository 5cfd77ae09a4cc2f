import { addDays, parisDay } from '#src/kernel/calendar.ts'
import { lockDossier } from '#src/dossiers/dossiers.sql.ts'
import { readDossier, type DossierFile } from '#src/dossiers/readDossier.sql.ts'
import type { Ctx, Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { sweep, type Report } from '#src/platform/sweep.ts'
import { lockLivingRequest } from '#src/requests/requests.sql.ts'
import { askAnew } from './askAnew.ts'
import { noticeRungs } from './expiry.ts'
import { listExpiries } from './expiries.sql.ts'
import { findDueReviews, lockPeriodicReview, updatePeriodicReview, type DueReview, type PeriodicReviewRow } from './periodicReviews.sql.ts'
import { isServed, linesToReview } from './renewal.ts'

type Outcome = 'done' | 'skipped'

/** Sleeps until the account is validated again (`wakeRenewals`). */
const putToSleep = async (
  tx: Tx,
  { dossier_id: dossierId, merchant_id: merchantId, due_on: dueOn }: PeriodicReviewRow,
): Promise<Outcome> => {
  await updatePeriodicReview(tx.db, dossierId, { is_dormant: true })
  await record(tx, 'dossier.review_paused', { subject: dossierId, merchantId, data: { dueOn } })
  return 'skipped'
}

/** Lines whose piece expired, or will before a letter about it would leave: asked for with the rest. */
const expiringKeys = async (tx: Tx, dossierId: string): Promise<Set<string>> => {
  const horizon = addDays(parisDay(tx.now), noticeRungs[0])
  const rows = await listExpiries(tx.db, dossierId)
  return new Set(rows.filter(({ state, expires_on: on }) => state === 'running' && on <= horizon).map((row) => row.requirement_key))
}

const begin = async (tx: Tx, file: DossierFile, review: PeriodicReviewRow): Promise<Outcome> => {
  const lines = linesToReview(file.checklist, await expiringKeys(tx, review.dossier_id))
  // one of them came by itself and is with us: it is judged first, then the rest is asked for
  if (lines.length === 0 || lines.some(({ state }) => state === 'received')) return 'skipped'
  const requestId = await askAnew(tx, file, { lines, origin: 'periodic_review', reason: 'to_renew' })
  await updatePeriodicReview(tx.db, review.dossier_id, { request_id: requestId, opened_at: tx.now })
  const data = { requestId, dueOn: review.due_on, risk: review.risk, pieces: lines.length }
  await record(tx, 'dossier.review_begun', { subject: review.dossier_id, merchantId: review.merchant_id, data })
  return 'done'
}

const takeOne = async (tx: Tx, row: DueReview): Promise<Outcome> => {
  await lockDossier(tx.db, row.dossier_id)
  const review = await lockPeriodicReview(tx.db, row.dossier_id)
  if (!review || review.request_id !== null || review.is_dormant || review.due_on > parisDay(tx.now)) return 'skipped'
  const file = await readDossier(tx.db, row.dossier_id)
  if (!isServed(file)) return putToSleep(tx, review)
  // one request at a time: this one is tried again tomorrow
  if (await lockLivingRequest(tx.db, row.dossier_id)) return 'skipped'
  return begin(tx, file, review)
}

/** The date of a look came (rules.md §1.7: 12, 36 or 60 months by risk): the pieces that age are asked for anew, each review once. */
export const openPeriodicReviews = (ctx: Ctx): Promise<Report> =>
  sweep<DueReview>(ctx, {
    find: (from, after, limit) => findDueReviews(from.db, parisDay(from.now), after, limit),
    subject: ({ dossier_id: id }) => id,
    each: takeOne,
  })
