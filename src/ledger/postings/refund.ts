import { accounts } from '../accounts.ts'
import type { Draft } from '../entry.ts'
import { credit, debit, fromAvailable, type Funds } from '../legs.ts'
import { exempt } from './collection.ts'

type Refunded = { merchantId: string; scheme: string; amountCents: number; funds: Funds }

/** Refund x: 2020 x / 2110 x; what is not available is owed: 1400 (excess). `funds` as `lockBalances` read them. */
export const refund = ({ merchantId, scheme, amountCents, funds }: Refunded): Draft => ({
  kind: 'refund',
  merchantId,
  legs: [...fromAvailable(amountCents, merchantId, funds), ...credit(accounts.schemePayable, amountCents, { scheme })],
})

type RefundedFee = { merchantId: string; feeCents: number; vatCents?: number; taxCode?: string }

/**
 * Fees given back (confirmed fraud; f, d or both, seed 000): 5010 / 2020, and the VAT they bore, 2200. Where the merchant is given a credit
 * note on his next invoice instead, the same entry is posted when that invoice applies it, and none before.
 */
export const feeRefunded = ({ merchantId, feeCents, vatCents = 0, taxCode = exempt }: RefundedFee): Draft => ({
  kind: 'fee_refund',
  merchantId,
  legs: [
    ...debit(accounts.feeRefunds, feeCents, { taxCode }),
    ...debit(accounts.vatCollected, vatCents, { taxCode }),
    ...credit(accounts.available, feeCents + vatCents, { merchantId }),
  ],
})
