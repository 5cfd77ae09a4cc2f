import { sql } from 'kysely'
import express, { type Router } from 'express'
import { wallClock } from '#src/platform/clock.ts'
import type { OpenedDatabase } from '#src/platform/db.ts'
import { pendingMigrations } from '#src/platform/migrate.ts'
import { isStorageReady } from '#src/platform/storage.ts'
import { readMetrics } from './metrics.ts'

type Check = () => Promise<boolean>

let isQueueReady: Check = async () => true
/** The door that opened the queues says how to ask whether they answer. */
export const probeQueue = (check: Check): void => void (isQueueReady = check)

const within = (ms: number, check: Check): Promise<boolean> =>
  Promise.race([check().catch(() => false), new Promise<boolean>((done) => setTimeout(done, ms, false).unref())])

/** What must hold before requests are sent here. */
export const readiness = async ({ db }: OpenedDatabase): Promise<Record<string, boolean>> => {
  const [database, queue, storage, migrations] = await Promise.all([
    within(2_000, async () => (await sql`select 1`.execute(db)).rows.length === 1),
    within(2_000, isQueueReady),
    within(2_000, isStorageReady),
    within(2_000, async () => (await pendingMigrations(db)).length === 0),
  ])
  return { database, queue, storage, migrations }
}

/** For the machines that watch: no session, nothing personal. */
export const probes = (database: OpenedDatabase): Router =>
  express
    .Router()
    .get('/healthz', (_req, res) => void res.json({ ok: true }))
    .get('/readyz', async (_req, res) => {
      const checks = await readiness(database)
      res.status(Object.values(checks).every(Boolean) ? 200 : 503).json(checks)
    })
    .get('/metrics', async (_req, res) => void res.type('text/plain; version=0.0.4').send(await readMetrics(database.db, wallClock())))
