import { amountText, mayPropose, proposePath } from '#src/corrections/correctionWords.page.ts'
import { notFound } from '#src/kernel/errors.ts'
import { formatCents } from '#src/kernel/money.ts'
import { findMerchant } from '#src/merchants/merchants.sql.ts'
import { view, type Answer } from '#src/web/answer.ts'
import type { Action, Filters, Pagination, Tab } from '#src/web/components.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { balancesOf, currenciesOf } from './balances.ts'
import type { Book, StoredEntry } from './entry.ts'
import { entryModel, legColumns } from './entryModel.page.ts'
import { merchantBalances } from './merchantBalances.page.ts'
import { entriesOfMerchant } from './reads.ts'

const pageSize = 25

type Asked = { world: Book; currency: string | null; before: number | null }

/** What is no answer of ours is as if it were not there. */
const readAsked = ({ query }: Visit, currencies: readonly string[]): Asked => {
  const before = typeof query['before'] === 'string' && /^\d{1,15}$/.test(query['before']) ? Number(query['before']) : null
  return {
    world: query['world'] === 'test' ? 'test' : 'live',
    currency: currencies.find((one) => one === query['currency']) ?? null,
    before,
  }
}

const addressOf = (here: string, { world, currency, before }: Asked): string => {
  const said = new URLSearchParams({
    ...(world === 'test' ? { world } : {}),
    ...(currency ? { currency } : {}),
    ...(before ? { before: String(before) } : {}),
  })
  return said.size > 0 ? `${here}?${said}` : here
}

const tabsOf = ({ t }: Visit, here: string, asked: Asked): Tab[] =>
  (['live', 'test'] as const).map((world) => ({
    label: t(`payments:world.${world}`),
    isCurrent: asked.world === world,
    href: addressOf(here, { world, currency: null, before: null }),
  }))

const filtersOf = ({ t }: Visit, here: string, asked: Asked, currencies: readonly string[]): Filters => ({
  action: here,
  hidden: asked.world === 'test' ? [{ name: 'world', value: 'test' }] : [],
  resetHref: asked.currency ? addressOf(here, { ...asked, currency: null, before: null }) : null,
  fields: [{
    name: 'currency',
    type: 'select',
    label: t('ledger:merchant.currency'),
    value: asked.currency ?? '',
    options: [
      { value: '', label: t('ledger:merchant.any_currency') },
      ...currencies.map((value) => ({ value, label: value.toUpperCase() })),
    ],
  }],
})

const pagesOf = ({ t }: Visit, here: string, asked: Asked, entries: readonly StoredEntry[], hasMore: boolean): Pagination => ({
  previous: asked.before ? addressOf(here, { ...asked, before: null }) : null,
  next: hasMore ? addressOf(here, { ...asked, before: entries.at(-1)!.id }) : null,
  shown: t('ledger:merchant.shown', { count: entries.length }),
})

/** Of each currency that he owes in: the way to give it up. */
const debtActions = async (visit: Visit, merchantId: string, world: Book, currencies: readonly string[]): Promise<Action[]> => {
  if (world !== 'live' || !mayPropose(visit)) return []
  const debts = await Promise.all(currencies.map(async (currency) => ({
    currency,
    cents: (await balancesOf(visit.ctx.db, { merchantId, book: world, currency })).owedCents,
  })))
  return debts.filter(({ cents }) => cents > 0).map(({ currency, cents }) => ({
    label: visit.t('ledger:merchant.give_up', { amount: formatCents(cents, currency, visit.lang) }),
    href: proposePath({ kind: 'debt_given_up', merchant: merchantId, amount: amountText(cents, currency), currency }),
    icon: 'swap',
    kind: 'plain',
  }))
}

/** GET /console/merchants/:id/ledger: what was booked for a merchant, by world and currency, the newest first. */
export const showMerchantLedger = async (visit: Visit): Promise<Answer> => {
  const { ctx, t } = visit
  const merchant = await findMerchant(ctx.db, param(visit, 'id'))
  if (!merchant) throw notFound()
  const here = `/console/merchants/${merchant.id}/ledger`
  const world: Book = visit.query['world'] === 'test' ? 'test' : 'live'
  const currencies = await currenciesOf(ctx.db, merchant.id, world)
  const asked = readAsked(visit, currencies)
  const found = await entriesOfMerchant(ctx.db, {
    merchantId: merchant.id,
    book: world,
    currency: asked.currency,
    before: asked.before,
    limit: pageSize + 1,
  })
  const entries = found.slice(0, pageSize)
  return view('ledger/merchant', {
    title: t('ledger:merchant.ledger_title', { name: merchant.name || merchant.id }),
    sentence: t('ledger:merchant.ledger_sentence'),
    back: { href: `/console/merchants/${merchant.id}`, label: merchant.name || merchant.id },
    actions: await debtActions(visit, merchant.id, world, currencies),
    tabs: tabsOf(visit, here, asked),
    filters: currencies.length > 1 ? filtersOf(visit, here, asked, currencies) : null,
    purses: await merchantBalances(visit, merchant.id, [world]),
    entries: entries.map((entry) => entryModel(visit, entry, true)),
    columns: legColumns(visit),
    pages: pagesOf(visit, here, asked, entries, found.length > pageSize),
  })
}
