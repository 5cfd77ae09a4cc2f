import { parisDay } from '#src/kernel/calendar.ts'
import { lockDossier } from '#src/dossiers/dossiers.sql.ts'
import { personName } from '#src/dossiers/person.ts'
import { readDossier, type DossierFile } from '#src/dossiers/readDossier.sql.ts'
import { writeToMerchant } from '#src/notifications/writeToMerchant.ts'
import type { Ctx, Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { sweep, type Report } from '#src/platform/sweep.ts'
import { askForExpired } from './askForExpired.ts'
import { daysLeft, dueRungs, isPast, nextNoticeOn } from './expiry.ts'
import { findDueExpiries, findLastRung, insertNotices, lockExpiry, updateExpiry, type DueExpiry, type ExpiryRow } from './expiries.sql.ts'
import { replaceExpiry } from './noteExpiries.ts'
import { isIdle, isServed } from './renewal.ts'

type Outcome = 'done' | 'skipped'
type Line = DossierFile['checklist'][number]

/** Sleeps until the account is validated again (`wakeRenewals`): met once, not every day for ever. */
const putToSleep = async (
  tx: Tx,
  { document_id: id, dossier_id: dossierId, merchant_id: merchantId, expires_on: expiresOn }: ExpiryRow,
): Promise<Outcome> => {
  await updateExpiry(tx.db, id, { state: 'dormant', next_notice_on: null })
  await record(tx, 'document.expiry_paused', { subject: id, merchantId, data: { dossierId, expiresOn } })
  return 'skipped'
}

const write = async (
  tx: Tx,
  { people }: DossierFile,
  { requirement }: Line,
  { document_id: id, merchant_id: merchantId, expires_on: expiresOn }: ExpiryRow,
  rung: number,
) => {
  const person = people.find((one) => one.id === requirement.personId)
  const left = daysLeft(expiresOn, parisDay(tx.now))
  const piece = { kind: requirement.kind, person: person ? personName(person) : null, reason: 'to_renew', note: '' }
  await writeToMerchant(tx, merchantId, {
    template: 'document_expiring',
    subjectId: id,
    dedupeKey: `document_expiring:${id}:${expiresOn}:${rung}`,
    values: { piece, expiresOn, daysLeft: left, isLastDay: left === 0, link: '/merchant/documents' },
  })
  return left
}

/** A job that was silent writes about the last rung; those before it are superseded. */
const remind = async (tx: Tx, file: DossierFile, line: Line, expiry: ExpiryRow): Promise<Outcome> => {
  const { document_id: id, expires_on: expiresOn, merchant_id: merchantId } = expiry
  const today = parisDay(tx.now)
  const rungs = dueRungs(expiresOn, await findLastRung(tx.db, id), today)
  const rung = rungs.at(-1)
  if (rung === undefined) return 'skipped'
  await insertNotices(tx.db, id, rungs.map((one) => ({ rung: one, state: one === rung ? 'sent' : 'superseded' })), tx.now)
  await updateExpiry(tx.db, id, { next_notice_on: nextNoticeOn(expiresOn, rung, today) })
  const left = await write(tx, file, line, expiry, rung)
  const data = {
    dossierId: expiry.dossier_id,
    requirementKey: expiry.requirement_key,
    expiresOn,
    rung,
    superseded: rungs.slice(0, -1),
    daysLeft: left,
  }
  await record(tx, 'document.expiry_reminded', { subject: id, merchantId, data })
  return 'done'
}

const act = async (tx: Tx, file: DossierFile, expiry: ExpiryRow): Promise<Outcome> => {
  if (!isServed(file)) return putToSleep(tx, expiry)
  const line = file.checklist.find(({ requirement }) => requirement.key === expiry.requirement_key)
  if (!line || isIdle(line) || !line.documents.some(({ id, state }) => id === expiry.document_id && state === 'accepted')) {
    await replaceExpiry(tx, expiry)
    return 'done'
  }
  // the new one is with us: nothing is asked of him until it is judged (X-02 b)
  if (line.state === 'received') return 'skipped'
  return isPast(expiry.expires_on, parisDay(tx.now)) ? askForExpired(tx, file, expiry) : remind(tx, file, line, expiry)
}

const takeOne = async (tx: Tx, row: DueExpiry): Promise<Outcome> => {
  await lockDossier(tx.db, row.dossier_id)
  const expiry = await lockExpiry(tx.db, row.document_id)
  if (!expiry || expiry.next_notice_on === null || expiry.next_notice_on > parisDay(tx.now)) return 'skipped'
  return act(tx, await readDossier(tx.db, row.dossier_id), expiry)
}

/** Letters 60, 30 and 7 days before an accepted piece expires, then a request that opens by itself (rules.md §1.4, KYC-09), each once. */
export const remindExpiringDocuments = (ctx: Ctx): Promise<Report> =>
  sweep<DueExpiry>(ctx, {
    find: (from, after, limit) => findDueExpiries(from.db, parisDay(from.now), after, limit),
    subject: ({ document_id: id }) => id,
    each: takeOne,
  })
