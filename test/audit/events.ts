import { sql } from 'kysely'
import { system, type Actor } from '#src/kernel/actor.ts'
import { newId } from '#src/kernel/ids.ts'
import { unit, type Tx } from '#src/platform/ctx.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import { createMerchantKey } from '#src/platform/merchant-keys.ts'
import { record, type EventFacts } from '#src/platform/record.ts'
import { insertMerchant } from '#src/merchants/merchants.sql.ts'
import type { House } from '#test/support/house.ts'

/** A merchant with a key, and nothing else of his. */
export const addMerchant = (house: House, name = 'Boulangerie Lenoir'): Promise<string> =>
  unit(house.ctx(), async (tx) => {
    const id = newId('mrch', tx.now)
    await insertMerchant(tx.db, { id, name, search_name: name.toLowerCase(), created_at: tx.now, state_changed_at: tx.now })
    await createMerchantKey(tx, id)
    await record(tx, 'merchant.signed_up', { subject: id, merchantId: id, personal: { email: 'claire@lenoir.example' } })
    return id
  })

/** The number that the event took which this transaction wrote last. */
export const lastNumber = async (tx: Tx): Promise<number> =>
  (await sql<{ id: number }>`select currval(pg_get_serial_sequence('audit_events', 'id'))::int as id`.execute(tx.db)).rows[0]!.id

export const addEvent = (
  house: House,
  event = 'dossier.risk_rated',
  facts: Partial<EventFacts> = {},
  actor: Actor = system('test'),
): Promise<number> =>
  unit(house.ctx(actor), async (tx) => {
    await record(tx, event, { subject: 'doss_1', data: { level: 'low' }, ...facts })
    return lastNumber(tx)
  })

export const addEvents = async (house: House, count: number): Promise<number[]> => {
  const ids: number[] = []
  for (let n = 0; n < count; n++) ids.push(await addEvent(house, 'dossier.risk_rated', { data: { n } }))
  return ids
}

const guarded = [
  'audit_events',
  'audit_blocks',
  'audit_unsealed',
  'closed_events',
  'closed_register_end',
  'legal_holds',
  'retention_policies',
]

const disarm = async (trx: WritableDb, state: 'disable' | 'enable'): Promise<void> => {
  for (const table of guarded)
    await sql.raw(`alter table ${table} ${state} trigger user`).execute(trx)
}

/**
 * What somebody with the keys of the database could do: the guards taken off, a change; then what is seen of it. All of it is rolled back,
 * so that one history serves many crimes.
 */
export const tampered = async <T>(house: House, statement: string, see: (db: ReadDb) => Promise<T>): Promise<T> => {
  const undo = new Error('rolled back')
  let seen: T | undefined
  await house
    .db
    .transaction()
    .execute(async (trx) => {
      await disarm(trx, 'disable')
      await sql.raw('alter table audit_unsealed drop constraint audit_unsealed_event_id_fkey').execute(trx)
      await sql.raw(statement).execute(trx)
      seen = await see(trx)
      throw undo
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error
    })
  return seen as T
}

/** The same, and it stays done. */
export const tampering = (house: House, ...statements: readonly string[]): Promise<void> =>
  house.db.transaction().execute(async (trx) => {
    await disarm(trx, 'disable')
    for (const statement of statements) await sql.raw(statement).execute(trx)
    await disarm(trx, 'enable')
  })
