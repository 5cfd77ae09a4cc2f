import { type ChildProcess, fork } from 'node:child_process'
import { setPriority } from 'node:os'
import { inspectAhead } from '#src/documents/inspectFile.ts'
import { childProgram } from '#src/platform/child-program.ts'
import type { Made, Ordered } from './pieceProcess.ts'
import type { PieceInput } from './pieces/facts.ts'

export type SentFile = { fileName: string; bytes: Buffer }

/** Makes the pieces of the portfolio in a process of its own, what is needed first before the rest. */
export type Mill = {
  order: (input: PieceInput, neededAt: Date) => Promise<SentFile>
  close: () => void
}

type Waiting = Ordered & { at: number; deliver: (file: SentFile) => void; fail: (fault: Error) => void }

const isSooner = (a: Waiting, b: Waiting): boolean => a.at < b.at || (a.at === b.at && a.number < b.number)

/** One in hand and one on its way, so that the child never waits for us. */
const inFlight = 2

const program = new URL('./pieceProcess.ts', import.meta.url)

const start = (): ChildProcess => {
  const { script, execArgv } = childProgram(program)
  return fork(script, [], { execArgv, serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
}

/** Judging a file takes the looking child a moment, while the stories go on. */
const lookedAt = (fileName: string, bytes: Buffer): SentFile => {
  inspectAhead(bytes, fileName)
  return { fileName, bytes }
}

export const openMill = (): Mill => {
  const child = start()
  if (child.pid) setPriority(child.pid, 10)
  // it never keeps a process that has nothing else to do: a start that failed ends, and it with it
  child.unref()
  child.channel?.unref()
  const waiting: Waiting[] = []
  const sent = new Map<number, Waiting>()
  let count = 0
  let isClosed = false

  const feed = (): void => {
    while (sent.size < inFlight && waiting.length > 0) {
      const next = waiting.reduce((first, one) => (isSooner(one, first) ? one : first))
      waiting.splice(waiting.indexOf(next), 1)
      sent.set(next.number, next)
      child.send({ number: next.number, input: next.input } satisfies Ordered)
    }
  }
  const failAll = (): void => {
    if (isClosed) return
    for (const one of [...sent.values(), ...waiting.splice(0)])
      one.fail(new Error('the process that makes the pieces of the demo has died'))
  }
  child.on('message', (made: Made) => {
    const one = sent.get(made.number)
    sent.delete(made.number)
    if ('fault' in made) one?.fail(new Error(`a piece of the demo cannot be made: ${made.fault}`))
    else one?.deliver(lookedAt(made.fileName, Buffer.from(made.bytes)))
    feed()
  })
  child.on('exit', failAll).on('error', failAll)

  const order = (input: PieceInput, neededAt: Date): Promise<SentFile> => {
    const file = new Promise<SentFile>((deliver, fail) => waiting.push({ number: count++, input, at: neededAt.getTime(), deliver, fail }))
    file.catch(() => {}) // whoever waits for it hears of it; a piece that no story came to needs nobody
    // On the next turn: the stories say all they will need before the first of it is chosen.
    setImmediate(feed)
    return file
  }
  const close = (): void => {
    isClosed = true
    child.kill('SIGKILL')
  }
  return { order, close }
}
