import { invoices, ledgerYears, payouts } from '#src/moneyPurgers/accounting.sql.ts'
import { authenticationEvidence } from '#src/moneyPurgers/authenticationEvidence.sql.ts'
import { devices } from '#src/moneyPurgers/devices.sql.ts'
import { disputeFiles } from '#src/moneyPurgers/disputeFiles.sql.ts'
import { fraudCases } from '#src/moneyPurgers/fraudCases.sql.ts'
import { fraudReports } from '#src/moneyPurgers/fraudReports.sql.ts'
import { mandates } from '#src/moneyPurgers/mandates.sql.ts'
import { payments } from '#src/moneyPurgers/payments.sql.ts'
import { unusedMeans } from '#src/moneyPurgers/unusedMeans.sql.ts'
import type { Category } from '#src/retention/policy.ts'
import { alerts, backtests } from './alerts.sql.ts'
import { incompleteDossiers, rejectedByVigilance, rejectedDossiers } from './dossiers.sql.ts'
import { freezes } from './freezes.sql.ts'
import { houseEntries, rejectionMarkers } from './houseEntries.sql.ts'
import { notices, ordinaryMails } from './letters.sql.ts'
import { accountLogins, merchantFiles, prospects } from './merchants.sql.ts'
import type { Purger } from './purger.sql.ts'
import { rightsRequests } from './rightsRequests.sql.ts'
import { signIns } from './signIns.sql.ts'

/**
 * In the order in which they run: what keeps another (a dispute its payment, a refusal its merchant) before it, so that both may end on one
 * day.
 */
const purgers: readonly Purger[] = [
  devices,
  signIns,
  fraudReports,
  ordinaryMails,
  authenticationEvidence,
  mandates,
  disputeFiles,
  fraudCases,
  payments,
  unusedMeans,
  alerts,
  backtests,
  freezes,
  incompleteDossiers,
  rejectedDossiers,
  rejectedByVigilance,
  rejectionMarkers,
  accountLogins,
  notices,
  merchantFiles,
  prospects,
  rightsRequests,
  houseEntries,
  invoices,
  payouts,
  ledgerYears,
]

export const listPurgers = (): readonly Purger[] => purgers

/** Undefined for a category that is erased by nobody yet. */
export const findPurger = (category: Category): Purger | undefined => purgers.find((one) => one.category === category)
