import { z } from 'zod'
import { parisDay } from '#src/kernel/calendar.ts'
import { newTicket } from '#src/platform/submission.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, refill, type Field } from '#src/web/components.ts'
import { choice, line, optionalLine, optionalWords, parse } from '#src/web/fields.ts'
import type { Visit } from '#src/web/visit.ts'
import { takeIn } from './fileRequest.ts'
import { requesters, rightsKinds, staffChannels } from './rightsRequest.ts'
import type { Refused } from './rightsWords.page.ts'

const here = '/console/rights'

const fieldsOf = ({ t, ctx }: Visit): Field[] => {
  const options = (list: readonly string[], group: string) => list.map((value) => ({ value, label: t(`rights:${group}.${value}`) }))
  return [
    {
      name: 'kind',
      type: 'radios',
      label: t('rights:new.kind'),
      options: rightsKinds.map((value) => ({ value, label: t(`rights:kind.${value}`), hint: t(`rights:kind_hint.${value}`) })),
      value: '',
      isRequired: true,
    },
    {
      name: 'requester',
      type: 'select',
      label: t('rights:column.requester'),
      options: options(requesters, 'requester'),
      value: 'payer',
      width: 'medium',
      isRequired: true,
    },
    {
      name: 'channel',
      type: 'select',
      label: t('rights:new.channel'),
      options: options(staffChannels, 'channel'),
      value: 'letter',
      width: 'medium',
      isRequired: true,
    },
    {
      name: 'received_on',
      type: 'date',
      label: t('rights:new.received'),
      hint: t('rights:new.received_hint'),
      value: parisDay(ctx.now),
      max: parisDay(ctx.now),
      width: 'short',
      isRequired: true,
    },
    {
      name: 'name',
      type: 'text',
      label: t('rights:new.name'),
      hint: t('rights:new.name_hint'),
      width: 'medium',
      maxlength: 120,
      isRequired: true,
      autocomplete: 'off',
    },
    { name: 'email', type: 'email', label: t('rights:new.email'), width: 'medium', maxlength: 120, isOptional: true, autocomplete: 'off' },
    {
      name: 'postal_address',
      type: 'textarea',
      rows: 2,
      label: t('rights:new.address'),
      hint: t('rights:new.address_hint'),
      width: 'medium',
      maxlength: 400,
      isOptional: true,
    },
    { name: 'birth_date', type: 'date', label: t('rights:new.birth'), width: 'short', isOptional: true },
    {
      name: 'identity_given',
      type: 'textarea',
      rows: 2,
      label: t('rights:new.identity'),
      hint: t('rights:new.identity_hint'),
      width: 'full',
      maxlength: 1_000,
      isOptional: true,
    },
    {
      name: 'said',
      type: 'textarea',
      rows: 4,
      label: t('rights:new.said'),
      hint: t('rights:new.said_hint'),
      width: 'full',
      maxlength: 4_000,
      isOptional: true,
    },
    {
      name: 'lang',
      type: 'select',
      label: t('rights:new.lang'),
      options: (['fr', 'en'] as const).map((value) => ({ value, label: t(`rights:lang.${value}`) })),
      value: 'fr',
      width: 'short',
      isRequired: true,
    },
  ]
}

/** GET /console/rights/new: what came by letter, mail or telephone. */
export const showNewRequest = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t } = visit
  return view('rights/new', {
    title: t('rights:new.title'),
    back: { href: here, label: t('rights:title') },
    sentence: t('rights:new.sentence'),
    errors: errorLines(refused?.errors, t),
    form: {
      action: `${here}/new`,
      hidden: [{ name: 'ticket', value: newTicket() }],
      fields: refill(fieldsOf(visit), refused?.values ?? {}, refused?.errors ?? {}, t),
      submit: t('rights:new.submit'),
      cancel: { label: t('web:verb.cancel'), href: here },
    },
  })
}

const newForm = z
  .object({
    kind: choice(rightsKinds),
    requester: choice(requesters),
    channel: choice(staffChannels),
    received_on: line(10),
    name: line(120),
    email: optionalLine(120),
    postal_address: optionalWords(400),
    birth_date: optionalLine(10),
    identity_given: optionalWords(1_000),
    said: optionalWords(4_000),
    lang: choice(['fr', 'en']),
    ticket: optionalLine(64),
  })
  .refine(({ email }) => email === '' || /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/.test(email), {
    path: ['email'],
    message: 'web:field.bad_email',
  })

/** POST /console/rights/new */
export const postNewRequest = async (visit: Visit): Promise<Answer> => {
  const { received_on: receivedOn, postal_address: postalAddress, birth_date: birthDate, identity_given: identityGiven, ...said } = parse(
    newForm,
    visit.body,
  )
  const id = await takeIn(visit.ctx, { ...said, receivedOn, postalAddress, birthDate: birthDate || null, identityGiven })
  return seeOther(id ? `${here}/${id}` : here, good('rights:flash.taken_in'))
}
