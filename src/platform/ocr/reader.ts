import { type ChildProcess, fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setPriority } from 'node:os'
import { invalid, notFound, type Refusal, unavailable } from '#src/kernel/errors.ts'
import { childProgram } from '../child-program.ts'
import type { Answers, ReadPage, Said, Task } from './messages.ts'

export type Errand = {
  /**
   * Milliseconds of its own work without a finished page until the child is killed; ten times as long by the clock, for it stands back when
   * others work.
   */
  patience: number
  onPage?: ((done: number, of: number, page?: ReadPage) => void) | undefined
  signal?: AbortSignal | undefined
}
/** One reading child: it takes one task at a time. `documents` counts what it was given; `worn`: it must not be given more. */
export type Reader = {
  documents: number
  worn: boolean
  run: <T extends Task>(task: T, errand: Errand) => Promise<Answers[T['do']]>
  end: () => Promise<void>
}

/** The child's modules are compiled at start (0.6 s alone on a core); a machine that swaps may need far more. */
const startLimit = 30_000
/** Node, pdfium and one Tesseract worker stay under 400 MB (ocr.md §2); what grows past this was made to. */
const memoryCap = 1_500 * 1024 * 1024
const memoryEvery = 500

const program = new URL('../ocr-process.ts', import.meta.url)

/** No variable of ours goes to the child: it opens strangers' files and needs neither MASTER_KEY nor DATABASE_URL. */
const bareEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    ['PATH', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot'].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  )

const start = (): ChildProcess => {
  const { script, execArgv } = childProgram(program)
  return fork(script, [], {
    execArgv: [...execArgv, '--max-old-space-size=512'],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: bareEnvironment(),
  })
}

/** Wasm and libvips memory lie outside the V8 heap, where --max-old-space-size does not reach. Linux only; elsewhere the clock must do. */
const residentBytes = (pid: number | undefined): number => {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'ascii').split(' ')[1]) * 4096
  } catch {
    return 0
  }
}

const clockPatience = 10
/** What a tick of /proc is, in milliseconds: 100 in a second wherever Node runs. */
const tick = 10

/** Processor time that the child has used, in milliseconds; null where it cannot be told, and the clock alone decides. */
const workedMs = (pid: number | undefined): number | null => {
  try {
    const told = readFileSync(`/proc/${pid}/stat`, 'ascii')
    const [user, system] = told.slice(told.lastIndexOf(')') + 2).split(' ').slice(11, 13).map(Number)
    return (user! + system!) * tick
  } catch {
    return null
  }
}

/** Rings once the child has had its patience and finished nothing. Answers the way to stop it. */
const startClock = ({ pid }: ChildProcess, patience: number, ring: () => void): () => void => {
  const [began, workedBefore] = [performance.now(), workedMs(pid)]
  let timer: NodeJS.Timeout
  const look = (): void => {
    const worked = workedMs(pid)
    const left = worked === null || workedBefore === null
      ? 0
      : Math.min(patience - (worked - workedBefore), patience * clockPatience - (performance.now() - began))
    if (left <= 0) ring()
    else timer = setTimeout(look, Math.max(left, tick))
  }
  timer = setTimeout(look, patience)
  return () => clearTimeout(timer)
}

const refusalOf = (code: string): Refusal => {
  if (code === 'not_found') return notFound()
  return code.startsWith('ocr_') ? unavailable(code) : invalid({ file: `documents:file.${code}` }, code)
}

/** A child waiting for work must not keep the process from ending. */
const holdProcess = (child: ChildProcess, hold: boolean): void => {
  if (hold) child.ref()
  else child.unref()
  const channel = child.channel as { ref?: () => void; unref?: () => void } | null | undefined
  if (hold) channel?.ref?.()
  else channel?.unref?.()
}

const whenReady = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    const clock = setTimeout(() => child.kill('SIGKILL'), startLimit)
    child.once('message', () => {
      clearTimeout(clock)
      resolve()
    })
    child.once('error', () => {
      clearTimeout(clock)
      reject(unavailable('ocr_crashed'))
    })
    child.once('exit', () => {
      clearTimeout(clock)
      reject(unavailable('ocr_crashed'))
    })
  })

const perform = (reader: Reader, child: ChildProcess, task: Task, { patience, onPage, signal }: Errand): Promise<Answers[Task['do']]> =>
  new Promise((resolve, reject) => {
    const stop = (refusal: unknown): void => {
      reader.worn = true
      child.kill('SIGKILL')
      finish(() => reject(refusal))
    }
    const newClock = (): () => void => startClock(child, patience, () => stop(unavailable('ocr_timeout')))
    let stopClock = newClock()
    const scales = setInterval(() => {
      if (residentBytes(child.pid) > memoryCap) stop(unavailable('ocr_crashed'))
    }, memoryEvery)
    const onAbort = (): void => stop(signal?.reason)
    const onGone = (): void => stop(unavailable('ocr_crashed'))
    const onSaid = (said: Said): void => {
      if (said.say === 'page') {
        stopClock()
        stopClock = newClock()
        onPage?.(said.done, said.of, said.page)
      }
      if (said.say === 'done') finish(() => resolve(said.answer))
      if (said.say === 'failed') {
        reader.worn ||= said.worn
        finish(() => reject(refusalOf(said.code)))
      }
    }
    const finish = (settle: () => void): void => {
      stopClock()
      clearInterval(scales)
      child.off('message', onSaid).off('exit', onGone).off('error', onGone)
      signal?.removeEventListener('abort', onAbort)
      settle()
    }
    child.on('message', onSaid).on('exit', onGone).on('error', onGone)
    signal?.addEventListener('abort', onAbort, { once: true })
    if (signal?.aborted) return onAbort()
    if (child.exitCode !== null || child.signalCode !== null) return onGone()
    child.send(task, (error) => {
      if (error) onGone()
    })
  })

/**
 * Whoever asks for a page of the console goes before; asked for at once, before the child has threads of its own, which take theirs from
 * it.
 */
const standBack = ({ pid }: ChildProcess, niceness: number): void => {
  try {
    if (pid !== undefined && niceness > 0) setPriority(pid, niceness)
  } catch {
    // a system without priorities: the reading is as quick as everything else
  }
}

/** `niceness`: 0 is as urgent as ourselves, 19 the least. */
export const startReader = (niceness = 0): Reader => {
  const child = start()
  standBack(child, niceness)
  const ready = whenReady(child)
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  let isEnded = false
  const reader: Reader = {
    documents: 0,
    worn: false,
    run: async (task, errand) => {
      reader.documents++
      holdProcess(child, true)
      try {
        await ready
        return (await perform(reader, child, task, errand)) as Answers[(typeof task)['do']]
      } catch (error) {
        throw isEnded ? unavailable('ocr_closed') : error
      } finally {
        holdProcess(child, false)
      }
    },
    end: () => {
      isEnded = reader.worn = true
      holdProcess(child, true)
      child.kill('SIGKILL')
      return gone
    },
  }
  ready.catch(() => {
    reader.worn = true
  })
  void gone.then(() => {
    reader.worn = true
  })
  return reader
}
