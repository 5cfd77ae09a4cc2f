import { addMonths, type Day } from '#src/kernel/calendar.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { codeOf, log } from '#src/platform/log.ts'
import { record } from '#src/platform/record.ts'
import { isStopping } from '#src/platform/stopping.ts'
import { emptyReport, type Outcome, type Report } from '#src/platform/sweep.ts'
import { figuresOf, noCounts, partsOf, percentOf, standingOf, utcMonth, type MonthCounts, type ProgrammeRule } from './programme.ts'
import { findFirstMonth, findLastMonth, keepMonths, listCounts, listMonth, listRules, lockProgrammes, type Counted, type MonthRow,
  type NewMonth } from './programmes.sql.ts'

type Counts = { of: (network: string, merchantId: string | null) => MonthCounts; merchants: Set<string> }

const added = (a: MonthCounts, b: MonthCounts): MonthCounts => ({
  settled: a.settled + b.settled,
  authenticated: a.authenticated + b.authenticated,
  disputes: a.disputes + b.disputes,
  frauds: a.frauds + b.frauds,
  fraudCents: a.fraudCents + b.fraudCents,
})

/** By network and merchant, and by network for all together. */
const sorted = (rows: readonly Counted[]): Counts => {
  const byKey = new Map<string, MonthCounts>()
  for (const row of rows) {
    byKey.set(`${row.network} ${row.merchantId}`, row)
    byKey.set(row.network, added(byKey.get(row.network) ?? noCounts, row))
  }
  return {
    of: (network, merchantId) => byKey.get(merchantId ? `${network} ${merchantId}` : network) ?? noCounts,
    merchants: new Set(rows.map(({ merchantId }) => merchantId)),
  }
}

const monthOf = (
  rule: ProgrammeRule,
  merchantId: string | null,
  { month, now, before, at }: { month: Day; now: Counts; before: Counts; at: Date },
): NewMonth => {
  const figures = figuresOf(rule, now.of(rule.network, merchantId), before.of(rule.network, merchantId))
  const percent = percentOf(partsOf(rule, figures))
  return {
    programme: rule.programme,
    merchant_id: merchantId,
    month,
    rule_id: rule.id,
    counted: figures.counted,
    counted_once: figures.countedOnce,
    fraud_cents: figures.fraudCents,
    settled: figures.settled,
    authenticated: figures.authenticated,
    percent,
    standing: standingOf(percent),
    computed_at: at,
  }
}

const keyOf = ({ programme, merchant_id: merchantId }: Pick<MonthRow, 'programme'> & { merchant_id?: string | null }): string =>
  `${programme} ${merchantId ?? ''}`
const told = ['rule_id', 'counted', 'counted_once', 'fraud_cents', 'settled', 'authenticated', 'percent', 'standing'] as const
const isSame = (kept: MonthRow | undefined, made: NewMonth): boolean =>
  kept !== undefined && told.every((name) => kept[name] === made[name])

const noteStanding = async (tx: Tx, kept: MonthRow | undefined, made: NewMonth): Promise<void> => {
  const from = kept?.standing ?? 'clear'
  if (from === made.standing) return
  await record(tx, 'programme.standing_changed', {
    subject: made.merchant_id ?? `programme:${made.programme}`,
    merchantId: made.merchant_id ?? null,
    data: { programme: made.programme, month: made.month, from, to: made.standing, counted: made.counted, settled: made.settled },
  })
}

/** Where nothing was contested there is nothing to keep, but for all together. */
const isTold = ({ counted, merchant_id: merchantId }: NewMonth): boolean => counted > 0 || merchantId === null

const computeMonth = (ctx: Ctx, month: Day): Promise<Outcome> =>
  unit(ctx, async (tx) => {
    await lockProgrammes(tx.db)
    const [rules, now, before, kept] = [
      await listRules(tx.db, month),
      sorted(await listCounts(tx.db, month)),
      sorted(await listCounts(tx.db, addMonths(month, -1))),
      new Map((await listMonth(tx.db, month)).map((row) => [keyOf(row), row])),
    ]
    const made = rules.flatMap((rule) =>
      (rule.scope === 'portfolio' ? [null] : [...now.merchants]).map((merchantId) =>
        monthOf(rule, merchantId, { month, now, before, at: tx.now })
      )
    )
    const news = made.filter((one) => (isTold(one) || kept.has(keyOf(one))) && !isSame(kept.get(keyOf(one)), one))
    await keepMonths(tx.db, news)
    for (const one of news) await noteStanding(tx, kept.get(keyOf(one)), one)
    return news.length > 0 ? 'done' : 'skipped'
  })

/** The month that runs, the one before it, and every one since the last that was computed. */
const monthsDue = async ({ db, now }: Ctx): Promise<Day[]> => {
  const current = utcMonth(now)
  const [first, last] = [await findFirstMonth(db), await findLastMonth(db)]
  if (!first) return []
  const begin = [last ? addMonths(last, -1) : first, addMonths(current, -1)].reduce((a, b) => (a < b ? a : b))
  const months: Day[] = []
  for (let month = begin < first ? first : begin; month <= current; month = addMonths(month, 1)) months.push(month)
  return months
}

/**
 * The networks' programmes (rules.md §4.4), month by month of UTC: each merchant and all of them together. What a month says may move until
 * the day after its end; a rise or a fall of the standing is told in the history, once.
 */
export const computeProgrammes = async (ctx: Ctx): Promise<Report> => {
  const report = emptyReport()
  for (const month of await monthsDue(ctx)) {
    if (isStopping()) return report
    const outcome = await computeMonth(ctx, month).catch((error: unknown): Outcome => {
      log.error({ month, code: codeOf(error) }, 'the programmes of a month could not be computed')
      return 'failed'
    })
    report[outcome]++
    report.touched.push({ subject: month, outcome, detail: null })
  }
  return report
}
