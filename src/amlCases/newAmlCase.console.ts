import { z } from 'zod'
import { askedText } from '#src/kernel/asked.ts'
import { isId } from '#src/kernel/ids.ts'
import { merchantText } from '#src/alerts/alertWords.page.ts'
import { findAlert } from '#src/alerts/alerts.sql.ts'
import { findHit } from '#src/hits/hits.sql.ts'
import { findMerchant } from '#src/merchants/merchants.sql.ts'
import { newTicket } from '#src/platform/submission.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, refill, type Field } from '#src/web/components.ts'
import { line, optionalLine, parse, words } from '#src/web/fields.ts'
import type { Visit } from '#src/web/visit.ts'
import { matterFields, matterOfBody } from './amlActs.console.ts'
import { findLivingCase } from './amlCases.sql.ts'
import { casePath, casesPath, lostOf, nothingRefused, type Refused } from './amlWords.page.ts'
import { findCaseOfHit } from './caseMatter.sql.ts'
import { openAmlCase } from './openAmlCase.ts'

/** Whose case it will be: by his id, or by an alert or a hit of his. */
const merchantAsked = async ({ query, body, ctx: { db } }: Visit): Promise<{ id: string; ticked: string[] }> => {
  const said = (name: string): string => askedText(query[name] ?? body[name], 40)
  const [alert, hit] = [said('alert'), said('hit')]
  if (isId('alrt', alert)) return { id: (await findAlert(db, alert))?.merchant_id ?? '', ticked: [alert] }
  if (isId('schi', hit)) return { id: (await findHit(db, hit))?.merchant_id ?? '', ticked: [hit] }
  return { id: said('merchant') || said('merchant_id'), ticked: [] }
}

const fieldsOf = async (visit: Visit, merchantId: string, ticked: readonly string[]): Promise<Field[]> => [
  ...(await matterFields(visit, merchantId, ticked)),
  { name: 'reason', type: 'textarea', rows: 4, width: 'full', maxlength: 4_000, label: visit.t('amlCases:new.reason'), hint: visit.t('amlCases:new.reason_hint'), isRequired: true },
]

/** GET /console/aml-cases/new?merchant= | alert= | hit=: first whose, then of what. One who is examined already is led to his case; with a hit, to where it joins it. */
export const showNewAmlCase = async (visit: Visit, refused: Refused = nothingRefused): Promise<Answer> => {
  const { t, ctx: { db } } = visit
  const { id, ticked } = await merchantAsked(visit)
  const merchant = isId('mrch', id) ? await findMerchant(db, id) : null
  const living = merchant && (await findLivingCase(db, merchant.id))
  const hit = ticked.find((one) => isId('schi', one))
  if (living && hit && !(await findCaseOfHit(db, hit))) return seeOther(`${casePath(living)}/attach?hit=${hit}`, { tone: 'neutral', key: 'amlCases:flash.is_living' })
  if (living && !refused.errors['form']) return seeOther(casePath(living), { tone: 'neutral', key: 'amlCases:flash.is_living' })
  const errors = id && !merchant ? { merchant: 'amlCases:field.no_merchant' } : refused.errors
  const chosen = [...ticked, ...matterOfBody(visit).alertIds, ...matterOfBody(visit).hitIds]
  const find: Field = { name: 'merchant', type: 'text', label: t('amlCases:new.merchant'), hint: t('amlCases:new.merchant_hint'), value: id.slice(0, 40), width: 'medium', maxlength: 40, isRequired: true, autocomplete: 'off', ...(errors['merchant'] ? { error: t(errors['merchant']) } : {}) }
  return view('amlCases/new', {
    title: merchant ? t('amlCases:new.title_of', { merchant: merchantText(visit, merchant.name) }) : t('amlCases:new.title'), back: { href: casesPath, label: t('amlCases:title') }, errors: errorLines(errors, t).filter(({ name }) => name !== 'form'), lost: lostOf(visit, refused), find: merchant ? null : { action: `${casesPath}/new`, field: find, submit: t('amlCases:new.next') },
    form: merchant ? { action: `${casesPath}/new`, hidden: [{ name: 'merchant_id', value: merchant.id }, { name: 'ticket', value: newTicket() }], intro: t('amlCases:new.intro'), effects: [], undo: '', fields: refill(await fieldsOf(visit, merchant.id, chosen), refused.values, refused.errors, t), submit: t('amlCases:new.submit'), isDangerous: false, cancel: { href: casesPath, label: t('web:verb.cancel') } } : null,
  })
}

/** POST /console/aml-cases/new */
export const postNewAmlCase = async (visit: Visit): Promise<Answer> => {
  const { merchant_id: merchantId, reason, ticket } = parse(z.object({ merchant_id: line(40), reason: words(4_000), ticket: optionalLine(64) }), visit.body)
  const id = await openAmlCase(visit.ctx, { merchantId, reason, ticket, ...matterOfBody(visit) })
  return seeOther(id ? casePath({ id }) : casesPath, good('amlCases:flash.opened'))
}
