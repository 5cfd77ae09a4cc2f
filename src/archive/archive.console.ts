import { z } from 'zod'
import { parisDay, type Day } from '#src/kernel/calendar.ts'
import { dictionary } from '#src/kernel/dictionary.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { policyOn } from '#src/retention/policy.ts'
import { listSigned } from '#src/retention/policies.sql.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, type Columns, type Field } from '#src/web/components.ts'
import { parse, words } from '#src/web/fields.ts'
import { formatDay } from '#src/web/formats.ts'
import { behind, type Shown } from '#src/web/route.ts'
import { turnedBack } from '#src/web/turnedBack.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { inArchiveFrom, openHours } from './archive.ts'
import { findArchivable, isOpenTo, listOpenings, type Archivable } from './archive.sql.ts'
import { openArchive } from './openArchive.ts'

type Refused = { errors: Record<string, string>; values: Record<string, unknown> }

const openingsShown = 10
const rooms: Record<string, string> = dictionary({
  dspt: '/console/disputes',
  frdc: '/console/fraud-cases',
  doss: '/console/dossiers',
  paym: '/console/payments',
})
const pathOf = (subjectId: string): string => `${rooms[subjectId.slice(0, 4)]}/${subjectId}`

/** Since when it is in the archive; null: it is at hand. */
const archivedSince = async ({ ctx }: Visit, { category, endedOn }: Archivable): Promise<Day | null> => {
  if (endedOn === null) return null
  const today = parisDay(ctx.now)
  const from = inArchiveFrom(policyOn(await listSigned(ctx.db), category, today), endedOn)
  return from !== null && from <= today ? from : null
}

const columnsOf = ({ t }: Visit): Columns => ({
  at: { label: t('archive:when') },
  name: { label: t('archive:who'), isLead: true },
  reason: { label: t('archive:why'), isWide: true },
})

const reasonField = ({ t }: Visit, refused?: Refused): Field => ({
  name: 'reason',
  type: 'textarea',
  rows: 3,
  width: 'full',
  maxlength: 500,
  label: t('archive:reason'),
  hint: t('archive:reason_hint'),
  isRequired: true,
  value: String(refused?.values['reason'] ?? ''),
  ...(refused?.errors['reason'] ? { error: t(refused.errors['reason']) } : {}),
})

const gate = async (visit: Visit, file: Archivable, since: Day, refused?: Refused): Promise<Answer> => {
  const { t, lang, ctx } = visit
  const mayOpen = isAllowed(staffOf(visit).roles, 'archive.open')
  return view('archive/gate', {
    title: t(`archive:title.${file.category}`),
    sentence: t('archive:sentence', { day: formatDay(since, lang) }),
    back: {
      href: rooms[file.subjectId.slice(0, 4)] === '/console/dossiers'
        ? `/console/merchants/${file.merchantId}`
        : rooms[file.subjectId.slice(0, 4)]!,
      label: t('archive:back'),
    },
    id: file.subjectId,
    ...turnedBack(visit, refused && (refused.values['written'] ?? '')),
    errors: errorLines(refused?.errors, t),
    action: `/console/archive/${file.subjectId}`,
    field: mayOpen ? reasonField(visit, refused) : null,
    refusal: t('archive:not_yours'),
    text: t('archive:text', { hours: openHours }),
    whyHref: isAllowed(staffOf(visit).roles, 'retention.read') ? `/console/retention/why?id=${file.subjectId}` : null,
    columns: columnsOf(visit),
    openings: await listOpenings(ctx.db, file.subjectId, openingsShown),
  })
}

const askWhy = async (visit: Visit): Promise<Answer | null> => {
  const file = await findArchivable(visit.ctx.db, param(visit, 'id'))
  const since = file && (await archivedSince(visit, file))
  if (!file || !since || (await isOpenTo(visit.ctx.db, { subjectId: file.subjectId, staffId: visit.ctx.actor.id, at: visit.ctx.now })))
    return null
  return gate(visit, file, since)
}

/** A page of a file that may be archived: then a reason is asked first, and it opens for the day to whoever gave one. */
export const throughArchive = <Rest extends unknown[]>(show: Shown<Rest>): Shown<Rest> => behind({ name: 'archive', ask: askWhy }, show)

const fileOf = async (visit: Visit): Promise<Archivable> => {
  const file = await findArchivable(visit.ctx.db, param(visit, 'id'))
  if (!file) throw notFound()
  return file
}

/** GET /console/archive/:id: why it is in the archive, who opened it, and the question. */
export const showArchive = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const file = await fileOf(visit)
  const since = await archivedSince(visit, file)
  return since ? gate(visit, file, since, refused) : seeOther(pathOf(file.subjectId))
}

/** POST /console/archive/:id */
export const postOpenArchive = async (visit: Visit): Promise<Answer> => {
  const { reason } = parse(z.object({ reason: words(500) }), visit.body)
  return seeOther(pathOf(await openArchive(visit.ctx, param(visit, 'id'), { reason })), good('archive:flash.opened'))
}
