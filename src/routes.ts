import { jobs } from '#jobs/index.ts'
import * as accountChange from './accountChanges/accountChange.console.ts'
import * as ownAccountChange from './accountChanges/accountChange.merchant.ts'
import { exportAccountChangesCsv, showAccountChanges } from './accountChanges/accountChanges.console.ts'
import { apiRoutes } from './api-routes.ts'
import { postInspection, sendInspection, showInspection, showInspectionProgress,
  showNewInspection } from './inspection/inspection.console.ts'
import { showAsOf } from './knownFiles/asOf.console.ts'
import { sendChainHead, showChainHeads } from './chainHeads/chainHeads.console.ts'
import { exportCsv, showHistory, verifyNow } from './audit/history.console.ts'
import { showLogins } from './demo/demo.console.ts'
import { againIdentification, recordMeasure, withdrawMeasure } from './identification/identification.console.ts'
import { showLetter, showLetterHtml, showMailbox } from './notifications/mailbox.page.ts'
import { postNote, sendAttachment } from './notes/notes.console.ts'
import { mostFiles } from './notes/notesModel.page.ts'
import { exportRun, order, showJob, showJobs, showProgress, showRun, showRuns } from './operations/jobs.console.ts'
import { exportForecastCsv, showForecast } from './forecast/forecast.console.ts'
import { postOpenArchive, showArchive, throughArchive } from './archive/archive.console.ts'
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
import { enrol, newPassword, secondFactor, showEnrol, showNewPassword, showSecondFactor, showSignIn, signIn,
  signOut } from './staff/signIn.console.ts'
import { add, showNewStaff, showStaffList } from './staff/staff.console.ts'
import { act, giveNewPassword, setStaffRoles, showDisable, showStaff } from './staff/staffAccount.console.ts'
import { downloadSignedContract, postCode, postDraft, postSign, showContract, showContractFile,
  showContractPage } from './contracts/contract.merchant.ts'
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
import * as merchantUsers from './merchants/users.console.ts'
import { postPasswordLink, showProfile } from './merchants/profile.merchant.ts'
import * as invoices from './billing/invoices.console.ts'
import * as ownInvoices from './billing/invoices.merchant.ts'
import * as alertLook from './alertLooks/alertLook.console.ts'
import { exportAlertLooksCsv, showAlertLooks } from './alertLooks/alertLooks.console.ts'
import * as alert from './alerts/alert.console.ts'
import * as alertActs from './alerts/alertActs.console.ts'
import * as amlCase from './amlCases/amlCase.console.ts'
import * as amlActs from './amlCases/amlActs.console.ts'
import { exportAmlCasesCsv, showAmlCases } from './amlCases/amlCases.console.ts'
import { postNewAmlCase, showNewAmlCase } from './amlCases/newAmlCase.console.ts'
import { exportAlertsCsv, postCloseAlerts, postTakeNextAlert, showAlerts } from './alerts/alerts.console.ts'
import { showMonitoring } from './monitoring/monitoring.console.ts'
import { exportBacktestCsv } from './thresholds/backtestCsv.console.ts'
import * as scenario from './thresholds/scenario.console.ts'
import { exportOutcomesCsv, showOutcomes } from './programmes/outcomes.console.ts'
import { showProgramme } from './programmes/programme.console.ts'
import { exportProgrammesCsv, showProgrammes } from './programmes/programmes.console.ts'
import { postConfirmLift, postDeclineLift, postProposeLift, postReview, sendKept, showKept, showLegalHold,
  showLift } from './retention/legalHold.console.ts'
import { postNewLegalHold, showLegalHolds, showNewLegalHold } from './retention/legalHolds.console.ts'
import { showPolicies } from './retention/policies.console.ts'
import { postConfirmSeat, postDeclineSeat, postEndSeat, postSeat, showCircle, showSeat } from './circle/circle.console.ts'
import { postCarryOutEnd, postDeclineEnd, postProposeEnd, sendEndCertificate, showEnds } from './declarationEnds/declarationEnds.console.ts'
import { postAct, showAct } from './declarations/acts.console.ts'
import * as conclusion from './conclusions/conclusion.console.ts'
import { exportConclusionsCsv, showConclusions } from './conclusions/conclusions.console.ts'
import { showCompare, showDeclaration } from './declarations/declaration.console.ts'
import { exportDeclarationsCsv, showDeclarations } from './declarations/declarations.console.ts'
import { postEdit, postNewDeclaration, postRetake, showEdit, showNewDeclaration } from './declarations/draft.console.ts'
import { sendPack } from './packs/pack.console.ts'
import { postPieces as postClosedPieces, postRemovePiece, postTakeDocument, sendClosedPiece } from './packs/pieces.console.ts'
import { showWhy } from './retention/why.console.ts'
import { postAnswer, postRefuse, showAnswer, showRefuse } from './answers/answer.console.ts'
import { sendDraft, showDataBreach } from './dataBreaches/dataBreach.console.ts'
import * as dataBreach from './dataBreaches/dataBreachActs.console.ts'
import * as dataBreaches from './dataBreaches/dataBreaches.console.ts'
import { postDeclineErasure, postErasure, postExecuteErasure, showDecideErasure, showErasure, showErasureCertificate,
  showErasureSignature } from './erasure/erasure.console.ts'
import { postPackage, sendPackage, showPackage, showPackageProgress } from './packages/package.console.ts'
import * as processing from './processing/processing.console.ts'
import { postApplyRectification, postDeclineRectification, postRectify, showRectification,
  showRectify } from './rectifications/rectification.console.ts'
import { postOpenRestricted, showRestricted, throughRestriction } from './restrictions/door.console.ts'
import { postLiftRestriction, postRestrict, showLiftRestriction, showRestrict } from './restrictions/restriction.console.ts'
import * as myData from './rights/myData.merchant.ts'
import { postNewRequest, showNewRequest } from './rights/newRequest.console.ts'
import { showRequest as showRightsRequest } from './rights/request.console.ts'
import * as rightsActs from './rights/requestActs.console.ts'
import { exportRightsCsv, showRights } from './rights/rights.console.ts'
import { mostFiles as mostRightsFiles } from './rights/rightsFiles.ts'
import { postDeclinePolicy, postProposePolicy, postSignPolicy, showPolicy } from './retention/policy.console.ts'
import { exportPurgeCsv, postPreviewPurge, postRefusePurge, postSignPurge, showPurge, showPurgeCertificate,
  showPurgeSignature } from './retention/purge.console.ts'
import * as freezes from './freezes/freezes.console.ts'
import * as hit from './hits/hit.console.ts'
import { exportHitsCsv, postNextHit, showHits } from './hits/hits.console.ts'
import { exportDashboardsCsv, showDashboards } from './dashboards/dashboards.console.ts'
import { exportDashboardItemsCsv, showDashboardItems } from './dashboards/items.console.ts'
import { exportQueueDashboardCsv, showQueueDashboard } from './dashboards/queue.console.ts'
import { exportLooksCsv, postLook, showLook, showLooks } from './hits/looks.console.ts'
import { exportSearchesCsv, showSearches } from './screening/searches.console.ts'
import * as screeningSettings from './screening/settings.console.ts'
import { sendProof, showSubject } from './screening/subject.console.ts'
import { postDeclineCountry, postProposeCountry, postSignCountry, postWithdrawCountry,
  showCountries } from './riskTables/countries.console.ts'
import { postDeclineTable, postProposeTable, postSignTable, postWithdrawTable, showTable } from './riskTables/table.console.ts'
import { postDeclineLowering, postFact, postLevel, postSignLowering, postWithdrawFact, postWithdrawLowering,
  showRating } from './ratings/rating.console.ts'
