import type { Refused } from '#src/disputes/disputeWords.page.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { newTicket } from '#src/platform/submission.ts'
import { seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, type Columns } from '#src/web/components.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { findImport, isLineKnown, type ImportRow } from './disputeLines.sql.ts'
import { checkImport, linesIn, takeImport } from './importDisputes.ts'
import { mostLines, type BadLine, type ReadLine } from './readDisputeCsv.ts'
import { judgeLine, keyOfLine } from './takeDisputeLine.ts'

const shownLines = 200

/** GET /console/dispute-imports/new */
export const showNewImport = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t } = visit
  const back = { href: '/console/disputes', label: t('disputes:title') }
  return view('disputeLines/import-form', {
    title: t('disputes:import.title'),
    sentence: t('disputes:import.sentence', { count: mostLines }),
    back,
    errors: errorLines(refused?.errors, t),
    ticket: newTicket(),
    columns: t('disputes:import.columns'),
    field: {
      name: 'file',
      type: 'file',
      label: t('disputes:import.file'),
      hint: t('disputes:import.file_hint'),
      accept: '.csv,.txt,text/csv,text/plain',
      width: 'full',
      isRequired: true,
      ...(refused?.errors['file'] ? { error: t(refused.errors['file']) } : {}),
    },
  })
}

/** POST /console/dispute-imports/new: read and kept; nothing is opened. */
export const postNewImport = async (visit: Visit): Promise<Answer> => {
  const file = visit.files.find(({ bytes, fileName }) => bytes.length > 0 || fileName !== '')
  return seeOther(`/console/dispute-imports/${await checkImport(visit.ctx, file?.bytes ?? null)}`)
}

const importOfPath = async (visit: Visit): Promise<ImportRow> => {
  const id = param(visit, 'id')
  const row = isId('dspi', id) ? await findImport(visit.ctx.db, id) : null
  if (!row || row.made_by !== visit.ctx.actor.id) throw notFound()
  return row
}

type Standing = { tone: 'neutral' | 'warning' | 'good'; label: string; is: 'known' | 'after' | 'broken' | 'fitting' }

/** `after`: an earlier line of this file about the same dispute: what this one does then, the books do not say yet. */
const standingOf = ({ t }: Visit, isKnown: boolean, after: number | undefined, fault: string | null): Standing => {
  if (isKnown) return { tone: 'neutral', label: t('disputes:import.known'), is: 'known' }
  if (after !== undefined) return { tone: 'neutral', label: t('disputes:import.after', { line: after }), is: 'after' }
  return fault
    ? { tone: 'warning', label: t(`disputes:fault.${fault}`), is: 'broken' }
    : { tone: 'good', label: t('disputes:import.fits'), is: 'fitting' }
}

/** What each line would do, as the books now are. */
const lineRow = async (visit: Visit, { line, said }: ReadLine, after: number | undefined) => {
  const { t, ctx } = visit
  const { fault, payment, dispute } = await judgeLine(ctx.db, said)
  const { is, ...chip } = standingOf(visit, await isLineKnown(ctx.db, keyOfLine(said)), after, fault)
  return {
    line,
    reference: said.reference,
    stage: t(`disputes:stage.${said.stage}`),
    code: `${t(`payments:network.${said.network}`)} ${said.code}`,
    cents: said.amountCents,
    currency: said.currency,
    dueOn: said.dueOn,
    href: dispute ? `/console/disputes/${dispute.id}` : payment ? `/console/payments/${payment.id}` : '',
    chip,
    is,
  }
}

/** By the number of each line: the earlier line of the file that is about the same dispute. */
const followersIn = (lines: readonly ReadLine[]): Map<number, number> => {
  const first = new Map<string, number>()
  const found = new Map<number, number>()
  for (const { line, said: { reference } } of lines) {
    const earlier = first.get(reference)
    if (earlier === undefined) first.set(reference, line)
    else found.set(line, earlier)
  }
  return found
}

const columnsOf = ({ t }: Visit): Columns => ({
  line: { label: t('disputes:import.line'), isNumber: true },
  reference: { label: t('disputes:page.reference'), isLead: true },
  stage: { label: t('disputes:line.stage') },
  code: { label: t('disputes:column.code') },
  amount: { label: t('disputes:column.amount'), isNumber: true },
  due: { label: t('disputes:column.due') },
  what: { label: t('disputes:import.what'), isWide: true },
})

/** GET /console/dispute-imports/:id: what each line would do. */
export const showImport = async (visit: Visit): Promise<Answer> => {
  const row = await importOfPath(visit)
  if (row.taken_at) return seeOther('/console/disputes')
  const { t } = visit
  const lines = linesIn(row)
  const followers = followersIn(lines)
  const rows: Awaited<ReturnType<typeof lineRow>>[] = []
  for (const one of lines.slice(0, shownLines)) rows.push(await lineRow(visit, one, followers.get(one.line)))
  const count = (is: Standing['is']): number => rows.filter((row) => row.is === is).length
  const bad = row.bad_lines as unknown as BadLine[]
  return view('disputeLines/import', {
    title: t('disputes:import.check_title'),
    sentence: t('disputes:import.check_sentence', { count: lines.length }),
    back: { href: '/console/dispute-imports/new', label: t('disputes:import.again') },
    rows,
    columns: columnsOf(visit),
    more: lines.length > shownLines ? t('disputes:import.more', { count: lines.length - shownLines }) : '',
    bad: bad.map(({ line, fault, text }) => ({ line, text, why: t(`disputes:bad.${fault}`) })),
    badCount: row.bad_count,
    badColumns: {
      line: { label: t('disputes:import.line'), isNumber: true },
      text: { label: t('disputes:import.said'), isLead: true },
      why: { label: t('disputes:line.reason'), isWide: true },
    },
    form: lines.length === 0 ? null : {
      action: `/console/dispute-imports/${row.id}/take`,
      intro: t('disputes:import.take_intro'),
      undo: t('disputes:import.take_undo'),
      hidden: [],
      fields: [],
      submit: t('disputes:import.take'),
      isDangerous: false,
      cancel: { href: '/console/disputes', label: t('web:verb.cancel') },
      effects: [
        { figure: String(count('fitting')), text: t('disputes:import.effect_fits') },
        ...(count('after') > 0 ? [{ figure: String(count('after')), text: t('disputes:import.effect_after') }] : []),
        ...(count('broken') > 0
          ? [{ figure: String(count('broken')), text: t('disputes:import.effect_broken'), tone: 'warning' as const }]
          : []),
      ],
    },
  })
}

/** POST /console/dispute-imports/:id/take */
export const postTakeImport = async (visit: Visit): Promise<Answer> => {
  const row = await importOfPath(visit)
  const { taken, known, failed } = await takeImport(visit.ctx, row.id)
  return seeOther(failed > 0 ? `/console/dispute-imports/${row.id}` : '/console/disputes', {
    tone: failed > 0 ? 'bad' : 'good',
    key: failed > 0 ? 'disputes:flash.import_failed' : 'disputes:flash.imported',
    values: { taken, known, failed },
  })
}
