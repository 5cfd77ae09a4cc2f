import { jobs } from '#jobs/index.ts'
import { apiRoutes } from './api-routes.ts'
import { exportCsv, showHistory, verifyNow } from './audit/history.console.ts'
import { showLogins } from './demo/demo.console.ts'
import { againIdentification, recordMeasure, withdrawMeasure } from './identification/identification.console.ts'
import { showLetter, showLetterHtml, showMailbox } from './notifications/mailbox.page.ts'
import { postNote, sendAttachment } from './notes/notes.console.ts'
import { mostFiles } from './notes/notesModel.page.ts'
import { exportRun, order, showJob, showJobs, showProgress, showRun, showRuns } from './operations/jobs.console.ts'
import { showClocks } from './requests/clocks.console.ts'
import { showClocksCsv } from './requests/clocksCsv.console.ts'
import { extend, showExtend, showWithdraw, withdraw } from './requests/requestActs.console.ts'
import { showRequest } from './requests/requests.console.ts'
import { againAsk, ask, previewAsk, showAsk } from './reviews/ask.console.ts'
import { againDossier, againHandOver, claim, handOver, release, showHandOver } from './reviews/claims.console.ts'
import * as decisions from './reviews/decisions.console.ts'
import { keepPresence, showDossier } from './reviews/dossier.console.ts'
import { againOverride, override, showOverride, withdraw as withdrawTheOverride } from './reviews/overrides.console.ts'
import { exportQueueCsv, showQueue, takeNext } from './reviews/queue.console.ts'
import { changeOwnPassword, revokeOne, revokeOthers, showAccount } from './staff/account.console.ts'
import { setLanguage, setStaffLanguage } from './staff/language.console.ts'
import { showMyWork } from './staff/myWork.console.ts'
import { enrol, newPassword, secondFactor, showEnrol, showNewPassword, showSecondFactor, showSignIn, signIn, signOut } from './staff/signIn.console.ts'
import { add, showNewStaff, showStaffList } from './staff/staff.console.ts'
import { act, giveNewPassword, setStaffRoles, showDisable, showStaff } from './staff/staffAccount.console.ts'
import { downloadSignedContract, postCode, postDraft, postSign, showContract, showContractFile, showContractPage } from './contracts/contract.merchant.ts'
import { correct } from './checks/fields.console.ts'
import * as bench from './documents/documents.console.ts'
import { postCompany, showCompany } from './dossiers/company.merchant.ts'
import { showHome } from './dossiers/home.merchant.ts'
import { postPayoutAccount, showPayoutAccount } from './dossiers/payoutAccount.merchant.ts'
import { postNewPerson, postPerson, postRemovePerson, showNewPerson, showPeople, showPerson } from './dossiers/people.merchant.ts'
import { filesAtOnce, postPieces, postWithdrawPiece, showPieces } from './dossiers/pieces.merchant.ts'
import { postSubmit, showSubmit } from './dossiers/submit.merchant.ts'
import { reveal, revoke, roll, showDevelopers } from './merchants/developers.merchant.ts'
import { activate, resend, showActivation, showResend, showSignUp, showSignUpSent, signUp } from './merchants/door.merchant.ts'
import { showKeyOwner } from './merchants/merchants.api.ts'
import { exportMerchantsCsv, showMerchants } from './merchants/merchants.console.ts'
import { showMerchant } from './merchants/merchant.console.ts'
import { showProfile } from './merchants/profile.merchant.ts'
import * as invoices from './billing/invoices.console.ts'
import * as ownInvoices from './billing/invoices.merchant.ts'
import { exportSafeguardingCsv, showSafeguarding } from './safeguarding/safeguarding.console.ts'
import { handOverBatch, sendBatchFile, showBatches } from './payouts/batches.console.ts'
import { handInBankFile, showBankFile } from './payouts/bankFile.console.ts'
import * as payouts from './payouts/payout.console.ts'
import * as ownPayouts from './payouts/payout.merchant.ts'
import * as merchantDoor from './merchants/signIn.merchant.ts'
import { postBegin, postCaseNote, showCase } from './fraud/case.console.ts'
import * as fraudActs from './fraud/caseActs.console.ts'
import { exportCasesCsv, showCases } from './fraud/cases.console.ts'
import * as ownFraud from './fraud/cases.merchant.ts'
import { mostFileBytes } from './fraud/readRows.ts'
import * as fraudReports from './fraud/reports.console.ts'
import * as ownFraudReports from './fraud/reports.merchant.ts'
import { showOpenApi, showReference } from './reference/reference.merchant.ts'
import { postBank, showBank } from './issuer/issuer.page.ts'
import { postConsent, showConsent } from './scoring/consent.page.ts'
import { againPay, postPay, showPay } from './paypage/pay.page.ts'
import { showPayment } from './payments/payment.console.ts'
import { exportPaymentsCsv, showPayments } from './payments/payments.console.ts'
import { resolve, showBreak } from './settlements/break.console.ts'
import { showBreaks } from './settlements/breaks.console.ts'
import { showOwnPayment } from './payments/payment.merchant.ts'
import { exportOwnPayments, showOwnPayments } from './payments/payments.merchant.ts'
import { postRefund, showRefund } from './refunds/refund.merchant.ts'
import { showMerchantLedger } from './ledger/merchantLedger.console.ts'
import { seeOther } from './web/answer.ts'
import { anybody, anyStaff, apiKey, get, getRecorded, halfSignedIn, may, merchant, post, type Route } from './web/route.ts'