import { exportRatingsCsv, showRatings } from './ratings/ratings.console.ts'
import { exportChangesCsv } from './watchlists/changesCsv.console.ts'
import { postImport as postListImport, postSettings as postListSettings, showWatchlist } from './watchlists/watchlist.console.ts'
import { showWatchlistEntry } from './watchlists/watchlistEntry.console.ts'
import { showWatchlists } from './watchlists/watchlists.console.ts'
import { exportSafeguardingCsv, showSafeguarding } from './safeguarding/safeguarding.console.ts'
import { handOverBatch, sendBatchFile, showBatches } from './payouts/batches.console.ts'
import { handInBankFile, showBankFile } from './payouts/bankFile.console.ts'
import * as payouts from './payouts/payout.console.ts'
import * as ownPayouts from './payouts/payout.merchant.ts'
import * as merchantDoor from './merchants/signIn.merchant.ts'
import * as dispute from './disputePages/dispute.console.ts'
import * as disputeActs from './disputePages/disputeActs.console.ts'
import * as disputeOwner from './disputePages/disputeOwner.console.ts'
import * as ownDisputeActs from './disputePages/disputeActs.merchant.ts'
import { exportDisputesCsv, showDisputes } from './disputePages/disputes.console.ts'
import { showOwnDispute, showOwnDisputes } from './disputePages/disputes.merchant.ts'
import { postNewImport, postTakeImport, showImport, showNewImport } from './disputeLines/imports.console.ts'
import { postResolveLine, showDisputeLine, showDisputeLines } from './disputeLines/lines.console.ts'
import { mostFileBytes as mostDisputeBytes } from './disputeLines/readDisputeCsv.ts'
import { filesAtOnce as evidenceAtOnce } from './resolutions/evidence.page.ts'
import { postCaseNote, showCase } from './fraudReview/case.console.ts'
import * as fraudActs from './fraudReview/caseActs.console.ts'
import * as caseOwner from './fraudReview/caseOwner.console.ts'
import * as fraudDecision from './fraudReview/decision.console.ts'
import * as fraudUndo from './fraudReview/undo.console.ts'
import { showCertificate } from './fraudCertificates/certificate.console.ts'
import { exportEffectsCsv } from './fraudEffects/effects.console.ts'
import { exportCasesCsv, showCases } from './fraud/cases.console.ts'
import * as breaches from './breaches/breach.console.ts'
import { postEndContract, postWithdrawEnd, showEndContract } from './contracts/contractEnd.merchant.ts'
import { showCorrection } from './corrections/correction.console.ts'
import * as correctionActs from './corrections/correctionActs.console.ts'
import { exportCorrectionsCsv, showCorrections } from './corrections/corrections.console.ts'
import { postNewCorrection, showNewCorrection } from './corrections/newCorrection.console.ts'
import { exportCalendarCsv, showCalendar } from './releaseCalendar/calendar.console.ts'
import { showHold } from './holds/hold.console.ts'
import * as holdActs from './holds/holdActs.console.ts'
import * as releases from './releases/release.console.ts'
import { exportHoldsCsv, showHolds } from './holds/holds.console.ts'
import { postNewHold, showNewHold } from './holds/newHold.console.ts'
import * as ownFraud from './fraud/cases.merchant.ts'
import { mostFileBytes } from './fraudReports/readRows.ts'
import { postRollKeys, showRollKeys } from './fraudReview/keys.console.ts'
import * as fraudReports from './fraudReports/reports.console.ts'
import * as ownFraudReports from './fraudReports/reports.merchant.ts'
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
import { anybody, anyStaff, apiKey, get, getRecorded, halfSignedIn, inCircle, may, merchant, post, type Route,
  type Shown } from './web/route.ts'

const jobList = Object.entries(jobs).map(([name, { every, queue }]) => ({ name, every: every ?? null, queue }))

/** The merchant's own export of payments, or a spreadsheet of it. */
const fraudFile = { files: 1, fileBytes: mostFileBytes, tooBig: 'fraud:report.file_too_big' }

const disputeFile = { files: 1, fileBytes: mostDisputeBytes, tooBig: 'disputes:import.too_big' }

/** A publisher's list as it is; OFAC's is a set of them. */
const listFile = { files: 6, fileBytes: 64_000_000, tooBig: 'watchlists:import.too_big' }

/**
 * What shows something of a dossier, or a payment: in the archive with a reason alone, and of somebody whose data is restricted for a
 * permitted use. Also where a form that was refused draws it again: `post` puts the act behind the same doors. `test/archive/doors.test.ts`
 * lists every address.
 */
