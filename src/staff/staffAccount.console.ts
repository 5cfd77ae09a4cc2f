import { z } from 'zod'
import { notFound } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit } from '#src/platform/ctx.ts'
import { listStaffSessions } from '#src/platform/sessions.ts'
import { newTicket, takeTicket } from '#src/platform/submission.ts'
import { myWork } from '#src/reviews/queue.sql.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, type Action, type Columns, type Effect, type Fact } from '#src/web/components.ts'
import { optionalLine, parse } from '#src/web/fields.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { sessionColumns, sessionRow } from './account.console.ts'
import { changeRoles } from './changeRoles.ts'
import { disableStaff } from './disableStaff.ts'
import { enableStaff } from './enableStaff.ts'
import { resetSecondFactor } from './resetSecondFactor.ts'
import { resetStaffPassword } from './resetStaffPassword.ts'
import { revokeOtherSessions } from './revokeSession.ts'
import { findStaffLine, type StaffLine } from './staff.sql.ts'
import { factorOf, isLockedNow, mayManage, rolesField, rolesSchema, rolesText, stateOf, tellPassword,
  type Refused } from './staffParts.console.ts'
import { unlockStaff } from './unlockStaff.ts'

const mustFind = async (visit: Visit): Promise<StaffLine> => {
  const account = await findStaffLine(visit.ctx.db, param(visit, 'id'))
  if (!account) throw notFound()
  return account
}

/** What an administrator can do to this account now; what he cannot says why. */
const actionsOf = (visit: Visit, account: StaffLine): Action[] => {
  const { t } = visit
  const act = (verb: string, more: Partial<Action> = {}): Action => ({
    label: t(`staff:act.${verb.replaceAll('-', '_')}`),
    post: `/console/staff/${account.id}/${verb}`,
    kind: 'plain',
    ...more,
  })
  const isOwn = staffOf(visit).id === account.id
  const disable = isOwn
    ? act('disable', { reason: t('staff:act.not_oneself') })
    : act('disable', { post: undefined, href: `/console/staff/${account.id}/disable`, icon: 'ban' })
  return [
    ...(isLockedNow(visit, account) ? [act('unlock', { icon: 'lock' })] : []),
    act('reset-password', { icon: 'key', fields: [{ name: 'ticket', value: newTicket() }] }),
    ...(account.totp_enrolled_at ? [act('reset-second-factor', { icon: 'phone' })] : []),
    account.state === 'disabled' ? act('enable', { icon: 'check' }) : disable,
  ]
}

const factsOf = (visit: Visit, account: StaffLine): Fact[] => [
  { label: visit.t('staff:field.email'), text: account.email },
  { label: visit.t('staff:field.language'), text: visit.t(`staff:language.${account.language}`) },
  { label: visit.t('staff:factor.title'), chip: factorOf(visit, account) },
  { label: visit.t('staff:field.added'), at: account.created_at },
  account.lastSeenAt
    ? { label: visit.t('staff:field.last_seen'), at: account.lastSeenAt }
    : { label: visit.t('staff:field.last_seen'), text: visit.t('staff:field.never') },
  ...(isLockedNow(visit, account) ? [{ label: visit.t('staff:field.locked_until'), at: account.locked_until! }] : []),
]

/** GET /console/staff/:id */
export const showStaff = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const account = await mustFind(visit)
  const errors = refused?.errors ?? {}
  const sessions = await listStaffSessions(visit.ctx.db, account.id, visit.ctx.now)
  const here = `/console/staff/${account.id}`
  return view('staff/show', {
    title: account.name,
    id: account.id,
    chip: stateOf(visit, account),
    back: { label: visit.t('staff:list.title'), href: '/console/staff' },
    facts: factsOf(visit, account),
    mayManage: mayManage(visit),
    actions: mayManage(visit) ? actionsOf(visit, account) : [],
    rolesText: rolesText(visit, account.roles),
    errors: errorLines(errors, visit.t),
    rolesAction: `${here}/roles`,
    rolesField: { ...rolesField(visit, account.roles), isLabelHidden: true, error: errors['roles'] ? visit.t(errors['roles']) : '' },
    rolesRefusal: account.id === visit.ctx.actor.id ? visit.t('staff:act.not_oneself') : '',
    sessions: sessions.map((one) => sessionRow(visit, one, null)),
    columns: withoutAct(sessionColumns(visit)),
    endSessions: mayManage(visit) && sessions.length > 0
      ? { label: visit.t('staff:act.end_sessions'), post: `${here}/end-sessions`, kind: 'plain' }
      : null,
    history: isAllowed(staffOf(visit).roles, 'audit.read')
      ? { label: visit.t('staff:act.history'), href: `/console/history?actor=${account.id}` }
      : null,
  })
}

const withoutAct = ({ device, ip, since, seen }: Columns): Columns => ({ device: device!, ip: ip!, since: since!, seen: seen! })

const rolesForm = z.object({ roles: rolesSchema })

/** POST /console/staff/:id/roles */
export const setStaffRoles = async (visit: Visit): Promise<Answer> => {
  await changeRoles(visit.ctx, param(visit, 'id'), parse(rolesForm, visit.body).roles)
  return seeOther(`/console/staff/${param(visit, 'id')}`, good('staff:flash.roles_changed'))
}

const ticketForm = z.object({ ticket: optionalLine(64) })

/** POST /console/staff/:id/reset-password */
export const giveNewPassword = async (visit: Visit): Promise<Answer> => {
  const { id, name } = await mustFind(visit)
  const { ticket } = parse(ticketForm, visit.body)
  const password = await unit(visit.ctx, async (tx) => ((await takeTicket(tx, ticket)) ? resetStaffPassword(tx, id) : null))
  return password ? tellPassword(visit, { id, name, password }) : seeOther(`/console/staff/${id}`)
}

/** GET /console/staff/:id/disable: what closing this account does, before it is done. */
export const showDisable = async (visit: Visit): Promise<Answer> => {
  const { id, name } = await mustFind(visit)
  const { ctx, t } = visit
  const [sessions, { held }] = await Promise.all([listStaffSessions(ctx.db, id, ctx.now), myWork(ctx.db, id, ctx.now)])
  const effect = (key: string, count: number): Effect => ({ figure: String(count), text: t(`staff:disable.${key}`, { count }) })
  return view('staff/disable', {
    title: t('staff:disable.title', { name }),
    back: { label: name, href: `/console/staff/${id}` },
    confirm: {
      action: `/console/staff/${id}/disable`,
      intro: t('staff:disable.intro'),
      effects: [effect('sessions', sessions.length), effect('held', held.length)],
      undo: t('staff:disable.undo'),
      hidden: [],
      fields: [],
      submit: t('staff:act.disable'),
      isDangerous: true,
      cancel: { label: t('web:verb.cancel'), href: `/console/staff/${id}` },
    },
  })
}

const acts = {
  disable: disableStaff,
  enable: enableStaff,
  unlock: unlockStaff,
  'reset-second-factor': resetSecondFactor,
  'end-sessions': async (ctx: Visit['ctx'], id: string) => void (await revokeOtherSessions(ctx, id)),
} as const

/** POST /console/staff/:id/<act> */
export const act = (name: keyof typeof acts) => async (visit: Visit): Promise<Answer> => {
  const { id } = await mustFind(visit)
  await acts[name](visit.ctx, id)
  return seeOther(`/console/staff/${id}`, good(`staff:flash.${name.replaceAll('-', '_')}`))
}
