import { accounts } from '../accounts.ts'
import type { Draft, Leg } from '../entry.ts'
import { cents, credit, debit, fromAvailableThenReserve, type Funds } from '../legs.ts'
import { exempt } from './collection.ts'

/*
 * Removal of a fraudulent payment (seed 000, rules.md §5.4), after a confirmed fraud and four eyes:
 * A. not cleared, voidable: `reversalOf` the capture, fee included.   C. dispute pending: `disputeLost`, then `feeRefunded` for f and d.
 * B. cleared, no dispute: `fraudReturned`.                            D. dispute already lost: `feeRefunded` only.
 * E. proceeds already paid out: `fraudCharged`.
 * Hiding the lines from the merchant moves no money.
 */

const { pending, available, processingFees, feeRefunds, schemePayable, disputesReceivable, merchantReceivable, absorbedLosses } = accounts

type Returned = {
  merchantId: string
  scheme: string
  amountCents: number
  feeCents: number
  taxCode?: string
  /** Whether this payment's money has not been made available yet: then it is taken from 2010, where all of it lies. */
  isPending: boolean
  funds: Funds
  /** What the merchant lacks is our loss (5030), else he owes it (1400). */
  isAbsorbed: boolean
  /** The fee is taken back from revenue (4010), else shown as a refund (5010). */
  isFeeReversed: boolean
}

const shareOfMerchant = ({ merchantId, amountCents, feeCents, isPending, funds, isAbsorbed }: Returned): Leg[] => {
  const net = cents(amountCents) - cents(feeCents, 'fee')
  if (net < 0) return credit(isPending ? pending : available, -net, { merchantId })
  return isPending ? debit(pending, net, { merchantId }) : fromAvailableThenReserve(net, merchantId, funds, { isAbsorbed })
}

/**
 * B. We return G to the payer through the scheme: the merchant's G−f (2010, or 2020 then 2030 then 1400 or 5030) + our fee f (4010 or 5010)
 * / 2110 G.
 */
export const fraudReturned = (said: Returned): Draft => {
  const { merchantId, scheme, amountCents, feeCents, taxCode = exempt, isFeeReversed } = said
  return {
    kind: 'fraud_removal',
    merchantId,
    legs: [
      ...shareOfMerchant(said),
      ...debit(isFeeReversed ? processingFees : feeRefunds, feeCents, { taxCode }),
      ...credit(schemePayable, amountCents, { scheme }),
    ],
  }
}

type Charged =
  & { merchantId: string; amountCents: number; isAbsorbed: boolean }
  & ({ towards: 'scheme'; scheme: string } | { towards: 'dispute' })

/** E. The merchant has the money: he owes it (1400), or we bear it (5030) / 2110 towards the scheme, or 1300 where a dispute took it. */
export const fraudCharged = (said: Charged): Draft => {
  const { merchantId, amountCents, isAbsorbed } = said
  const charged = isAbsorbed ? debit(absorbedLosses, amountCents) : debit(merchantReceivable, amountCents, { merchantId })
  const against = said.towards === 'scheme'
    ? credit(schemePayable, amountCents, { scheme: said.scheme })
    : credit(disputesReceivable, amountCents, { merchantId })
  return { kind: 'fraud_removal', merchantId, legs: [...charged, ...against] }
}
