import { parisDay, type Day } from '#src/kernel/calendar.ts'
import { findMerchant } from '#src/merchants/merchants.sql.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { endOf, inForceOn } from '#src/retention/policy.ts'
import { listSigned } from '#src/retention/policies.sql.ts'
import type { DeclarationRow } from './declarations.sql.ts'

/**
 * The first day on which the file of a declaration may go (rules.md §3.2): five years from its last filing, and from the end of the relationship, whichever comes later. Null while
 * it is not filed, or the relationship lives. Nothing erases it by itself: a list of what is over would be a list of declarations.
 */
export const keptUntil = async (db: ReadDb, line: readonly DeclarationRow[], now: Date): Promise<Day | null> => {
  const [merchant, signed] = [await findMerchant(db, line[0]!.merchant_id), await listSigned(db)]
  const policy = inForceOn(signed, 'declaration', parisDay(now))
  const filed = line.map(({ filed_at: at }) => (at ? parisDay(at) : null)).filter((day): day is Day => day !== null).toSorted()
  if (!policy || filed.length === 0 || !merchant?.ended_on) return null
  const [bySubmission, byRelationship] = [endOf(policy, filed.at(-1)!), endOf(policy, merchant.ended_on)]
  return bySubmission! > byRelationship! ? bySubmission : byRelationship
}
