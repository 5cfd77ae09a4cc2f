import { parisDay, type Day } from '#src/kernel/calendar.ts'
import { rerateDossier } from '#src/dossiers/touchDossier.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { sweep, type Report } from '#src/platform/sweep.ts'
import type { Rules } from '#src/riskTables/riskTable.ts'
import { readRules } from '#src/riskTables/tables.sql.ts'
import type { Stand } from './facts.ts'
import { judge } from './judgeDossier.ts'
import { findOverrides } from './overrides.sql.ts'
import { isSame } from './rating.ts'
import { findMark, findRatings, listToldOf, saveMark, settledFrom, type Mark } from './ratings.sql.ts'
import { listStands, listStandsOf } from './stands.sql.ts'

const page = 500
/** An event is written a little before it can be read: what was just read is read again, which costs a comparison. */
const overlapMs = 3_600_000

type Stale = Pick<Stand, 'dossierId'>

/** Of these, whose rating is no longer the last that was kept. */
const staleOf = async ({ db }: Ctx, stands: readonly Stand[], rules: Rules): Promise<Stale[]> => {
  const ids = stands.map(({ dossierId }) => dossierId)
  const [last, overrides] = [await findRatings(db, ids), await findOverrides(db, ids)]
  return stands.filter((stand) => {
    const row = last.get(stand.dossierId)
    return !row || !isSame(settledFrom(row), judge(stand, rules, overrides.get(stand.dossierId) ?? null).settled)
  })
}

/** A page of the portfolio after another, until one has somebody who is stale. */
const findStale = async (ctx: Ctx, rules: Rules, after: Stale | null, limit: number): Promise<Stale[]> => {
  const found: Stale[] = []
  for (let last = after?.dossierId ?? null;;) {
    const stands = await listStands(ctx.db, rules.today, last, page)
    found.push(...(await staleOf(ctx, stands, rules)))
    last = stands.at(-1)?.dossierId ?? null
    if (stands.length < page || found.length >= limit) return found.slice(0, limit)
  }
}

const rateSome = (ctx: Ctx, find: (from: Ctx, after: Stale | null, limit: number) => Promise<Stale[]>): Promise<Report> =>
  sweep<Stale>(ctx, {
    find,
    subject: ({ dossierId }) => dossierId,
    width: 4,
    each: async (tx, { dossierId }) => ((await rerateDossier(tx, dossierId)) ? 'done' : 'skipped'),
  })

const rateTold = async (ctx: Ctx, rules: Rules, { readTo }: Mark): Promise<Report> => {
  const told = await listToldOf(ctx.db, new Date(readTo.getTime() - overlapMs))
  return rateSome(
    ctx,
    async (from, after) => (after || told.length === 0 ? [] : staleOf(from, await listStandsOf(from.db, rules.today, told), rules)),
  )
}

const noteMark = (ctx: Ctx, whole: Report | null, day: Day): Promise<void> =>
  unit(ctx, async (tx) => {
    await saveMark(tx.db, { readTo: tx.now, wholeOn: day })
    if (whole) await record(tx, 'rating.portfolio_rated', { subject: day, data: { day, rated: whole.done } })
  })

/**
 * Rates anew whoever's rating is no longer true: every few minutes those of whom the feed told, once a day the whole portfolio, for a
 * table, a list, a volume or a lowering whose day came. What it finds is compared with the last rating that was kept: run twice, or a week
 * late, it keeps each once. A file that failed leaves the day open.
 */
export const rateMerchants = async (ctx: Ctx): Promise<Report> => {
  const today = parisDay(ctx.now)
  const [mark, rules] = [await findMark(ctx.db), await readRules(ctx.db, today)]
  const isWhole = !mark || mark.wholeOn < today
  const report = isWhole
    ? await rateSome(ctx, (from, after, limit) => findStale(from, rules, after, limit))
    : await rateTold(ctx, rules, mark)
  if (report.failed === 0) await noteMark(ctx, isWhole ? report : null, today)
  return report
}