const filed = <Rest extends unknown[]>(show: Shown<Rest>): Shown<Rest> => throughArchive(throughRestriction(show))

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
  post('/console/reviews/:id/claim', may('queue.work'), claim, { form: filed(againDossier) }),
  post('/console/reviews/:id/release', may('queue.work'), release, { form: filed(againDossier) }),
  get('/console/reviews/:id/hand-over', may('queue.work'), filed(showHandOver)),
  post('/console/reviews/:id/hand-over', may('queue.work'), handOver, { form: filed(againHandOver) }),
  get('/console/dossiers/:id', may('dossiers.read'), filed(showDossier)),
  getRecorded('/console/dossiers/:id/as-of', may('dossiers.read'), filed(showAsOf)),
  get('/console/dossiers/:id/inspection', may('inspections.make'), filed(showNewInspection)),
  post('/console/dossiers/:id/inspection', may('inspections.make'), postInspection, { form: filed(showNewInspection) }),
  get('/console/inspections/:id', may('inspections.make'), filed(showInspection)),
  get('/console/inspections/:id/progress', may('inspections.make'), filed(showInspectionProgress)),
  getRecorded('/console/inspections/:id/pack.zip', may('inspections.make'), filed(sendInspection)),
  post('/console/dossiers/:id/presence', may('queue.work'), keepPresence, { from: filed(showDossier) }),
  get('/console/dossiers/:id/validate', may('queue.work'), filed(decisions.showValidate)),
  post('/console/dossiers/:id/validate', may('queue.work'), decisions.validate, { form: filed(decisions.againValidate) }),
  get('/console/dossiers/:id/reject', may('queue.work'), filed(decisions.showReject)),
  post('/console/dossiers/:id/reject', may('queue.work'), decisions.reject, { form: filed(decisions.againReject) }),
  get('/console/dossiers/:id/ask-for-documents', may('queue.work'), filed(showAsk)),
  post('/console/dossiers/:id/ask-for-documents/preview', may('queue.work'), previewAsk, { form: filed(againAsk) }),
  post('/console/dossiers/:id/ask-for-documents', may('queue.work'), ask, { form: filed(againAsk) }),
  get('/console/dossiers/:id/propose', may('queue.work'), filed(decisions.showPropose)),
  post('/console/dossiers/:id/propose', may('queue.work'), decisions.propose, { form: filed(decisions.againPropose) }),
  get('/console/dossiers/:id/confirm', may('queue.work'), filed(decisions.showConfirm)),
  post('/console/dossiers/:id/confirm', may('queue.work'), decisions.confirm, { form: filed(decisions.againConfirm) }),
  post('/console/dossiers/:id/decline', may('queue.work'), decisions.decline, { form: filed(decisions.againConfirm) }),
  get('/console/dossiers/:id/reconsider', may('queue.work'), filed(decisions.showReconsider)),
  post('/console/dossiers/:id/reconsider', may('queue.work'), decisions.reconsider, { form: filed(decisions.againReconsider) }),
  get('/console/dossiers/:id/accept-answers', may('queue.work'), filed(decisions.showAcceptAnswers)),
  post('/console/dossiers/:id/accept-answers', may('queue.work'), decisions.acceptThem, { form: filed(decisions.againAcceptAnswers) }),
  get('/console/dossiers/:id/override-gap', may('gaps.override'), filed(showOverride)),
  post('/console/dossiers/:id/override-gap', may('gaps.override'), override, { form: filed(againOverride) }),
  post('/console/dossiers/:id/withdraw-override', may('gaps.override'), withdrawTheOverride, { form: filed(showDossier) }),
  post('/console/dossiers/:id/record-identification', may('documents.decide'), recordMeasure, { form: filed(againIdentification) }),
  post('/console/dossiers/:id/withdraw-identification', may('documents.decide'), withdrawMeasure, { form: filed(againIdentification) }),
  // ── console: documents ── (src/documents)
  getRecorded('/console/documents/:id', may('documents.read'), filed(bench.showDocument)),
  getRecorded('/console/documents/:id/pages/:page', may('documents.read'), filed(bench.showPage)),
  getRecorded('/console/documents/:id/reading', may('documents.read'), filed(bench.showReading)),
  getRecorded('/console/documents/:id/file', may('documents.read'), filed(bench.sendFile)),
  post('/console/documents/:id/accept', may('documents.decide'), bench.accept, { form: filed(bench.showDocumentAgain) }),
  post('/console/documents/:id/refuse', may('documents.decide'), bench.refuse, { form: filed(bench.showDocumentAgain) }),
  post('/console/documents/:id/reconsider', may('documents.decide'), bench.reconsider, { form: filed(bench.showDocumentAgain) }),
  post('/console/documents/:id/retry', may('documents.decide'), bench.retry, { form: filed(bench.showDocumentAgain) }),
  post('/console/documents/:id/fields', may('documents.decide'), correct, { form: filed(bench.showDocumentAgain) }),
  // ── console: clocks, requests ── (src/requests)
  get('/console/clocks', may('clocks.read'), showClocks),
  getRecorded('/console/clocks.csv', may('exports.make'), showClocksCsv),
  // ── console: what is ahead ── (src/forecast)
  get('/console/forecast', may('clocks.read'), showForecast),
  getRecorded('/console/forecast.csv', may('exports.make'), exportForecastCsv),
  get('/console/requests/:id', may('dossiers.read'), filed(showRequest)),
  get('/console/requests/:id/extend', may('clocks.extend'), filed(showExtend)),
  post('/console/requests/:id/extend', may('clocks.extend'), extend, { form: filed(showExtend) }),
  get('/console/requests/:id/withdraw', may('queue.work'), filed(showWithdraw)),
  post('/console/requests/:id/withdraw', may('queue.work'), withdraw, { form: filed(showWithdraw) }),
  // ── console: merchants, history, notes ── (src/merchants, src/audit, src/notes)
  get('/console/merchants', may('merchants.read'), showMerchants),
  getRecorded('/console/merchants.csv', may('exports.make'), exportMerchantsCsv),
  get('/console/merchants/:id', may('merchants.read'), showMerchant),
  get('/console/merchants/:id/users/new', may('merchant_users.manage'), merchantUsers.showNewUser),
  post('/console/merchants/:id/users/new', may('merchant_users.manage'), merchantUsers.postNewUser, { form: merchantUsers.showNewUser }),
  post('/console/merchants/:id/users/:user/invite', may('merchant_users.manage'), merchantUsers.postInviteAgain, { form: showMerchant }),
  get('/console/merchants/:id/users/:user/remove', may('merchant_users.manage'), merchantUsers.showRemoveUser),
  post('/console/merchants/:id/users/:user/remove', may('merchant_users.manage'), merchantUsers.postRemoveUser, {
    form: merchantUsers.showRemoveUser,
  }),
  get('/console/merchants/:id/ledger', may('ledger.read'), showMerchantLedger),
  // ── console: changes of account ── (src/accountChanges)
  get('/console/account-changes', may('account_changes.read'), showAccountChanges),
  getRecorded('/console/account-changes.csv', may('exports.make'), exportAccountChangesCsv),
  get('/console/account-changes/:id', may('account_changes.read'), filed(accountChange.showAccountChange)),
  getRecorded('/console/account-changes/:id/pages/:page', may('account_changes.read'), filed(accountChange.showRibPage)),
  getRecorded('/console/account-changes/:id/file', may('account_changes.read'), filed(accountChange.sendRib)),
  post('/console/account-changes/:id/accept', may('account_changes.decide'), accountChange.postAcceptChange, {
    form: filed(accountChange.showAccountChange),
  }),
  post('/console/account-changes/:id/decline', may('account_changes.decide'), accountChange.postDeclineChange, {
    form: filed(accountChange.showAccountChange),
  }),
  // ── console: payments, breaks ── (src/payments, src/settlements)
  get('/console/payments', may('payments.read'), showPayments),
  getRecorded('/console/payments.csv', may('exports.make'), exportPaymentsCsv),
  getRecorded('/console/payments/:id', may('payments.read'), filed(showPayment)),
  get('/console/breaks', may('payments.read'), showBreaks),
  get('/console/breaks/:id', may('payments.read'), showBreak),
  post('/console/breaks/:id/resolve', may('breaks.resolve'), resolve, { form: showBreak }),
  // ── console: fraud cases ── (src/fraud, src/fraudReports, src/fraudReview, src/fraudEffects, src/fraudCertificates)
  get('/console/fraud-cases', may('fraud.read'), showCases),
  getRecorded('/console/fraud-cases.csv', may('exports.make'), exportCasesCsv),
  post('/console/fraud-cases/next', may('fraud.work'), caseOwner.postNextCase),
  get('/console/fraud-cases/new', may('fraud.work'), fraudReports.showNew),
  post('/console/fraud-cases/new', may('fraud.work'), fraudReports.postNew, { form: fraudReports.showNew, files: fraudFile }),
  get('/console/fraud-reports/:id', may('fraud.work'), throughArchive(fraudReports.showReport)),
  post('/console/fraud-reports/:id/file', may('fraud.work'), fraudReports.postFile, { form: throughArchive(fraudReports.showReport) }),
  get('/console/fraud-cases/:id', may('fraud.read'), throughArchive(showCase)),
  post('/console/fraud-cases/:id/claim', may('fraud.work'), caseOwner.postClaimCase, { form: throughArchive(showCase) }),
  post('/console/fraud-cases/:id/release', may('fraud.work'), caseOwner.postReleaseCase, { form: throughArchive(showCase) }),
  get('/console/fraud-cases/:id/hand-over', may('fraud.work'), throughArchive(caseOwner.showHandOverCase)),
  post('/console/fraud-cases/:id/hand-over', may('fraud.work'), caseOwner.postHandOverCase, {
    form: throughArchive(caseOwner.showHandOverCase),
  }),
  post('/console/fraud-cases/:id/notes', may('notes.write'), postCaseNote, { form: throughArchive(showCase), files: { files: mostFiles } }),
  get('/console/fraud-cases/:id/add', may('fraud.work'), throughArchive(fraudReports.showAdd)),
  post('/console/fraud-cases/:id/add', may('fraud.work'), fraudReports.postAdd, {
    form: throughArchive(fraudReports.showAdd),
    files: fraudFile,
  }),
  get('/console/fraud-cases/:id/remove', may('fraud.work'), throughArchive(fraudActs.showRemove)),
  post('/console/fraud-cases/:id/remove', may('fraud.work'), fraudActs.postRemove, { form: throughArchive(fraudActs.showRemove) }),
  get('/console/fraud-cases/:id/roll-keys', may('fraud.work'), throughArchive(showRollKeys)),
  post('/console/fraud-cases/:id/roll-keys', may('fraud.work'), postRollKeys, { form: throughArchive(showRollKeys) }),
  get('/console/fraud-cases/:id/finding', may('fraud.work'), throughArchive(fraudActs.showFinding)),
  post('/console/fraud-cases/:id/finding', may('fraud.work'), fraudActs.postFinding, { form: throughArchive(fraudActs.showFinding) }),
  get('/console/fraud-cases/:id/propose', may('fraud.work'), throughArchive(fraudDecision.showPropose)),
  post('/console/fraud-cases/:id/propose', may('fraud.work'), fraudDecision.postPropose, {
    form: throughArchive(fraudDecision.showPropose),
  }),
  get('/console/fraud-cases/:id/confirm', may('fraud.decide'), throughArchive(fraudDecision.showConfirm)),
  post('/console/fraud-cases/:id/confirm', may('fraud.decide'), fraudDecision.postConfirm, {
    form: throughArchive(fraudDecision.showConfirm),
  }),
  post('/console/fraud-cases/:id/decline', may('fraud.decide'), fraudDecision.postDecline, {
    form: throughArchive(fraudDecision.showConfirm),
  }),
  get('/console/fraud-cases/:id/undo', may('fraud.work'), throughArchive(fraudUndo.showUndo)),
  post('/console/fraud-cases/:id/undo', may('fraud.work'), fraudUndo.postUndo, { form: throughArchive(fraudUndo.showUndo) }),
  get('/console/fraud-cases/:id/confirm-undo', may('fraud.decide'), throughArchive(fraudUndo.showConfirmUndo)),
  post('/console/fraud-cases/:id/confirm-undo', may('fraud.decide'), fraudUndo.postConfirmUndo, {
    form: throughArchive(fraudUndo.showConfirmUndo),
  }),
  post('/console/fraud-cases/:id/decline-undo', may('fraud.decide'), fraudUndo.postDeclineUndo, {
    form: throughArchive(fraudUndo.showConfirmUndo),
  }),
  getRecorded('/console/fraud-cases/:id/effects.csv', may('exports.make'), throughArchive(exportEffectsCsv)),
  getRecorded('/console/fraud-cases/:id/certificates/:certificate', may('fraud.read'), throughArchive(showCertificate)),
  // ── console: held funds, breaches ── (src/holds, src/releases, src/releaseCalendar, src/breaches)
  get('/console/holds', may('holds.read'), showHolds),
  getRecorded('/console/holds.csv', may('exports.make'), exportHoldsCsv),
  get('/console/release-calendar', may('holds.read'), showCalendar),
  getRecorded('/console/release-calendar.csv', may('exports.make'), exportCalendarCsv),
  get('/console/merchants/:id/new-hold', may('holds.decide'), showNewHold),
  post('/console/merchants/:id/new-hold', may('holds.decide'), postNewHold, { form: showNewHold }),
  getRecorded('/console/holds/:id', may('holds.read'), showHold),
  get('/console/holds/:id/confirm', may('holds.decide'), holdActs.showConfirm),
  post('/console/holds/:id/confirm', may('holds.decide'), holdActs.postConfirm, { form: holdActs.showConfirm }),
  post('/console/holds/:id/decline', may('holds.decide'), holdActs.postDecline, { form: holdActs.showConfirm }),
  get('/console/holds/:id/propose-release', may('holds.decide'), releases.showProposeRelease),
  post('/console/holds/:id/propose-release', may('holds.decide'), releases.postProposeRelease, { form: releases.showProposeRelease }),
  get('/console/holds/:id/confirm-release', may('holds.decide'), releases.showConfirmRelease),
  post('/console/holds/:id/confirm-release', may('holds.decide'), releases.postConfirmRelease, { form: releases.showConfirmRelease }),
  post('/console/holds/:id/decline-release', may('holds.decide'), releases.postDeclineRelease, { form: releases.showConfirmRelease }),
  get('/console/merchants/:id/breach', may('holds.decide'), breaches.showNewBreach),
  post('/console/merchants/:id/breach', may('holds.decide'), breaches.postNewBreach, { form: breaches.showNewBreach }),
  get('/console/breaches/:id', may('holds.read'), breaches.showBreach),
  post('/console/breaches/:id/confirm', may('holds.decide'), breaches.postConfirmBreach, { form: breaches.showBreach }),
  post('/console/breaches/:id/decline', may('holds.decide'), breaches.postDeclineBreach, { form: breaches.showBreach }),
  // ── console: what the books lack, booked by hand ── (src/corrections)
  get('/console/corrections', may('corrections.read'), showCorrections),
  getRecorded('/console/corrections.csv', may('exports.make'), exportCorrectionsCsv),
  get('/console/corrections/new', may('corrections.propose'), showNewCorrection),
  post('/console/corrections/new', may('corrections.propose'), postNewCorrection, { form: showNewCorrection }),
  get('/console/corrections/:id', may('corrections.read'), showCorrection),
  get('/console/corrections/:id/confirm', may('corrections.decide'), correctionActs.showConfirm),
  post('/console/corrections/:id/confirm', may('corrections.decide'), correctionActs.postConfirm, { form: correctionActs.showConfirm }),
  post('/console/corrections/:id/decline', may('corrections.decide'), correctionActs.postDecline, { form: correctionActs.showConfirm }),
  post('/console/corrections/:id/withdraw', may('corrections.propose'), correctionActs.postWithdraw, { form: showCorrection }),
  get('/console/corrections/:id/propose-undo', may('corrections.propose'), correctionActs.showProposeUndo),
  post('/console/corrections/:id/propose-undo', may('corrections.propose'), correctionActs.postProposeUndo, {
    form: correctionActs.showProposeUndo,
  }),
  post('/console/corrections/:id/withdraw-undo', may('corrections.propose'), correctionActs.postWithdrawUndo, { form: showCorrection }),
  get('/console/corrections/:id/confirm-undo', may('corrections.decide'), correctionActs.showConfirmUndo),
  post('/console/corrections/:id/confirm-undo', may('corrections.decide'), correctionActs.postConfirmUndo, {
    form: correctionActs.showConfirmUndo,
  }),
  post('/console/corrections/:id/decline-undo', may('corrections.decide'), correctionActs.postDeclineUndo, {
    form: correctionActs.showConfirmUndo,
  }),
  // ── console: disputes, resolutions ── (src/disputePages, src/disputeLines, src/resolutions)
  get('/console/disputes', may('disputes.read'), showDisputes),
  getRecorded('/console/disputes.csv', may('exports.make'), exportDisputesCsv),
  post('/console/disputes/next', may('disputes.work'), disputeOwner.postNextDispute),
  get('/console/disputes/:id', may('disputes.read'), throughArchive(dispute.showDispute)),
  post('/console/disputes/:id/notes', may('notes.write'), dispute.postDisputeNote, {
    form: throughArchive(dispute.showDispute),
    files: { files: mostFiles },
  }),
  post('/console/disputes/:id/pieces', may('disputes.work'), dispute.postStaffPieces, {
    form: throughArchive(dispute.showDispute),
    files: { files: evidenceAtOnce },
  }),
  getRecorded('/console/resolution-pieces/:id', may('disputes.read'), throughArchive(dispute.sendPiece)),
  post('/console/resolution-pieces/:id/remove', may('disputes.work'), dispute.postRemoveStaffPiece, {
    from: throughArchive(dispute.sendPiece),
  }),
  getRecorded('/console/evidence-files/:id', may('disputes.read'), throughArchive(dispute.sendEvidenceFile)),
  post('/console/disputes/:id/claim', may('disputes.work'), disputeOwner.postClaimDispute, {
    form: throughArchive(disputeActs.againDispute),
  }),
  post('/console/disputes/:id/release', may('disputes.work'), disputeOwner.postReleaseDispute, {
    form: throughArchive(disputeActs.againDispute),
  }),
  get('/console/disputes/:id/hand-over', may('disputes.work'), throughArchive(disputeOwner.showHandOverDispute)),
  post('/console/disputes/:id/hand-over', may('disputes.work'), disputeOwner.postHandOverDispute, {
    form: throughArchive(disputeOwner.showHandOverDispute),
  }),
  post('/console/disputes/:id/engage', may('disputes.work'), disputeActs.postStaffEngage, {
    form: throughArchive(disputeActs.againDispute),
  }),
  post('/console/disputes/:id/take-over', may('disputes.work'), disputeActs.postTakeOver, {
    form: throughArchive(disputeActs.againDispute),
  }),
  get('/console/disputes/:id/send-back', may('disputes.work'), throughArchive(disputeActs.showSendBack)),
  post('/console/disputes/:id/send-back', may('disputes.work'), disputeActs.postSendBack, {
    form: throughArchive(disputeActs.showSendBack),
  }),
  post('/console/disputes/:id/build', may('disputes.work'), disputeActs.postBuild, { form: throughArchive(disputeActs.againDispute) }),
  get('/console/disputes/:id/represent', may('disputes.work'), throughArchive(disputeActs.showRepresent)),
  post('/console/disputes/:id/represent', may('disputes.work'), disputeActs.postRepresent, {
    form: throughArchive(disputeActs.showRepresent),
  }),
  get('/console/disputes/:id/clock', may('disputes.work'), throughArchive(disputeActs.showClock)),
  post('/console/disputes/:id/clock', may('disputes.work'), disputeActs.postClock, { form: throughArchive(disputeActs.showClock) }),
  get('/console/disputes/:id/outcome', may('disputes.work'), throughArchive(disputeActs.showOutcome)),
  post('/console/disputes/:id/outcome', may('disputes.work'), disputeActs.postOutcome, { form: throughArchive(disputeActs.showOutcome) }),
  get('/console/dispute-imports/new', may('disputes.work'), showNewImport),
  post('/console/dispute-imports/new', may('disputes.work'), postNewImport, { form: showNewImport, files: disputeFile }),
  get('/console/dispute-imports/:id', may('disputes.work'), showImport),
  post('/console/dispute-imports/:id/take', may('disputes.work'), postTakeImport),
  get('/console/dispute-lines', may('disputes.read'), showDisputeLines),
  get('/console/dispute-lines/:id', may('disputes.read'), throughArchive(showDisputeLine)),
  post('/console/dispute-lines/:id/resolve', may('disputes.work'), postResolveLine, { form: throughArchive(showDisputeLine) }),
  get('/console/history', may('audit.read'), showHistory),
  getRecorded('/console/history.csv', may('audit.read'), exportCsv),
  post('/console/history/verify', may('audit.read'), verifyNow),
  get('/console/audit/chain', may('chain.read'), showChainHeads),
  getRecorded('/console/audit/chain/:day/file', may('chain.read'), sendChainHead),
  post('/console/dossiers/:id/notes', may('notes.write'), postNote, { form: filed(showDossier), files: { files: mostFiles } }),
  getRecorded('/console/notes/attachments/:id', may('dossiers.read'), filed(sendAttachment)),
  // ── console: monitoring programmes ── (src/programmes)
  get('/console/programmes', may('payments.read'), showProgrammes),
  getRecorded('/console/programmes.csv', may('exports.make'), exportProgrammesCsv),
  get('/console/programmes/outcomes', may('payments.read'), showOutcomes),
  getRecorded('/console/programmes/outcomes.csv', may('exports.make'), exportOutcomesCsv),
  get('/console/programmes/:id', may('payments.read'), showProgramme),
  // ── console: alerts, monitoring ── (src/alerts, src/monitoring, src/thresholds)
  get('/console/alerts', may('alerts.read'), showAlerts),
  getRecorded('/console/alerts.csv', may('alerts.read'), exportAlertsCsv),
  post('/console/alerts/next', may('alerts.handle'), postTakeNextAlert),
  post('/console/alerts/close', may('alerts.handle'), postCloseAlerts, { form: showAlerts }),
  get('/console/alerts/looks', may('alerts.read'), showAlertLooks),
  getRecorded('/console/alerts/looks.csv', may('alerts.read'), exportAlertLooksCsv),
  get('/console/alerts/looks/:id', may('alerts.read'), alertLook.showAlertLook),
  post('/console/alerts/looks/:id', may('alerts.handle'), alertLook.postAlertLook, { form: alertLook.showAlertLook }),
  post('/console/alerts/looks/:id/aside', may('alerts.handle'), alertLook.postStandAside),
  post('/console/alerts/looks/:id/settle', may('alerts.settle'), alertLook.postSettleLook, { form: alertLook.showAlertLook }),
  get('/console/alerts/:id', may('alerts.read'), alert.showAlert),
  post('/console/alerts/:id/claim', may('alerts.handle'), alert.postClaimAlert, { form: alert.showAlert }),
  post('/console/alerts/:id/release', may('alerts.handle'), alert.postReleaseAlert, { form: alert.showAlert }),
  post('/console/alerts/:id/notes', may('alerts.handle'), alert.postAlertNote, { form: alert.showAlert }),
  get('/console/alerts/:id/hand-over', may('alerts.handle'), alertActs.showHandOverAlert),
  post('/console/alerts/:id/hand-over', may('alerts.handle'), alertActs.postHandOverAlert, { form: alertActs.showHandOverAlert }),
  get('/console/alerts/:id/close', may('alerts.handle'), alertActs.showCloseAlert),
  post('/console/alerts/:id/close', may('alerts.handle'), alertActs.postCloseAlert, { form: alertActs.showCloseAlert }),
  get('/console/alerts/:id/escalate', may('alerts.handle'), alertActs.showEscalateAlert),
  post('/console/alerts/:id/escalate', may('alerts.handle'), alertActs.postEscalateAlert, { form: alertActs.showEscalateAlert }),
  // ── console: cases of examination ── (src/amlCases, src/caseGraph)
  get('/console/aml-cases', may('alerts.read'), showAmlCases),
  getRecorded('/console/aml-cases.csv', may('alerts.read'), exportAmlCasesCsv),
  get('/console/aml-cases/new', may('alerts.handle'), showNewAmlCase),
  post('/console/aml-cases/new', may('alerts.handle'), postNewAmlCase, { form: showNewAmlCase }),
  get('/console/aml-cases/:id', may('alerts.read'), amlCase.showAmlCase),
  post('/console/aml-cases/:id/begin', may('alerts.handle'), amlCase.postBeginExamination, { form: amlCase.showAmlCase }),
  post('/console/aml-cases/:id/notes', may('alerts.handle'), amlCase.postAmlNote, { form: amlCase.showAmlCase }),
  post('/console/aml-cases/:id/pieces', may('alerts.handle'), amlCase.postAmlPieces, { form: amlCase.showAmlCase, files: { files: 10 } }),
  getRecorded('/console/aml-cases/:id/pieces/:piece', may('alerts.read'), amlCase.sendAmlPiece),
  get('/console/aml-cases/:id/answer', may('alerts.handle'), amlActs.showAnswer),
  post('/console/aml-cases/:id/answer', may('alerts.handle'), amlActs.postAnswer, { form: amlActs.showAnswer }),
  get('/console/aml-cases/:id/ask', may('alerts.handle'), amlActs.showAsk),
  post('/console/aml-cases/:id/ask', may('alerts.handle'), amlActs.postAsk, { form: amlActs.showAsk }),
  get('/console/aml-cases/:id/attach', may('alerts.handle'), amlActs.showAttach),
  post('/console/aml-cases/:id/attach', may('alerts.handle'), amlActs.postAttach, { form: amlActs.showAttach }),
  get('/console/aml-cases/:id/detach', may('alerts.handle'), amlActs.showDetach),
  post('/console/aml-cases/:id/detach', may('alerts.handle'), amlActs.postDetach, { form: amlActs.showDetach }),
  get('/console/aml-cases/:id/conclude', may('alerts.handle'), amlActs.showConclude),
  post('/console/aml-cases/:id/conclude', may('alerts.handle'), amlActs.postConclude, { form: amlActs.showConclude }),
  get('/console/aml-cases/:id/reopen', may('alerts.handle'), amlActs.showReopen),
  post('/console/aml-cases/:id/reopen', may('alerts.handle'), amlActs.postReopen, { form: amlActs.showReopen }),
  get('/console/aml-cases/:id/hand-over', may('alerts.handle'), amlActs.showHandOverCase),
  post('/console/aml-cases/:id/hand-over', may('alerts.handle'), amlActs.postHandOverCase, { form: amlActs.showHandOverCase }),
  get('/console/dashboards', may('dashboards.read'), showDashboards),
  getRecorded('/console/dashboards.csv', may('dashboards.read'), exportDashboardsCsv),
  getRecorded('/console/dashboards/:queue.csv', may('dashboards.read'), exportQueueDashboardCsv),
  get('/console/dashboards/:queue', may('dashboards.read'), showQueueDashboard),
  get('/console/dashboards/:queue/items', may('dashboards.read'), showDashboardItems),
  getRecorded('/console/dashboards/:queue/items.csv', may('dashboards.read'), exportDashboardItemsCsv),
  get('/console/monitoring', may('alerts.read'), showMonitoring),
  get('/console/monitoring/:scenario', may('alerts.read'), scenario.showScenario),
  get('/console/monitoring/:scenario/progress', may('alerts.read'), scenario.showBacktestProgress),
  getRecorded('/console/monitoring/:scenario/backtests/:id.csv', may('alerts.read'), exportBacktestCsv),
  post('/console/monitoring/:scenario/propose', may('thresholds.propose'), scenario.postProposeThresholds, { form: scenario.showScenario }),
  post('/console/monitoring/:scenario/backtest', may('thresholds.propose'), scenario.postBacktest, { form: scenario.showScenario }),
  post('/console/monitoring/:scenario/sign', may('thresholds.decide'), scenario.postSignThresholds, { form: scenario.showScenario }),
  post('/console/monitoring/:scenario/decline', may('thresholds.decide'), scenario.postDeclineThresholds, { form: scenario.showScenario }),
  post('/console/monitoring/:scenario/withdraw', may('thresholds.propose'), scenario.postWithdrawThresholds, {
    form: scenario.showScenario,
  }),
  // ── console: risk rating ── (src/ratings, src/riskTables)
  get('/console/ratings', may('ratings.read'), showRatings),
  getRecorded('/console/ratings.csv', may('ratings.read'), exportRatingsCsv),
  get('/console/ratings/table', may('ratings.read'), showTable),
  post('/console/ratings/table/propose', may('ratings.propose'), postProposeTable, { form: showTable }),
  post('/console/ratings/table/sign', may('ratings.decide'), postSignTable, { form: showTable }),
  post('/console/ratings/table/decline', may('ratings.decide'), postDeclineTable, { form: showTable }),
  post('/console/ratings/table/withdraw', may('ratings.propose'), postWithdrawTable, { form: showTable }),
  get('/console/ratings/countries', may('ratings.read'), showCountries),
  post('/console/ratings/countries/propose', may('ratings.propose'), postProposeCountry, { form: showCountries }),
  post('/console/ratings/countries/:id/sign', may('ratings.decide'), postSignCountry, { form: showCountries }),
  post('/console/ratings/countries/:id/decline', may('ratings.decide'), postDeclineCountry, { form: showCountries }),
  post('/console/ratings/countries/:id/withdraw', may('ratings.propose'), postWithdrawCountry, { form: showCountries }),
  get('/console/ratings/:id', may('ratings.read'), showRating),
  post('/console/ratings/:id/level', may('ratings.propose'), postLevel, { form: showRating }),
  post('/console/ratings/:id/lowering/sign', may('ratings.decide'), postSignLowering, { form: showRating }),
  post('/console/ratings/:id/lowering/decline', may('ratings.decide'), postDeclineLowering, { form: showRating }),
  post('/console/ratings/:id/lowering/withdraw', may('ratings.propose'), postWithdrawLowering, { form: showRating }),
  post('/console/ratings/:id/facts', may('ratings.propose'), postFact, { form: showRating }),
  post('/console/ratings/:id/facts/:fact/withdraw', may('ratings.propose'), postWithdrawFact, { form: showRating }),
  // ── console: watch lists ── (src/watchlists)
  // ── console: screening ── (src/hits, src/screening, src/freezes)
  get('/console/screening', may('screening.read'), showHits),
  getRecorded('/console/screening.csv', may('screening.read'), exportHitsCsv),
  post('/console/screening/next', may('screening.work'), postNextHit),
  get('/console/screening/hits/:id', may('screening.read'), throughArchive(hit.showHit)),
  post('/console/screening/hits/:id/claim', may('screening.work'), hit.postClaimHit, { form: throughArchive(hit.showHit) }),
  post('/console/screening/hits/:id/release', may('screening.work'), hit.postReleaseHit, { form: throughArchive(hit.showHit) }),
  post('/console/screening/hits/:id/judge', may('screening.work'), hit.postJudgeHit, { form: throughArchive(hit.showHit) }),
  post('/console/screening/hits/:id/confirm', may('screening.decide'), hit.postConfirmHit, { form: throughArchive(hit.showHit) }),
  post('/console/screening/hits/:id/decline', may('screening.decide'), hit.postDeclineHit, { form: throughArchive(hit.showHit) }),
  post('/console/screening/hits/:id/pep', may('screening.work'), hit.postPepFile, { form: throughArchive(hit.showHit) }),
  post('/console/screening/hits/:id/pep-approve', may('screening.decide'), hit.postApprovePep, { form: throughArchive(hit.showHit) }),
  get('/console/screening/looks', may('screening.read'), showLooks),
  getRecorded('/console/screening/looks.csv', may('screening.read'), exportLooksCsv),
  get('/console/screening/looks/:id', may('screening.work'), throughArchive(showLook)),
  post('/console/screening/looks/:id', may('screening.work'), postLook, { form: throughArchive(showLook) }),
  get('/console/screening/searches', may('screening.read'), showSearches),
  getRecorded('/console/screening/searches.csv', may('screening.read'), exportSearchesCsv),
  get('/console/screening/subjects/:id', may('screening.read'), throughArchive(showSubject)),
  getRecorded('/console/screening/subjects/:id/proof', may('screening.read'), throughArchive(sendProof)),
  get('/console/screening/settings', may('screening.read'), screeningSettings.showScreeningSettings),
  post('/console/screening/settings/propose', may('screening.decide'), screeningSettings.postProposeScreening, {
    form: screeningSettings.showScreeningSettings,
  }),
  post('/console/screening/settings/confirm', may('screening.decide'), screeningSettings.postConfirmScreening, {
    form: screeningSettings.showScreeningSettings,
  }),
  post('/console/screening/settings/decline', may('screening.decide'), screeningSettings.postDeclineScreening, {
    form: screeningSettings.showScreeningSettings,
  }),
  get('/console/screening/freezes', inCircle('holds.secret'), freezes.showFreezes),
  get('/console/screening/freezes/:id', inCircle('holds.secret'), freezes.showFreeze),
  getRecorded('/console/screening/freezes/:id/reports/:report.json', inCircle('holds.secret'), freezes.sendTreasuryData),
  getRecorded('/console/screening/freezes/:id/reports/:report', inCircle('holds.secret'), freezes.sendTreasuryReport),
  post('/console/screening/freezes/:id/reports/:report/sent', inCircle('holds.secret'), freezes.postReportSent, {
    form: freezes.showFreeze,
  }),
  get('/console/watchlists', may('watchlists.read'), showWatchlists),
  get('/console/watchlists/entries/:id', may('watchlists.read'), showWatchlistEntry),
  get('/console/watchlists/:code', may('watchlists.read'), showWatchlist),
  getRecorded('/console/watchlists/:code/changes.csv', may('watchlists.read'), exportChangesCsv),
  post('/console/watchlists/:code/import', may('watchlists.manage'), postListImport, { form: showWatchlist, files: listFile }),
  post('/console/watchlists/:code/settings', may('watchlists.manage'), postListSettings, { form: showWatchlist }),
  // ── console: payouts ── (src/payouts)
  get('/console/payouts', may('payouts.read'), payouts.showAllPayouts),
  getRecorded('/console/payouts.csv', may('exports.make'), payouts.exportAllPayouts),
  get('/console/payouts/:id', may('payouts.read'), payouts.showOnePayout),
  getRecorded('/console/payouts/:id/statement', may('payouts.read'), payouts.showOneStatement),
  getRecorded('/console/payouts/:id/lines.csv', may('payouts.read'), payouts.showOneLinesCsv),
  get('/console/withheld-payouts', may('payouts.read'), payouts.showWithheld),
  get('/console/payout-batches', may('payouts.read'), showBatches),
  post('/console/payout-batches/:id/export', may('payouts.send'), handOverBatch, { form: showBatches }),
  getRecorded('/console/payout-batches/:id/file', may('payouts.send'), sendBatchFile),
  // ── console: invoices, safeguarding ── (src/billing, src/safeguarding)
  get('/console/bank-files', may('bank_files.take'), showBankFile),
  post('/console/bank-files', may('bank_files.take'), handInBankFile, { form: showBankFile, files: { files: 1 } }),
  get('/console/invoices', may('payouts.read'), invoices.showAllInvoices),
  getRecorded('/console/invoices.csv', may('exports.make'), invoices.exportAllInvoices),
  getRecorded('/console/invoices/:id/file', may('payouts.read'), invoices.showAnyInvoiceFile),
  get('/console/safeguarding', may('safeguarding.read'), showSafeguarding),
  getRecorded('/console/safeguarding.csv', may('safeguarding.read'), exportSafeguardingCsv),
  // ── console: retention, legal holds ── (src/retention)
  get('/console/archive/:id', may('archive.open'), showArchive),
  post('/console/archive/:id', may('archive.open'), postOpenArchive, { form: showArchive }),
  get('/console/retention', may('retention.read'), showPolicies),
  get('/console/retention/why', may('retention.read'), showWhy),
  get('/console/retention/:category', may('retention.read'), showPolicy),
  post('/console/retention/:category/propose', may('retention.decide'), postProposePolicy, { form: showPolicy }),
  post('/console/retention/:category/sign', may('retention.decide'), postSignPolicy, { form: showPolicy }),
  post('/console/retention/:category/decline', may('retention.decide'), postDeclinePolicy, { form: showPolicy }),
  get('/console/retention/:category/purge', may('retention.read'), showPurge),
  getRecorded('/console/retention/:category/purge.csv', may('exports.make'), exportPurgeCsv),
  post('/console/retention/:category/purge/preview', may('retention.decide'), postPreviewPurge, { form: showPurge }),
  post('/console/retention/:category/purge/sign', may('retention.decide'), postSignPurge, { form: showPurge }),
  post('/console/retention/:category/purge/refuse', may('retention.decide'), postRefusePurge, { form: showPurge }),
  getRecorded('/console/retention/:category/purges/:id/certificate', may('retention.read'), showPurgeCertificate),
  getRecorded('/console/retention/:category/purges/:id/signature', may('retention.read'), showPurgeSignature),
  get('/console/legal-holds', may('legal_holds.read'), showLegalHolds),
  get('/console/legal-holds/new', may('legal_holds.decide'), showNewLegalHold),
  post('/console/legal-holds/new', may('legal_holds.decide'), postNewLegalHold, { form: showNewLegalHold }),
  get('/console/legal-holds/:id', may('legal_holds.read'), showLegalHold),
  getRecorded('/console/legal-holds/:id/kept.csv', may('legal_holds.read'), showKept),
  getRecorded('/console/legal-holds/:id/kept.zip', may('legal_holds.read'), sendKept),
  post('/console/legal-holds/:id/review', may('legal_holds.decide'), postReview, { form: showLegalHold }),
  get('/console/legal-holds/:id/lift', may('legal_holds.decide'), showLift),
  post('/console/legal-holds/:id/propose-lift', may('legal_holds.decide'), postProposeLift, { form: showLift }),
  post('/console/legal-holds/:id/confirm-lift', may('legal_holds.decide'), postConfirmLift, { form: showLift }),
  post('/console/legal-holds/:id/decline-lift', may('legal_holds.decide'), postDeclineLift, { form: showLift }),
  // ── console: requests of persons, registers ── (src/rights, src/answers, src/packages, src/erasure, src/rectifications,
  // src/restrictions, src/processing, src/dataBreaches)
  get('/console/rights', may('rights.read'), showRights),
  getRecorded('/console/rights.csv', may('rights.read'), exportRightsCsv),
  get('/console/rights/new', may('rights.handle'), showNewRequest),
  post('/console/rights/new', may('rights.handle'), postNewRequest, { form: showNewRequest }),
  get('/console/rights/:id', may('rights.read'), showRightsRequest),
  post('/console/rights/:id/take', may('rights.handle'), rightsActs.postTake, { form: showRightsRequest }),
  get('/console/rights/:id/doubt', may('rights.handle'), rightsActs.showDoubt),
  post('/console/rights/:id/doubt', may('rights.handle'), rightsActs.postDoubt, { form: rightsActs.showDoubt }),
  get('/console/rights/:id/verify', may('rights.handle'), rightsActs.showVerify),
  post('/console/rights/:id/verify', may('rights.handle'), rightsActs.postVerify, { form: rightsActs.showVerify }),
  get('/console/rights/:id/extend', may('rights.handle'), rightsActs.showExtend),
  post('/console/rights/:id/extend', may('rights.handle'), rightsActs.postExtend, { form: rightsActs.showExtend }),
  get('/console/rights/:id/withdraw', may('rights.handle'), rightsActs.showWithdraw),
  post('/console/rights/:id/withdraw', may('rights.handle'), rightsActs.postWithdraw, { form: rightsActs.showWithdraw }),
  get('/console/rights/:id/answer', may('rights.handle'), showAnswer),
  post('/console/rights/:id/answer', may('rights.handle'), postAnswer, { form: showAnswer }),
  get('/console/rights/:id/refuse', may('rights.handle'), showRefuse),
  post('/console/rights/:id/refuse', may('rights.handle'), postRefuse, { form: showRefuse }),
  getRecorded('/console/rights/:id/subjects', may('rights.handle'), rightsActs.showSubjects),
  post('/console/rights/:id/link', may('rights.handle'), rightsActs.postLink, { form: showRightsRequest }),
  post('/console/rights/:id/unlink', may('rights.handle'), rightsActs.postUnlink, { form: showRightsRequest }),
  post('/console/rights/:id/files', may('rights.handle'), rightsActs.postFiles, {
    form: showRightsRequest,
    files: { files: mostRightsFiles },
  }),
  getRecorded('/console/rights-files/:id', may('rights.handle'), rightsActs.sendRightsFile),
  get('/console/rights/:id/package', may('rights.handle'), showPackage),
  post('/console/rights/:id/package', may('rights.handle'), postPackage, { form: showPackage }),
  get('/console/rights/:id/package/progress', may('rights.read'), showPackageProgress),
  getRecorded('/console/rights/:id/package.zip', may('rights.handle'), sendPackage),
  get('/console/rights/:id/erasure', may('rights.handle'), showErasure),
  post('/console/rights/:id/erasure', may('rights.handle'), postErasure, { form: showErasure }),
  get('/console/rights/:id/erasure/decide', may('rights.decide'), showDecideErasure),
  post('/console/rights/:id/erasure/execute', may('rights.decide'), postExecuteErasure, { form: showDecideErasure }),
  getRecorded('/console/rights/:id/erasure/certificate', may('rights.read'), showErasureCertificate),
  getRecorded('/console/rights/:id/erasure/signature', may('rights.read'), showErasureSignature),
  post('/console/rights/:id/erasure/decline', may('rights.decide'), postDeclineErasure, { form: showDecideErasure }),
  get('/console/rights/:id/rectify', may('rights.handle'), showRectify),
  post('/console/rights/:id/rectify', may('rights.handle'), postRectify, { form: showRectify }),
  get('/console/rectifications/:id', may('rights.decide'), showRectification),
  post('/console/rectifications/:id/apply', may('rights.decide'), postApplyRectification, { form: showRectification }),
  post('/console/rectifications/:id/decline', may('rights.decide'), postDeclineRectification, { form: showRectification }),
  get('/console/rights/:id/restrict', may('rights.handle'), showRestrict),
  post('/console/rights/:id/restrict', may('rights.handle'), postRestrict, { form: showRestrict }),
  get('/console/restricted/:id', may('restrictions.open'), showRestricted),
  post('/console/restricted/:id', may('restrictions.open'), postOpenRestricted, { form: showRestricted }),
  get('/console/restrictions/:id/lift', may('rights.handle'), showLiftRestriction),
  post('/console/restrictions/:id/lift', may('rights.handle'), postLiftRestriction, { form: showLiftRestriction }),
  get('/console/processing', may('processing.read'), processing.showProcessing),
  getRecorded('/console/processing.csv', may('processing.read'), processing.exportRegisterCsv),
  getRecorded('/console/processing.pdf', may('processing.read'), processing.sendRegisterPdf),
  get('/console/processing/settings', may('processing.set'), processing.showProcessingSettings),
  post('/console/processing/settings', may('processing.set'), processing.postProcessingSettings, {
    form: processing.showProcessingSettings,
  }),
  get('/console/data-breaches', may('data_breaches.read'), dataBreaches.showDataBreaches),
  getRecorded('/console/data-breaches.csv', may('data_breaches.read'), dataBreaches.exportDataBreachesCsv),
  get('/console/data-breaches/new', may('data_breaches.report'), dataBreaches.showNewDataBreach),
  post('/console/data-breaches/new', may('data_breaches.report'), dataBreaches.postNewDataBreach, { form: dataBreaches.showNewDataBreach }),
  get('/console/data-breaches/:id', may('data_breaches.read'), showDataBreach),
  get('/console/data-breaches/:id/describe', may('data_breaches.report'), dataBreach.showDescribe),
  post('/console/data-breaches/:id/describe', may('data_breaches.report'), dataBreach.postDescribe, { form: dataBreach.showDescribe }),
  get('/console/data-breaches/:id/assess', may('data_breaches.work'), dataBreach.showAssess),
  post('/console/data-breaches/:id/assess', may('data_breaches.work'), dataBreach.postAssess, { form: dataBreach.showAssess }),
  get('/console/data-breaches/:id/notify', may('data_breaches.work'), dataBreach.showNotify),
  post('/console/data-breaches/:id/notify', may('data_breaches.work'), dataBreach.postNotify, { form: dataBreach.showNotify }),
  get('/console/data-breaches/:id/tell', may('data_breaches.work'), dataBreach.showTell),
  post('/console/data-breaches/:id/tell', may('data_breaches.work'), dataBreach.postTell, { form: dataBreach.showTell }),
  get('/console/data-breaches/:id/close', may('data_breaches.work'), dataBreach.showClose),
  post('/console/data-breaches/:id/close', may('data_breaches.work'), dataBreach.postClose, { form: dataBreach.showClose }),
  getRecorded('/console/data-breaches/:id/draft.pdf', may('data_breaches.read'), sendDraft),
  // ── console: the closed circle, and what is there for it alone ── (src/circle, src/declarations, src/packs, src/oppositions)
  get('/console/circle', may('circle.appoint'), showCircle),
  post('/console/circle', may('circle.appoint'), postSeat, { form: showCircle }),
  get('/console/circle/:id', may('circle.appoint'), showSeat),
  post('/console/circle/:id/confirm', may('circle.appoint'), postConfirmSeat, { form: showSeat }),
  post('/console/circle/:id/decline', may('circle.appoint'), postDeclineSeat, { form: showSeat }),
  post('/console/circle/:id/end', may('circle.appoint'), postEndSeat, { form: showSeat }),
  getRecorded('/console/conclusions', inCircle('declarations.read'), showConclusions),
  getRecorded('/console/conclusions.csv', inCircle('declarations.read'), exportConclusionsCsv),
  getRecorded('/console/conclusions/:id', inCircle('declarations.read'), conclusion.showConclusion),
  post('/console/conclusions/:id/propose', inCircle('declarations.write'), conclusion.postPropose, { form: conclusion.showConclusion }),
  post('/console/conclusions/:id/confirm', inCircle('declarations.decide'), conclusion.postConfirm, { form: conclusion.showConclusion }),
  post('/console/conclusions/:id/decline', inCircle('declarations.decide'), conclusion.postDecline, { form: conclusion.showConclusion }),
  getRecorded('/console/conclusions/:id/declare', inCircle('declarations.write'), conclusion.showDeclare),
  post('/console/conclusions/:id/declare', inCircle('declarations.write'), conclusion.postDeclare, { form: conclusion.showDeclare }),
  getRecorded('/console/declarations', inCircle('declarations.read'), showDeclarations),
  getRecorded('/console/declarations.csv', inCircle('declarations.read'), exportDeclarationsCsv),
  getRecorded('/console/declaration-ends', inCircle('declarations.read'), showEnds),
  post('/console/declaration-ends', inCircle('declarations.decide'), postProposeEnd, { form: showEnds }),
  post('/console/declaration-ends/:id/carry-out', inCircle('declarations.decide'), postCarryOutEnd, { form: showEnds }),
  post('/console/declaration-ends/:id/decline', inCircle('declarations.decide'), postDeclineEnd, { form: showEnds }),
  getRecorded('/console/declaration-ends/:id/certificate', inCircle('declarations.read'), sendEndCertificate),
  get('/console/declarations/new', inCircle('declarations.write'), showNewDeclaration),
  post('/console/declarations/new', inCircle('declarations.write'), postNewDeclaration, { form: showNewDeclaration }),
  getRecorded('/console/declarations/:id', inCircle('declarations.read'), showDeclaration),
  getRecorded('/console/declarations/:id/compare', inCircle('declarations.read'), showCompare),
  post('/console/declarations/:id/retake', inCircle('declarations.write'), postRetake, { form: showCompare }),
  getRecorded('/console/declarations/:id/edit', inCircle('declarations.write'), showEdit),
  post('/console/declarations/:id/edit', inCircle('declarations.write'), postEdit, { form: showEdit }),
  getRecorded('/console/declarations/:id/acts/:act', inCircle('declarations.read'), showAct),
  post('/console/declarations/:id/acts/:act', inCircle('declarations.read'), postAct, { form: showAct, files: { files: 1 } }),
  post('/console/declarations/:id/pieces', inCircle('declarations.write'), postClosedPieces, {
    form: showDeclaration,
    files: { files: 10 },
  }),
  post('/console/declarations/:id/take-document', inCircle('declarations.write'), postTakeDocument, { form: showDeclaration }),
  getRecorded('/console/declarations/:id/pieces/:piece', inCircle('declarations.read'), sendClosedPiece),
  post('/console/declarations/:id/pieces/:piece/remove', inCircle('declarations.write'), postRemovePiece, { form: showDeclaration }),
  getRecorded('/console/declarations/:id/pack.zip', inCircle('declarations.read'), sendPack),
  // ── console: jobs, staff ── (src/operations, src/staff)
  get('/console/jobs', may('jobs.read'), showJobs(jobList)),
  get('/console/jobs/progress', may('jobs.read'), showProgress),
  get('/console/jobs/runs', may('jobs.read'), showRuns(jobList)),
  getRecorded('/console/jobs/runs/:id.csv', may('jobs.read'), exportRun),
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
  ...(['disable', 'enable', 'unlock', 'reset-second-factor', 'end-sessions'] as const).map((name) =>
    post(`/console/staff/:id/${name}`, may('staff.manage'), act(name), { form: showStaff })
  ),
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
  post('/merchant/profile/password', merchant, postPasswordLink, { form: showProfile }),
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
  get('/merchant/account/change', merchant, ownAccountChange.showAccountChange),
  post('/merchant/account/change', merchant, ownAccountChange.postAccountChange, {
    form: ownAccountChange.showAccountChange,
    files: { files: 1 },
  }),
  post('/merchant/account/change/withdraw', merchant, ownAccountChange.postWithdrawAccountChange, {
    form: ownAccountChange.showAccountChange,
  }),
  get('/merchant/documents', merchant, showPieces),
  post('/merchant/documents', merchant, postPieces, { form: showPieces, files: { files: filesAtOnce } }),
  post('/merchant/documents/:id/withdraw', merchant, postWithdrawPiece),
  get('/merchant/contract', merchant, showContract),
  get('/merchant/contract/file', merchant, showContractFile),
  getRecorded('/merchant/contract/signed', merchant, downloadSignedContract),
  get('/merchant/contract/pages/:page', merchant, showContractPage),
  post('/merchant/contract/draft', merchant, postDraft, { form: showContract }),
  post('/merchant/contract/code', merchant, postCode, { form: showContract }),
  post('/merchant/contract/sign', merchant, postSign, { form: showContract }),
  get('/merchant/my-data', merchant, myData.showMyData),
  post('/merchant/my-data', merchant, myData.postMyData, { form: myData.showMyData }),
  get('/merchant/my-data/:id', merchant, myData.showOwnRequest),
  post('/merchant/my-data/:id/withdraw', merchant, myData.postOwnWithdraw, { form: myData.showOwnRequest }),
  post('/merchant/my-data/:id/files', merchant, myData.postOwnFiles, { form: myData.showOwnRequest, files: { files: mostRightsFiles } }),
  getRecorded('/merchant/my-data/:id/package.zip', merchant, myData.sendOwnPackage),
  getRecorded('/merchant/my-data-files/:id', merchant, myData.sendOwnFile),
  get('/merchant/end-contract', merchant, showEndContract),
  post('/merchant/end-contract', merchant, postEndContract, { form: showEndContract }),
  post('/merchant/end-contract/withdraw', merchant, postWithdrawEnd, { form: showEndContract }),
  get('/merchant/submit', merchant, showSubmit),
  post('/merchant/submit', merchant, postSubmit, { form: showSubmit }),
  get('/merchant/balance', merchant, ownPayouts.showBalance),
  get('/merchant/payouts', merchant, ownPayouts.showPayouts),
  getRecorded('/merchant/payouts.csv', merchant, ownPayouts.showPayoutsCsv),
  get('/merchant/payouts/:id', merchant, ownPayouts.showPayout),
  getRecorded('/merchant/payouts/:id/statement', merchant, ownPayouts.showStatement),
  getRecorded('/merchant/payouts/:id/lines.csv', merchant, ownPayouts.showLinesCsv),
  get('/merchant/invoices', merchant, ownInvoices.showInvoices),
  getRecorded('/merchant/invoices.csv', merchant, ownInvoices.showInvoicesCsv),
  getRecorded('/merchant/invoices/:id/file', merchant, ownInvoices.showInvoiceFile),
  get('/merchant/payments', merchant, showOwnPayments),
  getRecorded('/merchant/payments.csv', merchant, exportOwnPayments),
  get('/merchant/payments/:id', merchant, showOwnPayment),
  get('/merchant/payments/:id/refund', merchant, showRefund),
  post('/merchant/payments/:id/refund', merchant, postRefund, { form: showRefund }),
  get('/merchant/disputes', merchant, showOwnDisputes),
  get('/merchant/disputes/:id', merchant, showOwnDispute),
  get('/merchant/disputes/:id/accept', merchant, ownDisputeActs.showAccept),
  post('/merchant/disputes/:id/accept', merchant, ownDisputeActs.postAccept, { form: ownDisputeActs.showAccept }),
  get('/merchant/disputes/:id/engage', merchant, ownDisputeActs.showEngage),
  post('/merchant/disputes/:id/engage', merchant, ownDisputeActs.postEngage, { form: ownDisputeActs.showEngage }),
  post('/merchant/disputes/:id/statement', merchant, ownDisputeActs.postStatement, { form: showOwnDispute }),
  post('/merchant/disputes/:id/submit', merchant, ownDisputeActs.postSubmitFile, { form: showOwnDispute }),
  post('/merchant/disputes/:id/pieces', merchant, ownDisputeActs.postOwnPieces, { form: showOwnDispute, files: { files: evidenceAtOnce } }),
  getRecorded('/merchant/resolution-pieces/:id', merchant, ownDisputeActs.sendOwnPiece),
  post('/merchant/resolution-pieces/:id/remove', merchant, ownDisputeActs.postRemoveOwnPiece),
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
  ...(isTrial
    ? [
      get('/dev/logins', anybody, showLogins),
      get('/dev/mail', anybody, showMailbox),
      get('/dev/mail/:id', anybody, showLetter),
      get('/dev/mail/:id/html', anybody, showLetterHtml),
    ]
    : []),
]
