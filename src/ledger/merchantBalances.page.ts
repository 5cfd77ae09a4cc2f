import { formatCents } from '#src/kernel/money.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import type { Figure } from '#src/web/components.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { balancesOf, currenciesOf, type Balances } from './balances.ts'
import type { Book } from './entry.ts'

type Kind = { name: string; cents: number; isAlways?: boolean }

/** By their true titles to the closed circle; to all others a hold is a hold, whatever its ground. */
const kindsOf = (balances: Balances, isTrue: boolean): Kind[] => [
  { name: 'pending', cents: balances.pendingCents, isAlways: true },
  { name: 'available', cents: balances.availableCents, isAlways: true },
  { name: 'reserve', cents: balances.reserveCents },
  ...(isTrue
    ? [{ name: 'aml_hold', cents: balances.amlHoldCents }, { name: 'frozen', cents: balances.frozenCents }]
    : [{ name: 'held', cents: balances.amlHoldCents + balances.frozenCents }]),
  { name: 'dispute_hold', cents: balances.disputeHoldCents },
  { name: 'in_transit', cents: balances.inTransitCents },
  { name: 'returned', cents: balances.returnedCents },
  { name: 'owed', cents: balances.owedCents },
  { name: 'disputed', cents: balances.disputedCents },
]

const figuresOf = ({ t, lang }: Visit, balances: Balances, currency: string, isTrue: boolean): Figure[] =>
  kindsOf(balances, isTrue)
    .filter(({ cents, isAlways }) => isAlways || cents !== 0)
    .map(({ name, cents }) => ({
      label: t(`ledger:balance.${name}`),
      value: formatCents(cents, currency, lang),
      ...(name === 'owed' ? { tone: 'warning' as const } : {}),
    }))

/** A merchant's money by kind, one list per world and currency that he has any in; live first. */
export const merchantBalances = async (visit: Visit, merchantId: string, books: readonly Book[] = ['live', 'test']) => {
  const { ctx, t } = visit
  const isTrue = isAllowed(staffOf(visit).roles, 'holds.secret')
  const purses =
    (await Promise.all(
      books.map(async (book) => (await currenciesOf(ctx.db, merchantId, book)).map((currency) => ({ merchantId, book, currency }))),
    ))
      .flat()
  return Promise.all(purses.map(async (purse) => ({
    title: t('ledger:merchant.purse', { world: t(`payments:world.${purse.book}`), currency: purse.currency.toUpperCase() }),
    figures: figuresOf(visit, await balancesOf(ctx.db, purse), purse.currency, isTrue),
  })))
}
