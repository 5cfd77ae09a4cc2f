import { z } from 'zod'
import { sha256 } from '#src/platform/crypto.ts'
import { newTicket } from '#src/platform/submission.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, type Field } from '#src/web/components.ts'
import { email, parse, secret } from '#src/web/fields.ts'
import { countKnock } from '#src/web/limits.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { linkProblem, mustChoosePassword } from './account.ts'
import { activateAccount } from './activateAccount.ts'
import { evenly, filled, type Refused } from './forms.page.ts'
import { findLink, findUser } from './merchantUsers.sql.ts'
import { resendActivation } from './resendActivation.ts'
import { signUpMerchant } from './signUpMerchant.ts'

export const emailField = ({ t }: Visit, autocomplete = 'username'): Field => ({
  name: 'email',
  type: 'email',
  label: t('merchants:field.email'),
  isRequired: true,
  autocomplete,
  inputmode: 'email',
  width: 'full',
  maxlength: 254,
})

export const newPasswordField = ({ t }: Visit, label = 'merchants:field.new_password'): Field => ({
  name: 'password',
  type: 'password',
  label: t(label),
  hint: t('merchants:field.new_password_hint'),
  isRequired: true,
  autocomplete: 'new-password',
  width: 'full',
  maxlength: 200,
})

/** GET /merchant/sign-up */
export const showSignUp = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  if (visit.session) return seeOther('/merchant')
  const fields = filled(visit, [emailField(visit), newPasswordField(visit, 'merchants:field.password')], refused)
  return view('merchants/sign-up', {
    title: visit.t('merchants:sign_up.title'),
    fields,
    errors: errorLines(refused?.errors, visit.t),
    ticket: newTicket(),
  })
}

const signUpForm = z.object({ email: email(), password: secret(), ticket: z.string().max(64).optional().catch(undefined) })

/** POST /merchant/sign-up: one answer, whether the address is known or not. */
export const signUp = async (visit: Visit): Promise<Answer> => {
  await countKnock('merchant.sign_up', visit.ip)
  const typed = parse(signUpForm, visit.body)
  await evenly(() => signUpMerchant(visit.ctx, { ...typed, lang: visit.lang }))
  return seeOther('/merchant/sign-up/sent')
}

/** GET /merchant/sign-up/sent */
export const showSignUpSent = async ({ t }: Visit): Promise<Answer> =>
  view('merchants/sent', {
    title: t('merchants:sign_up_sent.title'),
    text: t('merchants:sign_up_sent.text'),
    after: t('merchants:sign_up_sent.after'),
    links: [{ href: '/merchant/activate', label: t('merchants:sign_up_sent.again') }, {
      href: '/merchant/sign-in',
      label: t('merchants:link.sign_in'),
    }],
  })

/** GET /merchant/activate: another link, for who lost his or let it pass. */
export const showResend = async (visit: Visit, refused?: Refused): Promise<Answer> =>
  view('merchants/ask-link', {
    title: visit.t('merchants:resend.title'),
    text: visit.t('merchants:resend.text'),
    action: '/merchant/activate',
    submit: visit.t('merchants:resend.submit'),
    fields: filled(visit, [emailField(visit)], refused),
    errors: errorLines(refused?.errors, visit.t),
  })

const addressForm = z.object({ email: email() })

/** POST /merchant/activate */
export const resend = async (visit: Visit): Promise<Answer> => {
  const typed = parse(addressForm, visit.body)
  await countKnock('merchant.reset', visit.ip)
  await countKnock('merchant.reset', typed.email)
  await evenly(() => resendActivation(visit.ctx, typed))
  return seeOther('/merchant/sign-up/sent')
}

type LinkState = 'good' | 'over' | 'active'
/** `text`: what is asked of him, by how he came. */
type Activation = { state: LinkState; isPasswordAsked: boolean; text: 'text' | 'text_disputed' | 'text_invited' }

const activationOf = async ({ ctx }: Visit, token: string): Promise<Activation> => {
  const link = await findLink(ctx.db, sha256(token), 'activation')
  const user = link && (await findUser(ctx.db, link.merchant_user_id))
  const state = user?.activated_at && !user.removed_at ? 'active' : linkProblem(link, ctx.now) ? 'over' : 'good'
  return {
    state,
    isPasswordAsked: user ? mustChoosePassword(user) : false,
    text: user?.is_password_disputed ? 'text_disputed' : user?.added_by ? 'text_invited' : 'text',
  }
}

/** 410: what became of the link, and what to do now. */
const linkOver = ({ t }: Visit, state: 'over' | 'active'): Answer =>
  view('merchants/link-over', {
    title: t(`merchants:activation_${state}.title`),
    text: t(`merchants:activation_${state}.text`),
    next: state === 'active'
      ? { label: t('merchants:link.sign_in'), href: '/merchant/sign-in' }
      : { label: t('merchants:resend.submit'), href: '/merchant/activate' },
  }, 410)

/** GET /merchant/activate/:token: shows a button and changes nothing, since mail scanners follow links. */
export const showActivation = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const token = param(visit, 'token')
  const { state, isPasswordAsked, text } = await activationOf(visit, token)
  if (state !== 'good') return linkOver(visit, state)
  const fields = isPasswordAsked ? filled(visit, [newPasswordField(visit)], refused) : []
  return view('merchants/activate', {
    title: visit.t('merchants:activate.title'),
    text: visit.t(`merchants:activate.${text}`),
    fields,
    action: `/merchant/activate/${token}`,
    errors: errorLines(refused?.errors, visit.t),
  })
}

const activationForm = z.object({ password: z.string().max(200, { error: 'web:field.too_long' }).optional() })

/** POST /merchant/activate/:token */
export const activate = async (visit: Visit): Promise<Answer> => {
  const token = param(visit, 'token')
  const { state } = await activationOf(visit, token)
  if (state !== 'good') return linkOver(visit, state)
  await activateAccount(visit.ctx, token, parse(activationForm, visit.body))
  return seeOther('/merchant/sign-in', good('merchants:flash.activated'))
}
