import { randomUUID } from 'node:crypto'
import type { Actor } from '#src/kernel/actor.ts'
import type { Database, ReadDb, WritableDb } from './db.ts'
import { ChangeWatch } from './change-watch.ts'
import { codeOf, framesOf, log } from './log.ts'
import { isStalePlan } from './prepared.ts'
import { tellWritten } from './written-events.ts'

type Begin = <T>(work: (trx: WritableDb) => Promise<T>) => Promise<T>

/** Who acts, when (read once, frozen), under which request, and what can be read. Nothing else. */
export type Ctx = {
  readonly actor: Actor
  readonly now: Date
  readonly requestId: string
  readonly db: ReadDb
  readonly begin: Begin
  /** Runs after the commit, never on a rollback or a dry run. For ringing bells: what must happen is a row. */
  readonly afterCommit: (work: () => void | Promise<void>) => void
}

/** A context inside its transaction: the only kind that writes. */
export type Tx = Omit<Ctx, 'db'> & {
  readonly db: WritableDb
  readonly watch: ChangeWatch
  /**
   * Runs when nothing of the unit was kept (refusal, retry, dry run), on a reading handle: for what stands outside the database, a file.
   */
  readonly onRollback: (work: (db: ReadDb) => void | Promise<void>) => void
}

export type CtxFacts = { actor: Actor; now: Date; db: Database; requestId?: string; dryRun?: boolean }

const isTx = (ctx: Ctx | Tx): ctx is Tx => 'watch' in ctx

/** Thrown at the end of a dry run, so that the transaction rolls back after having done everything. */
class DryRunEnd<T> {
  readonly result: T
  constructor(result: T) {
    this.result = result
  }
}

const rollBack = (begin: Begin): Begin => async <T>(work: (trx: WritableDb) => Promise<T>): Promise<T> => {
  try {
    return await begin(async (trx) => {
      throw new DryRunEnd(await work(trx))
    })
  } catch (end) {
    if (end instanceof DryRunEnd) return end.result as T
    throw end
  }
}

const dryContexts = new WeakSet<object>()
export const isDryRun = (ctx: Ctx | Tx): boolean => dryContexts.has(ctx.begin)

export const openCtx = ({ actor, now, db, requestId = randomUUID(), dryRun = false }: CtxFacts): Ctx => {
  const begin: Begin = (work) => db.transaction().execute(work)
  const chosen = dryRun ? rollBack(begin) : begin
  if (dryRun) dryContexts.add(chosen)
  return { actor, now, requestId, db, begin: chosen, afterCommit: (work) => void runAfter([work]) }
}

/** The same context for another actor: a job that acts in a merchant's name never does; a sign-in that just succeeded does. */
export const actingAs = <C extends Ctx | Tx>(ctx: C, actor: Actor): C => ({ ...ctx, actor })

type After = () => void | Promise<void>

const runAfter = async (works: After[]): Promise<void> => {
  for (const work of works) {
    try {
      await work()
    } catch (error) {
      log.warn(
        { code: codeOf(error), frames: framesOf(error) },
        'what was to follow a commit or a rollback failed; the schedule will heal it',
      )
    }
  }
}

const isRetryable = (error: unknown): boolean => {
  const code = (error as { code?: unknown } | null)?.code
  return code === '40001' || code === '40P01' || isStalePlan(error) // serialization_failure, deadlock_detected
}

const maxTries = 5
const pause = (attempt: number): Promise<void> => new Promise((done) => setTimeout(done, attempt * 15 + Math.random() * 20))

const once = async <T>(ctx: Ctx, work: (tx: Tx) => Promise<T>): Promise<T> => {
  const after: After[] = []
  const undo: After[] = []
  const watch = new ChangeWatch()
  const result = await ctx
    .begin(async (trx) => {
      const onRollback: Tx['onRollback'] = (one) => void undo.push(() => one(ctx.db))
      const tx: Tx = { ...ctx, db: watch.over(trx), watch, afterCommit: (one) => void after.push(one), onRollback }
      const value = await work(tx)
      watch.mustHaveRecorded()
      return value
    })
    .catch(async (error: unknown) => {
      await runAfter(undo)
      throw error
    })
  await runAfter(isDryRun(ctx) ? undo : [async () => tellWritten(ctx.db, await watch.events()), ...after])
  return result
}

/**
 * The one way to a writable handle. Opens a transaction, or joins the one that is open; refuses to commit a change that
 * left no audit event; rolls back for a dry run; tries again after a serialization failure or a deadlock.
 */
export const unit = async <T>(ctx: Ctx | Tx, work: (tx: Tx) => Promise<T>): Promise<T> => {
  if (isTx(ctx)) return work(ctx)
  for (let attempt = 1;; attempt++) {
    try {
      return await once(ctx, work)
    } catch (error) {
      if (!isRetryable(error) || attempt === maxTries) throw error
      await pause(attempt)
    }
  }
}
