import { z } from 'zod'
import { askedText } from '#src/kernel/asked.ts'
import { isId } from '#src/kernel/ids.ts'
import { merchantText } from '#src/alerts/alertWords.page.ts'
import { findAlert } from '#src/alerts/alerts.sql.ts'
import { findHit } from '#src/hits/hits.sql.ts'
import { merchantChip } from '#src/merchants/merchants.console.ts'
import { findMerchant } from '#src/merchants/merchants.sql.ts'
import { searchMerchants, type FoundMerchant } from '#src/merchants/searchMerchants.sql.ts'
import { newTicket } from '#src/platform/submission.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, refill, type Columns, type Field } from '#src/web/components.ts'
import { line, optionalLine, parse, words } from '#src/web/fields.ts'
import type { Visit } from '#src/web/visit.ts'
import { matterFields, matterOfBody } from './amlActs.console.ts'
import { findLivingCase } from './amlCases.sql.ts'
import { casePath, casesPath, lostOf, nothingRefused, type Refused } from './amlWords.page.ts'
import { findCaseOfHit } from './caseMatter.sql.ts'
import { openAmlCase } from './openAmlCase.ts'

const longestSearch = 200
const mostFound = 10

/** Whose case it will be: by an alert or a hit of his, by his id, or by whatever one knows of him. */
const merchantAsked = async ({ query, body, ctx: { db } }: Visit): Promise<{ id: string; ticked: string[] }> => {
  const said = (name: string, most = 40): string => askedText(query[name] ?? body[name], most)
  const merchant = said('merchant', longestSearch) || said('merchant_id')
  const [alert, hit] = [isId('alrt', merchant) ? merchant : said('alert'), isId('schi', merchant) ? merchant : said('hit')]
  if (isId('alrt', alert)) return { id: (await findAlert(db, alert))?.merchant_id ?? merchant, ticked: [alert] }
  if (isId('schi', hit)) return { id: (await findHit(db, hit))?.merchant_id ?? merchant, ticked: [hit] }
  return { id: merchant, ticked: [] }
}

const foundColumns = ({ t }: Visit): Columns => ({
  name: { label: t('web:word.merchant'), isLead: true, isWide: true },
  siren: { label: t('merchants:console.siren') },
  email: { label: t('merchants:console.email'), isSpare: true },
  state: { label: t('alerts:column.state') },
})

const foundRow = (visit: Visit, { id, name, siren, email, state }: FoundMerchant) => ({
  href: `${casesPath}/new?merchant=${id}`,
  name: merchantText(visit, name),
  siren: siren ?? '',
  email: email ?? '',
  state: merchantChip(visit, state),
})

/** The first step: whose. As on the list of merchants, by a name, a SIREN, an e-mail, an id or the end of an IBAN; what was typed stays. */
const findModel = async (visit: Visit, said: string, errors: Record<string, string>) => {
  const { t, ctx: { db } } = visit
  const found = said === '' ? [] : await searchMerchants(db, { state: null, search: said, before: null }, mostFound + 1)
  const error = errors['merchant'] ?? errors['merchant_id'] ?? (said !== '' && found.length === 0 ? 'amlCases:field.no_merchant' : '')
  const field: Field = {
    name: 'merchant',
    type: 'search',
    label: t('amlCases:new.merchant'),
    hint: t('amlCases:new.merchant_hint'),
    value: said,
    placeholder: t('merchants:console.search_hint'),
    width: 'full',
    maxlength: longestSearch,
    isRequired: true,
    autocomplete: 'off',
    ...(error ? { error: t(error) } : {}),
  }
  const wrong: Record<string, string> = error ? { merchant: error } : {}
  return {
    errors: wrong,
    action: `${casesPath}/new`,
    field,
    submit: t(found.length > 0 ? 'amlCases:new.again' : 'amlCases:new.next'),
    columns: foundColumns(visit),
    rows: found.slice(0, mostFound).map((one) => foundRow(visit, one)),
    caption: t('amlCases:new.found', { count: Math.min(found.length, mostFound) }),
    more: found.length > mostFound ? t('amlCases:new.more', { count: mostFound }) : '',
  }
}

const fieldsOf = async (visit: Visit, merchantId: string, ticked: readonly string[]): Promise<Field[]> => [
  ...(await matterFields(visit, merchantId, ticked)),
  {
    name: 'reason',
    type: 'textarea',
    rows: 4,
    width: 'full',
    maxlength: 4_000,
    label: visit.t('amlCases:new.reason'),
    hint: visit.t('amlCases:new.reason_hint'),
    isRequired: true,
  },
]

/**
 * GET /console/aml-cases/new?merchant= | alert= | hit=: first whose (looked for, and chosen from what is found), then of what. One who is
 * examined already is led to his case; with a hit, to where it joins it.
 */
export const showNewAmlCase = async (visit: Visit, refused: Refused = nothingRefused): Promise<Answer> => {
  const { t, ctx: { db } } = visit
  const { id, ticked } = await merchantAsked(visit)
  const merchant = isId('mrch', id) ? await findMerchant(db, id) : null
  const living = merchant && (await findLivingCase(db, merchant.id))
  const hit = ticked.find((one) => isId('schi', one))
  if (living && hit && !(await findCaseOfHit(db, hit)))
    return seeOther(`${casePath(living)}/attach?hit=${hit}`, { tone: 'neutral', key: 'amlCases:flash.is_living' })
  if (living && !refused.errors['form']) return seeOther(casePath(living), { tone: 'neutral', key: 'amlCases:flash.is_living' })
  const find = merchant ? null : await findModel(visit, id, refused.errors)
  const errors = find ? find.errors : refused.errors
  const chosen = [...ticked, ...matterOfBody(visit).alertIds, ...matterOfBody(visit).hitIds]
  return view('amlCases/new', {
    title: merchant ? t('amlCases:new.title_of', { merchant: merchantText(visit, merchant.name) }) : t('amlCases:new.title'),
    back: { href: casesPath, label: t('amlCases:title') },
    errors: errorLines(errors, t).filter(({ name }) => name !== 'form'),
    lost: lostOf(visit, refused),
    find,
    form: merchant
      ? {
        action: `${casesPath}/new`,
        hidden: [{ name: 'merchant_id', value: merchant.id }, { name: 'ticket', value: newTicket() }],
        intro: t('amlCases:new.intro'),
        effects: [],
        undo: '',
        fields: refill(await fieldsOf(visit, merchant.id, chosen), refused.values, refused.errors, t),
        submit: t('amlCases:new.submit'),
        isDangerous: false,
        cancel: { href: casesPath, label: t('web:verb.cancel') },
      }
      : null,
  })
}

/** POST /console/aml-cases/new */
export const postNewAmlCase = async (visit: Visit): Promise<Answer> => {
  const { merchant_id: merchantId, reason, ticket } = parse(
    z.object({ merchant_id: line(40), reason: words(4_000), ticket: optionalLine(64) }),
    visit.body,
  )
  const id = await openAmlCase(visit.ctx, { merchantId, reason, ticket, ...matterOfBody(visit) })
  return seeOther(id ? casePath({ id }) : casesPath, good('amlCases:flash.opened'))
}
