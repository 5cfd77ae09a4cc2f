import { isSeat } from '#src/kernel/permissions.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, type Columns, type Fact, type Field } from '#src/web/components.ts'
import { parse, secret } from '#src/web/fields.ts'
import { languages } from '#src/web/i18n.ts'
import type { FormPage } from '#src/web/route.ts'
import { listStaffSessions, type OpenSession, type Session } from '#src/platform/sessions.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { changePassword } from './changePassword.ts'
import { deviceOf } from './device.ts'
import { revokeOtherSessions, revokeSession } from './revokeSession.ts'
import { newPasswordFields, newPasswordForm, readNewPassword } from './signIn.console.ts'

const sessionOf = (visit: Visit): Session => {
  if (!visit.session) throw new Error('this route lacks its guard')
  return visit.session
}

/** « Firefox, Windows », or that it does not say. */
export const deviceWords = ({ t }: Pick<Visit, 't'>, userAgent: string): string => {
  const { browser, system } = deviceOf(userAgent)
  if (browser && system) return t('staff:device.both', { browser, system })
  return browser ?? system ?? t('staff:device.unknown')
}

export const sessionColumns = ({ t }: Pick<Visit, 't'>): Columns => ({
  device: { label: t('staff:session.device'), isLead: true },
  ip: { label: t('staff:session.ip') },
  since: { label: t('staff:session.since') },
  seen: { label: t('staff:session.seen') },
  act: { label: t('staff:session.act'), isLabelHidden: true },
})

/** A living session as its line says it; `revoke` is where its button leads, none for the one in use. */
export const sessionRow = (visit: Visit, one: OpenSession, revoke: string | null) => ({
  device: deviceWords(visit, one.userAgent),
  ip: one.ip,
  since: one.createdAt,
  seen: one.seenAt,
  action: revoke ? { label: visit.t('staff:session.revoke'), post: revoke, kind: 'plain' as const } : null,
})

const factsOf = (visit: Visit): Fact[] => {
  const { email, roles } = sessionOf(visit)
  return [
    { label: visit.t('staff:field.email'), text: email },
    {
      label: visit.t('staff:field.roles'),
      text: roles.filter((role) => !isSeat(role)).map((role) => visit.t(`web:role.${role}`)).join(', '),
    },
  ]
}

const passwordFields = (visit: Visit): Field[] => [
  {
    name: 'current_password',
    type: 'password',
    label: visit.t('staff:field.current_password'),
    isRequired: true,
    autocomplete: 'current-password',
    width: 'full',
  },
  ...newPasswordFields(visit),
]

const languageField = ({ t, lang }: Visit): Field => ({
  name: 'lang',
  type: 'select',
  label: t('staff:field.language'),
  value: lang,
  width: 'short',
  options: languages.map((value) => ({ value, label: t(`staff:language.${value}`) })),
})

/** GET /console/account: one's language, password and open sessions. */
export const showAccount = async (visit: Visit, refused?: Parameters<FormPage>[1]): Promise<Answer> => {
  const own = sessionOf(visit)
  const errors = refused?.errors ?? {}
  const sessions = await listStaffSessions(visit.ctx.db, own.personId, visit.ctx.now)
  const others = sessions.filter(({ id }) => id !== own.id).length
  return view('staff/account', {
    title: visit.t('staff:account.title'),
    sentence: own.name,
    facts: factsOf(visit),
    errors: errorLines(errors, visit.t),
    language: languageField(visit),
    passwordFields: passwordFields(visit).map((field) => ({ ...field, error: errors[field.name] ? visit.t(errors[field.name]!) : '' })),
    sessions: sessions.map((one) => ({
      ...sessionRow(visit, one, one.id === own.id ? null : `/console/account/sessions/${one.id}/revoke`),
      isOwn: one.id === own.id,
    })),
    columns: sessionColumns(visit),
    revokeOthers: others > 0
      ? { label: visit.t('staff:session.revoke_others', { count: others }), post: '/console/account/sessions/revoke-others', kind: 'plain' }
      : null,
  })
}

const passwordForm = newPasswordForm.extend({ current_password: secret() })

/** POST /console/account/password */
export const changeOwnPassword = async (visit: Visit): Promise<Answer> => {
  const { current_password: current } = parse(passwordForm, visit.body)
  const password = readNewPassword(visit.body)
  const { personId, id } = sessionOf(visit)
  await changePassword(visit.ctx, personId, { current, password }, id)
  return seeOther('/console/account', good('staff:flash.password_changed'))
}

/** POST /console/account/sessions/:id/revoke */
export const revokeOne = async (visit: Visit): Promise<Answer> => {
  await revokeSession(visit.ctx, staffOf(visit).id, param(visit, 'id'))
  return seeOther('/console/account', good('staff:flash.session_revoked'))
}

/** POST /console/account/sessions/revoke-others */
export const revokeOthers = async (visit: Visit): Promise<Answer> => {
  const count = await revokeOtherSessions(visit.ctx, staffOf(visit).id, sessionOf(visit).id)
  return seeOther('/console/account', good('staff:flash.sessions_revoked', { count }))
}
