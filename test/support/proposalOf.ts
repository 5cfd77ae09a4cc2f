import { sql } from 'kysely'
import { proposalMark, type Proposed } from '#src/kernel/proposal.ts'
import type { ReadDb } from '#src/platform/db.ts'

const kept = {
  release: ['holds', 'release_proposed'],
  verdict: ['screening_hits', 'proposed'],
  lift: ['legal_holds', 'lift_proposed'],
  thresholds: ['scenario_versions', 'proposed'],
  table: ['risk_tables', 'proposed'],
  lowering: ['rating_overrides', 'proposed'],
  fact: ['rating_facts', 'noted'],
  policy: ['retention_policies', 'proposed'],
  conclusion: ['closed_conclusions', 'proposed'],
  erasure: ['erasures', 'proposed'],
} as const

/** The mark of a room's newest proposal, or of that of one row, as the page of a second person carries it now. */
export const proposalOf = async ({ db }: { db: ReadDb }, what: keyof typeof kept, id = ''): Promise<string> => {
  const [table, name] = kept[what]
  const [by, at] = [sql.ref(`${name}_by`), sql.ref(`${name}_at`)]
  const { rows } = await sql<Proposed>`select ${by} as by, ${at} as at from ${sql.table(table)}
    where ${id} in ('', id) order by ${at} desc nulls last, id desc limit 1`
    .execute(db)
  return proposalMark(rows[0] ?? { by: null, at: null })
}
