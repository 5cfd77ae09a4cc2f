import { whyNotNow } from '#src/accountChanges/accountChange.ts'
import { maskedIban } from '#src/accountChanges/maskedIban.page.ts'
import { mayEnd } from '#src/contracts/contractEnd.ts'
import { findContractEnd } from '#src/contracts/contractEnds.sql.ts'
import { fileOf } from '#src/dossiers/file.page.ts'
import { notFound } from '#src/kernel/errors.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import type { Field } from '#src/web/components.ts'
import { languages } from '#src/web/i18n.ts'
import { formatDay } from '#src/web/formats.ts'
import { countKnock } from '#src/web/limits.ts'
import { merchantUserOf, type Visit } from '#src/web/visit.ts'
import { findUser, listUsers } from './merchantUsers.sql.ts'
import { findMerchant } from './merchants.sql.ts'
import { requestPasswordReset } from './requestPasswordReset.ts'
import { userChip } from './users.page.ts'

/** The contract is ended from here, and from here taken back (seed 002). */
const endOf = async (visit: Visit) => {
  const merchant = await findMerchant(visit.ctx.db, merchantUserOf(visit).merchantId)
  const end = merchant && (await findContractEnd(visit.ctx.db, merchant.id))
  if (!merchant || (end?.state !== 'notice' && !mayEnd(merchant.state))) return null
  return {
    href: '/merchant/end-contract',
    text: end?.state === 'notice'
      ? visit.t('contracts:end.given', { day: formatDay(end.ends_on, visit.lang) })
      : visit.t('contracts:end.profile'),
    label: visit.t(end?.state === 'notice' ? 'contracts:end.review' : 'contracts:end.title'),
  }
}

/** Once validated, the account he is paid on is changed from here. */
const accountOf = async (visit: Visit) => {
  const { dossier, merchant, account } = await fileOf(visit)
  if (whyNotNow(merchant.state, dossier.state) !== null) return null
  return {
    text: account
      ? visit.t('merchants:profile.account', { account: maskedIban(visit, account.iban) })
      : visit.t('merchants:profile.no_account'),
    href: '/merchant/account',
    label: visit.t('merchants:profile.account_link'),
  }
}

/** Whoever signs in for him, or was invited to: what one objects to, one must see. Another is added by our people, at his wish. */
const usersOf = async (visit: Visit) => {
  const { id, merchantId } = merchantUserOf(visit)
  const users = (await listUsers(visit.ctx.db, merchantId)).filter((user) => !user.removed_at)
  return users.map((user) => ({ name: user.name, email: user.email, isSelf: user.id === id, chip: userChip(visit, user) }))
}

/**
 * GET /merchant/profile: the address one signs in with, the language, where a new password is asked for, who else has access, the account
 * one is paid on, and where the contract is ended.
 */
export const showProfile = async (visit: Visit): Promise<Answer> => {
  const { t, session } = visit
  const language: Field = {
    name: 'lang',
    type: 'radios',
    label: t('merchants:profile.language'),
    value: session?.language ?? 'fr',
    options: languages.map((lang) => ({ value: lang, label: t(`merchants:language.${lang}`) })),
  }
  return view('merchants/profile', {
    title: t('merchants:profile.title'),
    facts: [{ label: t('merchants:field.email'), text: session?.email ?? '' }],
    language,
    users: await usersOf(visit),
    account: await accountOf(visit),
    end: await endOf(visit),
  })
}

/** POST /merchant/profile/password: whoever is signed in has said his address already; the link that changes the password goes to it. */
export const postPasswordLink = async (visit: Visit): Promise<Answer> => {
  const user = await findUser(visit.ctx.db, merchantUserOf(visit).id)
  if (!user) throw notFound()
  await countKnock('merchant.reset', user.email)
  await requestPasswordReset(visit.ctx, { email: user.email })
  return seeOther('/merchant/profile', good('merchants:flash.password_link'))
}
