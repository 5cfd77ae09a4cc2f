import { z } from 'zod'
import { clauseOf } from '#src/contracts/clauseOf.ts'
import { dictionary } from '#src/kernel/dictionary.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { balancesOf } from '#src/ledger/balances.ts'
import { findMerchant, type MerchantRow } from '#src/merchants/merchants.sql.ts'
import { newTicket } from '#src/platform/submission.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, refill, type Field } from '#src/web/components.ts'
import { choice, line, optionalDayLine, optionalLine, optionalWords, parse, words } from '#src/web/fields.ts'
import { formatDay } from '#src/web/formats.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { askedOf, askedText } from '#src/kernel/asked.ts'
import { holdTitles, lastDayOfReserve, type HoldTitle } from './hold.ts'
import { centsOf } from './holdActs.console.ts'
import { isInCircle, money, nameOf, type Refused } from './holdWords.page.ts'
import { proposeHold } from './proposeHold.ts'

export const merchantOfPath = async (visit: Visit): Promise<MerchantRow> => {
  const id = param(visit, 'id')
  const merchant = isId('mrch', id) ? await findMerchant(visit.ctx.db, id) : null
  if (!merchant) throw notFound()
  return merchant
}

const titlesOf = (visit: Visit): readonly HoldTitle[] => (isInCircle(visit) ? holdTitles : ['contract_reserve'])
const titleOf = (visit: Visit): HoldTitle =>
  askedOf(titlesOf(visit), askedText(visit.body['title'] ?? visit.query['title'], 30)) ?? 'contract_reserve'

/** The clause that its contract was signed with, and what a reserve secures under it (RES-06). */
export const reserveFields = async (visit: Visit, merchantId: string): Promise<Field[]> => [
  {
    name: 'clauseVersion',
    type: 'text',
    label: visit.t('holds:fact.clause'),
    hint: visit.t('holds:new.clause_hint'),
    value: await clauseOf(visit.ctx.db, merchantId),
    maxlength: 60,
    isRequired: true,
  },
  {
    name: 'securedClaims',
    type: 'textarea',
    rows: 2,
    width: 'full',
    maxlength: 2_000,
    label: visit.t('holds:fact.claims'),
    hint: visit.t('holds:new.claims_hint'),
    value: visit.t('holds:new.claims_usual'),
    isRequired: true,
  },
]

const amountField = ({ t }: Visit, title: HoldTitle, available: string): Field => ({
  name: 'amount',
  type: 'text',
  inputmode: 'decimal',
  label: t('holds:new.amount'),
  hint: t(title === 'contract_reserve' ? 'holds:new.amount_hint' : 'holds:new.amount_hint_all', { available }),
  width: 'short',
  autocomplete: 'off',
  ...(title === 'contract_reserve' ? { isRequired: true } : { isOptional: true }),
})

const fieldsOf = async (visit: Visit, title: HoldTitle, merchantId: string): Promise<Field[]> => {
  const { t, lang, ctx } = visit
  const available = money(visit, (await balancesOf(ctx.db, { merchantId, book: 'live', currency: 'eur' })).availableCents, 'eur')
  const latest = lastDayOfReserve(parisDay(ctx.now))
  const grounds: Field = {
    name: 'grounds',
    type: 'textarea',
    rows: 3,
    width: 'full',
    maxlength: 4_000,
    label: t('holds:fact.grounds'),
    hint: t('holds:new.grounds_hint'),
    isRequired: true,
  }
  if (title === 'contract_reserve')
    return [
      amountField(visit, title, available),
      {
        name: 'releaseOn',
        type: 'date',
        label: t('holds:fact.release'),
        hint: t('holds:new.release_hint', { day: formatDay(latest, lang) }),
        width: 'short',
        max: latest,
        isRequired: true,
      },
      ...(await reserveFields(visit, merchantId)),
      grounds,
    ]
  return [
    amountField(visit, title, available),
    ...(title === 'tracfin_opposition'
      ? [{
        name: 'notifiedOn',
        type: 'date' as const,
        label: t('holds:fact.notified'),
        width: 'short' as const,
        max: parisDay(ctx.now),
        isRequired: true,
      }]
      : []),
    {
      name: 'reference',
      type: 'text',
      label: t('holds:fact.reference'),
      hint: t(`holds:new.reference_hint_${title}`),
      maxlength: 200,
      ...(title === 'aml_pre_declaration' ? { isOptional: true } : { isRequired: true }),
    },
    grounds,
  ]
}

/** What another page knows already: a fraud case brings its amount and its number. */
const knownFrom = ({ t, query }: Visit): Record<string, string> => {
  const [amount, caseId] = [askedText(query['amount'], 20), askedText(query['case'], 40)]
  return {
    ...(/^\d{1,10}([.,]\d{1,2})?$/.test(amount) ? { amount } : {}),
    ...(isId('frdc', caseId) ? { grounds: t('holds:new.grounds_case', { id: caseId }) } : {}),
  }
}

const shownErrors: Record<string, string> = dictionary({ amountCents: 'amount' })
const errorsOf = (refused?: Refused): Record<string, string> =>
  Object.fromEntries(Object.entries(refused?.errors ?? {}).map(([name, key]) => [shownErrors[name] ?? name, key]))

/** GET /console/merchants/:id/new-hold: the titles this person may place money under, and what each demands. */
export const showNewHold = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t } = visit
  const merchant = await merchantOfPath(visit)
  const title = titleOf(visit)
  const path = `/console/merchants/${merchant.id}/new-hold`
  const errors = errorsOf(refused)
  const all = titlesOf(visit)
  return view('holds/new', {
    title: t('holds:new.title'),
    sentence: nameOf(visit, merchant.name),
    back: { href: `/console/merchants/${merchant.id}`, label: nameOf(visit, merchant.name) },
    action: path,
    errors: refused ? errorLines(errors, t) : [],
    tabs: all.length > 1
      ? all.map((one) => ({ label: t(`holds:title.${one}`), href: `${path}?title=${one}`, isCurrent: one === title }))
      : [],
    basis: t(`holds:new.basis_${title}`),
    fields: refill(await fieldsOf(visit, title, merchant.id), refused?.values ?? knownFrom(visit), errors, t),
    hidden: [{ name: 'title', value: title }, { name: 'ticket', value: newTicket() }],
    submit: t('holds:new.submit'),
    note: t('holds:new.note'),
  })
}

const form = z.object({
  title: choice(['contract_reserve', 'aml_pre_declaration', 'tracfin_opposition', 'asset_freeze']),
  amount: optionalLine(30),
  grounds: words(4_000),
  reference: optionalLine(200),
  clauseVersion: optionalLine(60),
  securedClaims: optionalWords(2_000),
  releaseOn: optionalDayLine(),
  notifiedOn: optionalDayLine(),
  ticket: line(64).optional(),
})

/** POST /console/merchants/:id/new-hold */
export const postNewHold = async (visit: Visit): Promise<Answer> => {
  const merchant = await merchantOfPath(visit)
  const { amount, releaseOn, notifiedOn, ticket, ...said } = parse(form, visit.body)
  const id = await proposeHold(visit.ctx, {
    ...said,
    merchantId: merchant.id,
    currency: 'eur',
    amountCents: centsOf(amount),
    releaseOn: releaseOn || null,
    notifiedOn: notifiedOn || null,
    ticket,
  })
  return seeOther(id ? `/console/holds/${id}` : '/console/holds?state=waiting', good('holds:flash.proposed'))
}
