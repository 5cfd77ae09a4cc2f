import { jobs } from '#jobs/index.ts'
import { exportRun, order, showJob, showJobs, showProgress, showRun, showRuns } from './operations/jobs.console.ts'
import { get, may, post, type Route } from './web/route.ts'

const jobList = Object.entries(jobs).map(([name, { every, queue }]) => ({ name, every: every ?? null, queue }))

/** Every URL of the program: who may come through, its handler. */
export const routes = ({ isTrial: _isTrial }: { isTrial: boolean }): Route[] => [
  // ── staff: sign-in ── (src/staff)
  // ── console: own work, queue, dossiers, decisions ── (src/reviews)
  // ── console: documents ── (src/documents)
  // ── console: clocks, requests ── (src/requests)
  // ── console: merchants, history, notes ── (src/merchants, src/audit, src/notes)
  // ── console: jobs, staff ── (src/operations, src/staff)
  get('/console/jobs', may('jobs.read'), showJobs(jobList)),
  get('/console/jobs/progress', may('jobs.read'), showProgress),
  get('/console/jobs/runs', may('jobs.read'), showRuns(jobList)),
  get('/console/jobs/runs/:id.csv', may('jobs.read'), exportRun),
  get('/console/jobs/runs/:id', may('jobs.read'), showRun),
  get('/console/jobs/:name', may('jobs.read'), showJob(jobList)),
  post('/console/jobs/:name/run', may('jobs.operate'), order(jobList), { form: showJob(jobList) }),
  // ── merchant area ── (src/merchants, src/dossiers, src/contracts, src/documents, src/requests)
  // ── API ── (src/merchants)
  // ── trial only ── (src/notifications)
]
