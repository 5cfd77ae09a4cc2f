import { newId } from '#src/kernel/ids.ts'
import { seal, unseal } from '#src/platform/crypto.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { institutionFileKey } from '#src/platform/institution-key.ts'
import { recordClosed } from '#src/platform/recordClosed.ts'
import { insertKept, noteLostRows, takeLostRows, type HeldInSecret, type KeptRow } from './closedKept.sql.ts'
import { keepFiles, putFilesBack, type KeptFile } from './keptFiles.ts'

const key = (): Buffer => institutionFileKey('kept-in-secret')

/** Rows as they were, by table; and files. */
export type Kept = { rows: Record<string, Record<string, unknown>[]>; files: KeptFile[] }

const insert = async (tx: Tx, category: string, one: HeldInSecret, rows: string, files: readonly KeptFile[]): Promise<void> => {
  const id = newId('ckpt', tx.now)
  const sealed = seal(key(), Buffer.from(`{"rows":${rows},"files":${JSON.stringify(files)}}`), id)
  const kept = { id, about: one.id, category, merchant_id: one.merchantId, subject_ids: one.subjectIds, sealed, kept_at: tx.now }
  await insertKept(tx.db, kept, files.flatMap(({ kept: name }) => name ?? []))
}

/** How one thing is erased: its files, by their storage keys, and the statement. Answers the ids of what went: none, and nothing is kept. */
export type Erase = { files?: (id: string) => Promise<string[]>; rows: (id: string) => Promise<string[]> }

/** Null: the store does not let a file of it go. */
const eraseOne = async (tx: Tx, category: string, one: HeldInSecret, { files, rows }: Erase): Promise<string[] | null> => {
  const names = (await files?.(one.id)) ?? []
  const kept = await keepFiles(tx, one, names)
  if (!kept) return null
  await noteLostRows(tx.db)
  const ids = await rows(one.id)
  const lost = await takeLostRows(tx.db)
  if (ids.length > 0) await insert(tx, category, one, lost, kept)
  else await putFilesBack(names)
  return ids
}

/**
 * Erases what an order of the closed compartment alone holds, one by one: whatever the erasing takes of it lies in the compartment before
 * the transaction ends, sealed, and the thing itself is gone like every other, so that no figure, list or certificate tells of the order,
 * nor that it is still there (X-06; docs/decisions/2026-11-29-a-secret-hold-ends-later.md). `refused`: how many stay because of a file.
 */
export const keepApart = async (
  tx: Tx,
  category: string,
  held: readonly HeldInSecret[],
  erase: Erase,
): Promise<{ ids: string[]; refused: number }> => {
  if (held.length === 0) return { ids: [], refused: 0 }
  const done: (string[] | null)[] = []
  for (const one of held) done.push(await eraseOne(tx, category, one, erase))
  const ids = done.flatMap((one) => one ?? [])
  await recordClosed(tx, 'hold.kept_apart', { subject: category, data: { rows: ids.length } })
  return { ids, refused: done.filter((one) => one === null).length }
}

/** Copies of before 28 December 2026 were of one row each. */
const isOfNow = (said: object): said is Kept => 'rows' in said && 'files' in said

export const openKept = ({ id, category, sealed }: Pick<KeptRow, 'id' | 'category' | 'sealed'>): Kept => {
  const said = JSON.parse(unseal(key(), sealed, id).toString('utf8')) as Kept | Record<string, unknown>
  return isOfNow(said) ? said : { rows: { [category]: [said] }, files: [] }
}

export const noteKeptRead = (ctx: Ctx, holdId: string): Promise<void> =>
  unit(ctx, (tx) => recordClosed(tx, 'hold.copies_read', { subject: holdId }))
