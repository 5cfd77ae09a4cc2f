import { z } from 'zod'
import { sha256 } from '#src/platform/crypto.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines } from '#src/web/components.ts'
import { ownPath } from '#src/web/back.ts'
import { choice, email, parse, secret } from '#src/web/fields.ts'
import { languages } from '#src/web/i18n.ts'
import { countKnock } from '#src/web/limits.ts'
import { merchantUserOf, param, type Visit } from '#src/web/visit.ts'
import { linkProblem } from './account.ts'
import { chooseMerchantLanguage } from './chooseMerchantLanguage.ts'
import { emailField, newPasswordField } from './door.merchant.ts'
import { evenly, filled, type Refused } from './forms.page.ts'
import { findLink } from './merchantUsers.sql.ts'
import { requestPasswordReset } from './requestPasswordReset.ts'
import { resetPassword } from './resetPassword.ts'
import { signInMerchant } from './signInMerchant.ts'
import { signOutMerchant } from './signOutMerchant.ts'

const backOf = (visit: Visit): string => ownPath(visit.body['back'] ?? visit.query['back'], '/merchant')

/** GET /merchant/sign-in */
export const showSignIn = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  if (visit.session) return seeOther(backOf(visit))
  const password = {
    name: 'password',
    type: 'password' as const,
    label: visit.t('merchants:field.password'),
    isRequired: true,
    autocomplete: 'current-password',
    width: 'full' as const,
    maxlength: 200,
  }
  const isInactive = refused?.errors['form'] === 'errors:account_not_active.text'
  return view('merchants/sign-in', {
    title: visit.t('merchants:sign_in.title'),
    fields: filled(visit, [emailField(visit), password], refused),
    errors: errorLines(refused?.errors, visit.t),
    back: backOf(visit),
    isInactive,
  })
}

const signInForm = z.object({ email: email(), password: secret() })

/** POST /merchant/sign-in */
export const signIn = async (visit: Visit): Promise<Answer> => {
  await countKnock('merchant.sign_in', visit.ip)
  const typed = parse(signInForm, visit.body)
  const { token } = await evenly(() => signInMerchant(visit.ctx, { ...typed, ip: visit.ip, userAgent: visit.userAgent }))
  return { kind: 'redirect', to: backOf(visit), cookies: { door: 'merchant', token } }
}

/** POST /merchant/sign-out */
export const signOut = async (visit: Visit): Promise<Answer> => {
  const { id, merchantId } = merchantUserOf(visit)
  if (visit.session) await signOutMerchant(visit.ctx, { sessionId: visit.session.id, userId: id, merchantId })
  return {
    kind: 'redirect',
    to: '/merchant/sign-in',
    cookies: { door: 'merchant', token: null },
    flash: good('merchants:flash.signed_out'),
  }
}

/** GET /merchant/forgot */
export const showForgot = async (visit: Visit, refused?: Refused): Promise<Answer> =>
  view('merchants/ask-link', {
    title: visit.t('merchants:forgot.title'),
    text: visit.t('merchants:forgot.text'),
    action: '/merchant/forgot',
    submit: visit.t('merchants:forgot.submit'),
    fields: filled(visit, [emailField(visit)], refused),
    errors: errorLines(refused?.errors, visit.t),
  })

const addressForm = z.object({ email: email() })

/** POST /merchant/forgot: one answer, whether the address is known or not. */
export const forgot = async (visit: Visit): Promise<Answer> => {
  const typed = parse(addressForm, visit.body)
  await countKnock('merchant.reset', visit.ip)
  await countKnock('merchant.reset', typed.email)
  await evenly(() => requestPasswordReset(visit.ctx, typed))
  return seeOther('/merchant/forgot/sent')
}

/** GET /merchant/forgot/sent */
export const showForgotSent = async ({ t }: Visit): Promise<Answer> =>
  view('merchants/sent', {
    title: t('merchants:forgot_sent.title'),
    text: t('merchants:forgot_sent.text'),
    after: t('merchants:forgot_sent.after'),
    links: [{ href: '/merchant/forgot', label: t('merchants:forgot_sent.again') }, {
      href: '/merchant/sign-in',
      label: t('merchants:link.sign_in'),
    }],
  })

const isResetOver = async ({ ctx }: Visit, token: string): Promise<boolean> =>
  linkProblem(await findLink(ctx.db, sha256(token), 'password_reset'), ctx.now) !== null

const resetOver = ({ t }: Visit): Answer =>
  view('merchants/link-over', {
    title: t('merchants:reset_over.title'),
    text: t('merchants:reset_over.text'),
    next: { label: t('merchants:forgot.submit'), href: '/merchant/forgot' },
  }, 410)

/** GET /merchant/reset/:token */
export const showReset = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const token = param(visit, 'token')
  if (await isResetOver(visit, token)) return resetOver(visit)
  return view('merchants/reset', {
    title: visit.t('merchants:reset.title'),
    action: `/merchant/reset/${token}`,
    fields: filled(visit, [newPasswordField(visit)], refused),
    errors: errorLines(refused?.errors, visit.t),
  })
}

const resetForm = z.object({ password: secret() })

/** POST /merchant/reset/:token */
export const reset = async (visit: Visit): Promise<Answer> => {
  const token = param(visit, 'token')
  if (await isResetOver(visit, token)) return resetOver(visit)
  await countKnock('merchant.sign_in', visit.ip)
  await resetPassword(visit.ctx, { token, ...parse(resetForm, visit.body) })
  return {
    kind: 'redirect',
    to: '/merchant/sign-in',
    cookies: { door: 'merchant', token: null },
    flash: good('merchants:flash.password_reset'),
  }
}

const languageForm = z.object({ lang: choice(languages) })

/** POST /merchant/language: the browser remembers, and the account of whoever is signed in. */
export const setMerchantLanguage = async (visit: Visit): Promise<Answer> => {
  const { lang } = parse(languageForm, visit.body)
  if (visit.ctx.actor.kind === 'merchant') await chooseMerchantLanguage(visit.ctx, visit.ctx.actor.id, lang)
  return { kind: 'redirect', to: backOf(visit), language: lang }
}
