import { newId } from '#src/kernel/ids.ts'
import { normalForm } from '#src/matching/normalForm.ts'
import { searchKeys } from '#src/matching/searchKeys.ts'
import { sha256 } from '#src/platform/crypto.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { changedParts, wholeText } from './changedParts.ts'
import { dropSearched, endEditions, entryFrom, insertChanges, insertEditions, insertEntries, insertIdentifiers, insertNames,
  listEditionsInForce, listInForce, listRemoved, refreshStatistics, removeEntries, reviveEntries, sortIndex, type NewChange,
  type NewEdition, type NewIdentifier, type NewName } from './entries.sql.ts'
import { plainNumber, type Entry, type ListCode, type Noted } from './watchlist.ts'

export type Published = { added: number; changed: number; removed: number; unchanged: number }

type Plan = {
  added: NewEdition[]
  created: { id: string; ref: string }[]
  revived: string[]
  changed: NewEdition[]
  removed: string[]
  unchanged: number
}

export const countNoted = (noted: readonly Noted[]): Record<string, number> =>
  noted.reduce<Record<string, number>>((counts, { remark }) => ({ ...counts, [remark]: (counts[remark] ?? 0) + 1 }), {})

/** What a new file makes of the entries in force: by the publisher's ids, and by a hash of all that is said. */
const planOf = async (tx: Tx, list: ListCode, entries: readonly Entry[]): Promise<Plan> => {
  const inForce = new Map((await listInForce(tx.db, list)).map((one) => [one.ref, one]))
  const gone = new Map((await listRemoved(tx.db, list)).map(({ ref, id }) => [ref, id]))
  const plan: Plan = { added: [], created: [], revived: [], changed: [], removed: [], unchanged: 0 }
  for (const entry of entries) {
    const [before, digest] = [inForce.get(entry.ref), sha256(Buffer.from(wholeText(entry)))]
    inForce.delete(entry.ref)
    if (before?.digest === digest.toString('hex')) plan.unchanged++
    else if (before) plan.changed.push({ id: newId('wled', tx.now), entryId: before.entryId, entry, digest })
    else {
      const known = gone.get(entry.ref)
      const entryId = known ?? newId('wlen', tx.now)
      if (known) plan.revived.push(known)
      else plan.created.push({ id: entryId, ref: entry.ref })
      plan.added.push({ id: newId('wled', tx.now), entryId, entry, digest })
    }
  }
  plan.removed.push(...[...inForce.values()].map(({ entryId }) => entryId))
  return plan
}

const changesOf = async (tx: Tx, { added, changed, removed }: Plan): Promise<NewChange[]> => {
  const before = new Map(
    (await listEditionsInForce(tx.db, changed.map(({ entryId }) => entryId))).map((one) => [one.entryId, entryFrom(one)]),
  )
  return [
    ...added.map(({ entryId }): NewChange => ({ entryId, kind: 'added', parts: [] })),
    ...changed.map(({ entryId, entry }): NewChange => ({ entryId, kind: 'changed', parts: changedParts(before.get(entryId)!, entry) })),
    ...removed.map((entryId): NewChange => ({ entryId, kind: 'removed', parts: [] })),
  ]
}

const namesOf = ({ entryId, entry }: NewEdition): NewName[] =>
  entry.names.map(({ text, quality }) => ({ entryId, text, quality, normal: normalForm(text), keys: searchKeys(text) })).filter((
    { normal },
  ) => normal !== '')

const identifiersOf = ({ entryId, entry }: NewEdition): NewIdentifier[] =>
  entry.identifiers.map(({ kind, number, country }) => ({ entryId, kind, number: plainNumber(number), country })).filter(({ number }) =>
    number !== ''
  )

/** Changes of that many rows and more are worth statistics of their own at once. */
const many = 500

const write = async (
  tx: Tx,
  list: ListCode,
  number: number,
  plan: Plan,
  changes: readonly NewChange[],
  versionId: string,
): Promise<void> => {
  const [ended, written] = [[...plan.changed.map(({ entryId }) => entryId), ...plan.removed], [...plan.added, ...plan.changed]]
  await endEditions(tx.db, ended, number)
  await dropSearched(tx.db, ended)
  await removeEntries(tx.db, plan.removed, number)
  await insertEntries(tx.db, list, number, plan.created)
  await reviveEntries(tx.db, plan.revived)
  await insertEditions(tx.db, list, number, written)
  await insertNames(tx.db, written.flatMap(namesOf))
  await sortIndex(tx.db)
  await insertIdentifiers(tx.db, written.flatMap(identifiersOf))
  await insertChanges(tx.db, versionId, changes)
  if (changes.length >= many) await refreshStatistics(tx.db)
}

/** Works out what a file changes; `write` does it, once the version is there that the changes name. */
export const publishEntries = async (
  tx: Tx,
  list: ListCode,
  number: number,
  entries: readonly Entry[],
): Promise<{ counts: Published; write: (versionId: string) => Promise<void> }> => {
  const plan = await planOf(tx, list, entries)
  const changes = await changesOf(tx, plan)
  const counts = { added: plan.added.length, changed: plan.changed.length, removed: plan.removed.length, unchanged: plan.unchanged }
  return { counts, write: (versionId) => write(tx, list, number, plan, changes, versionId) }
}
