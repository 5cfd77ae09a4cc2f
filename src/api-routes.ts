import { cardRoutes } from './cards/card.api.ts'
import { accountCheckRoutes } from './mandates/accountCheck.api.ts'
import { mandateRoutes } from './mandates/mandate.api.ts'
import { addressRoutes } from './payers/address.api.ts'
import { payerRoutes } from './payers/payer.api.ts'
import { disputeRoutes } from './disputes/dispute.api.ts'
import { paymentRoutes } from './payments/payment.api.ts'
import { payoutRoutes } from './payouts/payout.api.ts'
import { refundRoutes } from './refunds/refund.api.ts'
import { scoringRoutes } from './scoring/scoring.api.ts'
import type { Route } from './web/route.ts'

/** The payment API: every address under /v1 that has a contract; /v1/openapi.json is drawn from this list. */
export const apiRoutes: Route[] = [
  // ── payments and what follows them ── (src/payments, src/refunds, src/disputes, src/payouts)
  ...paymentRoutes,
  ...refundRoutes,
  ...disputeRoutes,
  ...payoutRoutes,
  // ── cards, accounts, customers ── (src/cards, src/mandates, src/payers)
  ...cardRoutes,
  ...mandateRoutes,
  ...accountCheckRoutes,
  ...payerRoutes,
  ...addressRoutes,
  // ── the solvency of a customer ── (src/scoring)
  ...scoringRoutes,
]
