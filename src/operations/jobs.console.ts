import { z } from 'zod'
import { isUsualDay, parisDay, parisTime } from '#src/kernel/calendar.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { newTicket } from '#src/platform/submission.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, type Action, type Chip, type Columns, type Field } from '#src/web/components.ts'
import { choice, optionalLine, parse } from '#src/web/fields.ts'
import { formatInstant, formatLength, formatNumber } from '#src/web/formats.ts'
import { csvLine } from '#src/web/csv.ts'
import { hasText } from '#src/web/i18n.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { runOutcome, type JobInfo } from './job.ts'
import { noteRunTaken } from './exportRun.ts'
import { orderRun } from './orderRun.ts'
import { findRun, lastRuns, listRunItems, listRuns, merchantsOf, readBacklog, staffNames, type Run, type RunItem } from './runs.sql.ts'
import { sayCron } from './sayCron.ts'
import { readNextRuns } from './schedules.ts'

const pageSize = 50

const mayOperate = (visit: Visit): boolean => isAllowed(staffOf(visit).roles, 'jobs.operate')

const chipOf = (visit: Visit, run: Run): Chip => {
  const { tone, word } = runOutcome(run, visit.ctx.now)
  return { tone, label: visit.t(`operations:run.${word}`) }
}

const launcherOf = (visit: Visit, run: Run, names: Map<string, string>): string =>
  run.launch === 'staff' ? (names.get(run.launched_by) ?? run.launched_by) : visit.t(`operations:launch.${run.launch}`)

/** Most runs last less than a minute: then in seconds. */
const lengthOf = (ms: number, lang: Visit['lang']): string =>
  ms < 60_000 ? `${formatNumber(ms / 1_000, lang, ms < 10_000 ? 1 : 0)} s` : formatLength(ms, lang)

/** A bell rings within the minute: a job whose time is over by more waits, for a worker or for its turn. */
const waitMs = 60_000
const waitsOf = ({ t, lang, ctx }: Visit, next: Date | undefined): Chip | null => {
  const ms = next ? ctx.now.getTime() - next.getTime() : 0
  return ms > waitMs ? { tone: 'warning', icon: 'clock', label: t('operations:next_waits', { length: formatLength(ms, lang) }) } : null
}

/** What a job is called; the command line knows it by its name. */
const titleOf = ({ t }: Visit, name: string): string => t(`audit:task.${name}`)

const runRow = (visit: Visit, run: Run, names: Map<string, string>) => ({
  id: run.id,
  job: titleOf(visit, run.job),
  href: `/console/jobs/runs/${run.id}`,
  at: run.started_at,
  launcher: launcherOf(visit, run, names),
  chip: chipOf(visit, run),
  trial: run.is_dry_run,
  asOf: run.as_of,
  isAsOf: Math.abs(run.as_of.getTime() - run.started_at.getTime()) > 60_000,
  done: run.done,
  skipped: run.skipped,
  failed: run.failed,
  length: run.duration_ms === null ? '' : lengthOf(run.duration_ms, visit.lang),
})

const staffAmong = (runs: Run[]): string[] => [...new Set(runs.filter((run) => run.launch === 'staff').map((run) => run.launched_by))]

const columnsOf = (visit: Visit, names: string[], numbers: string[] = []): Columns =>
  Object.fromEntries(
    names.map((
      name,
    ) => [name, { label: visit.t(`operations:column.${name}`), isNumber: numbers.includes(name), isLead: name === names[0] }]),
  )

const figures = ['done', 'skipped', 'failed', 'length']

const progressOf = (visit: Visit, { documentsRead, documentsAll, mailsQueued }: Awaited<ReturnType<typeof readBacklog>>) => ({
  id: 'backlog',
  label: visit.t('operations:backlog.label'),
  done: documentsRead,
  total: Math.max(documentsAll, 1),
  text: visit.t('operations:backlog.text', { read: documentsRead, all: documentsAll, mails: mailsQueued }),
  pollUrl: documentsRead < documentsAll ? '/console/jobs/progress' : null,
})

