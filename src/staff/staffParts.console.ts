import { z } from 'zod'
import { isAllowed, roles, type Role } from '#src/kernel/permissions.ts'
import { view, type Answer } from '#src/web/answer.ts'
import type { Chip, Field } from '#src/web/components.ts'
import { choice } from '#src/web/fields.ts'
import type { FormPage } from '#src/web/route.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { isLocked } from './staff.ts'
import type { StaffLine } from './staff.sql.ts'

export type Refused = Parameters<FormPage>[1]

export const mayManage = (visit: Visit): boolean => isAllowed(staffOf(visit).roles, 'staff.manage')

export const rolesText = ({ t }: Visit, held: readonly Role[]): string => held.map((role) => t(`web:role.${role}`)).join(', ')

export const isLockedNow = (visit: Visit, { locked_until }: StaffLine): boolean => isLocked({ lockedUntil: locked_until }, visit.ctx.now)

export const stateOf = (visit: Visit, account: StaffLine): Chip => {
  if (account.state === 'disabled') return { tone: 'neutral', icon: 'ban', label: visit.t('staff:state.disabled') }
  if (isLockedNow(visit, account)) return { tone: 'bad', icon: 'lock', label: visit.t('staff:state.locked') }
  if (account.must_change_password) return { tone: 'waiting', label: visit.t('staff:state.invited') }
  return { tone: 'good', label: visit.t('staff:state.active') }
}

export const factorOf = ({ t }: Visit, { totp_enrolled_at }: StaffLine): Chip =>
  totp_enrolled_at
    ? { tone: 'good', icon: 'shield-check', label: t('staff:factor.yes') }
    : { tone: 'warning', icon: 'shield', label: t('staff:factor.no') }

export const rolesField = ({ t }: Visit, held: readonly string[]): Field => ({
  name: 'roles',
  type: 'checkboxes',
  label: t('staff:field.roles'),
  value: [...held],
  options: roles.map((value) => ({ value, label: t(`web:role.${value}`), hint: t(`staff:role_hint.${value}`) })),
})

/** One box ticked comes alone, several as a list. */
export const asList = (value: unknown): unknown[] => (value === undefined ? [] : Array.isArray(value) ? value : [value])
export const rolesSchema = z.preprocess(
  asList,
  z.array(choice(roles)).min(1, { error: 'staff:field.no_role' }).max(roles.length, { error: 'web:field.bad_value' }),
)

/** The page that says a one-time password, this once: it is kept nowhere in clear. */
export const tellPassword = (visit: Visit, { id, name, password }: { id: string; name: string; password: string }): Answer =>
  view('staff/password', {
    title: visit.t('staff:told.title'),
    sentence: visit.t('staff:told.sentence', { name }),
    password,
    next: { label: visit.t('staff:told.next', { name }), href: `/console/staff/${id}`, kind: 'primary' },
  })
