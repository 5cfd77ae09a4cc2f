import { z } from 'zod'
import { countriesByName } from '#src/dossiers/countries.ts'
import { askedText } from '#src/kernel/asked.ts'
import { addDays, parisDay } from '#src/kernel/calendar.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { area } from '#src/rights/requestActs.console.ts'
import { showRequest } from '#src/rights/request.console.ts'
import { readOne, requestOfPath } from '#src/rights/oneRequest.page.ts'
import { earliestBirth } from '#src/rights/birth.ts'
import { findRequest } from '#src/rights/rights.sql.ts'
import { lostOf, requestPath, standSentence, stateChip, type Refused } from '#src/rights/rightsWords.page.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, refill, type Field } from '#src/web/components.ts'
import { line, optionalLine, parse, words } from '#src/web/fields.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { mayBeEmpty, rectifiable, rectifiableKindOf, valueKindOf, type RectifiableField } from './rectification.ts'
import { valueText } from './rectificationWords.page.ts'
import { findRectification, readValue, type RectificationRow } from './rectifications.sql.ts'
import { applyRectification, declineRectification, proposeRectification } from './rectifyPerson.ts'

type Choice = { id: string; field: RectifiableField; value: string; label: string }

/** Each value that may be put right, of each row that is linked, as it is today. */
const choicesOf = async (visit: Visit, subjects: readonly { id: string; name: string }[]): Promise<Choice[]> => {
  const all: Choice[] = []
  for (const { id, name } of subjects) {
    const kind = rectifiableKindOf(id)
    if (!kind) continue
    for (const field of rectifiable[kind]) {
      const value = (await readValue(visit.ctx.db, kind, id, field)) ?? ''
      const said = { name, field: visit.t(`rights:field_name.${field}`), value: valueText(visit, field, value) }
      all.push({ id, field, value, label: visit.t('rights:rectification.choice', said) })
    }
  }
  return all
}

const nameOf = ({ id, field }: Choice): string => `${id}.${field}`

/** Asked as the other forms of the house ask for a thing of its kind. */
const valueField = (visit: Visit, { field }: Choice): Field => {
  const { t, lang, ctx } = visit
  const isOptional = mayBeEmpty.includes(field)
  const asked = {
    name: 'value',
    label: t('rights:rectification.value'),
    isRequired: !isOptional,
    isOptional,
    ...(isOptional ? { hint: t('rights:rectification.value_hint') } : {}),
  }
  const kind = valueKindOf(field)
  if (kind === 'birth') return { ...asked, type: 'date', min: earliestBirth, max: addDays(parisDay(ctx.now), -1), width: 'short' }
  if (kind === 'country')
    return {
      ...asked,
      type: 'select',
      value: '',
      width: 'medium',
      options: [
        { value: '', label: t('rights:rectification.no_country') },
        ...countriesByName(lang).map(({ code, name }) => ({ value: code, label: name })),
      ],
    }
  return { ...asked, type: 'text', width: 'medium', maxlength: 200, autocomplete: 'off' }
}

/** The question of the value comes once it is known of what: a day is asked for as a day, a country from the list. */
const formOf = (visit: Visit, path: string, choice: Choice, refused?: Refused) => ({
  action: `${path}/rectify`,
  intro: visit.t('rights:rectify.intro'),
  effects: [
    { figure: visit.t('rights:rectification.effect_two'), text: visit.t('rights:rectification.effect_two_text') },
    { figure: visit.t('rights:rectification.effect_kept'), text: visit.t('rights:rectification.effect_kept_text') },
  ],
  undo: '',
  hidden: [{ name: 'field', value: nameOf(choice) }],
  fields: refill(
    [valueField(visit, choice), area(visit, 'reason', 'rights:rectification.proof', 'rights:rectification.proof_hint')],
    refused?.values ?? {},
    refused?.errors ?? {},
    visit.t,
  ),
  submit: visit.t('rights:rectify.submit'),
  isDangerous: false,
  cancel: { href: path, label: visit.t('web:verb.cancel') },
})

