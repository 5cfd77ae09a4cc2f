import { type ChildProcess, fork } from 'node:child_process'
import { setPriority } from 'node:os'
import { childProgram } from '#src/platform/child-program.ts'
import type { Database } from '#src/platform/db.ts'
import type { Progress } from './buildTrade.ts'
import { isHistoryOpen, listShops } from './trade/shops.sql.ts'
import type { Begin, Told } from './tradeProcess.ts'

const program = new URL('./tradeProcess.ts', import.meta.url)

/** Behind whoever is at a page, before the reading of pieces (platform/ocr), which goes on at the same time. */
const niceness = 2

const standBack = ({ pid }: ChildProcess): void => {
  try {
    if (pid) setPriority(pid, niceness)
  } catch {
    // a system without priorities: it is as quick as everything else
  }
}

type Task = { child: ChildProcess; progress: Progress | null; ended: Promise<void> }

/** Of this process: a server makes one trade at most. */
let task: Task | null = null

/** How far the trade of the demo is, in days of its season; null while none is being made. */
export const tradeProgress = (): Progress | null => task?.progress ?? null

const start = (): ChildProcess => {
  const { script, execArgv } = childProgram(program)
  const child = fork(script, [], { execArgv, serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  standBack(child)
  return child
}

const sentence = (told: Told): string | null => {
  if ('fault' in told) return `The demo's trade could not be made (${told.fault}); the next start tries again.`
  return 'payments' in told ? `The demo's trade is there: ${told.payments} payments of ten weeks, in ${Math.round(told.seconds)} s.` : null
}

const follow = (child: ChildProcess, say: (line: string) => void): Task => {
  let isOver = false
  const ended = new Promise<void>((done) => void child.once('exit', () => done()).once('error', () => done()))
  const one: Task = { child, progress: { day: 0, days: 70 }, ended }
  child.on('message', (told: Told) => {
    if ('progress' in told) return void (one.progress = told.progress)
    isOver = true
    const line = sentence(told)
    if (line) say(line)
  })
  void ended.then(() => {
    if (task !== one) return // stopped by us
    task = null
    if (!isOver) say("The demo's trade was broken off; the next start makes it anew.")
  })
  return one
}

/** Begins it where it is due, in the background. A start that was cut short left nothing of it, and is followed by another. */
export const startTrade = async (db: Database, databaseUrl: string, say: (line: string) => void): Promise<void> => {
  if (task || !(await isHistoryOpen(db)) || (await listShops(db)).length === 0) return
  say(
    'The trade of the demo (payments of ten weeks, payouts, invoices) is made in the background, in a minute or some more; /dev/logins says how far it is.',
  )
  const child = start()
  task = follow(child, say)
  child.send({ databaseUrl } satisfies Begin)
}

/** Leaves it: what was not finished was never there. */
export const stopTrade = async (): Promise<void> => {
  const left = task
  task = null
  left?.child.kill('SIGKILL')
  await left?.ended
}
