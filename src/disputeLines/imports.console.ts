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
    errors: refused ? errorLines(refused.errors, t) : [],
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

/** What each line would do, as the books now are. */
const lineRow = async (visit: Visit, { line, said }: ReadLine) => {
  const { t, ctx } = visit
  const isKnown = await isLineKnown(ctx.db, keyOfLine(said))
  const { fault, payment, dispute } = await judgeLine(ctx.db, said)
  const tone = isKnown ? ('neutral' as const) : fault ? ('warning' as const) : ('good' as const)
  return {
    line,
    reference: said.reference,
    stage: t(`disputes:stage.${said.stage}`),
    code: `${t(`payments:network.${said.network}`)} ${said.code}`,
    cents: said.amountCents,
    currency: said.currency,
    dueOn: said.dueOn,
    href: dispute ? `/console/disputes/${dispute.id}` : payment ? `/console/payments/${payment.id}` : '',
    chip: { tone, label: t(isKnown ? 'disputes:import.known' : fault ? `disputes:fault.${fault}` : 'disputes:import.fits') },
    isFitting: !isKnown && !fault,
    isBroken: !isKnown && fault !== null,
  }
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
  const rows = []
  for (const one of lines.slice(0, shownLines)) rows.push(await lineRow(visit, one))
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
        { figure: String(rows.filter(({ isFitting }) => isFitting).length), text: t('disputes:import.effect_fits') },
        ...(rows.some(({ isBroken }) => isBroken)
          ? [{
            figure: String(rows.filter(({ isBroken }) => isBroken).length),
            text: t('disputes:import.effect_broken'),
            tone: 'warning' as const,
          }]
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
