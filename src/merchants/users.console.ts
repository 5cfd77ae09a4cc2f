import { z } from 'zod'
import { listChangesOf } from '#src/accountChanges/accountChanges.sql.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { listRestrictionsOf } from '#src/restrictions/restrictions.sql.ts'
import { newTicket } from '#src/platform/submission.ts'
import { countUserSessions } from '#src/platform/sessions.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, refill, type Effect, type Field } from '#src/web/components.ts'
import { choice, email, line, optionalLine, parse, words } from '#src/web/fields.ts'
import { languages } from '#src/web/i18n.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { addUser } from './addUser.ts'
import type { Refused } from './forms.page.ts'
import { inviteUserAgain } from './inviteUserAgain.ts'
import { askedBy, whyNobodyIsAdded, whyNotRemoved } from './merchantUser.ts'
import { findUser, listUsers, type MerchantUserRow } from './merchantUsers.sql.ts'
import { findMerchant, type MerchantRow } from './merchants.sql.ts'
import { removeUser } from './removeUser.ts'
import { usersPath } from './users.page.ts'

const merchantOfPath = async (visit: Visit): Promise<MerchantRow> => {
  const id = param(visit, 'id')
  const merchant = isId('mrch', id) ? await findMerchant(visit.ctx.db, id) : null
  if (!merchant) throw notFound()
  return merchant
}

const pageOf = ({ id }: MerchantRow): string => `/console/merchants/${id}`
const backTo = ({ t }: Visit, merchant: MerchantRow) => ({ href: pageOf(merchant), label: merchant.name || t('merchants:console.unnamed') })
const reasonField = ({ t }: Visit, hint: string): Field => ({
  name: 'reason',
  type: 'textarea',
  rows: 3,
  width: 'full',
  maxlength: 2_000,
  label: t('merchants:users.reason'),
  hint: t(hint),
  isRequired: true,
})
const countActive = (users: readonly MerchantUserRow[], exceptId = ''): number =>
  users.filter((user) => user.activated_at && !user.removed_at && user.id !== exceptId).length

/** Somebody was quicker, or the merchant is not what he was: said above the form. */
export const lostOf = ({ t }: Visit, refused?: Refused) => {
  const code = /^errors:([a-z0-9_]+)\.text$/.exec(refused?.errors['form'] ?? '')?.[1]
  return code ? { tone: 'warning', title: t(`errors:${code}.title`), text: t(`errors:${code}.text`) } : null
}

const newFields = (visit: Visit, merchant: MerchantRow): Field[] => {
  const { t } = visit
  return [
    { name: 'name', label: t('merchants:users.name'), width: 'full', maxlength: 160, isRequired: true, autocomplete: 'off' },
    {
      name: 'email',
      type: 'email',
      label: t('merchants:field.email'),
      hint: t('merchants:users.email_hint'),
      width: 'full',
      maxlength: 254,
      isRequired: true,
      inputmode: 'email',
      autocomplete: 'off',
    },
    {
      name: 'language',
      type: 'radios',
      label: t('merchants:users.language'),
      value: merchant.language,
      isRequired: true,
      options: languages.map((value) => ({ value, label: t(`merchants:language.${value}`) })),
    },
    {
      name: 'askedBy',
      type: 'radios',
      label: t('merchants:users.asked_by'),
      value: '',
      isRequired: true,
      options: askedBy.map((value) => ({ value, label: t(`merchants:users.by.${value}`) })),
    },
    reasonField(visit, 'merchants:users.add_reason_hint'),
  ]
}

const effectsOfAdding = ({ t }: Visit, users: readonly MerchantUserRow[]): Effect[] => [
  { figure: t('merchants:users.effect.link_figure'), text: t('merchants:users.effect.link') },
  { figure: t('merchants:users.effect.all_figure'), text: t('merchants:users.effect.all'), tone: 'warning' },
  ...(countActive(users) > 0
    ? [{ figure: String(countActive(users)), text: t('merchants:users.effect.told', { count: countActive(users) }) }]
    : []),
]

/** GET /console/merchants/:id/users/new: who is to have access, who asked for it and how, and what it gives him. */
export const showNewUser = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t } = visit
  const merchant = await merchantOfPath(visit)
  const [back, lost] = [backTo(visit, merchant), lostOf(visit, refused)]
  const why = whyNobodyIsAdded(merchant)
  if (why && !lost) return seeOther(back.href, { tone: 'warning', key: `merchants:users.missing.${why}` })
  const fields = newFields(visit, merchant)
  return view('merchants/user', {
    title: t('merchants:users.add'),
    sentence: t('merchants:users.add_sentence'),
    back,
    lost,
    errors: lost ? [] : errorLines(refused?.errors, visit.t),
    form: {
      action: `${usersPath(merchant)}/new`,
      intro: t('merchants:users.add_intro'),
      effects: effectsOfAdding(visit, await listUsers(visit.ctx.db, merchant.id)),
      undo: t('merchants:users.add_undo'),
      hidden: [{ name: 'ticket', value: newTicket() }],
      fields: refill(fields, refused?.values ?? {}, refused?.errors ?? {}, t),
      submit: t('merchants:users.add_submit'),
      isDangerous: false,
      cancel: { label: t('web:verb.cancel'), href: back.href },
    },
  })
}