/** GET /console/rights/:id/rectify?field=: which datum, and then what it is to be. */
export const showRectify = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { request, subjects, isLiving } = await readOne(visit)
  if (request.kind !== 'rectification' || !isLiving) return refused ? showRequest(visit, refused) : seeOther(requestPath(request))
  const { t } = visit
  const [path, choices] = [requestPath(request), await choicesOf(visit, subjects)]
  const asked = askedText(refused?.values['field'] ?? visit.query['field'], 80)
  const choice = choices.find((one) => nameOf(one) === asked)
  return view('rights/rectify', {
    title: t('rights:rectify.title'),
    back: { href: path, label: t(`rights:kind.${request.kind}`) },
    id: request.id,
    chip: stateChip(visit, request),
    sentence: standSentence(visit, request),
    lost: lostOf(visit, refused),
    errors: refused && !lostOf(visit, refused) ? errorLines(refused.errors, t) : [],
    picker: {
      action: `${path}/rectify`,
      hidden: [],
      resetHref: null,
      fields: [{
        name: 'field',
        type: 'select',
        label: t('rights:rectification.field'),
        options: [
          { value: '', label: t('rights:rectification.which') },
          ...choices.map((one) => ({ value: nameOf(one), label: one.label })),
        ],
        value: choice ? nameOf(choice) : '',
        width: 'full',
        ...(refused?.errors['field'] ? { error: t(refused.errors['field']) } : {}),
      }],
    },
    form: choice ? formOf(visit, path, choice, refused) : null,
  })
}

/** POST /console/rights/:id/rectify */
export const postRectify = async (visit: Visit): Promise<Answer> => {
  const request = await requestOfPath(visit)
  const { field: chosen, value, reason } = parse(z.object({ field: line(80), value: optionalLine(200), reason: words(4_000) }), visit.body)
  const [subjectId = '', field = ''] = chosen.split('.')
  await proposeRectification(visit.ctx, request.id, { subjectId, field, value, reason })
  return seeOther(requestPath(request), good('rights:flash.rectification_proposed'))
}

const rectificationOfPath = async (visit: Visit): Promise<RectificationRow> => {
  const id = param(visit, 'id')
  const row = isId('rect', id) ? await findRectification(visit.ctx.db, id) : null
  if (!row) throw notFound()
  return row
}

/** GET /console/rectifications/:id: what it was, what it is to be, and what proves it; for the second person. */
export const showRectification = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const row = await rectificationOfPath(visit)
  const request = (await findRequest(visit.ctx.db, row.request_id))!
  if (row.state !== 'proposed' || row.proposed_by === visit.ctx.actor.id) return seeOther(requestPath(request))
  const { t } = visit
  const path = `/console/rectifications/${row.id}`
  const reason: Field = {
    name: 'reason',
    type: 'textarea',
    rows: 3,
    width: 'full',
    maxlength: 2_000,
    label: t('web:form.reason'),
    isRequired: true,
    value: String(refused?.values['reason'] ?? ''),
    ...(refused?.errors['reason'] ? { error: t(refused.errors['reason']) } : {}),
  }
  return view('rights/act', {
    title: t('rights:rectification.decide_title'),
    back: { href: requestPath(request), label: t(`rights:kind.${request.kind}`) },
    id: row.subject_id,
    chip: null,
    sentence: row.reason,
    lost: lostOf(visit, refused),
    errors: refused && !lostOf(visit, refused) ? errorLines(refused.errors, t) : [],
    form: {
      action: `${path}/apply`,
      intro: t('rights:rectification.decide_intro', { field: t(`rights:field_name.${row.field}`) }),
      effects: [{ figure: valueText(visit, row.field, row.value_before), text: t('rights:rectification.before') }, {
        figure: valueText(visit, row.field, row.value_after),
        text: t('rights:rectification.after'),
      }],
      undo: t('rights:rectification.effect_kept_text'),
      hidden: [],
      fields: [],
      submit: t('rights:rectification.apply'),
      isDangerous: false,
      cancel: { href: requestPath(request), label: t('web:verb.cancel') },
    },
    decline: { action: `${path}/decline`, field: reason, isOpen: Boolean(refused?.errors['reason']) },
  })
}

/** POST /console/rectifications/:id/apply */
export const postApplyRectification = async (visit: Visit): Promise<Answer> => {
  const row = await rectificationOfPath(visit)
  await applyRectification(visit.ctx, row.id)
  return seeOther(`/console/rights/${row.request_id}`, good('rights:flash.rectified'))
}

/** POST /console/rectifications/:id/decline */
export const postDeclineRectification = async (visit: Visit): Promise<Answer> => {
  const row = await rectificationOfPath(visit)
  await declineRectification(visit.ctx, row.id, parse(z.object({ reason: words(2_000) }), visit.body))
  return seeOther(`/console/rights/${row.request_id}`, good('rights:flash.declined'))
}
