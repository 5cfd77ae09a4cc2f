import { parisDay, type Day } from '#src/kernel/calendar.ts'
import { newId } from '#src/kernel/ids.ts'
import type { Tx } from '#src/platform/ctx.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { readRules } from '#src/riskTables/tables.sql.ts'
import type { Rules } from '#src/riskTables/riskTable.ts'
import { factsFrom, isPepOfScreening, type Stand } from './facts.ts'
import { findOverride } from './overrides.sql.ts'
import { isSame, rate, settle, triggerOf, type Override, type Rating, type RatingTrigger, type RiskLevel, type Settled } from './rating.ts'
import { findRating, insertRating, settledFrom } from './ratings.sql.ts'
import { readStand } from './stands.sql.ts'

export type Judged = { rating: Rating; settled: Settled & { overrideId: string | null } }

/** What a file's rating is by some rules; writes nothing. */
export const judge = (stand: Stand, rules: Rules, override: Override | null): Judged => {
  const facts = factsFrom(stand)
  const rating = rate(facts, rules)
  const { level, overrideId } = settle(rating, override, rules.today)
  return {
    rating,
    settled: {
      tableId: rules.tableId,
      countriesOn: rules.countriesOn,
      score: rating.score,
      level,
      overrideId,
      reasons: rating.reasons.map(({ id }) => id),
      facts,
      isPepOfScreening: isPepOfScreening(stand),
    },
  }
}

/** `trigger`: null where it is the same as before, and nothing was kept. */
export type Kept = { level: RiskLevel; score: number; reasons: Rating['reasons']; rule: string; trigger: RatingTrigger | null }

const judgeNow = async (db: ReadDb, dossierId: string, day: Day): Promise<{ stand: Stand; rules: Rules; judged: Judged } | null> => {
  const stand = await readStand(db, dossierId, day)
  if (!stand) return null
  const rules = await readRules(db, day)
  return { stand, rules, judged: judge(stand, rules, await findOverride(db, dossierId)) }
}

/**
 * Rates a file as it now stands and keeps the rating where it is another than the last. The caller holds the dossier's lock and leaves the
 * event; null before the company is known.
 */
export const judgeDossier = async (tx: Tx, dossierId: string): Promise<Kept | null> => {
  const now = await judgeNow(tx.db, dossierId, parisDay(tx.now))
  if (!now) return null
  const { rating, settled } = now.judged
  const kept = {
    level: settled.level,
    score: rating.score,
    reasons: rating.reasons,
    rule: `table-${now.rules.version} hrc-${now.rules.countriesOn}`,
  }
  const last = await findRating(tx.db, dossierId)
  const before = last && settledFrom(last)
  if (before && isSame(before, settled)) return { ...kept, trigger: null }
  const trigger = triggerOf(before, settled)
  await insertRating(tx.db, {
    id: newId('rtng', tx.now),
    dossier_id: dossierId,
    merchant_id: now.stand.merchantId,
    rated_at: tx.now,
    trigger,
    table_id: settled.tableId,
    countries_on: settled.countriesOn,
    facts: JSON.stringify(settled.facts),
    axes: JSON.stringify(rating.axes),
    score: rating.score,
    computed: rating.level,
    level: settled.level,
    reasons: JSON.stringify(rating.reasons),
    override_id: settled.overrideId,
    rated_by: tx.actor.id,
  })
  return { ...kept, trigger }
}
