import { z } from 'zod'
import { parisDay } from '#src/kernel/calendar.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { lookCsv, looksModel, readLookQuery, usualShelves, type LookLine, type LookRoom } from '#src/looks/looksList.page.ts'
import { exportScreening } from '#src/screening/exports.ts'
import { listName } from '#src/watchlists/listWords.page.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, type Chip } from '#src/web/components.ts'
import { choice, parse, words } from '#src/web/fields.ts'
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
const looks: LookRoom = { here, words: 'screening:looks', prefix: 'schi', shelves: usualShelves }
const pageSize = 50

const chipOf = ({ t }: Visit, { verdict }: FoundLook): Chip => {
  if (!verdict) return { tone: 'waiting', label: t('screening:looks.waiting') }
  return verdict === 'different'
    ? { tone: 'good', label: t('screening:looks.agrees') }
    : { tone: 'bad', icon: 'alert', label: t(`screening:looks.says_${verdict}`) }
}

const codeText = ({ t }: Visit, code: string | null): string => (code ? t(`screening:code.${code}`) : '')

/** While it waits the list says nothing of the first answer: it would be no second look. */
const lineOf = (visit: Visit, one: FoundLook): LookLine => ({
  href: one.verdict || !isAllowed(staffOf(visit).roles, 'screening.work') ? hitPath(one.hitId) : `${here}/${one.hitId}`,
  name: one.name,
  what: listName(visit, one.listCode),
  first: one.verdict ? one.firstName : '',
  reason: one.verdict ? [codeText(visit, one.reasonCode), one.reason ?? ''].filter(Boolean).join(' : ') : '',
  second: one.secondName ?? '',
  secondReason: one.secondReason ?? '',
  chip: chipOf(visit, one),
  at: one.at ?? one.chosenAt,
})

/** GET /console/screening/looks: cleared hits to be judged again, and where the second saw it otherwise. */
export const showLooks = async (visit: Visit): Promise<Answer> => {
  const { t, ctx } = visit
  const asked = readLookQuery(visit, looks)
  const found = await listLooks(ctx.db, { state: asked.shelf, after: asked.after, staffId: ctx.actor.id }, pageSize + 1)
  const rows = found.slice(0, pageSize)
  const rates = asked.shelf === 'waiting' ? [] : await countDisagreements(ctx.db)
  return view('looks/list', {
    back: { href: room, label: t('screening:title') },
    ...looksModel(visit, looks, asked, {
      lines: rows.map((one) => lineOf(visit, one)),
      last: found.length > pageSize ? rows.at(-1)!.hitId : null,
      rates,
      reasonOf: (key) => codeText(visit, key) || '–',
    }),
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
    title: sides.subject.name,
    back: { href: here, label: t('screening:looks.title') },
    sentence: t('screening:looks.blind'),
    errors: errorLines(refused?.errors, t),
    sides: sidesModel(visit, sides.subject.party, sides.listed.party, hit.result),
    words: wordsModel(visit, hit.result),
    listed: listedFacts(visit, sides),
    oursName: sides.subject.name,
    theirsName: sides.listed.name,
    form: isAllowed(staffOf(visit).roles, 'screening.work') ?
      {
        action: `${here}/${hit.id}`,
        fields: [
          {
            name: 'answer',
            type: 'radios',
            label: t('screening:looks.answer'),
            options: answers.map((value) => ({ value, label: t(`screening:answer.${value}`) })),
            value: String(refused?.values['answer'] ?? ''),
            isRequired: true,
            ...wrong('answer'),
          },
          {
            name: 'reason',
            type: 'textarea',
            rows: 3,
            width: 'full',
            maxlength: 2_000,
            label: t('web:form.reason'),
            value: String(refused?.values['reason'] ?? ''),
            isRequired: true,
            ...wrong('reason'),
          },
        ],
      } :
      null,
  })
}

/** POST /console/screening/looks/:id */
export const postLook = async (visit: Visit): Promise<Answer> => {
  await lookAgain(visit.ctx, param(visit, 'id'), parse(z.object({ answer: choice(answers), reason: words(2_000) }), visit.body))
  return seeOther(here, good('screening:flash.looked'))
}

const headings = ['hit', 'name', 'list', 'first', 'code', 'reason', 'second', 'verdict', 'second_reason', 'at'] as const

/** GET /console/screening/looks.csv: those that were judged twice. */
export const exportLooksCsv = async (visit: Visit): Promise<Answer> => {
  const { t, ctx } = visit
  await exportScreening(ctx, 'looks')
  const lines = lookCsv<FoundLook>({
    headings: headings.map((one) => t(`screening:looks_csv.${one}`)),
    idOf: ({ hitId }) => hitId,
    pageOf: (after, limit) => listLooks(ctx.db, { state: 'done', after, staffId: ctx.actor.id }, limit),
    cellsOf: (one) => [
      one.hitId,
      one.name,
      listName(visit, one.listCode),
      one.firstName,
      codeText(visit, one.reasonCode) || null,
      one.reason,
      one.secondName,
      t(`screening:answer.${one.verdict}`),
      one.secondReason,
      one.at?.toISOString() ?? null,
    ],
  })
  return { kind: 'csv', fileName: `${t('screening:file.looks')}-${parisDay(ctx.now)}.csv`, lines }
}
