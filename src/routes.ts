import { jobs } from '#jobs/index.ts'
import { exportCsv, showHistory, verifyNow } from './audit/history.console.ts'
import { exportRun, order, showJob, showJobs, showProgress, showRun, showRuns } from './operations/jobs.console.ts'
import { changeOwnPassword, revokeOne, revokeOthers, showAccount } from './staff/account.console.ts'
import { setLanguage, setStaffLanguage } from './staff/language.console.ts'
import { showMyWork } from './staff/myWork.console.ts'
import { enrol, newPassword, secondFactor, showEnrol, showNewPassword, showSecondFactor, showSignIn, signIn, signOut } from './staff/signIn.console.ts'
import { act, add, giveNewPassword, setStaffRoles, showDisable, showNewStaff, showStaff, showStaffList } from './staff/staff.console.ts'
import { anybody, anyStaff, get, getRecorded, halfSignedIn, may, post, type Route } from './web/route.ts'

const jobList = Object.entries(jobs).map(([name, { every, queue }]) => ({ name, every: every ?? null, queue }))

/** Every URL of the program: who may come through, its handler. */
export const routes = ({ isTrial: _isTrial }: { isTrial: boolean }): Route[] => [
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
  post('/console/language', anybody, setStaffLanguage),
  post('/language', anybody, setLanguage),
  get('/console/account', anyStaff, showAccount),
  post('/console/account/password', anyStaff, changeOwnPassword, { form: showAccount }),
  post('/console/account/sessions/revoke-others', anyStaff, revokeOthers),
  post('/console/account/sessions/:id/revoke', anyStaff, revokeOne),
  get('/console', anyStaff, showMyWork),
  // ── console: own work, queue, dossiers, decisions ── (src/reviews)
  // ── console: documents ── (src/documents)
  // ── console: clocks, requests ── (src/requests)
  // ── console: merchants, history, notes ── (src/merchants, src/audit, src/notes)
  get('/console/history', may('audit.read'), showHistory),
  getRecorded('/console/history.csv', may('audit.read'), exportCsv),
  post('/console/history/verify', may('audit.read'), verifyNow),
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
  // ── merchant area ── (src/merchants, src/dossiers, src/contracts, src/documents, src/requests)
  // ── API ── (src/merchants)
  // ── trial only ── (src/notifications)
]