const jobList = Object.entries(jobs).map(([name, { every, queue }]) => ({ name, every: every ?? null, queue }))

/** The merchant's own export of payments, or a spreadsheet of it. */
const fraudFile = { files: 1, fileBytes: mostFileBytes, tooBig: 'fraud:report.file_too_big' }

/** Every URL of the program: who may come through, its handler. */
export const routes = ({ isTrial }: { isTrial: boolean }): Route[] => [
  get('/', anybody, async () => seeOther('/merchant')),
  // ── staff: sign-in ── (src/staff)
  get('/console/sign-in', anybody, showSignIn),
  post('/console/sign-in', anybody, signIn, { form: showSignIn }),
  get('/console/new-password', halfSignedIn, showNewPassword),
  post('/console/new-password', halfSignedIn, newPassword, { form: showNewPassword }),
  get('/console/enrol', halfSignedIn, showEnrol),
  post('/console/enrol', halfSignedIn, enrol, { form: showEnrol }),
  get('/console/second-factor', halfSignedIn, showSecondFactor),
  post('/console/second-factor', halfSignedIn, secondFactor, { form: showSecondFactor }),
  post('/console/sign-out', halfSignedIn, signOut),
  post('/console/language', halfSignedIn, setStaffLanguage),
  post('/language', anybody, setLanguage),
  get('/console/account', anyStaff, showAccount),
  post('/console/account/password', anyStaff, changeOwnPassword, { form: showAccount }),
  post('/console/account/sessions/revoke-others', anyStaff, revokeOthers),
  post('/console/account/sessions/:id/revoke', anyStaff, revokeOne),
  get('/console', anyStaff, showMyWork),
  // ── console: own work, queue, dossiers, decisions ── (src/reviews)
  get('/console/queue', may('queue.read'), showQueue),
  getRecorded('/console/queue.csv', may('exports.make'), exportQueueCsv),
  post('/console/queue/next', may('queue.work'), takeNext),
  post('/console/reviews/:id/claim', may('queue.work'), claim, { form: againDossier }),
  post('/console/reviews/:id/release', may('queue.work'), release, { form: againDossier }),
  get('/console/reviews/:id/hand-over', may('queue.work'), showHandOver),
  post('/console/reviews/:id/hand-over', may('queue.work'), handOver, { form: againHandOver }),
  get('/console/dossiers/:id', may('dossiers.read'), showDossier),
  post('/console/dossiers/:id/presence', may('queue.work'), keepPresence),
  get('/console/dossiers/:id/validate', may('queue.work'), decisions.showValidate),
  post('/console/dossiers/:id/validate', may('queue.work'), decisions.validate, { form: decisions.againValidate }),
  get('/console/dossiers/:id/reject', may('queue.work'), decisions.showReject),
  post('/console/dossiers/:id/reject', may('queue.work'), decisions.reject, { form: decisions.againReject }),
  get('/console/dossiers/:id/ask-for-documents', may('queue.work'), showAsk),
  post('/console/dossiers/:id/ask-for-documents/preview', may('queue.work'), previewAsk, { form: againAsk }),
  post('/console/dossiers/:id/ask-for-documents', may('queue.work'), ask, { form: againAsk }),
  get('/console/dossiers/:id/propose', may('queue.work'), decisions.showPropose),
  post('/console/dossiers/:id/propose', may('queue.work'), decisions.propose, { form: decisions.againPropose }),
  get('/console/dossiers/:id/confirm', may('queue.work'), decisions.showConfirm),
  post('/console/dossiers/:id/confirm', may('queue.work'), decisions.confirm, { form: decisions.againConfirm }),
  post('/console/dossiers/:id/decline', may('queue.work'), decisions.decline, { form: decisions.againConfirm }),
  get('/console/dossiers/:id/reconsider', may('queue.work'), decisions.showReconsider),
  post('/console/dossiers/:id/reconsider', may('queue.work'), decisions.reconsider, { form: decisions.againReconsider }),
  get('/console/dossiers/:id/accept-answers', may('queue.work'), decisions.showAcceptAnswers),
  post('/console/dossiers/:id/accept-answers', may('queue.work'), decisions.acceptThem, { form: decisions.againAcceptAnswers }),
  get('/console/dossiers/:id/override-gap', may('gaps.override'), showOverride),
  post('/console/dossiers/:id/override-gap', may('gaps.override'), override, { form: againOverride }),
  post('/console/dossiers/:id/withdraw-override', may('gaps.override'), withdrawTheOverride, { form: showDossier }),
  post('/console/dossiers/:id/record-identification', may('documents.decide'), recordMeasure, { form: againIdentification }),
  post('/console/dossiers/:id/withdraw-identification', may('documents.decide'), withdrawMeasure, { form: againIdentification }),
  // ── console: documents ── (src/documents)
  getRecorded('/console/documents/:id', may('documents.read'), bench.showDocument),
  getRecorded('/console/documents/:id/pages/:page', may('documents.read'), bench.showPage),
  getRecorded('/console/documents/:id/reading', may('documents.read'), bench.showReading),
  getRecorded('/console/documents/:id/file', may('documents.read'), bench.sendFile),
  post('/console/documents/:id/accept', may('documents.decide'), bench.accept, { form: bench.showDocumentAgain }),
  post('/console/documents/:id/refuse', may('documents.decide'), bench.refuse, { form: bench.showDocumentAgain }),
  post('/console/documents/:id/reconsider', may('documents.decide'), bench.reconsider, { form: bench.showDocumentAgain }),
  post('/console/documents/:id/retry', may('documents.decide'), bench.retry, { form: bench.showDocumentAgain }),
  post('/console/documents/:id/fields', may('documents.decide'), correct, { form: bench.showDocumentAgain }),
  // ── console: clocks, requests ── (src/requests)
  get('/console/clocks', may('clocks.read'), showClocks),
  getRecorded('/console/clocks.csv', may('exports.make'), showClocksCsv),
  get('/console/requests/:id', may('dossiers.read'), showRequest),
  get('/console/requests/:id/extend', may('clocks.extend'), showExtend),
  post('/console/requests/:id/extend', may('clocks.extend'), extend, { form: showExtend }),
  get('/console/requests/:id/withdraw', may('queue.work'), showWithdraw),
  post('/console/requests/:id/withdraw', may('queue.work'), withdraw, { form: showWithdraw }),
  // ── console: merchants, history, notes ── (src/merchants, src/audit, src/notes)
  get('/console/merchants', may('merchants.read'), showMerchants),
  getRecorded('/console/merchants.csv', may('exports.make'), exportMerchantsCsv),
  get('/console/merchants/:id', may('merchants.read'), showMerchant),
  get('/console/merchants/:id/ledger', may('ledger.read'), showMerchantLedger),
  // ── console: payments, breaks ── (src/payments, src/settlements)
  get('/console/payments', may('payments.read'), showPayments),
  getRecorded('/console/payments.csv', may('exports.make'), exportPaymentsCsv),
  getRecorded('/console/payments/:id', may('payments.read'), showPayment),
  get('/console/breaks', may('payments.read'), showBreaks),
  get('/console/breaks/:id', may('payments.read'), showBreak),
  post('/console/breaks/:id/resolve', may('breaks.resolve'), resolve, { form: showBreak }),
  // ── console: fraud cases ── (src/fraud)
  get('/console/fraud-cases', may('fraud.read'), showCases),
  getRecorded('/console/fraud-cases.csv', may('exports.make'), exportCasesCsv),
  get('/console/fraud-cases/new', may('fraud.work'), fraudReports.showNew),
  post('/console/fraud-cases/new', may('fraud.work'), fraudReports.postNew, { form: fraudReports.showNew, files: fraudFile }),
  get('/console/fraud-reports/:id', may('fraud.work'), fraudReports.showReport),
  post('/console/fraud-reports/:id/file', may('fraud.work'), fraudReports.postFile, { form: fraudReports.showReport }),
  get('/console/fraud-cases/:id', may('fraud.read'), showCase),
  post('/console/fraud-cases/:id/begin-review', may('fraud.work'), postBegin, { form: showCase }),
  post('/console/fraud-cases/:id/notes', may('notes.write'), postCaseNote, { form: showCase, files: { files: mostFiles } }),
  get('/console/fraud-cases/:id/add', may('fraud.work'), fraudReports.showAdd),
  post('/console/fraud-cases/:id/add', may('fraud.work'), fraudReports.postAdd, { form: fraudReports.showAdd, files: fraudFile }),
  get('/console/fraud-cases/:id/remove', may('fraud.work'), fraudActs.showRemove),
  post('/console/fraud-cases/:id/remove', may('fraud.work'), fraudActs.postRemove, { form: fraudActs.showRemove }),
  get('/console/fraud-cases/:id/finding', may('fraud.work'), fraudActs.showFinding),
  post('/console/fraud-cases/:id/finding', may('fraud.work'), fraudActs.postFinding, { form: fraudActs.showFinding }),
  get('/console/fraud-cases/:id/propose', may('fraud.work'), fraudActs.showPropose),
  post('/console/fraud-cases/:id/propose', may('fraud.work'), fraudActs.postPropose, { form: fraudActs.showPropose }),
  get('/console/fraud-cases/:id/confirm', may('fraud.decide'), fraudActs.showConfirm),
  post('/console/fraud-cases/:id/confirm', may('fraud.decide'), fraudActs.postConfirm, { form: fraudActs.showConfirm }),
  post('/console/fraud-cases/:id/decline', may('fraud.decide'), fraudActs.postDecline, { form: fraudActs.showConfirm }),
  get('/console/history', may('audit.read'), showHistory),
  getRecorded('/console/history.csv', may('audit.read'), exportCsv),
  post('/console/history/verify', may('audit.read'), verifyNow),
  post('/console/dossiers/:id/notes', may('notes.write'), postNote, { form: showDossier, files: { files: mostFiles } }),
  getRecorded('/console/notes/attachments/:id', may('dossiers.read'), sendAttachment),
  // ── console: payouts ── (src/payouts)
  get('/console/payouts', may('payouts.read'), payouts.showAllPayouts),
  getRecorded('/console/payouts.csv', may('exports.make'), payouts.exportAllPayouts),
  get('/console/payouts/:id', may('payouts.read'), payouts.showOnePayout),
  get('/console/payouts/:id/statement', may('payouts.read'), payouts.showOneStatement),
  get('/console/payouts/:id/lines.csv', may('payouts.read'), payouts.showOneLinesCsv),
  get('/console/withheld-payouts', may('payouts.read'), payouts.showWithheld),
  get('/console/payout-batches', may('payouts.read'), showBatches),
  post('/console/payout-batches/:id/export', may('payouts.send'), handOverBatch, { form: showBatches }),
  getRecorded('/console/payout-batches/:id/file', may('payouts.send'), sendBatchFile),
  // ── console: invoices, safeguarding ── (src/billing, src/safeguarding)
  get('/console/bank-files', may('bank_files.take'), showBankFile),
  post('/console/bank-files', may('bank_files.take'), handInBankFile, { form: showBankFile, files: { files: 1 } }),
  get('/console/invoices', may('payouts.read'), invoices.showAllInvoices),
  getRecorded('/console/invoices.csv', may('exports.make'), invoices.exportAllInvoices),
  get('/console/invoices/:id/file', may('payouts.read'), invoices.showAnyInvoiceFile),
  get('/console/safeguarding', may('safeguarding.read'), showSafeguarding),
  getRecorded('/console/safeguarding.csv', may('safeguarding.read'), exportSafeguardingCsv),
  // ── console: jobs, staff ── (src/operations, src/staff)
  get('/console/jobs', may('jobs.read'), showJobs(jobList)),
  get('/console/jobs/progress', may('jobs.read'), showProgress),
  get('/console/jobs/runs', may('jobs.read'), showRuns(jobList)),
  get('/console/jobs/runs/:id.csv', may('jobs.read'), exportRun),
  get('/console/jobs/runs/:id', may('jobs.read'), showRun),
  get('/console/jobs/:name', may('jobs.read'), showJob(jobList)),
  post('/console/jobs/:name/run', may('jobs.operate'), order(jobList), { form: showJob(jobList) }),
  get('/console/staff', may('staff.read'), showStaffList),
  get('/console/staff/new', may('staff.manage'), showNewStaff),
  post('/console/staff', may('staff.manage'), add, { form: showNewStaff }),
  get('/console/staff/:id', may('staff.read'), showStaff),
  get('/console/staff/:id/disable', may('staff.manage'), showDisable),
  post('/console/staff/:id/roles', may('staff.manage'), setStaffRoles, { form: showStaff }),
  post('/console/staff/:id/reset-password', may('staff.manage'), giveNewPassword),
  ...(['disable', 'enable', 'unlock', 'reset-second-factor', 'end-sessions'] as const).map((name) => post(`/console/staff/:id/${name}`, may('staff.manage'), act(name), { form: showStaff })),
  // ── merchant area ── (src/merchants, src/dossiers, src/contracts, src/documents, src/requests, src/payouts, src/billing)
  get('/merchant/sign-up', anybody, showSignUp),
  post('/merchant/sign-up', anybody, signUp, { form: showSignUp }),
  get('/merchant/sign-up/sent', anybody, showSignUpSent),
  get('/merchant/activate', anybody, showResend),
  post('/merchant/activate', anybody, resend, { form: showResend }),
  get('/merchant/activate/:token', anybody, showActivation),
  post('/merchant/activate/:token', anybody, activate, { form: showActivation }),
  get('/merchant/sign-in', anybody, merchantDoor.showSignIn),
  post('/merchant/sign-in', anybody, merchantDoor.signIn, { form: merchantDoor.showSignIn }),
  post('/merchant/sign-out', merchant, merchantDoor.signOut),
  get('/merchant/forgot', anybody, merchantDoor.showForgot),
  post('/merchant/forgot', anybody, merchantDoor.forgot, { form: merchantDoor.showForgot }),
  get('/merchant/forgot/sent', anybody, merchantDoor.showForgotSent),
  get('/merchant/reset/:token', anybody, merchantDoor.showReset),
  post('/merchant/reset/:token', anybody, merchantDoor.reset, { form: merchantDoor.showReset }),
  post('/merchant/language', anybody, merchantDoor.setMerchantLanguage),
  get('/merchant/profile', merchant, showProfile),
  get('/merchant', merchant, showHome),
  get('/merchant/company', merchant, showCompany),
  post('/merchant/company', merchant, postCompany, { form: showCompany }),
  get('/merchant/people', merchant, showPeople),
  post('/merchant/people', merchant, postNewPerson, { form: showNewPerson }),
  get('/merchant/people/new', merchant, showNewPerson),
  get('/merchant/people/:id', merchant, showPerson),
  post('/merchant/people/:id', merchant, postPerson, { form: showPerson }),
  post('/merchant/people/:id/remove', merchant, postRemovePerson),
  get('/merchant/account', merchant, showPayoutAccount),
  post('/merchant/account', merchant, postPayoutAccount, { form: showPayoutAccount }),
  get('/merchant/documents', merchant, showPieces),
  post('/merchant/documents', merchant, postPieces, { form: showPieces, files: { files: filesAtOnce } }),
  post('/merchant/documents/:id/withdraw', merchant, postWithdrawPiece),
  get('/merchant/contract', merchant, showContract),
  get('/merchant/contract/file', merchant, showContractFile),
  get('/merchant/contract/signed', merchant, downloadSignedContract),
  get('/merchant/contract/pages/:page', merchant, showContractPage),
  post('/merchant/contract/draft', merchant, postDraft, { form: showContract }),
  post('/merchant/contract/code', merchant, postCode, { form: showContract }),
  post('/merchant/contract/sign', merchant, postSign, { form: showContract }),
  get('/merchant/submit', merchant, showSubmit),
  post('/merchant/submit', merchant, postSubmit, { form: showSubmit }),
  get('/merchant/balance', merchant, ownPayouts.showBalance),
  get('/merchant/payouts', merchant, ownPayouts.showPayouts),
  get('/merchant/payouts.csv', merchant, ownPayouts.showPayoutsCsv),
  get('/merchant/payouts/:id', merchant, ownPayouts.showPayout),
  get('/merchant/payouts/:id/statement', merchant, ownPayouts.showStatement),
  get('/merchant/payouts/:id/lines.csv', merchant, ownPayouts.showLinesCsv),
  get('/merchant/invoices', merchant, ownInvoices.showInvoices),
  get('/merchant/invoices.csv', merchant, ownInvoices.showInvoicesCsv),
  get('/merchant/invoices/:id/file', merchant, ownInvoices.showInvoiceFile),
  get('/merchant/payments', merchant, showOwnPayments),
  getRecorded('/merchant/payments.csv', merchant, exportOwnPayments),
  get('/merchant/payments/:id', merchant, showOwnPayment),
  get('/merchant/payments/:id/refund', merchant, showRefund),
  post('/merchant/payments/:id/refund', merchant, postRefund, { form: showRefund }),
  get('/merchant/fraud-cases', merchant, ownFraud.showOwnCases),
  get('/merchant/fraud-cases/new', merchant, ownFraudReports.showOwnNew),
  post('/merchant/fraud-cases/new', merchant, ownFraudReports.postOwnNew, { form: ownFraudReports.showOwnNew, files: fraudFile }),
  get('/merchant/fraud-reports/:id', merchant, ownFraudReports.showOwnReport),
  post('/merchant/fraud-reports/:id/file', merchant, ownFraudReports.postOwnFile, { form: ownFraudReports.showOwnReport }),
  get('/merchant/fraud-cases/:id', merchant, ownFraud.showOwnCase),
  get('/merchant/fraud-cases/:id/withdraw', merchant, ownFraud.showWithdrawCase),
  post('/merchant/fraud-cases/:id/withdraw', merchant, ownFraud.postWithdrawCase, { form: ownFraud.showWithdrawCase }),
  get('/merchant/developers', merchant, showDevelopers),
  get('/merchant/developers/reference', merchant, showReference(apiRoutes)),
  post('/merchant/developers/roll', merchant, roll),
  post('/merchant/developers/revoke', merchant, revoke),
  post('/merchant/developers/:id/reveal', merchant, reveal),
  // ── payers: the payment page, and their bank's as a simulator plays it ── (src/paypage, src/issuer, src/scoring)
  get('/pay/:publicKey/:paymentId', anybody, showPay),
  post('/pay/:publicKey/:paymentId', anybody, postPay, { form: againPay }),
  get('/v1/redirect/:token', anybody, showBank),
  post('/v1/redirect/:token', anybody, postBank),
  get('/v1/consent/:token', anybody, showConsent),
  post('/v1/consent/:token', anybody, postConsent),
  // ── API ── (src/merchants, src/api-routes.ts)
  get('/v1', apiKey, showKeyOwner),
  get('/v1/openapi.json', anybody, showOpenApi(apiRoutes)),
  ...apiRoutes,
  // ── trial only ── (src/notifications, src/demo)
  ...(isTrial ? [get('/dev/logins', anybody, showLogins), get('/dev/mail', anybody, showMailbox), get('/dev/mail/:id', anybody, showLetter), get('/dev/mail/:id/html', anybody, showLetterHtml)] : []),
]
