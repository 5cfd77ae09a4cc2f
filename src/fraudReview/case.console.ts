import { z } from 'zod'
import { casePath } from '#src/fraud/casePath.page.ts'
import { listCasePayments, readCaseCounts } from '#src/fraud/casePayments.sql.ts'
import { caseChip, countFigures, figuresText, standingColumns, type Refused } from '#src/fraud/fraudWords.page.ts'
import { findEffects } from '#src/fraudEffects/effects.sql.ts'
import { isId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { addNote } from '#src/notes/addNote.ts'
import { listNotes } from '#src/notes/notes.sql.ts'
import { notesModel } from '#src/notes/notesModel.page.ts'
import { testChip } from '#src/payments/paymentWords.page.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import type { Columns, Pagination } from '#src/web/components.ts'
import { optionalLine, parse, words } from '#src/web/fields.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { caseActions, caseFacts, caseHistory, caseOfPath, decisionRows, isWorker, outcomeOf, paymentRow, sharedOf,
  type Case } from './casePage.page.ts'

const pageSize = 50

const afterIn = (
  { query }: Visit,
): string | null => (typeof query['after'] === 'string' && isId('paym', query['after']) ? query['after'] : null)

const paymentsOf = async (visit: Visit, { one, may }: Case) => {
  const after = afterIn(visit)
  const found = await listCasePayments(visit.ctx.db, one.id, { after, limit: pageSize + 1, withRemoved: true })
  const rows = found.slice(0, pageSize)
  const path = casePath(one)
  const effects = await findEffects(visit.ctx.db, one.id, rows.map(({ paymentId }) => paymentId))
  const pages: Pagination = {
    previous: after ? path : null,
    next: found.length > pageSize ? `${path}?after=${rows.at(-1)!.paymentId}` : null,
    shown: visit.t('payments:list.shown', { count: rows.length }),
  }
  const columns: Columns = { ...standingColumns(visit), finding: { label: visit.t('fraud:column.finding'), isWide: true } }
  return {
    rows: rows.map((row) => paymentRow(visit, row, effects)),
    columns,
    pages,
    isSelectable: may.change,
    remove: `${path}/remove`,
    finding: `${path}/finding`,
  }
}

const traceColumns = ({ t }: Visit): Columns => ({
  kind: { label: t('fraud:trace.kind') },
  value: { label: t('fraud:trace.value'), isLead: true },
  payments: { label: t('fraud:trace.payments'), isNumber: true },
  others: { label: t('fraud:trace.others'), isWide: true },
})

/** What stood in the way of an act, over the case as it now is; what had been typed is not lost. */
export const lostOf = ({ t }: Visit, refused?: Refused) => {
  const code = /^errors:([a-z_]+)\.text$/.exec(refused?.errors['form'] ?? '')?.[1]
  return code
    ? { title: t(`errors:${code}.title`), text: t(`errors:${code}.text`), written: String(refused?.values['reason'] ?? '') }
    : null
}

/** The page of a case, once more as it now is where an act on it was refused. */
export const drawCase = async (visit: Visit, found: Case, refused?: Refused): Promise<Answer> => {
  const { ctx, t } = visit
  const { one, figures } = found
  const shared = await sharedOf(visit, one.id)
  const mayNote = isAllowed(staffOf(visit).roles, 'notes.write')
  return view('fraudReview/case', {
    title: t('fraud:case.title', { figures: figuresText(visit, figures) }),
    back: { href: '/console/fraud-cases', label: t('fraud:title') },
    id: one.id,
    chip: caseChip(visit, one.state),
    test: testChip(visit, one.mode),
    sentence: t(`fraud:case.sentence_${one.state}`),
    facts: await caseFacts(visit, found),
    actions: caseActions(visit, found, isWorker(visit)),
    lost: lostOf(visit, refused),
    statement: one.statement,
    statementTitle: t(`fraud:case.statement_${one.opened_by_kind}`),
    figures: countFigures(visit, await readCaseCounts(ctx.db, one.id)),
    payments: await paymentsOf(visit, found),
    count: figures.count,
    outcome: await outcomeOf(visit, found),
    traces: shared.rows,
    graph: shared.graph,
    traceColumns: traceColumns(visit),
    decisions: await decisionRows(visit, one.id),
    notes: notesModel(visit, {
      action: mayNote ? `${casePath(one)}/notes` : null,
      notes: await listNotes(ctx.db, one.id),
      ...(refused && !refused.errors['form'] ? { refused } : {}),
    }),
    history: await caseHistory(visit, one.id),
  })
}

/** GET /console/fraud-cases/:id */
export const showCase = async (visit: Visit, refused?: Refused): Promise<Answer> => drawCase(visit, await caseOfPath(visit), refused)

const noteForm = z.object({ body: words(4_000), ticket: optionalLine(64) })

/** POST /console/fraud-cases/:id/notes */
export const postCaseNote = async (visit: Visit): Promise<Answer> => {
  const { one } = await caseOfPath(visit)
  const { body, ticket } = parse(noteForm, visit.body)
  const files = visit.files.filter(({ fileName, bytes }) => fileName !== '' || bytes.length > 0)
  await addNote(visit.ctx, { merchantId: one.merchant_id, subjectId: one.id, body, ticket, files })
  return seeOther(`${casePath(one)}#notes`, good('notes:flash.added'))
}
