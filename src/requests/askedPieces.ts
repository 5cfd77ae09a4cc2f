import { newId } from '#src/kernel/ids.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { saveItem } from './requests.sql.ts'

/** A piece to ask for: which line of the checklist, whose, why (a code of the list), and what the analyst adds. */
export type AskedPiece = { requirementKey: string; kind: string; personId: string | null; reason: string; note: string }
export type Asked = { items: readonly AskedPiece[]; message: string }

/** Kept in the order in which they were listed: ids of one instant are dealt out sorted. */
export const saveItems = async (tx: Tx, requestId: string, items: readonly AskedPiece[]): Promise<void> => {
  const ids = items.map(() => newId('ritm', tx.now)).sort()
  for (const [i, { requirementKey, kind, personId, reason, note }] of items.entries()) {
    await saveItem(tx.db, { id: ids[i]!, request_id: requestId, requirement_key: requirementKey, kind, person_id: personId, reason, note })
  }
}

/** What the history keeps of it: codes in the open, words under the merchant's key. */
export const recordedPieces = ({ items, message }: Asked) => ({
  data: { pieces: items.map(({ requirementKey, reason }) => ({ requirementKey, reason })) },
  personal: { message, notes: items.map(({ note }) => note) },
})
