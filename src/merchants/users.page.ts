import { newTicket } from '#src/platform/submission.ts'
import type { Action, Chip, Columns, Link, Tone } from '#src/web/components.ts'
import type { Visit } from '#src/web/visit.ts'
import { mayManageUsers, userState, whyNobodyIsAdded, whyNotRemoved, type UserState } from './merchantUser.ts'
import type { MerchantUserRow } from './merchantUsers.sql.ts'
import type { MerchantRow } from './merchants.sql.ts'

const tones: Record<UserState, Tone> = { invited: 'waiting', active: 'good', removed: 'neutral' }
export const userChip = ({ t }: Pick<Visit, 't'>, user: MerchantUserRow): Chip => ({
  tone: tones[userState(user)],
  label: t(`merchants:users.state.${userState(user)}`),
})

export const usersPath = ({ id }: Pick<MerchantRow, 'id'>): string => `/console/merchants/${id}/users`

/** What may be done with one: nothing of who is removed. */
const actsOf = ({ t }: Visit, user: MerchantUserRow, users: readonly MerchantUserRow[], merchant: MerchantRow): Action[] => {
  const path = `${usersPath(merchant)}/${user.id}`
  const why = whyNotRemoved(user, users, merchant)
  if (why === 'removed' || why === 'erased') return []
  const again: Action[] = userState(user) === 'invited' && !whyNobodyIsAdded(merchant)
    ? [{ label: t('merchants:users.invite_again'), post: `${path}/invite`, fields: [{ name: 'ticket', value: newTicket() }], icon: 'mail' }]
    : []
  const label = t('merchants:users.remove')
  return [...again, why ? { label, reason: t('merchants:users.last_active') } : { label, href: `${path}/remove`, icon: 'ban' }]
}

/** Since when he stands as he does. */
const sinceOf = ({ added_at: addedAt, created_at: createdAt, activated_at: activatedAt, removed_at: removedAt }: MerchantUserRow): Date =>
  removedAt ?? activatedAt ?? addedAt ?? createdAt

type Shown = { merchant: MerchantRow; users: readonly MerchantUserRow[]; apart: ReadonlySet<string> }

const rowOf = (visit: Visit, user: MerchantUserRow, { merchant, users, apart }: Shown) => {
  const { t, ctx } = visit
  const isApart = apart.has(user.id)
  return {
    name: isApart ? '' : user.name,
    email: isApart ? t('rights:door.hidden') : user.email,
    language: user.language.toUpperCase(),
    chip: userChip(visit, user),
    since: sinceOf(user),
    lastContactAt: user.activated_at ? user.last_contact_at : null,
    lockedUntil: user.locked_until && user.locked_until > ctx.now ? user.locked_until : null,
    acts: mayManageUsers(ctx.actor) ? actsOf(visit, user, users, merchant) : [],
  }
}

const columnsOf = ({ t }: Visit): Columns => ({
  user: { label: t('merchants:users.who'), isLead: true, isWide: true },
  contact: { label: t('merchants:console.last_contact') },
  state: { label: t('merchants:users.state_since') },
  acts: { label: t('merchants:users.acts'), isLabelHidden: true },
})

/** The way to another user, or why there is none. */
const addingTo = ({ t, ctx }: Visit, merchant: MerchantRow): { link: Link | null; missing: string } => {
  const why = whyNobodyIsAdded(merchant)
  if (!mayManageUsers(ctx.actor)) return { link: null, missing: t('merchants:users.missing.role') }
  return why
    ? { link: null, missing: t(`merchants:users.missing.${why}`) }
    : { link: { href: `${usersPath(merchant)}/new`, label: t('merchants:users.add') }, missing: '' }
}

/** On the merchant's page: who signs in for him, those who still do first, and what may be done. */
export const usersModel = (visit: Visit, shown: Shown) => {
  const { link, missing } = addingTo(visit, shown.merchant)
  const rows = shown.users.toSorted((a, b) => Number(a.removed_at !== null) - Number(b.removed_at !== null)).map((user) =>
    rowOf(visit, user, shown)
  )
  return { rows, columns: columnsOf(visit), link, missing, count: shown.users.filter((user) => !user.removed_at).length }
}
