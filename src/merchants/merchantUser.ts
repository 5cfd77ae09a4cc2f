import { isAllowed } from '#src/kernel/permissions.ts'
import type { Actor } from '#src/kernel/actor.ts'
import { isContractOver, type MerchantState } from './merchant.ts'

/**
 * - invited: he has a link to follow, and no way in yet: signed up, or added by a colleague of ours.
 * - active: he proved to hold his mailbox, signs in, and gets the letters.
 * - removed: none of that any more. His name and address stay in the merchant's file until its end, so that who acted can still be read.
 */
export type UserState = 'invited' | 'active' | 'removed'

type Dates = { activated_at: Date | null; removed_at: Date | null }

export const userState = (
  { activated_at: activatedAt, removed_at: removedAt }: Dates,
): UserState => (removedAt ? 'removed' : activatedAt ? 'active' : 'invited')

/** How the merchant asked us: what the history keeps beside the words. */
export const askedBy = ['email', 'telephone', 'letter', 'in_person'] as const
export type AskedBy = (typeof askedBy)[number]

/** Whoever adds or removes users at a merchant's request (product.md "Support agent"). */
export const mayManageUsers = (actor: Actor): boolean => actor.kind === 'staff' && isAllowed(actor.roles, 'merchant_users.manage')

type MerchantFacts = { state: MerchantState; is_erased: boolean }

/** Nobody is added where there is nothing to sign in for. Whoever winds up a business that is over has to see its money. */
export const whyNobodyIsAdded = (
  { state, is_erased: isErased }: MerchantFacts,
): 'erased' | 'rejected' | null => (isErased ? 'erased' : state === 'rejected' ? 'rejected' : null)

type UserFacts = Dates & { id: string }

/**
 * A merchant who is still with us is never left without anybody who signs in and gets our letters, nor, before there is such a one, without
 * anybody at all.
 */
export const whyNotRemoved = (
  user: UserFacts,
  users: readonly UserFacts[],
  { state, is_erased: isErased }: MerchantFacts,
): 'removed' | 'erased' | 'last_active' | null => {
  if (isErased) return 'erased'
  if (user.removed_at) return 'removed'
  if (isContractOver(state) || state === 'rejected') return null
  const others = users.filter((one) => one.id !== user.id && !one.removed_at)
  const isReplaced = user.activated_at ? others.some((one) => one.activated_at) : others.length > 0
  return isReplaced ? null : 'last_active'
}