const newForm = z.object({
  name: line(160),
  email: email(),
  language: choice(languages),
  askedBy: choice(askedBy),
  reason: words(2_000),
  ticket: optionalLine(64),
})

/** POST /console/merchants/:id/users/new */
export const postNewUser = async (visit: Visit): Promise<Answer> => {
  const merchant = await merchantOfPath(visit)
  await addUser(visit.ctx, { ...parse(newForm, visit.body), merchantId: merchant.id })
  return seeOther(pageOf(merchant), good('merchants:users.flash.added'))
}

type OneUser = { merchant: MerchantRow; user: MerchantUserRow; users: MerchantUserRow[] }

const userOfPath = async (visit: Visit): Promise<OneUser> => {
  const merchant = await merchantOfPath(visit)
  const id = param(visit, 'user')
  const user = isId('user', id) ? await findUser(visit.ctx.db, id) : null
  if (!user || user.merchant_id !== merchant.id) throw notFound()
  return { merchant, user, users: await listUsers(visit.ctx.db, merchant.id) }
}

/** POST /console/merchants/:id/users/:user/invite */
export const postInviteAgain = async (visit: Visit): Promise<Answer> => {
  const { merchant, user } = await userOfPath(visit)
  await inviteUserAgain(visit.ctx, {
    merchantId: merchant.id,
    userId: user.id,
    ...parse(z.object({ ticket: optionalLine(64) }), visit.body),
  })
  return seeOther(pageOf(merchant), good('merchants:users.flash.invited_again'))
}

/** What he asked for and nobody has decided: it stays, and whoever removes him may want to look at it first. */
const openChangeOf = async (visit: Visit, { merchant, user }: OneUser): Promise<Effect[]> => {
  const [last] = await listChangesOf(visit.ctx.db, merchant.id, 1)
  if (last?.state !== 'asked' || last.asked_by !== user.id) return []
  const mayRead = isAllowed(staffOf(visit).roles, 'account_changes.read')
  return [{
    figure: '1',
    text: visit.t('merchants:users.effect.account_change'),
    tone: 'warning',
    ...(mayRead ? { href: `/console/account-changes/${last.id}` } : {}),
  }]
}

const effectsOfRemoving = async (visit: Visit, one: OneUser): Promise<Effect[]> => {
  const { t, ctx } = visit
  const [open, others] = [await countUserSessions(ctx.db, one.user.id, ctx.now), countActive(one.users, one.user.id)]
  return [
    ...(open > 0 ? [{ figure: String(open), text: t('merchants:users.effect.sessions', { count: open }), tone: 'bad' as const }] : []),
    { figure: t('merchants:users.effect.password_figure'), text: t('merchants:users.effect.password') },
    { figure: String(others + 1), text: t('merchants:users.effect.letters') },
    { figure: t('merchants:users.effect.keys_figure'), text: t('merchants:users.effect.keys'), tone: 'warning' },
    ...(await openChangeOf(visit, one)),
  ]
}

/** Whose data is kept and not used is not named here either (GDPR 18). */
const nameOf = async ({ ctx, t }: Visit, { id, name, email: address }: MerchantUserRow): Promise<string> =>
  (await listRestrictionsOf(ctx.db, [id])).length > 0 ? t('rights:door.hidden') : name ? `${name} (${address})` : address

/** GET /console/merchants/:id/users/:user/remove: what it does at once, and why he goes. */
export const showRemoveUser = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t } = visit
  const one = await userOfPath(visit)
  const { merchant, user, users } = one
  const [back, lost] = [backTo(visit, merchant), lostOf(visit, refused)]
  const why = whyNotRemoved(user, users, merchant)
  if (why && !lost) return seeOther(back.href, { tone: 'warning', key: `merchants:users.not_removed.${why}` })
  const fields = [reasonField(visit, 'merchants:users.remove_reason_hint')]
  return view('merchants/user', {
    title: t('merchants:users.remove_title'),
    sentence: await nameOf(visit, user),
    back,
    lost,
    errors: lost ? [] : errorLines(refused?.errors, visit.t),
    form: why ? null : {
      action: `${usersPath(merchant)}/${user.id}/remove`,
      intro: t('merchants:users.remove_intro'),
      effects: await effectsOfRemoving(visit, one),
      undo: t('merchants:users.remove_undo'),
      hidden: [],
      fields: refill(fields, refused?.values ?? {}, refused?.errors ?? {}, t),
      submit: t('merchants:users.remove_submit'),
      isDangerous: true,
      cancel: { label: t('web:verb.cancel'), href: back.href },
    },
  })
}

/** POST /console/merchants/:id/users/:user/remove */
export const postRemoveUser = async (visit: Visit): Promise<Answer> => {
  const { merchant, user } = await userOfPath(visit)
  await removeUser(visit.ctx, { merchantId: merchant.id, userId: user.id, ...parse(z.object({ reason: words(2_000) }), visit.body) })
  return seeOther(pageOf(merchant), good('merchants:users.flash.removed'))
}
