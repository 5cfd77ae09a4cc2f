import { z } from 'zod'
import { askedOf, askedText } from '#src/kernel/asked.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { exportScreening } from '#src/screening/exports.ts'
import { listName } from '#src/watchlists/listWords.page.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, type Chip, type Columns } from '#src/web/components.ts'
import { csvLine } from '#src/web/csv.ts'
import { choice, parse, words } from '#src/web/fields.ts'
import { formatNumber } from '#src/web/formats.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { answers } from './hit.ts'
import type { Refused } from './hitForms.page.ts'
import { listedFacts } from './hitFacts.page.ts'
import { countDisagreements, findHit, findLook, listLooks, type FoundLook, type HitRow } from './hits.sql.ts'
import { sidesModel, wordsModel } from './hitSides.page.ts'
import { here as room, hitPath } from './hitWords.page.ts'
import { lookAgain } from './lookAgain.ts'
import { readSides } from './readSides.sql.ts'

const here = `${room}/looks`
const shelves = ['waiting', 'disagreed', 'done'] as const
const pageSize = 50
const csvPage = 500

const chipOf = ({ t }: Visit, { verdict }: FoundLook): Chip => {
  if (!verdict) return { tone: 'waiting', label: t('screening:looks.waiting') }
  return verdict === 'different' ? { tone: 'good', label: t('screening:looks.agrees') } : { tone: 'bad', icon: 'alert', label: t(`screening:looks.says_${verdict}`) }
}

/** While it waits the list says nothing of the first answer: it would be no second look. */
const rowOf = (visit: Visit, one: FoundLook) => ({
  href: one.verdict ? hitPath(one.hitId) : `${here}/${one.hitId}`, name: one.name, listLabel: listName(visit, one.listCode), first: one.verdict ? one.firstName : '', reason: one.verdict ? [one.reasonCode ? visit.t(`screening:code.${one.reasonCode}`) : '', one.reason ?? ''].filter(Boolean).join(' : ') : '',
  second: one.secondName ?? '', secondReason: one.secondReason ?? '', chip: chipOf(visit, one), at: one.at ?? one.chosenAt,
})

const columnsOf = ({ t }: Visit): Columns => ({
  name: { label: t('screening:column.name'), isLead: true, isWide: true }, list: { label: t('screening:listed.list') }, first: { label: t('screening:looks.first') }, second: { label: t('screening:looks.second') }, at: { label: t('web:word.date') }, state: { label: t('web:word.state') },
})
const ratesColumns = ({ t }: Visit): Columns => ({ key: { label: t('screening:looks.by'), isLead: true, isWide: true }, looked: { label: t('screening:looks.looked'), isNumber: true }, disagreed: { label: t('screening:looks.disagreed'), isNumber: true }, share: { label: t('screening:looks.share'), isNumber: true } })

const ratesOf = async (visit: Visit) => (await countDisagreements(visit.ctx.db)).map(({ by, key, looked, disagreed }) => ({
  key: by === 'person' ? key : key ? visit.t(`screening:code.${key}`) : '–', looked: formatNumber(looked, visit.lang), disagreed: formatNumber(disagreed, visit.lang), share: `${formatNumber((100 * disagreed) / looked, visit.lang)} %`,
}))

/** GET /console/screening/looks: cleared hits to be judged again, and where the second saw it otherwise. */
export const showLooks = async (visit: Visit): Promise<Answer> => {
  const { t, ctx, query } = visit
  const state = askedOf(shelves, askedText(query['state'], 12)) ?? 'waiting'
  const after = askedText(query['after'], 40)
  const found = await listLooks(ctx.db, { state, after: isId('schi', after) ? after : '', staffId: ctx.actor.id }, pageSize + 1)
  const rows = found.slice(0, pageSize)
  const address = (shelf: string, behind = ''): string => `${here}?${new URLSearchParams({ state: shelf, ...(behind ? { after: behind } : {}) })}`
  const mayExport = isAllowed(staffOf(visit).roles, 'exports.make')
  return view('screening/looks', {
    title: t('screening:looks.title'), back: { href: room, label: t('screening:title') }, sentence: t('screening:looks.sentence'), actions: mayExport ? [{ label: t('web:verb.export'), href: `${here}.csv`, icon: 'download', kind: 'plain' }] : [],
    tabs: shelves.map((shelf) => ({ label: t(`screening:looks.shelf.${shelf}`), isCurrent: shelf === state, href: address(shelf) })), columns: columnsOf(visit), rows: rows.map((one) => rowOf(visit, one)), rates: state === 'waiting' ? [] : await ratesOf(visit), ratesColumns: ratesColumns(visit),
    pages: { previous: isId('schi', after) ? address(state) : null, next: found.length > pageSize ? address(state, rows.at(-1)!.hitId) : null, shown: t('screening:shown', { count: rows.length }) }, empty: { title: t(`screening:looks.none.${state}`), text: t('screening:looks.none_text'), icon: 'eye' },
  })
}

