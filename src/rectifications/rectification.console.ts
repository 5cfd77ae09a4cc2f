import { z } from 'zod'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { actPage, area } from '#src/rights/requestActs.console.ts'
import { showRequest } from '#src/rights/request.console.ts'
import { readOne, requestOfPath } from '#src/rights/oneRequest.page.ts'
import { findRequest } from '#src/rights/rights.sql.ts'
import { lostOf, requestPath, type Refused } from '#src/rights/rightsWords.page.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, type Field } from '#src/web/components.ts'
import { line, optionalLine, parse, words } from '#src/web/fields.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { rectifiable, rectifiableKindOf } from './rectification.ts'
import { findRectification, readValue, type RectificationRow } from './rectifications.sql.ts'
import { applyRectification, declineRectification, proposeRectification } from './rectifyPerson.ts'

/** Each value that may be put right, of each row that is linked, as it is today. */
const choicesOf = async (visit: Visit, subjects: readonly { id: string; name: string }[]) => {
  const all = []
  for (const { id, name } of subjects) {
    const kind = rectifiableKindOf(id)
    if (!kind) continue
    for (const field of rectifiable[kind])
      all.push({
        value: `${id}.${field}`,
        label: visit.t('rights:rectification.choice', {
          name,
          field: visit.t(`rights:field_name.${field}`),
          value: (await readValue(visit.ctx.db, kind, id, field)) || '–',
        }),
      })
  }
  return all
}

/** GET /console/rights/:id/rectify */
export const showRectify = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { request, subjects, isLiving } = await readOne(visit)
  if (request.kind !== 'rectification' || !isLiving) return refused ? showRequest(visit, refused) : seeOther(requestPath(request))
  const { t } = visit
  const fields: Field[] = [
    {
      name: 'field',
      type: 'select',
      label: t('rights:rectification.field'),
      options: await choicesOf(visit, subjects),
      value: '',
      width: 'full',
      isRequired: true,
    },
    {
      name: 'value',
      type: 'text',
      label: t('rights:rectification.value'),
      hint: t('rights:rectification.value_hint'),
      width: 'medium',
      maxlength: 200,
      isOptional: true,
      autocomplete: 'off',
    },
    area(visit, 'reason', 'rights:rectification.proof', 'rights:rectification.proof_hint'),
  ]
  return actPage(visit, request, {
    name: 'rectify',
    effects: [{ figure: t('rights:rectification.effect_two'), text: t('rights:rectification.effect_two_text') }, {
      figure: t('rights:rectification.effect_kept'),
      text: t('rights:rectification.effect_kept_text'),
    }],
    fields,
  }, refused)
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
      effects: [{ figure: row.value_before || '–', text: t('rights:rectification.before') }, {
        figure: row.value_after || '–',
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
