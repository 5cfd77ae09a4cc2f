import { askedText } from '#src/kernel/asked.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { openSteps } from '#src/kernel/lifecycle.ts'
import { historyWords } from '#src/audit/historyWords.page.ts'
import { readHistory } from '#src/audit/readHistory.sql.ts'
import { tellEvent } from '#src/audit/tellEvent.ts'
import { alertLevelChip, alertScenario, alertSentence, merchantText } from '#src/alerts/alertWords.page.ts'
import { meansText, paymentChip } from '#src/payments/paymentWords.page.ts'
import { namesOfStaff } from '#src/staff/staff.sql.ts'
import type { Action, Columns, Fact } from '#src/web/components.ts'
import { formatFileSize, formatInstant } from '#src/web/formats.ts'
import { formatCents } from '#src/kernel/money.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { amlLifecycle, amlQuestions, isLiving } from './amlCase.ts'
import { findAmlCase, listAmlPieces, listAnswers, listOtherCases, type AmlCaseRow, type AnswerRow, type PieceRow } from './amlCases.sql.ts'
import { amlChip, casePath, dueChip, mayExamine } from './amlWords.page.ts'
import { listAskedSince, listCaseAlerts, listCaseHits, listCasePayments, readCaseSums, type CasePayment } from './caseMatter.sql.ts'

export type One = AmlCaseRow & { merchantName: string; names: Map<string, string> }

export const caseOfPath = async (visit: Visit): Promise<One> => {
  const id = param(visit, 'id')
  const one = isId('amlc', id) ? await findAmlCase(visit.ctx.db, id) : null
  if (!one) throw notFound()
  return {
    ...one,
    names: await namesOfStaff(
      visit.ctx.db,
      [one.owner_id, one.opened_by, one.begun_by, one.concluded_by].filter((who): who is string => who !== null),
    ),
  }
}

const nameOf = ({ names }: One, id: string | null): string => (id && names.get(id)) || ''

/** Where it stands. Handed over, it says so and no more, whatever follows (CMF L561-18). */
export const standOf = (visit: Visit, one: One): string => {
  const { t, lang, ctx } = visit
  if (one.state === 'concluded')
    return t('amlCases:stand.concluded', { who: nameOf(one, one.concluded_by), when: formatInstant(one.concluded_at!, lang) })
  return t(`amlCases:stand.${one.state}${one.owner_id === ctx.actor.id ? '_mine' : ''}`, { who: nameOf(one, one.owner_id) })
}

const mayMove = (visit: Visit, one: One): boolean => one.owner_id === visit.ctx.actor.id || staffOf(visit).roles.includes('officer')

/** What this person may do now; a missing button says why. */
export const actionsOf = (visit: Visit, one: One, missing: number): Action[] => {
  const { t } = visit
  const path = casePath(one)
  const next = t(
    one.state === 'open' ? 'amlCases:act.begin' : one.state === 'examination' ? 'amlCases:act.conclude' : 'amlCases:act.reopen',
  )
  if (!mayExamine(visit)) return [{ label: next, reason: t('alerts:missing.reader') }]
  const steps = openSteps(amlLifecycle, one.state, visit.ctx.actor)
  if (steps.includes('reopen')) return [{ label: next, href: `${path}/reopen`, kind: 'plain', icon: 'refresh' }]
  if (!mayMove(visit, one)) return [{ label: next, reason: t('alerts:missing.held', { who: nameOf(one, one.owner_id) }) }]
  const handOver: Action = { label: t('amlCases:act.hand_over'), href: `${path}/hand-over`, kind: 'plain', icon: 'swap' }
  if (one.state === 'open') return [handOver, { label: next, post: `${path}/begin`, kind: 'primary', icon: 'search', key: 'b' }]
  return [
    handOver,
    missing > 0
      ? { label: next, reason: t('amlCases:missing.answers', { count: missing }) }
      : { label: next, href: `${path}/conclude`, kind: 'primary', icon: 'check' },
  ]
}

export const factsOf = (visit: Visit, one: One): Fact[] => {
  const { t } = visit
  const due = dueChip(visit, one)
  return [
    { label: t('alerts:fact.merchant'), text: merchantText(visit, one.merchantName), href: `/console/merchants/${one.merchant_id}` },
    { label: t('alerts:fact.owner'), text: nameOf(one, one.owner_id) },
    { label: t('amlCases:fact.opened'), at: one.opened_at, note: nameOf(one, one.opened_by) },
    ...(due
      ? [
        { label: t('amlCases:fact.due'), day: one.due_on },
        ...(due.tone === 'neutral' ? [] : [{ label: t('amlCases:fact.left'), chip: due }]),
      ]
      : []),
    { label: t('amlCases:fact.origin'), text: t(`amlCases:origin.${one.origin}`) },
  ]
}

const matterColumns = ({ t }: Visit): Columns => ({
  what: { label: t('amlCases:column.what'), isLead: true },
  says: { label: t('alerts:column.says'), isWide: true },
  level: { label: t('alerts:column.level') },
  at: { label: t('alerts:column.raised') },
  out: { label: t('amlCases:act.detach'), isLabelHidden: true },
})

