import type { Job } from '#src/platform/job.ts'
import answerAccountChecks from './answer-account-checks.ts'
import askAcquirer from './ask-acquirer.ts'
import buildInspections from './build-inspections.ts'
import buildPackages from './build-packages.ts'
import capturePayments from './capture-payments.ts'
import checkDocuments from './check-documents.ts'
import checkSafeguarding from './check-safeguarding.ts'
import closeEndedContracts from './close-ended-contracts.ts'
import computeProgrammes from './compute-programmes.ts'
import createPayouts from './create-payouts.ts'
import deactivateOverdueMerchants from './deactivate-overdue-merchants.ts'
import deliverMails from './deliver-mails.ts'
import destroyCardNumbers from './destroy-card-numbers.ts'
import expireDisputes from './expire-disputes.ts'
import expirePayments from './expire-payments.ts'
import expireScorings from './expire-scorings.ts'
import exportChainHead from './export-chain-head.ts'
import fetchWatchlists from './fetch-watchlists.ts'
import importWatchlists from './import-watchlists.ts'
import issueInvoices from './issue-invoices.ts'
import makeBackup from './make-backup.ts'
import monitorPayments from './monitor-payments.ts'
import openDisputes from './open-disputes.ts'
import openPeriodicReviews from './open-periodic-reviews.ts'
import postFraudCredits from './post-fraud-credits.ts'
import purgeExpired from './purge-expired.ts'
import rateMerchants from './rate-merchants.ts'
import resealUnderOwnKeys from './reseal-under-own-keys.ts'
import readBankAnswers from './read-bank-answers.ts'
import readDocuments from './read-documents.ts'
import readSettlements from './read-settlements.ts'
import releaseHeldFunds from './release-held-funds.ts'
import releaseIdleReviews from './release-idle-reviews.ts'
import remindDisputeDeadlines from './remind-dispute-deadlines.ts'
import remindExpiringDocuments from './remind-expiring-documents.ts'
import screenDaily from './screen-daily.ts'
import screenDue from './screen-due.ts'
import runBacktests from './run-backtests.ts'
import sealAuditTrail from './seal-audit-trail.ts'
import sendClockReminders from './send-clock-reminders.ts'
import sendEvidence from './send-evidence.ts'
import sendPayouts from './send-payouts.ts'
import sendRefunds from './send-refunds.ts'
import snapshotBalances from './snapshot-balances.ts'
import startRequestClocks from './start-request-clocks.ts'
import watchFreezes from './watch-freezes.ts'
import watchResolutions from './watch-resolutions.ts'
import watchRightsClocks from './watch-rights-clocks.ts'

/** Every job and its schedule (Europe/Paris). One bell per file; the file's name is the job's. */
export const jobs: Record<string, Job> = {
  'answer-account-checks': answerAccountChecks,
  'ask-acquirer': askAcquirer,
  'build-inspections': buildInspections,
  'build-packages': buildPackages,
  'capture-payments': capturePayments,
  'check-documents': checkDocuments,
  'check-safeguarding': checkSafeguarding,
  'close-ended-contracts': closeEndedContracts,
  'compute-programmes': computeProgrammes,
  'create-payouts': createPayouts,
  'deactivate-overdue-merchants': deactivateOverdueMerchants,
  'deliver-mails': deliverMails,
  'destroy-card-numbers': destroyCardNumbers,
  'expire-disputes': expireDisputes,
  'expire-payments': expirePayments,
  'expire-scorings': expireScorings,
  'export-chain-head': exportChainHead,
  'fetch-watchlists': fetchWatchlists,
  'import-watchlists': importWatchlists,
  'issue-invoices': issueInvoices,
  'make-backup': makeBackup,
  'monitor-payments': monitorPayments,
  'open-disputes': openDisputes,
  'open-periodic-reviews': openPeriodicReviews,
  'post-fraud-credits': postFraudCredits,
  'purge-expired': purgeExpired,
  'rate-merchants': rateMerchants,
  'reseal-under-own-keys': resealUnderOwnKeys,
  'read-bank-answers': readBankAnswers,
  'read-documents': readDocuments,
  'read-settlements': readSettlements,
  'release-held-funds': releaseHeldFunds,
  'release-idle-reviews': releaseIdleReviews,
  'remind-dispute-deadlines': remindDisputeDeadlines,
  'remind-expiring-documents': remindExpiringDocuments,
  'screen-daily': screenDaily,
  'screen-due': screenDue,
  'run-backtests': runBacktests,
  'seal-audit-trail': sealAuditTrail,
  'send-clock-reminders': sendClockReminders,
  'send-evidence': sendEvidence,
  'send-payouts': sendPayouts,
  'send-refunds': sendRefunds,
  'snapshot-balances': snapshotBalances,
  'start-request-clocks': startRequestClocks,
  'watch-freezes': watchFreezes,
  'watch-resolutions': watchResolutions,
  'watch-rights-clocks': watchRightsClocks,
}
