import { balancesOf, lockBalances, type Purse } from '#src/ledger/balances.ts'
import { listEntriesByKey } from '#src/ledger/entries.sql.ts'
import { reversalOf, type StoredEntry } from '#src/ledger/entry.ts'
import { post } from '#src/ledger/post.ts'
import { reverseEvent } from '#src/ledger/reverseEvent.ts'
import { recoverDebt } from '#src/ledger/settleDebt.ts'
import type { Tx } from '#src/platform/ctx.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { draftOf, effectsOf, excessOf, noSums, type Effects, type Sums } from './correction.ts'
import type { CorrectionRow } from './corrections.sql.ts'

export const keyOf = ({ id }: Pick<CorrectionRow, 'id'>): string => `correction:${id}`
const undoneKey = ({ id }: Pick<CorrectionRow, 'id'>): string => `correction_undone:${id}`

/** Corrections are of the live world: nobody is paid out of the other. Null: of no merchant. */
export const purseOf = (
  { merchant_id: merchantId, currency }: Pick<CorrectionRow, 'merchant_id' | 'currency'>,
): Purse | null => (merchantId === null ? null : { merchantId, book: 'live', currency })

const sums = ({ availableCents, owedCents }: Sums): Sums => ({ availableCents, owedCents })
export const readSums = async (db: ReadDb, purse: Purse | null): Promise<Sums> => (purse ? sums(await balancesOf(db, purse)) : noSums)
/** Whoever pays him out, or charges him, waits. */
export const lockSums = async (tx: Tx, purse: Purse | null): Promise<Sums> => (purse ? sums(await lockBalances(tx, purse)) : noSums)

export const wantedOf = ({ kind, merchant_id: merchantId, amount_cents: amountCents }: CorrectionRow) => ({ kind, merchantId, amountCents })

/** Null where it is more than there is (`excessOf`). */
export const effectsOfBooking = (
  row: CorrectionRow,
  before: Sums,
): Effects | null => (excessOf(wantedOf(row), before) ? null : effectsOf(draftOf(wantedOf(row), before).legs, before))

/** The entry that it made; null where nothing of it is booked, or its year was stripped of what it was about. */
export const findBooked = async (db: ReadDb, row: Pick<CorrectionRow, 'id'>): Promise<StoredEntry | null> =>
  (await listEntriesByKey(db, [keyOf(row)]))[0] ?? null
export const effectsOfUndoing = (entry: StoredEntry, before: Sums): Effects => effectsOf(reversalOf(entry).legs, before)

/**
 * The entry, and in the same stroke what the merchant owes out of what became available. The caller holds the purse and has made sure of
 * the amount.
 */
export const bookCorrection = async (tx: Tx, row: CorrectionRow, before: Sums): Promise<void> => {
  const { id: subjectId, currency } = row
  await post(tx, { ...draftOf(wantedOf(row), before), eventKey: keyOf(row), book: 'live', currency, subjectId, at: tx.now })
  const purse = purseOf(row)
  if (purse) await recoverDebt(tx, purse, { eventKey: `debt_recovered:${subjectId}`, subjectId })
}

/** The exact mirror; what that leaves below zero is owed, and what is owed is repaid from what is there. */
export const reverseCorrection = async (tx: Tx, row: CorrectionRow): Promise<void> => {
  await reverseEvent(tx, keyOf(row), undoneKey(row))
  const purse = purseOf(row)
  if (purse) await recoverDebt(tx, purse, { eventKey: `debt_recovered:undone_${row.id}`, subjectId: row.id })
}
