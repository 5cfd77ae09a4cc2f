import { z } from 'zod'
import { findStaff, type StaffRow } from './staff.sql.ts'
import { invalid } from '#src/kernel/errors.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { ownPath } from '#src/web/back.ts'
import { errorLines, type Field } from '#src/web/components.ts'
import { email, line, parse, secret } from '#src/web/fields.ts'
import { countKnock } from '#src/web/limits.ts'
import type { FormPage } from '#src/web/route.ts'
import type { Session } from '#src/platform/sessions.ts'
import type { Visit } from '#src/web/visit.ts'
import { chooseNewPassword } from './changePassword.ts'
import { enrolSecondFactor } from './enrolSecondFactor.ts'
import { enterSecondFactor } from './enterSecondFactor.ts'
import type { HalfSession } from './openFullSession.ts'
import { drawQr } from './qr.ts'
import { signInStaff } from './signInStaff.ts'
import { signOutStaff } from './signOutStaff.ts'
import { stepAfterPassword, type SignInStep } from './staff.ts'
import { inGroups, totpUri } from './totp.ts'
import { offeredTotpSecret } from './totpSecrets.ts'

type Refused = Parameters<FormPage>[1]

/** Where the person was going when the door stopped him; carried through every step, and only to a page of the console. */
const backOf = (visit: Visit): string => ownPath(visit.body['back'] ?? visit.query['back'], '/console')
const withBack = (path: string, back: string): string => (back === '/console' ? path : `${path}?back=${encodeURIComponent(back)}`)

const isIn = (visit: Visit): boolean => visit.session !== null && !visit.session.isPartial

/** A form of the door: what was wrong at the top, the questions, one button. */
const doorPage = (visit: Visit, name: string, fields: Field[], refused?: Refused, more: Record<string, unknown> = {}): Answer => {
  const errors = refused?.errors ?? {}
  const filled = fields.map((field) => ({
    ...field,
    value: field.type === 'email' ? String(refused?.values[field.name] ?? '') : '',
    error: errors[field.name] ? visit.t(errors[field.name]!) : '',
  }))
  const key = name.replaceAll('-', '_')
  return view(`staff/${name}`, {
    title: visit.t(`staff:${key}.title`),
    action: `/console/${name}`,
    back: backOf(visit),
    errors: errorLines(errors, visit.t),
    fields: filled,
    submit: visit.t(`staff:${key}.submit`),
    ...more,
  })
}

/** GET /console/sign-in */
export const showSignIn = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  if (isIn(visit)) return seeOther(backOf(visit))
  return doorPage(visit, 'sign-in', [
    { name: 'email', type: 'email', label: visit.t('staff:field.email'), isRequired: true, autocomplete: 'username', width: 'full' },
    {
      name: 'password',
      type: 'password',
      label: visit.t('staff:field.password'),
      isRequired: true,
      autocomplete: 'current-password',
      width: 'full',
    },
  ], refused)
}

const signInForm = z.object({ email: email(), password: secret() })

/** POST /console/sign-in */
export const signIn = async (visit: Visit): Promise<Answer> => {
  await countKnock('staff.sign_in', visit.ip)
  const typed = parse(signInForm, visit.body)
  const { token, step } = await signInStaff(visit.ctx, { ...typed, ip: visit.ip, userAgent: visit.userAgent })
  return { kind: 'redirect', to: withBack(`/console/${step}`, backOf(visit)), cookies: { door: 'console', token } }
}

const halfOf = (visit: Visit): Session => {
  if (!visit.session) throw new Error('this route lacks its guard')
  return visit.session
}
const halfSession = (visit: Visit): HalfSession => ({ sessionId: halfOf(visit).id, ip: visit.ip, userAgent: visit.userAgent })

const accountOf = async (visit: Visit): Promise<StaffRow> => {
  const account = await findStaff(visit.ctx.db, halfOf(visit).personId)
  if (!account) throw new Error('a session without its person')
  return account
}

/** Each page of the second half asks for its own step only; whoever is elsewhere is led to where he stands. */
const atStep = async (visit: Visit, step: SignInStep, answer: (account: StaffRow) => Answer | Promise<Answer>): Promise<Answer> => {
  if (isIn(visit)) return seeOther(backOf(visit))
  const account = await accountOf(visit)
  const due = stepAfterPassword({ mustChangePassword: account.must_change_password, isEnrolled: account.totp_enrolled_at !== null })
  return due === step ? answer(account) : seeOther(withBack(`/console/${due}`, backOf(visit)))
}

