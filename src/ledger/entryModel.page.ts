import { isAllowed } from '#src/kernel/permissions.ts'
import type { Columns } from '#src/web/components.ts'
import { formatDay, formatNumber } from '#src/web/formats.ts'
import { hasText } from '#src/web/i18n.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { accounts, type Account } from './accounts.ts'
import type { StoredEntry } from './entry.ts'

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
const nameOf = new Map<Account, string>(Object.entries(accounts).map(([name, number]) => [number, snake(name)]))

/** The true title of an account, for staff: « Marchands, disponible ». */
export const accountTitle = ({ t }: Pick<Visit, 't'>, account: Account): string => t(`ledger:account.${nameOf.get(account)}`)

export const legColumns = ({ t }: Visit): Columns => ({
  account: { label: t('ledger:page.account'), isLead: true, isWide: true },
  debit: { label: t('ledger:page.debit'), isNumber: true },
  credit: { label: t('ledger:page.credit'), isNumber: true },
})

/** What is held by law and what is frozen are one account, but to the closed circle: which of the two it is says why. */
const isVeiled = (visit: Visit, account: Account): boolean =>
  (account === accounts.amlHold || account === accounts.frozen) && !isAllowed(staffOf(visit).roles, 'holds.secret')

const accountOf = (visit: Visit, account: Account): {
  account: string
  title: string
} => (isVeiled(visit, account)
  ? { account: '203x', title: visit.t('ledger:account.held') }
  : { account: String(account), title: accountTitle(visit, account) })

/** Where the thing that an entry belongs to is found. */
const subjectHref = (id: string): string => {
  if (id.startsWith('corr_')) return `/console/corrections/${id}`
  return /^(paym|refd|dspt)_/.test(id) ? `/console/payments?q=${id}` : ''
}

/**
 * An entry with its legs, as the view `ledger/_entries` lays it out: debit and credit each on its side, both without a sign. `isLinked`:
 * with the way to its subject.
 */
export const entryModel = (visit: Visit, entry: StoredEntry, isLinked = false) => ({
  title: visit.t(`ledger:kind.${entry.kind}`),
  day: formatDay(entry.accountingOn, visit.lang),
  number: visit.t('ledger:page.number', { number: formatNumber(entry.id, visit.lang) }),
  subject: entry.subjectId,
  href: isLinked ? subjectHref(entry.subjectId) : '',
  currency: entry.currency,
  note: entry.reverses === null ? '' : visit.t('ledger:page.reverses', { number: formatNumber(entry.reverses, visit.lang) }),
  legs: entry.legs.map((leg) => ({
    ...accountOf(visit, leg.account),
    scheme: leg.scheme && hasText(visit.lang, `ledger:scheme.${leg.scheme}`) ? visit.t(`ledger:scheme.${leg.scheme}`) : (leg.scheme ?? ''),
    debit: leg.amountCents > 0 ? leg.amountCents : null,
    credit: leg.amountCents < 0 ? -leg.amountCents : null,
  })),
})
