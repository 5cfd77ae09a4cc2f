import { type ChildProcess, fork } from 'node:child_process'
import { setPriority } from 'node:os'
import { childProgram } from './child-program.ts'

/** What a child needs to stand where its parent stands. */
export type House = { databaseUrl: string; storageUrl: string; masterKey: Buffer }

/**
 * Heavy work in a process of its own, on the same database and files: a server's one thread goes on answering meanwhile. Settled by the
 * door that serves; where none did (commands, tests) there is nobody to keep waiting, and the work is done here.
 */
let house: House | null = null
export const settleApart = (one: House | null): void => void (house = one)

const niceness = 2
const standBack = ({ pid }: ChildProcess): void => {
  try {
    if (pid) setPriority(pid, niceness)
  } catch {
    // a system without priorities: it is as quick as everything else
  }
}

/** What a child says last; it dies without a word where it is killed. */
export type Said<Result> = { result: Result } | { fault: string }

const sayOf = <Result>(child: ChildProcess): Promise<Said<Result>> =>
  new Promise((done) => {
    child.once('message', (said: Said<Result>) => done(said))
    child.once('exit', () => done({ fault: 'child_died' })).once('error', () => done({ fault: 'child_died' }))
  })

/**
 * Does a task in the program of `source`; null where no door settled this. Throws an error with the child's own code where it failed or
 * died.
 */
export const doApart = async <Task, Result>(source: URL, task: Task): Promise<{ result: Result } | null> => {
  if (!house) return null
  const { script, execArgv } = childProgram(source)
  const child = fork(script, [], { execArgv, serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  standBack(child)
  const said = sayOf<Result>(child)
  child.send({ house, task })
  const one = await said
  child.kill('SIGKILL')
  if ('fault' in one) throw Object.assign(new Error('the work apart failed'), { code: one.fault })
  return one
}
