import { spawn, spawnSync } from 'node:child_process'
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { Redis } from 'ioredis'

/** Is there a Redis for the tests: one given by REDIS_URL, or a program to start? */
export const hasRedis = Boolean(process.env['REDIS_URL']) || spawnSync('redis-server', ['--version']).status === 0

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })

const answers = async (url: string): Promise<void> => {
  const client = new Redis(url, { retryStrategy: () => 25 })
  client.on('error', () => {})
  await client.ping().finally(() => client.disconnect())
}

/** A Redis of the test's own, in memory only. */
export const startRedis = async (): Promise<{ url: string; stop: () => Promise<void> }> => {
  if (process.env['REDIS_URL']) return { url: process.env['REDIS_URL'], stop: async () => {} }
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}`
  const child = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], {
    stdio: 'ignore',
  })
  await Promise.race([
    answers(url),
    delay(10_000).then(() => {
      throw new Error('redis-server does not answer')
    }),
  ])
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    if (child.exitCode === null) await new Promise((done) => child.once('exit', done))
  }
  return { url, stop }
}
