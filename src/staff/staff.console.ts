import { z } from 'zod'
import { unit } from '#src/platform/ctx.ts'
import { newTicket, takeTicket } from '#src/platform/submission.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, type Action, type Columns, type Field } from '#src/web/components.ts'
import { choice, email, line, optionalLine, parse } from '#src/web/fields.ts'
import { languages } from '#src/web/i18n.ts'
import type { Visit } from '#src/web/visit.ts'
import { addStaff } from './addStaff.ts'
import { listStaff } from './staff.sql.ts'
import { asList, factorOf, mayManage, rolesField, rolesSchema, rolesText, stateOf, tellPassword,
  type Refused } from './staffParts.console.ts'

const listColumns = ({ t }: Visit): Columns => ({
  name: { label: t('staff:field.name'), isLead: true },
  email: { label: t('staff:field.email'), isWide: true },
  roles: { label: t('staff:field.roles') },
  state: { label: t('web:word.state') },
  factor: { label: t('staff:factor.title') },
  seen: { label: t('staff:field.last_seen') },
})

/** GET /console/staff */
export const showStaffList = async (visit: Visit): Promise<Answer> => {
  const accounts = await listStaff(visit.ctx.db)
  const add: Action = { label: visit.t('staff:add.open'), href: '/console/staff/new', icon: 'plus', key: 'n' }
  return view('staff/list', {
    title: visit.t('staff:list.title'),
    sentence: visit.t('staff:list.sentence', { count: accounts.filter(({ state }) => state === 'active').length }),
    primary: mayManage(visit) ? add : null,
    columns: listColumns(visit),
    rows: accounts.map((one) => ({
      href: `/console/staff/${one.id}`,
      name: one.name,
      email: one.email,
      roles: rolesText(visit, one.roles),
      state: stateOf(visit, one),
      factor: factorOf(visit, one),
      seen: one.lastSeenAt,
    })),
  })
}

/** GET /console/staff/new */
export const showNewStaff = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const errors = refused?.errors ?? {}
  const { t } = visit
  const fields: Field[] = [
    { name: 'name', label: t('staff:field.name'), isRequired: true, autocomplete: 'off', maxlength: 100 },
    { name: 'email', type: 'email', label: t('staff:field.email'), isRequired: true, autocomplete: 'off' },
    {
      name: 'lang',
      type: 'select',
      label: t('staff:field.language'),
      width: 'short',
      options: languages.map((value) => ({ value, label: t(`staff:language.${value}`) })),
    },
  ]
  const typed = refused?.values ?? {}
  const chosen = asList(visit.body['roles']).map(String)
  return view('staff/new', {
    title: t('staff:add.title'),
    back: { label: t('staff:list.title'), href: '/console/staff' },
    ticket: newTicket(),
    errors: errorLines(errors, t),
    fields: [...fields.map((one) => ({ ...one, value: String(typed[one.name] ?? '') })), rolesField(visit, chosen)].map((one) => ({
      ...one,
      error: errors[one.name] ? t(errors[one.name]!) : '',
    })),
  })
}

const newForm = z.object({ name: line(100), email: email(), lang: choice(languages), roles: rolesSchema, ticket: optionalLine(64) })

/** POST /console/staff: adds an account. Sent twice, it is added once, and its password is not told again. */
export const add = async (visit: Visit): Promise<Answer> => {
  const { ticket, ...facts } = parse(newForm, visit.body)
  const added = await unit(visit.ctx, async (tx) => ((await takeTicket(tx, ticket)) ? addStaff(tx, facts) : null))
  return added ? tellPassword(visit, { ...added, name: facts.name }) : seeOther('/console/staff', good('staff:flash.added_before'))
}
