import { erasePayers } from '#src/payers/erasePayer.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { listPayersInSecret } from '#src/retention/closedKept.sql.ts'
import { keepApart } from '#src/retention/keepApart.ts'

/** Payers who never paid, and their keys; whom an order of the compartment alone holds go with a copy there. Answers what went. */
export const eraseUnusedPayers = async (tx: Tx, payers: readonly string[]): Promise<{ ids: string[]; keys: string[] }> => {
  const held = await listPayersInSecret(tx.db, payers)
  const { ids, keys } = await erasePayers(tx, payers)
  const apart = await keepApart(tx, 'payment', held, {
    rows: async (id) => {
      const gone = await erasePayers(tx, [id], [id])
      keys.push(...gone.keys)
      return gone.ids
    },
  })
  return { ids: [...ids, ...apart.ids], keys }
}
