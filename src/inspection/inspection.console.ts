import { z } from 'zod'
import { askedText } from '#src/kernel/asked.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { readKnown } from '#src/knownFiles/readKnown.sql.ts'
import { mustBeWhen, readWhen } from '#src/knownFiles/when.ts'
import { newTicket } from '#src/platform/submission.ts'
import { dossierIdOf } from '#src/reviews/case.page.ts'
import { file, fragment, good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, refill, type Field } from '#src/web/components.ts'
import { parse, words } from '#src/web/fields.ts'
import { formatDay } from '#src/web/formats.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { downloadInspection } from './downloadInspection.ts'
import { failureText, packChip, packColumns, packFacts, packPath, packRow, progressOf } from './inspectionModel.page.ts'
import { findPackWithOrderer, listPacksOf, type ListedPack } from './inspections.sql.ts'
import { orderInspection } from './orderInspection.ts'
import { nameOf, paperOf } from './paperOf.page.ts'

type Refused = { errors: Record<string, string>; values: Record<string, unknown> }

const fieldsOf = ({ t, ctx }: Visit, day: string): Field[] => [
  { name: 'on', type: 'date', label: t('knownFiles:on'), value: day, max: parisDay(ctx.now), width: 'short', isRequired: true },
  {
    name: 'reason',
    type: 'textarea',
    rows: 2,
    width: 'full',
    maxlength: 2_000,
    label: t('inspection:reason'),
    hint: t('inspection:reason_hint'),
    isRequired: true,
  },
]

/** GET /console/dossiers/:id/inspection: what a pack would hold, and those that were made. */
export const showNewInspection = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t, ctx, query, lang } = visit
  const id = dossierIdOf(visit)
  if (!refused) mustBeWhen(askedText(query['on'], 12), askedText(query['at'], 30), ctx.now)
  const when = readWhen(askedText(refused?.values['on'] ?? query['on'], 10), askedText(refused?.values['at'] ?? query['at'], 30), ctx.now)
  const known = await readKnown(ctx.db, id, when.until)
  const packs = await listPacksOf(ctx.db, id, 20)
  const here = `/console/dossiers/${id}`
  const pieces = known.then.pieces.filter(({ isGone, state }) => !isGone && state !== 'withdrawn').length
  return view('inspection/new', {
    title: t('inspection:title'),
    sentence: t('inspection:sentence', { name: nameOf(visit, known), day: formatDay(when.day, lang) }),
    back: { href: `${here}/as-of?on=${when.day}`, label: t('inspection:back') },
    errors: errorLines(refused?.errors, t),
    form: {
      action: `${here}/inspection`,
      intro: t('inspection:intro'),
      undo: t('inspection:undo'),
      isDangerous: false,
      submit: t('inspection:order'),
      cancel: { label: t('web:verb.cancel'), href: here },
      effects: [
        { figure: String(known.events.length), text: t('inspection:effect.events', { count: known.events.length }) },
        { figure: String(pieces), text: t('inspection:effect.pieces', { count: pieces }) },
        { figure: t('inspection:effect.proof_figure'), text: t('inspection:effect.proof') },
        { figure: t('inspection:effect.out_figure'), text: t('inspection:effect.out') },
      ],
      hidden: [{ name: 'ticket', value: newTicket() }],
      fields: refill(fieldsOf(visit, when.day), refused?.values ?? {}, refused?.errors ?? {}, t),
    },
    columns: packColumns(visit),
    packs: packs.map((row) => packRow(visit, row)),
  })
}

const orderForm = z.object({
  on: z.string().max(10).catch(''),
  reason: words(2_000),
  ticket: z.string().max(64).optional().catch(undefined),
})

/** POST /console/dossiers/:id/inspection */
export const postInspection = async (visit: Visit): Promise<Answer> => {
  const id = dossierIdOf(visit)
  const { on, reason, ticket } = parse(orderForm, visit.body)
  mustBeWhen(on, '', visit.ctx.now)
  const when = readWhen(on, '', visit.ctx.now)
  const paper = paperOf(visit, await readKnown(visit.ctx.db, id, when.until), when, reason)
  const made = await orderInspection(visit.ctx, id, { until: when.until, reason, paper, ticket })
  return seeOther(made ? packPath(made.id) : `/console/dossiers/${id}/inspection`, good('inspection:flash_ordered'))
}

const packOfPath = async (visit: Visit): Promise<ListedPack> => {
  const id = param(visit, 'id')
  const row = isId('insp', id) ? await findPackWithOrderer(visit.ctx.db, id) : null
  if (!row) throw notFound()
  return row
}

const isUnderWay = ({ state }: ListedPack): boolean => state === 'ordered' || state === 'building'

/** GET /console/inspections/:id */
export const showInspection = async (visit: Visit): Promise<Answer> => {
  const { t, ctx } = visit
  const row = await packOfPath(visit)
  const isReady = row.state === 'ready' && row.expires_at! > ctx.now
  return view('inspection/show', {
    title: t('inspection:title'),
    id: row.id,
    chip: packChip(visit, row),
    back: { href: `/console/dossiers/${row.dossier_id}/inspection`, label: t('inspection:all') },
    about: packFacts(visit, row, row.orderedByName),
    progress: isUnderWay(row) ? progressOf(visit, row, `${packPath(row.id)}/progress`) : null,
    failure: failureText(visit, row),
    expired: row.state === 'expired' || (row.state === 'ready' && !isReady) ? t('inspection:expired') : '',
    actions: isReady ? [{ label: t('inspection:download'), href: `${packPath(row.id)}/pack.zip`, icon: 'download', kind: 'primary' }] : [],
  })
}

/** GET /console/inspections/:id/progress: the bar that asks for itself again. */
export const showInspectionProgress = async (visit: Visit): Promise<Answer> => {
  const row = await packOfPath(visit)
  return fragment('inspection/progress', {
    ...progressOf(visit, row, `${packPath(row.id)}/progress`),
    isOver: !isUnderWay(row),
    link: { href: packPath(row.id), label: visit.t('inspection:look') },
  })
}

/** GET /console/inspections/:id/pack.zip: recorded. */
export const sendInspection = async (visit: Visit): Promise<Answer> => {
  const { id, dossier_id: dossierId } = await packOfPath(visit)
  return file(await downloadInspection(visit.ctx, id), 'application/zip', `${visit.t('inspection:file')}-${dossierId}.zip`)
}