/** GET /console/new-password */
export const showNewPassword = (visit: Visit, refused?: Refused): Promise<Answer> =>
  atStep(visit, 'new-password', () => doorPage(visit, 'new-password', newPasswordFields(visit), refused))

/** The new password and once more, so that nobody is locked out by a slip of the finger. */
export const newPasswordFields = ({ t }: Visit): Field[] => [
  {
    name: 'password',
    type: 'password',
    label: t('staff:field.new_password'),
    hint: t('staff:field.new_password_hint'),
    isRequired: true,
    autocomplete: 'new-password',
    width: 'full',
  },
  {
    name: 'password_again',
    type: 'password',
    label: t('staff:field.password_again'),
    isRequired: true,
    autocomplete: 'new-password',
    width: 'full',
  },
]

export const newPasswordForm = z.object({ password: secret(), password_again: secret() })

/** The new password of a form, typed twice alike. */
export const readNewPassword = (body: Record<string, unknown>): string => {
  const { password, password_again } = parse(newPasswordForm, body)
  if (password !== password_again) throw invalid({ password_again: 'staff:password.not_alike' })
  return password
}

/** POST /console/new-password */
export const newPassword = (visit: Visit): Promise<Answer> =>
  atStep(visit, 'new-password', async (account) => {
    await chooseNewPassword(visit.ctx, account.id, readNewPassword(visit.body), halfOf(visit).id)
    return seeOther(withBack(`/console/${account.totp_enrolled_at ? 'second-factor' : 'enrol'}`, backOf(visit)))
  })

const codeField = ({ t }: Visit): Field => ({
  name: 'code',
  label: t('staff:field.code'),
  hint: t('staff:field.code_hint'),
  isRequired: true,
  autocomplete: 'one-time-code',
  inputmode: 'numeric',
  width: 'short',
  maxlength: 12,
})

/** GET /console/enrol: the secret as a picture and as text; nothing is kept until a code proves that it was read. */
export const showEnrol = (visit: Visit, refused?: Refused): Promise<Answer> =>
  atStep(visit, 'enrol', async (account) => {
    const offered = offeredTotpSecret(halfOf(visit).id)
    return doorPage(visit, 'enrol', [codeField(visit)], refused, {
      qr: drawQr(totpUri(offered, account.email)),
      secret: inGroups(offered),
      secretText: offered,
    })
  })

const codeForm = z.object({ code: line(12) })
const welcome = (visit: Visit, token: string): Answer => ({
  kind: 'redirect',
  to: backOf(visit),
  cookies: { door: 'console', token },
  flash: good('staff:flash.enrolled'),
})

/** POST /console/enrol */
export const enrol = (visit: Visit): Promise<Answer> =>
  atStep(visit, 'enrol', async (account) => {
    await countKnock('staff.second_factor', visit.ip)
    return welcome(visit, await enrolSecondFactor(visit.ctx, account.id, parse(codeForm, visit.body).code, halfSession(visit)))
  })

/** GET /console/second-factor */
export const showSecondFactor = (visit: Visit, refused?: Refused): Promise<Answer> =>
  atStep(visit, 'second-factor', () => doorPage(visit, 'second-factor', [codeField(visit)], refused))

/** POST /console/second-factor */
export const secondFactor = (visit: Visit): Promise<Answer> =>
  atStep(visit, 'second-factor', async (account) => {
    await countKnock('staff.second_factor', visit.ip)
    const token = await enterSecondFactor(visit.ctx, account.id, parse(codeForm, visit.body).code, halfSession(visit))
    return { kind: 'redirect', to: backOf(visit), cookies: { door: 'console', token } }
  })

/** POST /console/sign-out */
export const signOut = async (visit: Visit): Promise<Answer> => {
  const { id, personId, isPartial } = halfOf(visit)
  await signOutStaff(visit.ctx, { staffId: personId, sessionId: id, isPartial })
  return { kind: 'redirect', to: '/console/sign-in', cookies: { door: 'console', token: null }, flash: good('staff:flash.signed_out') }
}
