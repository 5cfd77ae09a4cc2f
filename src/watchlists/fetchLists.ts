import { doApart } from '#src/platform/apart.ts'
import { isDryRun, type Ctx } from '#src/platform/ctx.ts'
import { codeOf, log } from '#src/platform/log.ts'
import { noteTouched } from '#src/platform/run-journal.ts'
import { isStopping } from '#src/platform/stopping.ts'
import { emptyReport, type Report, type Touched } from '#src/platform/sweep.ts'
import { fetchList, type FetchEnd } from './fetchList.ts'
import type { FetchTask } from './fetchProcess.ts'
import { listWatchlists, type ListRow } from './watchlists.sql.ts'

const program = new URL('./fetchProcess.ts', import.meta.url)

/** In a process of its own where a server runs; here for a command, and for a trial, whose transactions are this one's to take back. */
const fetchOne = async (ctx: Ctx, list: ListRow): Promise<FetchEnd> => {
  const apart = isDryRun(ctx) ? null : await doApart<FetchTask, FetchEnd>(program, { list, at: ctx.now, requestId: ctx.requestId })
  return apart ? apart.result : fetchList(ctx, list)
}

const touch = async (ctx: Ctx, list: ListRow): Promise<Touched> => {
  try {
    return { subject: list.code, ...(await fetchOne(ctx, list)) }
  } catch (error) {
    log.error({ subject: list.code, code: codeOf(error) }, 'a list could not be fetched')
    return { subject: list.code, outcome: 'failed', detail: codeOf(error) }
  }
}

/**
 * Looks for newer versions of the lists that have an address (SAN-05), one after the other, each in its own transaction. Says so where none
 * has one.
 */
export const fetchLists = async (ctx: Ctx): Promise<Report> => {
  const report = emptyReport()
  const lists = (await listWatchlists(ctx.db)).filter((list) => list.is_enabled && list.fetch_address !== null)
  if (lists.length === 0) return { ...report, skipped: 1, touched: [{ subject: 'watchlists', outcome: 'skipped', detail: 'no_address' }] }
  for (const list of lists) {
    if (isStopping()) break
    const touched = await touch(ctx, list)
    report[touched.outcome]++
    report.touched.push(touched)
    noteTouched(ctx, touched)
  }
  return report
}