/** GET /console/jobs: every job, its schedule, its next and last run. */
export const showJobs = (jobs: JobInfo[]) => async (visit: Visit): Promise<Answer> => {
  const [last, next, backlog] = await Promise.all([lastRuns(visit.ctx.db), readNextRuns(), readBacklog(visit.ctx.db)])
  const names = await staffNames(visit.ctx.db, staffAmong([...last.values()]))
  const rows = jobs.map(({ name, every, queue }) => {
    const run = last.get(name)
    return {
      name,
      title: titleOf(visit, name),
      href: `/console/jobs/${name}`,
      about: visit.t(`operations:job.${name}`),
      every: sayCron(every, visit.t),
      cron: every ?? '',
      queue,
      next: next.get(name) ?? null,
      waits: waitsOf(visit, next.get(name)),
      last: run ? runRow(visit, run, names) : null,
    }
  })
  return view('operations/jobs', {
    title: visit.t('operations:jobs.title'),
    sentence: visit.t('operations:jobs.sentence'),
    rows,
    progress: progressOf(visit, backlog),
    columns: columnsOf(visit, ['job', 'every', 'next', 'last', 'result']),
    actions: [{ label: visit.t('operations:runs.title'), href: '/console/jobs/runs', kind: 'plain' }, {
      label: visit.t('operations:board'),
      href: '/console/jobs/board',
      kind: 'plain',
      icon: 'external',
    }] satisfies Action[],
  })
}

/** GET /console/jobs/progress: the bar alone, for the page that asks again. */
export const showProgress = async (visit: Visit): Promise<Answer> => ({
  kind: 'page',
  status: 200,
  layout: null,
  view: 'operations/progress',
  model: { progress: progressOf(visit, await readBacklog(visit.ctx.db)) },
})

const mustFind = (jobs: JobInfo[], visit: Visit): JobInfo => {
  const job = jobs.find((one) => one.name === param(visit, 'name'))
  if (!job) throw notFound()
  return job
}

/** GET /console/jobs/:name: its last runs, and the form for a trial or a run as of a date. */
export const showJob =
  (jobs: JobInfo[]) =>
  async (visit: Visit, refused?: { values: Record<string, unknown>; errors: Record<string, string> }): Promise<Answer> => {
    const job = mustFind(jobs, visit)
    const runs = await listRuns(visit.ctx.db, { job: job.name, showsIdle: true }, pageSize)
    const names = await staffNames(visit.ctx.db, staffAmong(runs))
    const errors = refused?.errors ?? {}
    const field = (name: string, more: Partial<Field>): Field => ({
      name,
      label: visit.t(`operations:order.${name}`),
      value: String(refused?.values[name] ?? ''),
      error: errors[name] ? visit.t(errors[name]) : '',
      ...more,
    })
    return view('operations/job', {
      title: titleOf(visit, job.name),
      id: job.name,
      back: { label: visit.t('operations:jobs.title'), href: '/console/jobs' },
      sentence: visit.t(`operations:job.${job.name}`),
      facts: [{ label: visit.t('operations:column.every'), text: sayCron(job.every, visit.t) }, {
        label: visit.t('operations:column.queue'),
        text: job.queue,
      }],
      mayOperate: mayOperate(visit),
      action: `/console/jobs/${job.name}/run`,
      ticket: newTicket(),
      errors: errorLines(errors, visit.t),
      fields: [
        field('on', { type: 'date', width: 'short', hint: visit.t('operations:order.on_hint'), isOptional: true }),
        field('time', { type: 'text', width: 'tiny', placeholder: '00:00', isOptional: true }),
      ],
      rows: runs.map((run) => runRow(visit, run, names)),
      columns: columnsOf(visit, ['started', 'launched_by', 'result', 'done', 'skipped', 'failed', 'length'], figures),
    })
  }

const orderForm = z.object({
  on: optionalLine(10).refine((day) => day === '' || isUsualDay(day), { error: 'web:field.bad_value' }),
  time: optionalLine(5).refine((time) => /^(([01]\d|2[0-3]):[0-5]\d)?$/.test(time), { error: 'web:field.bad_value' }),
  mode: choice(['real', 'trial']),
  ticket: optionalLine(64),
})

