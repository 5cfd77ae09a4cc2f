/**
 * The chart of accounts (rules.md §5.3), under the names code and texts use (`ledger:account.<name>`). The table `ledger_accounts` holds
 * the same, with what each account is: a test compares them.
 */
export const accounts = {
  safeguardedBank: 1010,
  operatingBank: 1020,
  schemeReceivable: 1100,
  disputesReceivable: 1300,
  merchantReceivable: 1400,
  doubtfulAllowance: 1410,
  pending: 2010,
  available: 2020,
  reserve: 2030,
  amlHold: 2035,
  frozen: 2036,
  disputeHold: 2040,
  inTransit: 2050,
  returned: 2060,
  schemePayable: 2110,
  vatCollected: 2200,
  processingFees: 4010,
  disputeFees: 4020,
  terminalRental: 4030,
  feeRefunds: 5010,
  schemeCosts: 5020,
  absorbedLosses: 5030,
  badDebt: 5040,
} as const

export type AccountName = keyof typeof accounts
export type Account = (typeof accounts)[AccountName]

/** Kept per merchant: each of their postings names one. */
export const accountsOfMerchants: ReadonlySet<Account> = new Set([1300, 1400, 1410, 2010, 2020, 2030, 2035, 2036, 2040, 2050, 2060])
/** Kept per card network or SEPA: each of their postings names one. */
export const accountsOfSchemes: ReadonlySet<Account> = new Set([1100, 2110])
/** Lines that are invoiced: each of their postings names its tax code. */
export const taxedAccounts: ReadonlySet<Account> = new Set([2200, 4010, 4020, 4030, 5010])
