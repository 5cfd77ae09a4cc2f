import { daysBetween, parisDay } from '#src/kernel/calendar.ts'
import { personName } from '#src/dossiers/person.ts'
import { endAfterLeaving, letterLang } from '#src/notifications/letterDates.ts'
import { listReaders } from '#src/notifications/mails.sql.ts'
import { renderLetter } from '#src/notifications/renderLetter.ts'
import { minDaysAfterRefusal } from '#src/requests/clock.ts'
import { baseDays } from '#src/requests/request.ts'
import { formatDeadline } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import { askablePieces } from './askablePieces.ts'
import type { AskedItem } from './askForDocuments.ts'
import type { Case } from './case.page.ts'

export const countReaders = async ({ ctx }: Visit, { file }: Case): Promise<number> => (await listReaders(ctx.db, file.merchant.id)).length

/** How many days the letter will give: thirty; what was left, never under ten, where an answered request is given back. */
const daysGiven = ({ ctx }: Visit, { request }: Case): { days: number; isReopened: boolean } => {
  if (request?.row.state !== 'answered') return { days: baseDays, isReopened: false }
  const left = request.clock ? daysBetween(parisDay(ctx.now), request.clock.lastDay) : baseDays
  return { days: Math.max(minDaysAfterRefusal, left), isReopened: true }
}

/** The letter as it would leave now, in the merchant's language, and the last day it gives. */
export const letterModel = (visit: Visit, one: Case, { items, message }: { items: readonly AskedItem[]; message: string }) => {
  const { file } = one
  const askable = new Map(askablePieces(file).map((piece) => [piece.key, piece]))
  const pieces = items.flatMap(({ key, reason, note }) => {
    const piece = askable.get(key)
    const person = file.people.find(({ id }) => id === piece?.personId)
    return piece ? [{ kind: piece.kind, person: person ? personName(person) : null, reason, note }] : []
  })
  const { days, isReopened } = daysGiven(visit, one)
  const isRefresh = file.dossier.state === 'validated'
  const template = isReopened ? 'documents_reopened' : 'documents_requested'
  const letter = renderLetter(template, { days, pieces, message, isRefresh }, letterLang(file.merchant.language), visit.ctx.now)
  return {
    subject: letter.subject,
    text: letter.text,
    days,
    isReopened,
    isRefresh,
    deadline: formatDeadline(endAfterLeaving(visit.ctx.now, days), visit.lang),
  }
}

/** The neutral letter of a refusal, the same for everybody. */
export const rejectionLetter = (visit: Visit, { file }: Case): { subject: string; text: string } =>
  renderLetter('dossier_rejected', {}, letterLang(file.merchant.language), visit.ctx.now)
