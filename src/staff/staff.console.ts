import { z } from 'zod'
import { notFound } from '#src/kernel/errors.ts'
import { isAllowed, roles, type Role } from '#src/kernel/permissions.ts'
import { myWork } from '#src/reviews/queue.sql.ts'
import { newTicket, takeTicket } from '#src/platform/submission.ts'
import { unit } from '#src/platform/ctx.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, type Action, type Chip, type Columns, type Effect, type Fact, type Field } from '#src/web/components.ts'
import { choice, email, line, optionalLine, parse } from '#src/web/fields.ts'
import { languages } from '#src/web/i18n.ts'
import type { FormPage } from '#src/web/route.ts'
import { listStaffSessions } from '#src/platform/sessions.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { sessionColumns, sessionRow } from './account.console.ts'
import { addStaff } from './addStaff.ts'
import { changeRoles } from './changeRoles.ts'
import { disableStaff } from './disableStaff.ts'
import { enableStaff } from './enableStaff.ts'
import { resetSecondFactor } from './resetSecondFactor.ts'
import { resetStaffPassword } from './resetStaffPassword.ts'
import { revokeOtherSessions } from './revokeSession.ts'
import { isLocked } from './staff.ts'
import { findStaffLine, listStaff, type StaffLine } from './staff.sql.ts'
import { unlockStaff } from './unlockStaff.ts'

type Refused = Parameters<FormPage>[1]

const mayManage = (visit: Visit): boolean => isAllowed(staffOf(visit).roles, 'staff.manage')

const rolesText = ({ t }: Visit, held: readonly Role[]): string => held.map((role) => t(`web:role.${role}`)).join(', ')

const isLockedNow = (visit: Visit, { locked_until }: StaffLine): boolean => isLocked({ lockedUntil: locked_until }, visit.ctx.now)

const stateOf = (visit: Visit, account: StaffLine): Chip => {
  if (account.state === 'disabled') return { tone: 'neutral', icon: 'ban', label: visit.t('staff:state.disabled') }
  if (isLockedNow(visit, account)) return { tone: 'bad', icon: 'lock', label: visit.t('staff:state.locked') }
  if (account.must_change_password) return { tone: 'waiting', label: visit.t('staff:state.invited') }
  return { tone: 'good', label: visit.t('staff:state.active') }
}

const factorOf = ({ t }: Visit, { totp_enrolled_at }: StaffLine): Chip =>
  totp_enrolled_at ? { tone: 'good', icon: 'shield-check', label: t('staff:factor.yes') } : { tone: 'warning', icon: 'shield', label: t('staff:factor.no') }

const listColumns = ({ t }: Visit): Columns => ({
  name: { label: t('staff:field.name'), isLead: true }, email: { label: t('staff:field.email'), isWide: true }, roles: { label: t('staff:field.roles') },
  state: { label: t('web:word.state') }, factor: { label: t('staff:factor.title') }, seen: { label: t('staff:field.last_seen') },
})

/** GET /console/staff */
export const showStaffList = async (visit: Visit): Promise<Answer> => {
  const accounts = await listStaff(visit.ctx.db)
  const add: Action = { label: visit.t('staff:add.open'), href: '/console/staff/new', icon: 'plus', key: 'n' }
  return view('staff/list', {
    title: visit.t('staff:list.title'), sentence: visit.t('staff:list.sentence', { count: accounts.filter(({ state }) => state === 'active').length }),
    primary: mayManage(visit) ? add : null, columns: listColumns(visit),
    rows: accounts.map((one) => ({
      href: `/console/staff/${one.id}`, name: one.name, email: one.email, roles: rolesText(visit, one.roles), state: stateOf(visit, one), factor: factorOf(visit, one), seen: one.lastSeenAt,
    })),
  })
}

const rolesField = ({ t }: Visit, held: readonly string[]): Field => ({
  name: 'roles', type: 'checkboxes', label: t('staff:field.roles'), value: [...held], options: roles.map((value) => ({ value, label: t(`web:role.${value}`), hint: t(`staff:role_hint.${value}`) })),
})

const asList = (value: unknown): unknown[] => (value === undefined ? [] : Array.isArray(value) ? value : [value])
const rolesSchema = z.preprocess(asList, z.array(choice(roles)).min(1, { error: 'staff:field.no_role' }).max(roles.length, { error: 'web:field.bad_value' }))

/** GET /console/staff/new */
export const showNewStaff = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const errors = refused?.errors ?? {}
  const { t } = visit
  const fields: Field[] = [
    { name: 'name', label: t('staff:field.name'), isRequired: true, autocomplete: 'off', maxlength: 100 },
    { name: 'email', type: 'email', label: t('staff:field.email'), isRequired: true, autocomplete: 'off' },
    { name: 'lang', type: 'select', label: t('staff:field.language'), width: 'short', options: languages.map((value) => ({ value, label: t(`staff:language.${value}`) })) },
  ]
  const typed = refused?.values ?? {}
  const chosen = asList(visit.body['roles']).map(String)
  return view('staff/new', {
    title: t('staff:add.title'), back: { label: t('staff:list.title'), href: '/console/staff' }, ticket: newTicket(), errors: errorLines(errors, t),
    fields: [...fields.map((one) => ({ ...one, value: String(typed[one.name] ?? '') })), rolesField(visit, chosen)].map((one) => ({ ...one, error: errors[one.name] ? t(errors[one.name]!) : '' })),
  })
}