const instantOf = (
  on: string,
  time: string,
  now: Date,
): Date => (on === '' && time === '' ? now : parisTime(on === '' ? parisDay(now) : on, time === '' ? '00:00' : time))

/** POST /console/jobs/:name/run */
export const order = (jobs: JobInfo[]) => async (visit: Visit): Promise<Answer> => {
  const job = mustFind(jobs, visit)
  const { on, time, mode, ticket } = parse(orderForm, visit.body)
  await orderRun(visit.ctx, { job: job.name, at: instantOf(on, time, visit.ctx.now), dryRun: mode === 'trial', ticket })
  return seeOther(`/console/jobs/${job.name}`, good(mode === 'trial' ? 'operations:order.trial_placed' : 'operations:order.placed'))
}

const isAsked = (visit: Visit, name: string): boolean => visit.query[name] === '1'
const askedText = (
  visit: Visit,
  name: string,
): string | undefined => (typeof visit.query[name] === 'string' && visit.query[name] !== '' ? visit.query[name] : undefined)

/** GET /console/jobs/runs: all runs, newest first; those that found nothing to do on demand. */
export const showRuns = (jobs: JobInfo[]) => async (visit: Visit): Promise<Answer> => {
  const [job, before, showsIdle] = [askedText(visit, 'job'), askedText(visit, 'before'), isAsked(visit, 'idle')]
  const runs = await listRuns(visit.ctx.db, { job, before, showsIdle }, pageSize + 1)
  const names = await staffNames(visit.ctx.db, staffAmong(runs))
  const shown = runs.slice(0, pageSize)
  const query = new URLSearchParams({ ...(job ? { job } : {}), ...(showsIdle ? { idle: '1' } : {}) })
  const older = runs.length > pageSize
    ? `/console/jobs/runs?${new URLSearchParams({ ...Object.fromEntries(query), before: shown.at(-1)?.id ?? '' })}`
    : null
  return view('operations/runs', {
    title: visit.t('operations:runs.title'),
    back: { label: visit.t('operations:jobs.title'), href: '/console/jobs' },
    filters: {
      action: '/console/jobs/runs',
      resetHref: job || showsIdle ? '/console/jobs/runs' : null,
      hidden: [],
      fields: [
        {
          name: 'job',
          type: 'select',
          label: visit.t('operations:column.job'),
          value: job ?? '',
          options: [
            { value: '', label: visit.t('operations:runs.every_job') },
            ...jobs.map(({ name }) => ({ value: name, label: titleOf(visit, name) })),
          ],
        },
        {
          name: 'idle',
          type: 'select',
          label: visit.t('operations:runs.idle'),
          value: showsIdle ? '1' : '',
          options: [{ value: '', label: visit.t('operations:runs.idle_hidden') }, {
            value: '1',
            label: visit.t('operations:runs.idle_shown'),
          }],
        },
      ],
    },
    rows: shown.map((run) => runRow(visit, run, names)),
    columns: columnsOf(visit, ['started', 'job', 'launched_by', 'result', 'done', 'skipped', 'failed', 'length'], figures),
    pages: {
      previous: before ? `/console/jobs/runs?${query}` : null,
      next: older,
      shown: visit.t('operations:runs.shown', { count: shown.length }),
    },
  })
}

const outcomes = ['done', 'skipped', 'failed'] as const

/** Where the thing is looked at, for who may. */
const hrefOf = (visit: Visit, id: string): string => {
  const { roles } = staffOf(visit)
  if (id.startsWith('dreq_') && isAllowed(roles, 'dossiers.read')) return `/console/requests/${id}`
  return id.startsWith('docu_') && isAllowed(roles, 'documents.read') ? `/console/documents/${id}` : ''
}

const outcomeTones = { done: 'good', skipped: 'neutral', failed: 'bad' } as const

/** Why it failed, in words where the code has some. */
const detailText = (
  { t, lang }: Visit,
  { outcome, detail }: RunItem,
): string => (outcome === 'failed' && detail && hasText(lang, `errors:${detail}.title`) ? t(`errors:${detail}.title`) : (detail ?? ''))

