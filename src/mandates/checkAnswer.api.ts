import { z } from 'zod'
import { seconds } from '#src/web/endpoint.ts'
import { isVerified } from './accountCheck.ts'
import type { CheckRow } from './accountChecks.sql.ts'

/** What the reference and the clients each read of a verification: the union (spec/api.md §7). */
export const checkFields = {
  id: z.string(),
  created: z.int(),
  live_mode: z.boolean(),
  status: z.enum(['available', 'checked', 'check_error', 'check_sent', 'unavailable']),
  response: z.string().nullable(),
  score_name: z.int().min(0).max(100).nullable(),
  date_birth: z.boolean().nullable().describe('as date_birth_valid'),
  date_birth_valid: z.boolean().nullable(),
  iban_type: z.boolean().nullable(),
  iban_valid: z.boolean().nullable(),
  verified: z.boolean().nullable(),
}
export const checkCore = z.object(checkFields)
export type CheckCore = z.output<typeof checkCore>

/** Under its own id, or under that of the account, which is the one client libraries know it by. */
export const checkOnWire = (check: CheckRow, id: string): CheckCore => ({
  id,
  created: seconds(check.sent_at),
  live_mode: check.mode === 'live',
  status: check.state,
  response: check.response,
  score_name: check.name_score,
  date_birth: check.is_birth_date_right,
  date_birth_valid: check.is_birth_date_right,
  iban_type: check.is_iban_type_right,
  iban_valid: check.is_iban_valid,
  verified: isVerified(check),
})
