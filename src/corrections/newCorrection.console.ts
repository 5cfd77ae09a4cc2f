import { z } from 'zod'
import { askedOf, askedText } from '#src/kernel/asked.ts'
import { isUsualDay, parisDay } from '#src/kernel/calendar.ts'
import { invalid } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { minorDigits, parseCents } from '#src/kernel/money.ts'
import { currenciesOf } from '#src/ledger/balances.ts'
import { merchantChip } from '#src/merchants/merchants.console.ts'
import { findMerchant, type MerchantRow } from '#src/merchants/merchants.sql.ts'
import { searchMerchants, type FoundMerchant } from '#src/merchants/searchMerchants.sql.ts'
import { currencies } from '#src/payments/paymentInput.ts'
import { newTicket } from '#src/platform/submission.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, refill, type Columns, type Fact, type Field } from '#src/web/components.ts'
import { choice, line, optionalLine, parse, tick, words } from '#src/web/fields.ts'
import type { Visit } from '#src/web/visit.ts'
import { findAbout, isAboutId } from './about.sql.ts'
import { correctionKinds, needsBank, needsMerchant, type CorrectionKind, type Sums } from './correction.ts'
import { readSums } from './correctionMoney.ts'
import { listBeside } from './corrections.sql.ts'
import { correctionChip, correctionPath, correctionsPath, lostOf, money, proposePath, type Refused } from './correctionWords.page.ts'
import { proposeCorrection } from './proposeCorrection.ts'

const here = `${correctionsPath}/new`
const mostFound = 10
const longestSearch = 200

/** What the address, or the form that was refused, says. `search`: what was typed to find the merchant. */
type Asked = { kind: CorrectionKind; search: string; about: string; amount: string; currency: string; merchant: MerchantRow | null }

/** By his id, or by what it is about. */
const merchantOf = async ({ ctx: { db } }: Visit, said: string, about: string): Promise<MerchantRow | null> => {
  const id = said || ((await findAbout(db, about))?.merchantId ?? '')
  const merchant = isId('mrch', id) ? await findMerchant(db, id) : null
  return merchant?.is_erased ? null : merchant
}

const readAsked = async (visit: Visit): Promise<Asked> => {
  const said = (name: string, most = 40): string => askedText(visit.body[name] ?? visit.query[name], most)
  const [search, about, amount] = [said('merchant', longestSearch), said('about'), said('amount', 30)]
  return {
    kind: askedOf(correctionKinds, said('kind')) ?? 'acquirer_debit_merchant',
    search,
    about: isAboutId(about) ? about : '',
    amount: /^\d{1,12}([.,]\d{1,2})?$/.test(amount) ? amount : '',
    currency: askedOf(currencies, said('currency').toLowerCase()) ?? 'eur',
    merchant: await merchantOf(visit, search, about),
  }
}

const foundColumns = ({ t }: Visit): Columns => ({
  name: { label: t('web:word.merchant'), isLead: true, isWide: true },
  siren: { label: t('merchants:console.siren') },
  state: { label: t('corrections:column.state') },
})

const knownIn = ({ kind, about, amount, currency }: Asked) => ({ kind, about, amount, currency: currency === 'eur' ? '' : currency })

const foundRow = (visit: Visit, asked: Asked, { id, name, siren, state }: FoundMerchant) => ({
  href: proposePath({ ...knownIn(asked), merchant: id }),
  name: name || visit.t('payments:list.unnamed'),
  siren: siren ?? '',
  state: merchantChip(visit, state),
})

/** Whose: as on the list of merchants, by a name, a SIREN, an e-mail, an id; what was typed stays. */
const findModel = async (visit: Visit, asked: Asked, refused?: Refused) => {
  const { t, ctx: { db } } = visit
  const found = asked.search === '' ? [] : await searchMerchants(db, { state: null, search: asked.search, before: null }, mostFound + 1)
  const error = refused?.errors['merchant'] ?? (asked.search !== '' && found.length === 0 ? 'corrections:field.no_merchant' : '')
  const field: Field = {
    name: 'merchant',
    type: 'search',
    label: t('corrections:new.merchant'),
    hint: t('corrections:new.merchant_hint'),
    value: asked.search,
    placeholder: t('merchants:console.search_hint'),
    width: 'full',
    maxlength: longestSearch,
    isRequired: true,
    autocomplete: 'off',
    ...(error ? { error: t(error) } : {}),
  }
  return {
    action: here,
    hidden: Object.entries(knownIn(asked)).filter(([, value]) => value).map(([name, value]) => ({ name, value })),
    field,
    columns: foundColumns(visit),
    rows: found.slice(0, mostFound).map((one) => foundRow(visit, asked, one)),
    more: found.length > mostFound ? t('corrections:new.more', { count: mostFound }) : '',
  }
}

