import { accounts } from '../accounts.ts'
import type { Draft, Leg } from '../entry.ts'
import { cents, credit, debit, fromAvailable, fromAvailableThenReserve, moved, type Funds } from '../legs.ts'
import { exempt } from './collection.ts'

type Disputed = { merchantId: string; scheme: string; amountCents: number }

const { disputesReceivable, schemeReceivable, schemePayable, disputeHold, available, safeguardedBank } = accounts

/**
 * Dispute A opened, both sides in one entry: (i) we owe the scheme, 1300 A / 2110 A; (ii) the merchant's money is held against it, 2020
 * then 2030 then 1400 / 2040 A. From here to its end 1300 = −2040.
 */
export const disputeOpened = ({ merchantId, scheme, amountCents, funds }: Disputed & { funds: Funds }): Draft => ({
  kind: 'dispute_opened',
  merchantId,
  legs: [
    ...debit(disputesReceivable, amountCents, { merchantId }),
    ...credit(schemePayable, amountCents, { scheme }),
    ...fromAvailableThenReserve(amountCents, merchantId, funds),
    ...credit(disputeHold, amountCents, { merchantId }),
  ],
})

/** Dispute fee d (before VAT) and its VAT: 2020, then 1400 / 4020 d, 2200 VAT. A VAT needs the tax code of its rate. */
export const disputeFee = ({ merchantId, feeCents, vatCents = 0, taxCode = exempt, funds }: {
  merchantId: string
  feeCents: number
  vatCents?: number
  taxCode?: string
  funds: Funds
}): Draft => ({
  kind: 'dispute_fee',
  merchantId,
  legs: [
    ...fromAvailable(cents(feeCents, 'fee') + cents(vatCents, 'VAT'), merchantId, funds),
    ...credit(accounts.disputeFees, feeCents, { taxCode }),
    ...credit(accounts.vatCollected, vatCents, { taxCode }),
  ],
})

const lostLegs = (merchantId: string, amount: number): Leg[] => moved(amount, merchantId, { from: disputeHold, to: disputesReceivable })

const wonLegs = (merchantId: string, scheme: string, amount: number): Leg[] => [
  ...debit(schemeReceivable, amount, { scheme }),
  ...credit(disputesReceivable, amount, { merchantId }),
  ...moved(amount, merchantId, { from: disputeHold, to: available }),
]

/** Dispute A lost, or accepted: 2040 A / 1300 A. */
export const disputeLost = ({ merchantId, amountCents }: { merchantId: string; amountCents: number }): Draft => ({
  kind: 'dispute_lost',
  merchantId,
  legs: lostLegs(merchantId, amountCents),
})

/** Dispute A won: (i) the scheme gives it back, 1100 A / 1300 A; (ii) so do we, 2040 A / 2020 A. A debt it left is then recovered apart. */
export const disputeWon = ({ merchantId, scheme, amountCents }: Disputed): Draft => ({
  kind: 'dispute_won',
  merchantId,
  legs: wonLegs(merchantId, scheme, amountCents),
})

/** What the scheme owed of a dispute that was won has come in: 1010 / 1100. The merchant had it when it was won. */
export const disputeCreditSettled = ({ scheme, amountCents }: { scheme: string; amountCents: number }): Draft => ({
  kind: 'dispute_credit',
  merchantId: null,
  legs: [...debit(safeguardedBank, amountCents), ...credit(schemeReceivable, amountCents, { scheme })],
})

/** Partly won, w of A: the won legs for w, the lost legs for A−w. RangeError where w exceeds A. */
export const disputePartlyWon = ({ merchantId, scheme, amountCents, wonCents }: Disputed & { wonCents: number }): Draft => ({
  kind: 'dispute_split',
  merchantId,
  legs: [...wonLegs(merchantId, scheme, wonCents), ...lostLegs(merchantId, cents(cents(amountCents) - cents(wonCents, 'won'), 'lost'))],
})
