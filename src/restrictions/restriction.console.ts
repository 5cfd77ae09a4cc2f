import { z } from 'zod'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { actPage, area } from '#src/rights/requestActs.console.ts'
import { showRequest } from '#src/rights/request.console.ts'
import { readOne, requestOfPath } from '#src/rights/oneRequest.page.ts'
import { findRequest } from '#src/rights/rights.sql.ts'
import { lostOf, requestPath, type Refused } from '#src/rights/rightsWords.page.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, refill } from '#src/web/components.ts'
import { choice, parse, words } from '#src/web/fields.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { askedGrounds } from './restriction.ts'
import { findRestriction, type RestrictionRow } from './restrictions.sql.ts'
import { liftRestriction, restrictUse } from './restrictUse.ts'

/** GET /console/rights/:id/restrict */
export const showRestrict = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { request, subjects, isLiving } = await readOne(visit)
  if (!isLiving) return refused ? showRequest(visit, refused) : seeOther(requestPath(request))
  const { t } = visit
  const effects = [{ figure: String(subjects.length), text: t('rights:restrict.effect_subjects', { count: subjects.length }) }, {
    figure: t('rights:restrict.effect_use'),
    text: t('rights:restrict.effect_use_text'),
  }]
  return actPage(visit, request, {
    name: 'restrict',
    effects,
    fields: [{
      name: 'ground',
      type: 'radios',
      label: t('rights:restrict.ground'),
      isRequired: true,
      options: askedGrounds.map((value) => ({ value, label: t(`rights:restriction.${value}`) })),
      value: '',
    }],
  }, refused)
}

/** POST /console/rights/:id/restrict */
export const postRestrict = async (visit: Visit): Promise<Answer> => {
  const request = await requestOfPath(visit)
  await restrictUse(visit.ctx, request.id, parse(z.object({ ground: choice(askedGrounds) }), visit.body).ground)
  return seeOther(requestPath(request), good('rights:flash.restricted'))
}

const restrictionOfPath = async (visit: Visit): Promise<RestrictionRow> => {
  const id = param(visit, 'id')
  const row = isId('rstr', id) ? await findRestriction(visit.ctx.db, id) : null
  if (!row) throw notFound()
  return row
}

/** GET /console/restrictions/:id/lift: the person is told before (GDPR 18(3)). */
export const showLiftRestriction = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const row = await restrictionOfPath(visit)
  const request = (await findRequest(visit.ctx.db, row.request_id))!
  if (row.lifted_at !== null) return seeOther(requestPath(request))
  const { t } = visit
  return view('rights/act', {
    title: t('rights:restrict.lift_title'),
    back: { href: requestPath(request), label: t(`rights:kind.${request.kind}`) },
    id: row.subject_id,
    chip: null,
    sentence: t(`rights:restriction.${row.ground}`),
    lost: lostOf(visit, refused),
    errors: refused && !lostOf(visit, refused) ? errorLines(refused.errors, t) : [],
    decline: null,
    form: {
      action: `/console/restrictions/${row.id}/lift`,
      intro: t('rights:restrict.lift_intro'),
      effects: [{ figure: t('rights:restrict.effect_told'), text: t('rights:restrict.effect_told_text'), tone: 'warning' }],
      undo: '',
      hidden: [],
      fields: refill(
        [area(visit, 'reason', 'rights:restrict.lift_reason', 'rights:restrict.lift_hint')],
        refused?.values ?? {},
        refused?.errors ?? {},
        t,
      ),
      submit: t('rights:restrict.lift_act'),
      isDangerous: false,
      cancel: { href: requestPath(request), label: t('web:verb.cancel') },
    },
  })
}

/** POST /console/restrictions/:id/lift */
export const postLiftRestriction = async (visit: Visit): Promise<Answer> => {
  const row = await restrictionOfPath(visit)
  await liftRestriction(visit.ctx, row.id, parse(z.object({ reason: words(2_000) }), visit.body))
  return seeOther(`/console/rights/${row.request_id}`, good('rights:flash.restriction_lifted'))
}
