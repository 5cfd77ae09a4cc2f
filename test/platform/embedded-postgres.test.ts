import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { startEmbeddedPostgres } from '#src/platform/embedded-postgres.ts'
import { openFolder } from '#src/platform/pg-folder.ts'
import { findLiving, isAlive, shutDown } from '#src/platform/pg-process.ts'
import { make } from '../../bin/build.js'

type Said = { what: string; url?: string; rows?: number; message?: string }
type Tenant = { child: ChildProcess; hear: (what: string) => Promise<Said>; ended: Promise<number | null> }

/** Built, as what is started as a process of its own always is: it is started eighteen times. */
const built = fileURLToPath(new URL(`../../node_modules/.cache/vigie-tenant-${randomUUID()}`, import.meta.url))
const program = join(built, 'test/support/postgres-tenant.mjs')
let dataDir: string
let tenants: Tenant[] = []

const enter = (mode = 'alone'): Tenant => {
  const child = spawn(process.execPath, [program, dataDir, mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  const said: Said[] = []
  createInterface({ input: child.stdout! }).on('line', (line) => said.push(JSON.parse(line)))
  const ended = new Promise<number | null>((done) => child.once('exit', done))
  const hear = async (what: string): Promise<Said> => {
    for (let tries = 0; tries < 1000; tries++) {
      const found = said.find((one) => one.what === what)
      if (found) return found
      if (child.exitCode !== null && tries % 20 === 19) break
      await delay(20)
    }
    throw new Error(`never said ${what}, but ${JSON.stringify(said)}`)
  }
  const tenant = { child, hear, ended }
  tenants.push(tenant)
  return tenant
}

const folder = async () => ({ ...(await openFolder(dataDir)) })
const living = async () => findLiving(await folder())
const killTenant = async ({ child, ended }: Tenant): Promise<void> => {
  child.kill('SIGKILL')
  await ended
}
const killServer = async (): Promise<void> => process.kill((await living())!.pid, 'SIGKILL') as never
const leave = async (tenant: Tenant, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => {
  tenant.child.kill(signal)
  expect(await tenant.ended).toBe(0)
}

/** A folder after its first start: making one anew for each test is most of the work of this file. */
let made: string
const copyMade = () => promisify(execFile)('cp', ['-a', join(made, 'postgres'), join(dataDir, 'postgres')])
beforeAll(async () => {
  await make(built, ['test/support/postgres-tenant.ts'])
  made = await realpath(await mkdtemp(join(tmpdir(), 'vigie-tenant-made-')))
  const quiet = { info: () => {}, warn: () => {}, error: () => {} }
  await (await startEmbeddedPostgres({ dataDir: made, log: quiet, settings: { fsync: 'off' } })).stop()
})
afterAll(() => Promise.all([made, built].map((folder) => rm(folder, { recursive: true, force: true }))))

beforeEach(async () => {
  dataDir = await realpath(await mkdtemp(join(tmpdir(), 'vigie-tenant-')))
  tenants = []
})
afterEach(async () => {
  for (const tenant of tenants) if (tenant.child.exitCode === null) await killTenant(tenant)
  await shutDown(await folder())
  await rm(dataDir, { recursive: true, force: true })
})

it('keeps its secrets to itself and stops with the last one who leaves', async () => {
  const tenant = enter()
  await tenant.hear('ready')
  const mode = async (name: string): Promise<number> => (await stat(join(dataDir, 'postgres', name))).mode & 0o777
  expect([await mode(''), await mode('data'), await mode('password'), await mode('port'), await mode('log')]).toEqual([
    0o700,
    0o700,
    0o600,
    0o600,
    0o600,
  ])
  await leave(tenant)
  expect(await living()).toBeUndefined()
  const again = enter()
  expect((await again.hear('ready')).rows).toBe(2)
  await leave(again)
})

it('goes on with the server that outlived a killed vigie', async () => {
  await copyMade()
  const first = enter()
  await first.hear('ready')
  const server = await living()
  await killTenant(first)
  const second = enter()
  expect((await second.hear('ready')).rows).toBe(2)
  expect(await living()).toEqual(server)
  await leave(second)
  expect(await living()).toBeUndefined()
})

it('recovers by itself when everything was killed', async () => {
  await copyMade()
  const first = enter()
  await first.hear('ready')
  await killServer()
  await killTenant(first)
  const second = enter()
  expect((await second.hear('ready')).rows).toBe(2)
  await leave(second)
})

it('starts a server that was killed under it again, at the same address', async () => {
  await copyMade()
  const tenant = enter()
  const { url } = await tenant.hear('ready')
  await killServer()
  await tenant.hear('log')
  const client = await eventually(async () => {
    const one = new pg.Client({ connectionString: url })
    await one.connect()
    return one
  })
  expect((await client.query('select count(*)::int as n from answered')).rows[0].n).toBe(1)
  await client.end()
  await leave(tenant)
})

it('is reached by a socket that is its own alone, with its password, and by the network where the path is too long for one', async () => {
  const home = join(dataDir, 'a'.repeat(40), 'b'.repeat(40))
  await mkdir(home, { recursive: true, mode: 0o700 })
  await promisify(execFile)('cp', ['-a', join(made, 'postgres'), join(home, 'postgres')])
  const quiet = { info: () => {}, warn: () => {}, error: () => {} }
  const far = await startEmbeddedPostgres({ dataDir: home, log: quiet, settings: { fsync: 'off' } })
  const hostSeenBy = async (connectionString: string): Promise<unknown> => {
    const client = new pg.Client({ connectionString })
    await client.connect()
    const { rows } = await client.query('select host(inet_server_addr()) as host')
    await client.end()
    return rows[0].host
  }
  expect(await hostSeenBy(far.connectionString)).toBe('127.0.0.1')
  await far.stop()

  await copyMade()
  const tenant = enter()
  const { url } = await tenant.hear('ready')
  const port = (await living())!.port
  expect((await stat(join(dataDir, 'postgres', `.s.PGSQL.${port}`))).mode & 0o777).toBe(0o700)
  expect(await hostSeenBy(url!)).toBeNull()
  await expect(hostSeenBy(url!.replace(/:[0-9a-f]{64}@/, ':wrong@'))).rejects.toMatchObject({ code: '28P01' })
  await leave(tenant)
}, 30_000)

it('is not fooled by a postmaster.pid, nor by the lock of a socket, whose number is somebody else by now', async () => {
  await copyMade()
  const first = enter()
  await first.hear('ready')
  const pidFile = join(dataDir, 'postgres', 'data', 'postmaster.pid')
  const left = await readFile(pidFile, 'utf8')
  const lockFile = join(dataDir, 'postgres', `.s.PGSQL.${left.split('\n')[3]}.lock`)
  const lock = await readFile(lockFile, 'utf8')
  await killServer()
  await killTenant(first)
  await delay(200)
  const bystander = spawn('sleep', ['60'])
  await writeFile(pidFile, left.replace(/^\d+/, String(bystander.pid)))
  await writeFile(lockFile, lock.replace(/^\d+/, String(bystander.pid)))
  const second = enter()
  expect((await second.hear('ready')).rows).toBe(2)
  await leave(second)
  expect(isAlive(bystander.pid!)).toBe(true)
  bystander.kill()
})

it('takes another port when its own is taken', async () => {
  await copyMade()
  const first = enter()
  const { port } = new URL((await first.hear('ready')).url!)
  await leave(first)
  const squatter = createServer().listen(Number(port), '127.0.0.1')
  const second = enter()
  const ready = await second.hear('ready')
  expect(new URL(ready.url!).port).not.toBe(port)
  expect(ready.rows).toBe(2)
  await leave(second)
  squatter.close()
})

it('refuses a second vigie on the folder, says why, and lets the command line in beside the first', async () => {
  await copyMade()
  const first = enter()
  await first.hear('ready')
  const second = enter()
  expect((await second.hear('refused')).message).toMatch(
    `process ${first.child.pid}) already runs on ${dataDir}/postgres. Stop it first, or set DATA_DIR`,
  )
  expect(await second.ended).toBe(3)
  const guest = enter('beside')
  await guest.hear('ready')
  await leave(first)
  expect(await living()).toBeDefined()
  await leave(guest)
  expect(await living()).toBeUndefined()
})

it('lets one of two first starts at once win, and the other tell', async () => {
  const both = [enter(), enter()]
  const told = await Promise.all(both.map((one) => Promise.any([one.hear('ready'), one.hear('refused')])))
  expect(told.map((one) => one.what).sort()).toEqual(['ready', 'refused'])
  await leave(both[told.findIndex((one) => one.what === 'ready')]!)
})

it('answers until the jobs in hand are done when Ctrl-C reaches the whole process group', async () => {
  await copyMade()
  const tenant = enter()
  await tenant.hear('ready')
  process.kill(-tenant.child.pid!, 'SIGINT')
  expect((await tenant.hear('finished')).rows).toBe(1)
  await tenant.hear('stopped')
  expect(await tenant.ended).toBe(0)
  expect(await living()).toBeUndefined()
})

async function eventually<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 0;; tries++) {
    try {
      return await work()
    } catch (fault) {
      if (tries === 200) throw fault
    }
    await delay(50)
  }
}