/** The alerts and hits of the case, with the way out of it. */
export const matterOf = async (visit: Visit, one: One) => {
  const { ctx: { db }, t } = visit
  const isOpen = mayExamine(visit) && isLiving(one.state)
  const out = (id: string): string => (isOpen ? `${casePath(one)}/detach?of=${id}` : '')
  const alerts = (await listCaseAlerts(db, one.id)).map((row) => ({
    id: row.id,
    href: `/console/alerts/${row.id}`,
    what: alertScenario(visit, row),
    says: alertSentence(visit, row),
    chip: alertLevelChip(visit, row),
    at: row.raised_at,
    out: out(row.id),
  }))
  const hits = (await listCaseHits(db, one.id)).map((row) => ({
    id: row.id,
    href: `/console/screening/hits/${row.id}`,
    what: t('amlCases:hit_of', { name: row.name }),
    says: t('amlCases:hit_says', { listed: row.listedName, list: t(`watchlists:list.${row.listCode}.name`) }),
    chip: { tone: 'neutral' as const, label: t(`screening:state.${row.state}`) },
    at: row.openedAt,
    out: out(row.id),
  }))
  return { columns: matterColumns(visit), rows: [...alerts, ...hits], attach: isOpen ? `${casePath(one)}/attach` : null }
}

const answerModel = (visit: Visit, { names }: { names: ReadonlyMap<string, PieceRow> }, path: string, row: AnswerRow) => ({
  words: row.words,
  who: row.who,
  at: row.answered_at,
  isEstablished: row.is_established,
  source: [visit.t(`amlCases:source.${row.source}`), ...(row.source_words ? [row.source_words] : [])].join(' : '),
  piece: row.piece_id && names.has(row.piece_id)
    ? { href: `${path}/pieces/${row.piece_id}`, label: names.get(row.piece_id)!.file_name }
    : null,
})

/** The five questions of L561-10-2: what was answered, from where and by whom; what was answered before. */
export const questionsOf = async (visit: Visit, one: One, pieces: readonly PieceRow[]) => {
  const { t } = visit
  const path = casePath(one)
  const answers = await listAnswers(visit.ctx.db, one.id)
  const names = { names: new Map(pieces.map((piece) => [piece.id, piece])) }
  const mayAnswer = mayExamine(visit) && one.state === 'examination'
  const rows = amlQuestions.map((question, i) => {
    const given = answers.filter((row) => row.question === question)
    const current = given.find(({ replaced_at: gone }) => gone === null)
    return {
      number: i + 1,
      title: t(`amlCases:question.${question}`),
      hint: t(`amlCases:question_hint.${question}`),
      answer: current ? answerModel(visit, names, path, current) : null,
      earlier: given.filter(({ replaced_at: gone }) => gone !== null).map((row) => answerModel(visit, names, path, row)),
      act: mayAnswer
        ? { href: `${path}/answer?question=${question}`, label: t(current ? 'amlCases:act.answer_again' : 'amlCases:act.answer') }
        : null,
    }
  })
  return { rows, missing: rows.filter(({ answer }) => answer === null).length, isBegun: one.state !== 'open' }
}

const pageSize = 25
const paymentColumns = ({ t }: Visit): Columns => ({
  amount: { label: t('payments:list.amount'), isLead: true, isNumber: true },
  means: { label: t('payments:list.means') },
  created: { label: t('payments:list.created') },
  state: { label: t('payments:list.state') },
})
const paymentRow = (visit: Visit, row: CasePayment) => ({
  href: `/console/payments/${row.id}`,
  cents: row.cents,
  currency: row.currency.toUpperCase(),
  means: meansText(visit, row),
  country: row.country ?? '',
  createdAt: row.createdAt,
  chip: paymentChip(visit, row.state),
})

/** The payments behind its alerts, a page of them, and their sums. */
export const paymentsOf = async (visit: Visit, one: One) => {
  const { ctx: { db }, t, lang } = visit
  const said = askedText(visit.query['after'], 40)
  const after = isId('paym', said) ? said : null
  const [found, sums] = [await listCasePayments(db, one.id, after, pageSize + 1), await readCaseSums(db, one.id)]
  const rows = found.slice(0, pageSize)
  return {
    columns: paymentColumns(visit),
    rows: rows.map((row) => paymentRow(visit, row)),
    count: sums.reduce((sum, { count }) => sum + count, 0),
    sums: sums
      .map(({ currency, count, cents }) => t('amlCases:sum', { count, total: formatCents(Number(cents), currency.toUpperCase(), lang) }))
      .join(' · '),
    pages: {
      previous: after ? casePath(one) : null,
      next: found.length > pageSize ? `${casePath(one)}?after=${rows.at(-1)!.id}` : null,
      shown: t('payments:list.shown', { count: rows.length }),
    },
  }
}

export const piecesOf = async (
  visit: Visit,
  one: One,
): Promise<{ rows: PieceRow[]; shown: { href: string; name: string; size: string; at: Date }[] }> => {
  const rows = await listAmlPieces(visit.ctx.db, one.id)
  return {
    rows,
    shown: rows.map(({ id, file_name: name, byte_count: bytes, added_at: at }) => ({
      href: `${casePath(one)}/pieces/${id}`,
      name,
      size: formatFileSize(bytes, visit.lang),
      at,
    })),
  }
}

/** What was asked of the merchant since the case was opened, by whomever and for whatever: the requests themselves say nothing of it. */
export const askedOfMerchant = async (visit: Visit, one: One) =>
  (await listAskedSince(visit.ctx.db, one.merchant_id, one.opened_at)).map(({ id, state, openedAt, pieces }) => ({
    href: `/console/requests/${id}`,
    at: openedAt,
    pieces: pieces.map((kind) => visit.t(`requests:piece.${kind}`)).join(', '),
    state: visit.t(`requests:state.${state}`),
  }))

export const otherCases = async (visit: Visit, one: One) =>
  (await listOtherCases(visit.ctx.db, one)).map((row) => ({
    href: casePath(row),
    at: row.opened_at,
    summary: row.summary,
    chip: amlChip(visit, row.state),
  }))

const shownEvents = 60
export const historyOf = async (visit: Visit, one: One) =>
  (await readHistory(visit.ctx.db, { subjectId: one.id }, { limit: shownEvents })).entries.map((entry) =>
    tellEvent(entry, historyWords(visit))
  )
