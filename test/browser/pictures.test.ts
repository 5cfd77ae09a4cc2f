import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { jobs } from '#jobs/index.ts'
import { buildPortfolio } from '#src/demo/buildPortfolio.ts'
import { readDocuments } from '#src/documents/readDocuments.ts'
import { watchSchedules } from '#src/operations/schedules.ts'
import { runJob } from '#src/platform/job.ts'
import { closeOcr } from '#src/platform/ocr.ts'
import { launchBrowser } from '#test/support/browser.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { planTour, type Tour } from '#test/browser/tour.ts'

// The pictures of the README and of docs/, from the demo portfolio: VIGIE_PICTURES=1 npx vitest run test/browser/pictures.test.ts

const folder = fileURLToPath(new URL('../../docs/pictures/', import.meta.url))
const desk = { width: 1440, height: 900 }
const phone = { width: 390, height: 844 }
const pictures: readonly [name: string, stop: string, size: typeof desk][] = [
  ['queue', 'queue', desk],
  ['dossier', 'dossier-proposed', desk],
  ['bench', 'bench-picture', desk],
  ['clocks', 'clocks', desk],
  ['merchant', 'asked', desk],
  ['jobs', 'jobs', desk],
  ['merchant-phone', 'asked', phone],
]

/** When each job last ran on that morning at ten, and when it comes next, in minutes from then. */
const rounds: Record<string, readonly [last: number, next: number]> = {
  'deactivate-overdue-merchants': [-58, 2],
  'deliver-mails': [-5, 5],
  'read-documents': [-2, 2],
  'release-idle-reviews': [-5, 5],
  'seal-audit-trail': [-5, 5],
  'send-clock-reminders': [-25, 5],
  'start-request-clocks': [-23, 7],
}

/** A morning's runs of every job, as the schedule would have left them. */
const runEveryJob = async (house: House): Promise<void> => {
  const minutes = (n: number): Date => new Date(house.now().getTime() + n * 60_000)
  for (const [name, [last]] of Object.entries(rounds)) {
    const { runId } = await runJob({
      name,
      job: jobs[name]!,
      db: house.db,
      at: minutes(last),
      launch: { kind: 'schedule', by: 'schedule' },
    })
    await sql`update job_runs set started_at = as_of, ended_at = as_of + duration_ms * interval '1 millisecond' where id = ${runId}`
      .execute(house.database.db)
  }
  watchSchedules(async () => new Map(Object.entries(rounds).map(([name, [, next]]) => [name, minutes(next)])))
}

describe.runIf(process.env['VIGIE_PICTURES'] === '1')('pictures', () => {
  let house: House
  let tour: Tour
  beforeAll(async () => {
    house = await openHouse({ at: '2026-03-03T09:00:00Z' })
    await buildPortfolio(house.database, { merchants: 60, seed: 1, now: house.now(), say: () => {} })
    await readDocuments(house.ctx())
    await runEveryJob(house)
    tour = await planTour(house.db, house.now())
    await mkdir(folder, { recursive: true })
  }, 600_000)
  afterAll(async () => {
    await closeOcr()
    await house.close()
  })

  it('are taken', async () => {
    const browser = await launchBrowser()
    const base = await house.url()
    for (const [name, stopName, viewport] of pictures) {
      const stop = tour.stops.find((one) => one.name === stopName)!
      const context = await browser.newContext({ locale: 'fr-FR', timezoneId: 'Europe/Paris', baseURL: base, viewport })
      await context.addCookies(tour.cookies[stop.as]!.map(({ name: called, value, path }) => ({ name: called, value, url: base + path })))
      const page = await context.newPage()
      await page.goto(stop.path, { waitUntil: 'networkidle' })
      await page.screenshot({ path: `${folder}${name}.png`, animations: 'disabled' })
      await context.close()
    }
    await browser.close()
  }, 120_000)
})
