import { z } from 'zod'
import { dictionary } from '#src/kernel/dictionary.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, refill, type Columns, type Field } from '#src/web/components.ts'
import { choice, parse, words } from '#src/web/fields.ts'
import { behind, type Shown } from '#src/web/route.ts'
import { turnedBack } from '#src/web/turnedBack.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { allowedUses, openHours } from './restriction.ts'
import { restrictionNotice, type RestrictionNotice } from './restrictionNotice.page.ts'
import { openRestricted } from './openRestricted.ts'
import { findRestrictable, isUseOpenTo, listUseOpenings, type Restrictable } from './restrictions.sql.ts'

type Refused = { errors: Record<string, string>; values: Record<string, unknown> }

const openingsShown = 10
const rooms: Record<string, { path: string; list: string }> = dictionary({
  paym: { path: '/console/payments', list: '/console/payments' },
  doss: { path: '/console/dossiers', list: '/console/queue' },
  docu: { path: '/console/documents', list: '/console/queue' },
  mrch: { path: '/console/merchants', list: '/console/merchants' },
  acch: { path: '/console/account-changes', list: '/console/account-changes' },
})
const roomOf = (id: string) => rooms[id.slice(0, 4)]!

const columnsOf = ({ t }: Visit): Columns => ({
  at: { label: t('archive:when') },
  name: { label: t('archive:who'), isLead: true },
  use: { label: t('rights:door.use') },
  reason: { label: t('archive:why'), isWide: true },
})

const fieldsOf = ({ t }: Visit): Field[] => [
  {
    name: 'use',
    type: 'radios',
    label: t('rights:door.use'),
    hint: t('rights:door.use_hint'),
    isRequired: true,
    width: 'full',
    options: allowedUses.map((value) => ({ value, label: t(`rights:use.${value}`) })),
    value: '',
  },
  {
    name: 'reason',
    type: 'textarea',
    rows: 3,
    width: 'full',
    maxlength: 500,
    label: t('archive:reason'),
    hint: t('rights:door.reason_hint'),
    isRequired: true,
    value: '',
  },
]

const gate = async (visit: Visit, id: string, notice: RestrictionNotice, refused?: Refused): Promise<Answer> => {
  const { t, ctx } = visit
  const mayOpen = isAllowed(staffOf(visit).roles, 'restrictions.open')
  return view('rights/door', {
    title: t(`rights:door.title.${id.slice(0, 4)}`),
    sentence: t('rights:door.sentence'),
    back: { href: roomOf(id).list, label: t('archive:back') },
    id,
    notice,
    ...turnedBack(visit, refused && (refused.values['written'] ?? '')),
    errors: errorLines(refused?.errors, t),
    action: `/console/restricted/${id}`,
    fields: mayOpen ? refill(fieldsOf(visit), refused?.values ?? {}, refused?.errors ?? {}, t) : null,
    refusal: t('rights:door.not_yours'),
    text: t('rights:door.text', { hours: openHours }),
    columns: columnsOf(visit),
    openings: (await listUseOpenings(ctx.db, id, openingsShown)).map((one) => ({ ...one, use: t(`rights:use.${one.use}`) })),
  })
}

type Door = { page: Restrictable; notice: RestrictionNotice }

/** The door before a page, and what restricts somebody whom it shows; null where nothing does. */
const doorOf = async (visit: Visit, id: string): Promise<Door | null> => {
  const page = await findRestrictable(visit.ctx.db, id)
  const notice = page && (await restrictionNotice(visit, page.subjectIds))
  return page && notice ? { page, notice } : null
}

/** Whether this person may see on that page what is restricted there. */
const isOpenHere = ({ ctx }: Visit, { doorId, withinId }: Restrictable): Promise<boolean> =>
  isUseOpenTo(ctx.db, { ids: [doorId, withinId], staffId: ctx.actor.id, at: ctx.now })

const askWhichUse = async (visit: Visit): Promise<Answer | null> => {
  const door = await doorOf(visit, param(visit, 'id'))
  return !door || (await isOpenHere(visit, door.page)) ? null : gate(visit, door.page.doorId, door.notice)
}

/**
 * A page that may show somebody whose data is kept and not used: then it is asked for which use, and it opens for the day to whoever said
 * (GDPR 18(2)).
 */
export const throughRestriction = <Rest extends unknown[]>(show: Shown<Rest>): Shown<Rest> =>
  behind({ name: 'restriction', ask: askWhichUse }, show)

const pathOf = (doorId: string): string => `${roomOf(doorId).path}/${doorId}`

/** GET /console/restricted/:id: what restricts it, who opened it, and the questions. */
export const showRestricted = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const page = await findRestrictable(visit.ctx.db, param(visit, 'id'))
  if (!page) throw notFound()
  const notice = await restrictionNotice(visit, page.subjectIds)
  return notice ? gate(visit, page.doorId, notice, refused) : seeOther(pathOf(page.doorId))
}

/** POST /console/restricted/:id */
export const postOpenRestricted = async (visit: Visit): Promise<Answer> => {
  const doorId = await openRestricted(
    visit.ctx,
    param(visit, 'id'),
    parse(z.object({ use: choice(allowedUses), reason: words(500) }), visit.body),
  )
  return seeOther(pathOf(doorId), good('rights:flash.use_opened'))
}