const hitOfPath = async (visit: Visit): Promise<HitRow> => {
  const id = param(visit, 'id')
  const [hit, look] = isId('schi', id) ? [await findHit(visit.ctx.db, id), await findLook(visit.ctx.db, id)] : [null, null]
  if (!hit || !look || look.by_staff || look.first_by === visit.ctx.actor.id) throw notFound()
  return hit
}

/** GET /console/screening/looks/:id: both sides, as the first had them, without his answer. */
export const showLook = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t, ctx } = visit
  const hit = await hitOfPath(visit)
  const sides = await readSides(ctx.db, hit)
  const wrong = (name: string) => (refused?.errors[name] ? { error: t(refused.errors[name]) } : {})
  return view('screening/look', {
    title: sides.subject.name, back: { href: here, label: t('screening:looks.title') }, sentence: t('screening:looks.blind'), errors: refused ? errorLines(refused.errors, t) : [], sides: sidesModel(visit, sides.subject.party, sides.listed.party, hit.result), words: wordsModel(visit, hit.result),
    listed: listedFacts(visit, sides), oursName: sides.subject.name, theirsName: sides.listed.name,
    form: isAllowed(staffOf(visit).roles, 'screening.work') ? {
      action: `${here}/${hit.id}`, fields: [
        { name: 'answer', type: 'radios', label: t('screening:looks.answer'), options: answers.map((value) => ({ value, label: t(`screening:answer.${value}`) })), value: String(refused?.values['answer'] ?? ''), isRequired: true, ...wrong('answer') },
        { name: 'reason', type: 'textarea', rows: 3, width: 'full', maxlength: 2_000, label: t('web:form.reason'), value: String(refused?.values['reason'] ?? ''), isRequired: true, ...wrong('reason') },
      ],
    } : null,
  })
}

/** POST /console/screening/looks/:id */
export const postLook = async (visit: Visit): Promise<Answer> => {
  await lookAgain(visit.ctx, param(visit, 'id'), parse(z.object({ answer: choice(answers), reason: words(2_000) }), visit.body))
  return seeOther(here, good('screening:flash.looked'))
}

const headings = ['hit', 'name', 'list', 'first', 'code', 'reason', 'second', 'verdict', 'second_reason', 'at'] as const

async function* linesOf(visit: Visit): AsyncGenerator<string> {
  const { t, ctx } = visit
  yield csvLine(headings.map((one) => t(`screening:looks_csv.${one}`)))
  for (let after = ''; ; ) {
    const rows = await listLooks(ctx.db, { state: 'done', after, staffId: ctx.actor.id }, csvPage)
    yield rows.map((one) => csvLine([one.hitId, one.name, listName(visit, one.listCode), one.firstName, one.reasonCode ? t(`screening:code.${one.reasonCode}`) : null, one.reason, one.secondName, t(`screening:answer.${one.verdict}`), one.secondReason, one.at?.toISOString() ?? null])).join('')
    if (rows.length < csvPage) return
    after = rows.at(-1)!.hitId
  }
}

/** GET /console/screening/looks.csv: those that were judged twice. */
export const exportLooksCsv = async (visit: Visit): Promise<Answer> => {
  await exportScreening(visit.ctx, 'looks')
  return { kind: 'csv', fileName: `${visit.t('screening:file.looks')}-${parisDay(visit.ctx.now)}.csv`, lines: linesOf(visit) }
}