const itemRows = async (visit: Visit, items: readonly RunItem[]) => {
  const mayName = isAllowed(staffOf(visit).roles, 'merchants.read')
  const merchants = mayName ? await merchantsOf(visit.ctx.db, items.map(({ subject_id }) => subject_id)) : new Map<string, string>()
  return items.map((item) => ({
    subject: item.subject_id,
    href: hrefOf(visit, item.subject_id),
    merchant: merchants.get(item.subject_id) ?? '',
    chip: { tone: outcomeTones[item.outcome], label: visit.t(`operations:outcome.${item.outcome}`) },
    detail: detailText(visit, item),
  }))
}

/** GET /console/jobs/runs/:id: one run and the list of what it touched. */
export const showRun = async (visit: Visit): Promise<Answer> => {
  const run = await findRun(visit.ctx.db, param(visit, 'id'))
  if (!run) throw notFound()
  const outcome = outcomes.find((one) => one === visit.query['outcome'])
  const after = Number(/^\d{1,9}$/.exec(String(visit.query['after'] ?? ''))?.[0] ?? -1)
  const items = await listRunItems(visit.ctx.db, run.id, { outcome, after }, pageSize + 1)
  const names = await staffNames(visit.ctx.db, staffAmong([run]))
  const here = `/console/jobs/runs/${run.id}`
  const link = (values: Record<string, string>): string => `${here}?${new URLSearchParams({ ...(outcome ? { outcome } : {}), ...values })}`
  return view('operations/run', {
    title: titleOf(visit, run.job),
    id: run.id,
    chip: chipOf(visit, run),
    back: { label: titleOf(visit, run.job), href: `/console/jobs/${run.job}` },
    run: runRow(visit, run, names),
    sentence: visit.t(run.is_dry_run ? 'operations:run.sentence_trial' : 'operations:run.sentence', {
      launcher: launcherOf(visit, run, names),
      asOf: formatInstant(run.as_of, visit.lang),
    }),
    facts: [...outcomes.map((name) => ({ label: visit.t(`operations:column.${name}`), text: String(run[name]) })), {
      label: visit.t('operations:column.length'),
      text: run.duration_ms === null ? '—' : lengthOf(run.duration_ms, visit.lang),
    }, ...(run.error ? [{ label: visit.t('operations:column.error'), text: run.error, isMono: true }] : [])],
    tabs: [
      { label: visit.t('operations:run.all'), href: here, isCurrent: !outcome },
      ...outcomes.map((name) => ({
        label: visit.t(`operations:column.${name}`),
        href: `${here}?outcome=${name}`,
        isCurrent: outcome === name,
        count: run[name],
      })),
    ],
    actions: [{ label: visit.t('operations:run.export'), href: `${here}.csv`, kind: 'plain', icon: 'download' }] satisfies Action[],
    rows: await itemRows(visit, items.slice(0, pageSize)),
    columns: columnsOf(visit, ['subject', 'merchant', 'result', 'detail']),
    pages: {
      previous: after >= 0 ? link({}) : null,
      next: items.length > pageSize ? link({ after: String(items[pageSize - 1]?.position) }) : null,
      shown: visit.t('operations:run.shown', { count: Math.min(items.length, pageSize) }),
    },
  })
}

async function* runLines(visit: Visit, runId: string): AsyncGenerator<string> {
  yield csvLine(['subject', 'outcome', 'detail'])
  for (let after = -1;;) {
    const items = await listRunItems(visit.ctx.db, runId, { after }, 1_000)
    for (const item of items) yield csvLine([item.subject_id, item.outcome, item.detail])
    if (items.length < 1_000) return
    after = items.at(-1)?.position ?? 0
  }
}

/** GET /console/jobs/runs/:id.csv */
export const exportRun = async (visit: Visit): Promise<Answer> => {
  const run = await findRun(visit.ctx.db, param(visit, 'id'))
  if (!run) throw notFound()
  await noteRunTaken(visit.ctx, run)
  return { kind: 'csv', fileName: `${run.job}-${run.id}.csv`, lines: runLines(visit, run.id) }
}
