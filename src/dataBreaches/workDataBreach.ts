import { parisDay, isUsualDay, type Day } from '#src/kernel/calendar.ts'
import { conflict, forbidden, invalid } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { takeTicket } from '#src/platform/submission.ts'
import { notifyBefore, openQuestions, type DataBreachPhase, type DataBreachRisk, type Nature } from './dataBreach.ts'
import { insertBreachAct, insertDataBreach, insertNotice, listNotices, type DataBreachRow } from './dataBreaches.sql.ts'
import { moveDataBreach } from './moveDataBreach.ts'

const oldestMs = 366 * 86_400_000

/** Whoever sees it says so: the hours run from when we knew, not from the form. Null for a form that was sent before. 422 `aware_at`. */
export const openDataBreach = (
  ctx: Ctx,
  { title, awareAt, whatHappened, ticket }: { title: string; awareAt: Date; whatHappened: string; ticket?: string | undefined },
): Promise<string | null> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'data_breaches.report')) throw forbidden()
    if (Number.isNaN(awareAt.getTime()) || awareAt > tx.now || awareAt < new Date(tx.now.getTime() - oldestMs))
      throw invalid({ aware_at: 'dataBreaches:field.bad_instant' })
    if (!(await takeTicket(tx, ticket)))
      return null
    const id = newId('dbrc', tx.now)
    await insertDataBreach(tx.db, { id, title, aware_at: awareAt, opened_at: tx.now, opened_by: tx.actor.id, what_happened: whatHappened })
    await insertBreachAct(tx.db, tx.actor, { breach_id: id, at: tx.now, act: 'opened', words: whatHappened || null })
    await record(tx, 'data_breach.opened', { subject: id, data: { awareAt: awareAt.toISOString() } })
    return id
  })

export type Description = {
  whatHappened: string
  natures: readonly Nature[]
  categories: readonly string[]
  personsKinds: string
  personsCount: number | null
  recordsCount: number | null
  consequences: string
  measures: string
  beganOn: Day | null
  endedOn: Day | null
}

const asText = (
  value: unknown,
): string => (Array.isArray(value) ? value.join(', ') : value === null || value === undefined ? '' : String(value))

/** What is known of it so far (GDPR 33(3)): written anew as more comes, what was said before stays in its history. */
export const describeDataBreach = (ctx: Ctx, id: string, said: Description): Promise<void> =>
  moveDataBreach(ctx, id, 'describe', async (tx, row) => {
    const today = parisDay(tx.now)
    for (const [name, day] of [['began_on', said.beganOn], ['ended_on', said.endedOn]] as const)
      if (day !== null && (!isUsualDay(day) || day > today)) throw invalid({ [name]: 'web:field.bad_date' })
    if (said.beganOn && said.endedOn && said.endedOn < said.beganOn) throw invalid({ ended_on: 'web:field.bad_date' })
    const set = {
      what_happened: said.whatHappened,
      natures: [...said.natures],
      categories: [...said.categories],
      persons_kinds: said.personsKinds,
      persons_count: said.personsCount,
      records_count: said.recordsCount,
      consequences: said.consequences,
      measures: said.measures,
      began_on: said.beganOn,
      ended_on: said.endedOn,
    }
    const changes = Object
      .entries(set)
      .map(([field, after]) => ({
        field,
        before: asText(row[field as keyof DataBreachRow]),
        after: asText(after),
      }))
      .filter(({ before, after }) => before !== after)
    return changes.length > 0 ? { set, changes } : null
  })

/** How grave it is, and whether the CNIL is told; not told only where no risk is likely (GDPR 33(1)). */
export const assessDataBreach = (
  ctx: Ctx,
  id: string,
  { risk, riskReason, isNotified, notifyReason }: { risk: DataBreachRisk; riskReason: string; isNotified: boolean; notifyReason: string },
): Promise<void> =>
  moveDataBreach(ctx, id, 'assess', async (tx, row) => {
    if (!isNotified && risk !== 'none') throw invalid({ notify: 'dataBreaches:field.must_notify' })
    if (!isNotified && (await listNotices(tx.db, id)).length > 0) throw conflict('breach_is_notified')
    return {
      set: { risk, risk_reason: riskReason, is_notified: isNotified, notify_reason: notifyReason },
      words: `${riskReason}\n${notifyReason}`,
      changes: [{ field: 'risk', before: row.risk ?? '', after: risk }, {
        field: 'is_notified',
        before: asText(row.is_notified),
        after: String(isNotified),
      }]
        .filter(({ before, after }) => before !== after),
    }
  })

