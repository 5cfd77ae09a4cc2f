import { findCase } from '#src/fraud/fraudCases.sql.ts'
import { applyNext, effectsAtOnce, type Step } from '#src/fraudEffects/applyEffects.ts'
import { listCasesAtWork, listDue, listStanding } from '#src/fraudEffects/effects.sql.ts'
import { undoNext } from '#src/fraudEffects/undoEffects.ts'
import { Refusal } from '#src/kernel/errors.ts'
import { isDryRun, type Ctx } from '#src/platform/ctx.ts'
import { codeOf, framesOf, log } from '#src/platform/log.ts'
import { noteTouched } from '#src/platform/run-journal.ts'
import { isStopping } from '#src/platform/stopping.ts'
import { emptyReport, type Outcome, type Report } from '#src/platform/sweep.ts'
import { closeCase } from './closeCase.ts'

/** `done`: effects posted or undone; `failed`: those that were not, and are tried again the next time. */
export type Worked = { done: number; failed: number }
type Next = (ctx: Ctx, caseId: string, after: string, limit?: number) => Promise<Step>

const nextPaymentOf = async ({ db }: Ctx, caseId: string, isUndoing: boolean, after: string): Promise<string | null> =>
  (isUndoing ? await listStanding(db, caseId, after, 1) : await listDue(db, caseId, after, 1))[0]?.paymentId ?? null

const tellFault = (ctx: Ctx, subject: string, error: unknown, what: string): void =>
  log.error(
    { subject, code: codeOf(error), requestId: ctx.requestId, frames: error instanceof Refusal ? undefined : framesOf(error) },
    what,
  )

/** One by one, so that the one that cannot be posted does not keep back the others of its batch. */
const singly = async (
  ctx: Ctx,
  caseId: string,
  isUndoing: boolean,
  from: string,
  next: Next,
): Promise<Worked & { last: string | null }> => {
  const worked = { done: 0, failed: 0 }
  let last = from
  for (let i = 0; i < effectsAtOnce; i++) {
    const payment = await nextPaymentOf(ctx, caseId, isUndoing, last)
    if (payment === null) return { ...worked, last: null }
    try {
      worked.done += (await next(ctx, caseId, last, 1))?.applied ?? 0
    } catch (error) {
      worked.failed++
      tellFault(ctx, payment, error, 'an effect of a fraud case was not posted')
    }
    last = payment
  }
  return { ...worked, last }
}

/** The decision stands and its effects are posted: what fails here is tried again by the job, and is nobody's error page. */
const close = (ctx: Ctx, caseId: string): Promise<number> =>
  closeCase(ctx, caseId).then(() => 0, (error: unknown) => {
    tellFault(ctx, caseId, error, 'a fraud case was not closed')
    return 1
  })

/**
 * Posts what a decided case has still to post, or undoes what it has to undo, in transactions of `effectsAtOnce`, and closes it. Cut off
 * anywhere, the next call goes on where it stopped; two at once take turns. `most`: batches at most. `isClosing` false: it is left for the
 * next call to close.
 */
export const workOnCase = async (ctx: Ctx, caseId: string, most = Infinity, { isClosing = true } = {}): Promise<Worked> => {
  const isUndoing = (await findCase(ctx.db, caseId))?.state === 'undoing'
  const next = isUndoing ? undoNext : applyNext
  const worked = { done: 0, failed: 0 }
  let after: string | null = ''
  for (let batch = 0; batch < most && after !== null && !isStopping(); batch++) {
    const from: string = after
    const some: Worked & { last: string | null } = await next(ctx, caseId, from).then(
      (step) => ({ done: step?.applied ?? 0, failed: 0, last: step?.last ?? null }),
      () => singly(ctx, caseId, isUndoing, from, next),
    )
    worked.done += some.done
    worked.failed += some.failed
    after = some.last
  }
  if (isClosing && worked.failed === 0 && !isDryRun(ctx)) worked.failed += await close(ctx, caseId)
  return worked
}

const takeCase = async (ctx: Ctx, report: Report, caseId: string): Promise<void> => {
  const { done, failed } = await workOnCase(ctx, caseId)
  const outcome: Outcome = failed > 0 ? 'failed' : done > 0 || (await findCase(ctx.db, caseId))?.closed_at ? 'done' : 'skipped'
  const touched = { subject: caseId, outcome, detail: failed > 0 ? `${failed} failed, ${done} done` : null }
  report[outcome]++
  report.touched.push(touched)
  noteTouched(ctx, touched)
}

/** Every case that is decided and not done: what a kill left, and what waited for its capture. Each is `skipped` while it waits. */
export const workOnCases = async (ctx: Ctx): Promise<Report> => {
  const report = emptyReport()
  for (let after = ''; !isStopping();) {
    const cases = await listCasesAtWork(ctx.db, after, 100)
    for (const { id } of cases) if (!isStopping()) await takeCase(ctx, report, id)
    if (cases.length < 100) return report
    after = cases.at(-1)!.id
  }
  return report
}