const newForm = z.object({ name: line(100), email: email(), lang: choice(languages), roles: rolesSchema, ticket: optionalLine(64) })

/** The page that says a one-time password, this once: it is kept nowhere in clear. */
const tellPassword = (visit: Visit, { id, name, password }: { id: string; name: string; password: string }): Answer =>
  view('staff/password', {
    title: visit.t('staff:told.title'), sentence: visit.t('staff:told.sentence', { name }), password,
    next: { label: visit.t('staff:told.next', { name }), href: `/console/staff/${id}`, kind: 'primary' },
  })

/** POST /console/staff: adds an account. Sent twice, it is added once, and its password is not told again. */
export const add = async (visit: Visit): Promise<Answer> => {
  const { ticket, ...facts } = parse(newForm, visit.body)
  const added = await unit(visit.ctx, async (tx) => ((await takeTicket(tx, ticket)) ? addStaff(tx, facts) : null))
  return added ? tellPassword(visit, { ...added, name: facts.name }) : seeOther('/console/staff', good('staff:flash.added_before'))
}

const mustFind = async (visit: Visit): Promise<StaffLine> => {
  const account = await findStaffLine(visit.ctx.db, param(visit, 'id'))
  if (!account) throw notFound()
  return account
}

/** What an administrator can do to this account now; what he cannot says why. */
const actionsOf = (visit: Visit, account: StaffLine): Action[] => {
  const { t } = visit
  const act = (verb: string, more: Partial<Action> = {}): Action => ({ label: t(`staff:act.${verb.replaceAll('-', '_')}`), post: `/console/staff/${account.id}/${verb}`, kind: 'plain', ...more })
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
  account.lastSeenAt ? { label: visit.t('staff:field.last_seen'), at: account.lastSeenAt } : { label: visit.t('staff:field.last_seen'), text: visit.t('staff:field.never') },
  ...(isLockedNow(visit, account) ? [{ label: visit.t('staff:field.locked_until'), at: account.locked_until! }] : []),
]

/** GET /console/staff/:id */
export const showStaff = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const account = await mustFind(visit)
  const errors = refused?.errors ?? {}
  const sessions = await listStaffSessions(visit.ctx.db, account.id, visit.ctx.now)
  const here = `/console/staff/${account.id}`
  return view('staff/show', {
    title: account.name, id: account.id, chip: stateOf(visit, account), back: { label: visit.t('staff:list.title'), href: '/console/staff' }, facts: factsOf(visit, account),
    mayManage: mayManage(visit), actions: mayManage(visit) ? actionsOf(visit, account) : [], rolesText: rolesText(visit, account.roles), errors: errorLines(errors, visit.t),
    rolesAction: `${here}/roles`, rolesField: { ...rolesField(visit, account.roles), isLabelHidden: true, error: errors['roles'] ? visit.t(errors['roles']) : '' },
    sessions: sessions.map((one) => sessionRow(visit, one, null)), columns: withoutAct(sessionColumns(visit)),
    endSessions: mayManage(visit) && sessions.length > 0 ? { label: visit.t('staff:act.end_sessions'), post: `${here}/end-sessions`, kind: 'plain' } : null,
    history: isAllowed(staffOf(visit).roles, 'audit.read') ? { label: visit.t('staff:act.history'), href: `/console/history?actor=${account.id}` } : null,
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
    title: t('staff:disable.title', { name }), back: { label: name, href: `/console/staff/${id}` },
    confirm: {
      action: `/console/staff/${id}/disable`, intro: t('staff:disable.intro'), effects: [effect('sessions', sessions.length), effect('held', held.length)],
      undo: t('staff:disable.undo'), hidden: [], fields: [], submit: t('staff:act.disable'), isDangerous: true, cancel: { label: t('web:verb.cancel'), href: `/console/staff/${id}` },
    },
  })
}

const acts = {
  disable: disableStaff, enable: enableStaff, unlock: unlockStaff, 'reset-second-factor': resetSecondFactor,
  'end-sessions': async (ctx: Visit['ctx'], id: string) => void (await revokeOtherSessions(ctx, id)),
} as const

/** POST /console/staff/:id/<act> */
export const act = (name: keyof typeof acts) => async (visit: Visit): Promise<Answer> => {
  const { id } = await mustFind(visit)
  await acts[name](visit.ctx, id)
  return seeOther(`/console/staff/${id}`, good(`staff:flash.${name.replaceAll('-', '_')}`))
}