export type Notice = { phase: DataBreachPhase; sentAt: Date; reference: string; lateReason: string }

/** A notice that left for the CNIL: the first within 72 hours, or with the reasons why not (GDPR 33(1)); more may follow (33(4)). */
export const noteNotice = (ctx: Ctx, id: string, { phase, sentAt, reference, lateReason }: Notice): Promise<void> =>
  moveDataBreach(ctx, id, 'notify', async (tx, row) => {
    const notices = await listNotices(tx.db, id)
    const hasFirst = notices.some((one) => one.phase === 'initial')
    if (row.is_notified === false) throw conflict('breach_is_not_notified')
    if ((phase === 'initial') === hasFirst)
      throw invalid({ phase: hasFirst ? 'dataBreaches:field.has_first' : 'dataBreaches:field.needs_first' })
    if (Number.isNaN(sentAt.getTime()) || sentAt > tx.now || sentAt < row.aware_at)
      throw invalid({ sent_at: 'dataBreaches:field.bad_instant' })
    const isLate = phase === 'initial' && sentAt > notifyBefore(row.aware_at)
    if (isLate && !lateReason.trim()) throw invalid({ late_reason: 'dataBreaches:field.late_reason' })
    await insertNotice(tx.db, {
      id: newId('dbrn', tx.now),
      breach_id: id,
      phase,
      sent_at: sentAt,
      reference,
      late_reason: lateReason.trim() || null,
      noted_by: tx.actor.id,
      noted_at: tx.now,
    })
    return { set: { is_notified: true }, words: lateReason.trim() || null, changes: [{ field: 'phase', before: '', after: phase }] }
  })

/** The persons were told, how; or why they need not be (GDPR 34(1), (3)). */
export const tellPersons = (
  ctx: Ctx,
  id: string,
  { toldAt, how, notToldReason }: { toldAt: Date | null; how: string; notToldReason: string },
): Promise<void> =>
  moveDataBreach(ctx, id, 'tell', async (tx, row) => {
    if (toldAt === null ? !notToldReason.trim() : !how.trim())
      throw invalid({ [toldAt === null ? 'not_told_reason' : 'how']: 'web:field.missing' })
    if (toldAt !== null && (Number.isNaN(toldAt.getTime()) || toldAt > tx.now || toldAt < row.aware_at))
      throw invalid({ told_at: 'dataBreaches:field.bad_instant' })
    return {
      set: { persons_told_at: toldAt, persons_told_how: how, persons_not_told_reason: toldAt === null ? notToldReason : '' },
      words: how || notToldReason,
    }
  })

/** With every question answered. 409 `breach_has_questions`. */
export const closeDataBreach = (ctx: Ctx, id: string, { conclusion }: { conclusion: string }): Promise<void> =>
  moveDataBreach(ctx, id, 'close', async (tx, row) => {
    if (!conclusion.trim()) throw invalid({ conclusion: 'web:field.missing' })
    const isSent = (await listNotices(tx.db, id)).some(({ phase }) => phase === 'initial')
    if (openQuestions(row, isSent).length > 0) throw conflict('breach_has_questions')
    return { set: { closed_at: tx.now, closed_by: tx.actor.id, conclusion }, words: conclusion }
  })

/** Somebody takes the register, or the draft of a notice, away: recorded. */
export const exportDataBreaches = (ctx: Ctx, form: 'csv' | 'draft', subject = ctx.actor.id): Promise<unknown> =>
  unit(ctx, (tx) => record(tx, 'data_breach.exported', { subject, data: { form } }))
