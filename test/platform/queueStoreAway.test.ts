import { createServer, type AddressInfo, type Server } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBackend } from '#src/platform/queue-backend.ts'

/** A PostgreSQL that is going down: it answers every newcomer 57P03 and hangs up. */
let server: Server
let asked = 0
const part = (type: string, text: string): Buffer => Buffer.from(`${type}${text}\0`)
const body = Buffer.concat([
  part('S', 'FATAL'),
  part('V', 'FATAL'),
  part('C', '57P03'),
  part('M', 'the database system is shutting down'),
  Buffer.from([0]),
])
const head = Buffer.alloc(5)
head.write('E')
head.writeInt32BE(body.length + 4, 1)

beforeAll(async () => {
  server = createServer((socket) => {
    socket.on('error', () => {}).once('data', () => {
      asked++
      socket.end(Buffer.concat([head, body]))
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
})
afterAll(() => server.close())

// Before, the loop of a worker let nothing else run: neither the timer of this test nor its end.
it('a store that says "not now" is asked again after a while, the process goes on meanwhile, and its end does not wait', async () => {
  const backend = openBackend({ databaseUrl: `postgres://vigie@127.0.0.1:${(server.address() as AddressInfo).port}/vigie` }, 5)
  const worker = backend.worker('sweeps', async () => ({}), { runRetryDelay: 60_000 })
  await delay(400)
  expect(asked).toBeGreaterThan(0)
  expect(asked).toBeLessThan(20)
  backend.stopWaiting()
  await worker.close(true)
  await backend.close()
})
