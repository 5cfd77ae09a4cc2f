import { step } from '#src/kernel/lifecycle.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { isOpen, scoringLifecycle, type ScoringAction } from './scoring.ts'
import { changeScoring, type ScoringRow } from './scorings.sql.ts'

/** The state, and with success the score: what is said of a person lies under the merchant's key in the history. */
export const moveScoring = async (tx: Tx, scoring: ScoringRow, action: ScoringAction, score?: number): Promise<ScoringRow> => {
  const { to, event } = step(scoringLifecycle, scoring.state, action, tx.actor)
  const moved = await changeScoring(tx.db, scoring.id, { state: to, score: score ?? null, ended_at: isOpen({ state: to }) ? null : tx.now })
  await record(tx, event, {
    subject: scoring.id,
    merchantId: scoring.merchant_id,
    data: { mode: scoring.mode, from: scoring.state, to },
    personal: score === undefined ? {} : { score },
  })
  return moved
}
