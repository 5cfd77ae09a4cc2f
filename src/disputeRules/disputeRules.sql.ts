import { sql } from 'kysely'
import type { ReadDb } from '#src/platform/db.ts'
import type { DisputeRule } from './disputeRules.ts'

const columns = [
  'id',
  'network',
  'domain',
  'code',
  'r_type as rType',
  'category',
  'flow',
  'evidence',
  'answer_days as answerDays',
  'merchant_days as merchantDays',
  'margin_days as marginDays',
  'pre_arbitration_days as preArbitrationDays',
  'arbitration_days as arbitrationDays',
  'file_limit_bytes as fileLimitBytes',
  'fee_cents as feeCents',
  'valid_from as validFrom',
  'valid_to as validTo',
] as const

/** What a network's rules say of a code, and of any other; whatever the day. */
export const listRulesFor = (db: ReadDb, network: string, code: string): Promise<DisputeRule[]> =>
  db
    .selectFrom('dispute_rules')
    .select(columns)
    .where('network', '=', network)
    .where('code', 'in', [code, '*'])
    .orderBy(sql`valid_from desc`)
    .execute()

export const findRule = (db: ReadDb, id: string): Promise<DisputeRule> =>
  db.selectFrom('dispute_rules').select(columns).where('id', '=', id).executeTakeFirstOrThrow()
