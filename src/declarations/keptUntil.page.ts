import { parisDay, type Day } from '#src/kernel/calendar.ts'
import { findMerchant } from '#src/merchants/merchants.sql.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { endOf, inForceOn } from '#src/retention/policy.ts'
import { listSigned } from '#src/retention/policies.sql.ts'
import type { DeclarationRow } from './declarations.sql.ts'

/**
 * The first day on which the file of a declaration may go (rules.md §3.2): five years from its last filing, and from the end of the
 * relationship, whichever comes later. Null while something of the line is in writing, or the relationship lives. Two people of the circle
 * erase it (src/declarationEnds): no job does, for its run would be known outside.
 */
export const keptUntil = async (db: ReadDb, line: readonly DeclarationRow[], now: Date): Promise<Day | null> => {
  const [merchant, signed] = [await findMerchant(db, line[0]!.merchant_id), await listSigned(db)]
  const policy = inForceOn(signed, 'declaration', parisDay(now))
  const settled = line.map(({ filed_at: filed, ended_at: ended, state }) => (filed ?? (state === 'abandoned' ? ended : null))).map((
    at,
  ) => (at ? parisDay(at) : null))
  const last = settled.includes(null) ? null : settled.filter((day): day is Day => day !== null).toSorted().at(-1)
  const isWithoutRelationship = !merchant || merchant.state === 'rejected' || merchant.state === 'deactivated'
  if (!policy || !last || (!merchant?.ended_on && !isWithoutRelationship)) return null
  const [bySubmission, byRelationship] = [endOf(policy, last), merchant?.ended_on ? endOf(policy, merchant.ended_on) : null]
  return byRelationship === null || bySubmission! > byRelationship ? bySubmission : byRelationship
}