/** What he has to be paid, and owes, in each currency. */
const sumsOf = async ({ ctx: { db } }: Visit, merchantId: string): Promise<{ currency: string; sums: Sums }[]> =>
  Promise.all((await currenciesOf(db, merchantId, 'live')).map(async (currency) => ({
    currency,
    sums: await readSums(db, { merchantId, book: 'live', currency }),
  })))

const sumFacts = async (visit: Visit, { merchant }: Asked): Promise<Fact[]> => {
  if (!merchant) return []
  const { t } = visit
  const all = await sumsOf(visit, merchant.id)
  return [
    {
      label: t('corrections:column.merchant'),
      text: merchant.name || t('payments:list.unnamed'),
      href: `/console/merchants/${merchant.id}`,
    },
    ...all.flatMap(({ currency, sums: { availableCents, owedCents } }) => [
      { label: t('corrections:new.available', { currency: currency.toUpperCase() }), text: money(visit, availableCents, currency) },
      ...(owedCents > 0
        ? [{ label: t('corrections:new.owed', { currency: currency.toUpperCase() }), text: money(visit, owedCents, currency) }]
        : []),
    ]),
  ]
}

const bankFields = ({ t, ctx }: Visit, kind: CorrectionKind): Field[] => {
  const need = needsBank(kind) ? { isRequired: true } : { isOptional: true }
  return [
    {
      name: 'bankReference',
      type: 'text',
      label: t('corrections:fact.bank_reference'),
      hint: t(`corrections:new.bank_hint_${needsBank(kind) ? 'bank' : 'acquirer'}`),
      width: 'medium',
      maxlength: 140,
      autocomplete: 'off',
      ...need,
    },
    { name: 'bankOn', type: 'date', label: t('corrections:fact.bank_on'), width: 'short', max: parisDay(ctx.now), ...need },
  ]
}

const currencyField = ({ t }: Visit, { kind, currency }: Asked): Field => {
  const all = currencies.filter((one) => kind !== 'foreign_payout' || one !== 'eur')
  return {
    name: 'currency',
    type: 'select',
    label: t('corrections:fact.currency'),
    value: all.find((one) => one === currency) ?? all[0]!,
    options: all.map((value) => ({ value, label: value.toUpperCase() })),
    width: 'short',
    isRequired: true,
  }
}

const fieldsOf = (visit: Visit, asked: Asked): Field[] => {
  const { t } = visit
  const { kind, about, amount } = asked
  return [
    {
      name: 'amount',
      type: 'text',
      inputmode: 'decimal',
      label: t('corrections:column.amount'),
      hint: t('corrections:new.amount_hint'),
      value: amount,
      width: 'short',
      maxlength: 30,
      isRequired: true,
      autocomplete: 'off',
    },
    currencyField(visit, asked),
    ...(kind === 'goodwill' || kind === 'debt_given_up' ? [] : bankFields(visit, kind)),
    {
      name: 'about',
      type: 'text',
      label: t('corrections:fact.about'),
      hint: t('corrections:new.about_hint'),
      value: about,
      width: 'medium',
      maxlength: 40,
      isOptional: true,
      autocomplete: 'off',
    },
    {
      name: 'reason',
      type: 'textarea',
      rows: 4,
      width: 'full',
      maxlength: 4_000,
      label: t('web:form.reason'),
      hint: t('corrections:new.reason_hint'),
      isRequired: true,
    },
  ]
}

/** What the merchant sees of it once it is booked. */
const noteOf = (
  kind: CorrectionKind,
): 'nothing' | 'letter' | 'statement' => (kind === 'acquirer_debit_ours' ? 'nothing' : kind === 'foreign_payout' ? 'letter' : 'statement')

