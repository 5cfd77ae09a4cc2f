import type { FraudCaseRow } from '#src/fraud/fraudCases.sql.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { insertEffects } from './effects.sql.ts'
import type { ReadPlan } from './plans.sql.ts'

/** What a decision does, payment by payment: kept in the unit that takes it, whose event counts them; posted after it (`applyNext`). */
export const keepPlan = ({ db, now }: Tx, { id, merchant_id: merchantId }: FraudCaseRow, { rows }: ReadPlan): Promise<void> =>
  insertEffects(db, { caseId: id, merchantId, at: now, plan: rows })
