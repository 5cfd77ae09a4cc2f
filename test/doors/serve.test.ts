import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { openHouse, type House } from '#test/support/house.ts'

const bin = fileURLToPath(new URL('../../bin/vigie', import.meta.url))
let house: House
let folder: string
beforeAll(async () => {
  house = await openHouse()
  folder = await mkdtemp(join(tmpdir(), 'vigie-serve-'))
})
afterAll(async () => {
  await house.close()
  await rm(folder, { recursive: true, force: true })
})

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => done(port))
    })
  })

it('opens on an outside database with production settings, answers, and ends in order when it is told', async () => {
  const port = await freePort()
  const env = {
    ...process.env,
    VITEST: '',
    NODE_ENV: 'production',
    PORT: String(port),
    HOST: '127.0.0.1',
    PUBLIC_URL: 'https://vigie.test',
    DATABASE_URL: house.database.url,
    DATA_DIR: folder,
    MASTER_KEY: Buffer.alloc(32, 7).toString('hex'),
    STORAGE_URL: join(folder, 'files'),
    SMTP_URL: 'smtp://127.0.0.1:9',
    MAIL_FROM: 'Vigie <vigie@vigie.test>',
  }
  const child = spawn(process.execPath, [bin, 'serve'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<number | null>((done) => child.once('exit', done))
  let said = ''
  child.stdout.on('data', (part) => {
    said += part
  })
  child.stderr.on('data', (part) => {
    said += part
  })
  await vi.waitFor(() => expect(said).toContain(`Vigie is ready on 127.0.0.1:${port}`), { timeout: 40_000, interval: 100 })
  const at = (path: string) => fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual' })
  expect([(await at('/healthz')).status, (await at('/readyz')).status, (await at('/console')).status, (await at('/dev/mail')).status])
    .toEqual([200, 200, 303, 404])
  expect(await (await at('/metrics')).text()).toContain('vigie_overdue_clocks')
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
  expect(said).toContain('"msg":"closed"')
  expect(said).not.toContain('Staff logins')
}, 60_000)

it('production settings that are only safe for a trial are named, each one', async () => {
  const child = spawn(process.execPath, [bin, 'serve'], {
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', DATA_DIR: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (part) => {
    said += part
  })
  expect(await new Promise((done) => child.once('exit', done))).toBe(1)
  for (const name of ['MASTER_KEY', 'DATABASE_URL', 'STORAGE_URL', 'SMTP_URL', 'MAIL_FROM', 'PUBLIC_URL'])
    expect(said).toContain(`- ${name} is not set`)
}, 30_000)