/** What somebody proposed about the same thing already, and the tick that it is meant all the same. */
const besideOf = async (visit: Visit, { about }: Asked): Promise<{ facts: Fact[]; fields: Field[] }> => {
  const { t, ctx } = visit
  const beside = await listBeside(ctx.db, { id: null, about_id: about || null })
  return {
    facts: beside.map((one) => ({
      label: t('corrections:new.beside'),
      text: `${money(visit, one.amount_cents, one.currency)} · ${t(`corrections:kind.${one.kind}`)}`,
      note: correctionChip(visit, one).label,
      href: correctionPath(one),
    })),
    fields: beside.length > 0
      ? [{ name: 'beside', type: 'checkbox', label: t('corrections:new.beside_seen'), value: false, isRequired: true }]
      : [],
  }
}

const formModel = async (visit: Visit, asked: Asked, refused?: Refused) => {
  const { t } = visit
  const { kind, merchant } = asked
  const beside = await besideOf(visit, asked)
  return {
    action: here,
    intro: t(`corrections:intro.${kind}`),
    facts: [...(await sumFacts(visit, asked)), ...beside.facts],
    fields: refill([...fieldsOf(visit, asked), ...beside.fields], refused?.values ?? {}, refused?.errors ?? {}, t),
    note: t(`corrections:new.note_${noteOf(kind)}`),
    hidden: [
      { name: 'kind', value: kind },
      { name: 'ticket', value: newTicket() },
      ...(merchant ? [{ name: 'merchant', value: merchant.id }] : []),
    ],
  }
}

/** GET /console/corrections/new?kind=&merchant=&about=&amount=&currency=: first what and whose, then how much and why. */
export const showNewCorrection = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t } = visit
  const asked = await readAsked(visit)
  const { kind, merchant } = asked
  const lost = lostOf(visit, refused)
  return view('corrections/new', {
    title: t('corrections:new.title'),
    sentence: t('corrections:new.sentence'),
    back: { href: correctionsPath, label: t('corrections:title') },
    lost,
    errors: lost ? [] : errorLines(refused?.errors, visit.t),
    tabs: correctionKinds.map((one) => ({
      label: t(`corrections:tab.${one}`),
      isCurrent: one === kind,
      href: proposePath({ ...knownIn(asked), kind: one, merchant: merchant?.id ?? asked.search }),
    })),
    find: merchant ? null : { ...(await findModel(visit, asked, refused)), isOptional: !needsMerchant(kind) },
    form: merchant || !needsMerchant(kind) ? await formModel(visit, asked, refused) : null,
    kind: t(`corrections:kind.${kind}`),
    intro: t(`corrections:intro.${kind}`),
  })
}

/** What was typed, in minor units of its currency: a yen has no cents. */
const minorUnits = (text: string, currency: string): number => {
  const cents = parseCents(text)
  const amount = cents === null || minorDigits(currency) === 2 ? cents : cents / 100
  if (amount === null || !Number.isSafeInteger(amount) || amount <= 0) throw invalid({ amount: 'corrections:field.bad_amount' })
  return amount
}

const form = z.object({
  kind: choice(correctionKinds),
  merchant: optionalLine(40),
  currency: choice(currencies),
  amount: line(30).refine((text) => (parseCents(text) ?? 0) > 0, { error: 'corrections:field.bad_amount' }),
  reason: words(4_000),
  about: optionalLine(40),
  bankReference: optionalLine(140),
  beside: tick(),
  ticket: line(64).optional(),
  bankOn: optionalLine(10).refine((text) => text === '' || isUsualDay(text), { error: 'corrections:field.bad_day' }),
})

/** POST /console/corrections/new */
export const postNewCorrection = async (visit: Visit): Promise<Answer> => {
  const { kind, merchant, currency, amount, about, bankOn, beside, ...said } = parse(form, visit.body)
  const id = await proposeCorrection(visit.ctx, {
    ...said,
    kind,
    currency,
    merchantId: merchant || null,
    aboutId: about,
    amountCents: minorUnits(amount, currency),
    bankOn: bankOn || null,
    isBesideSeen: beside,
  })
  return seeOther(id ? correctionPath({ id }) : correctionsPath, good('corrections:flash.proposed'))
}
