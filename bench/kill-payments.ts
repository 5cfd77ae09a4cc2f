import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BenchResult } from './index.ts'
import { say } from './ground.ts'

export const usual = 20
const payments = 2_000
const lanes = 16
const bin = fileURLToPath(new URL('../bin/vigie', import.meta.url))

type Vigie = { child: ChildProcess; url: string; key: string; kill: () => Promise<void>; stop: () => Promise<void> }

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((done) => (child.exitCode !== null || child.signalCode !== null ? done() : void child.once('exit', () => done())))

/** The whole program as its users start it, in a group of its own: what is killed is all of it, the database included. */
const start = (dataDir: string, port: number): Promise<Vigie> =>
  new Promise((done, fail) => {
    const child = spawn(process.execPath, [bin, 'serve'], {
      env: { ...process.env, DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: 'warn' },
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let said = ''
    child.stdout!.on('data', (chunk: Buffer) => {
      said += String(chunk)
      const key = /stest_[0-9A-Za-z]{24}/.exec(said)?.[0]
      const signal = async (name: NodeJS.Signals): Promise<void> => {
        process.kill(-child.pid!, name)
        await ended(child)
      }
      if (key)
        done({
          child,
          url: `http://127.0.0.1:${port}`,
          key,
          kill: () => signal('SIGKILL'),
          stop: async () => {
            child.kill('SIGTERM')
            await ended(child)
          },
        })
    })
    child.once('exit', () => fail(new Error(`it did not start: ${said.slice(-400)}`)))
  })

type Answered = { uniqueId: string; id: string; status: string | null }

const call = async ({ url, key }: Vigie, path: string, body?: unknown): Promise<{ status: number; body: Record<string, any> }> => {
  const response = await fetch(`${url}/v1${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return { status: response.status, body: (await response.json()) as Record<string, any> }
}

const numbers = ['4242424242424242', '4000000000000077', '4000000000000002', '5555555555554444']

/** Pays from sixteen lanes until the process dies or all is paid; what was answered is what the merchant knows. */
const pay = async (vigie: Vigie, todo: string[], answered: Answered[]): Promise<void> => {
  const lane = async (): Promise<void> => {
    for (let uniqueId = todo.pop(); uniqueId; uniqueId = todo.pop()) {
      try {
        const n = Number(uniqueId.slice(2))
        const { status, body } = await call(vigie, '/checkout/', {
          amount: 100 + (n % 900),
          currency: 'eur',
          unique_id: uniqueId,
          card: { number: numbers[n % numbers.length], exp_month: 12, exp_year: 2030, cvc: '123' },
        })
        if (status === 200) answered.push({ uniqueId, id: body['id'], status: body['status'] })
        else if (status !== 409) throw new Error(`answered ${status}: ${JSON.stringify(body).slice(0, 200)}`)
      } catch (error) {
        if (error instanceof TypeError) return void todo.push(uniqueId) // the line went dead: the merchant knows nothing, and tries again
        throw error
      }
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

/** The night's capture goes on with what was approved; nothing else moves by itself. */
const leadsTo = (told: string | null, is: string | null): boolean =>
  told === is || told === null || (told === 'to_capture' && ['capture_sent', 'captured'].includes(is ?? ''))

/** What the merchant was told is what there is: once, in that state or one it leads to. Answers the faults. */
const faultsOf = async (vigie: Vigie, answered: readonly Answered[]): Promise<string[]> => {
  const faults: string[] = []
  for (const { uniqueId, id, status } of answered) {
    const { body } = await call(vigie, `/checkout?unique_id=${uniqueId}`)
    const found = body['payments'] as { id: string; status: string | null }[]
    if (found.length !== 1 || found[0]!.id !== id) faults.push(`${uniqueId}: ${found.length} payments`)
    else if (!leadsTo(status, found[0]!.status)) faults.push(`${uniqueId}: was ${status}, is ${found[0]!.status}`)
  }
  return faults
}

const vigieOnce = (dataDir: string, words: string[]): Promise<string> =>
  new Promise((done) => {
    const child = spawn(process.execPath, [bin, ...words], {
      env: { ...process.env, DATA_DIR: dataDir },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    child.stdout!.on('data', (chunk: Buffer) => {
      said += String(chunk)
    })
    child.stderr!.on('data', (chunk: Buffer) => {
      said += String(chunk)
    })
    child.once('exit', (code) => done(`${code} ${said.trim().split('\n').at(-1)}`))
  })

/**
 * `kill -9` of the whole program while 2,000 payments are made, again and again (`--scale` times): every payment that was answered exists
 * once, as it was answered; at the end the books balance and no outcome is unknown.
 */
export const run = async (kills: number): Promise<BenchResult> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'vigie-kill-'))
  const port = 4_930
  const answered: Answered[] = []
  const todo = Array.from({ length: payments }, (_, n) => `u-${n}`)
  let vigie = await start(dataDir, port)
  for (let kill = 1; kill <= kills; kill++) {
    const batch = todo.splice(0, Math.ceil(todo.length / (kills - kill + 1)))
    const paying = pay(vigie, batch, answered)
    const enough = answered.length + Math.ceil(Math.random() * Math.max(1, batch.length))
    while (answered.length < enough && batch.length > 0) await pause(5)
    await vigie.kill()
    await paying
    todo.push(...batch)
    vigie = await start(dataDir, port)
    say(`kill ${kill}: ${answered.length} answered, ${todo.length} to pay`)
  }
  await pay(vigie, todo, answered)
  const faults = await faultsOf(vigie, answered)
  await vigie.stop()
  const later = new Date(Date.now() + 10 * 60_000).toISOString()
  const asked = await vigieOnce(dataDir, ['job', 'run', 'ask-acquirer', '--at', later, '--json'])
  const books = await vigieOnce(dataDir, ['ledger', 'check', '--json'])
  const open = await vigieOnce(dataDir, ['job', 'run', 'ask-acquirer', '--at', later, '--json'])
  await rm(dataDir, { recursive: true, force: true })
  return {
    bench: 'kill-payments',
    kills,
    payments: answered.length,
    faults: faults.length,
    first: faults[0] ?? null,
    asked,
    books,
    open,
    target: 'faults 0, books in balance, nothing unknown',
  }
}
