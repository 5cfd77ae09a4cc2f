// A small program that lives on an embedded PostgreSQL, for the tests that kill it. Tells what happens in lines of JSON.
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { startEmbeddedPostgres } from '#src/platform/embedded-postgres.ts'

const [dataDir, mode = 'alone'] = process.argv.slice(2)
const say = (what: string, more: object = {}): void => void process.stdout.write(`${JSON.stringify({ what, ...more })}\n`)
const log = { info: () => {}, warn: () => {}, error: (_: unknown, message?: string) => say('log', { message }) } as never

const count = async (url: string, add: boolean): Promise<number> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('create table if not exists answered (at timestamptz not null default now())')
  if (add) await client.query('insert into answered default values')
  const { rows } = await client.query('select count(*)::int as n from answered')
  await client.end()
  return rows[0].n
}

try {
  const server = await startEmbeddedPostgres({ dataDir: dataDir!, log, alone: mode === 'alone' })
  const rows = await count(server.connectionString, true)
  const leave = async (): Promise<void> => {
    await delay(400) // a job in hand
    say('finished', { rows: await count(server.connectionString, false) })
    await server.stop()
    say('stopped')
    process.exit(0)
  }
  process.once('SIGINT', () => void leave()).once('SIGTERM', () => void leave())
  setInterval(() => {}, 1000)
  say('ready', { url: server.connectionString, rows })
} catch (fault) {
  say('refused', { message: (fault as Error).message })
  process.exit(3)
}
