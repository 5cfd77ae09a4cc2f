import { sql, type Insertable } from 'kysely'
import { newId } from '#src/kernel/ids.ts'
import { newKey, seal, sealWithMaster, unseal, unsealWithMaster } from './crypto.ts'
import type { ChangeWatch } from './change-watch.ts'
import type { Tx } from './ctx.ts'
import type { ReadDb } from './db.ts'
import type { PersonKeys } from './db.types.ts'
import type { KeySubject } from './key-subject.ts'
import { findMerchantKey, findMerchantKeys } from './merchant-keys.ts'

/** A key in use: what is sealed with it names it by `id`. */
export type PersonKey = { id: string; key: Buffer }
/** One that no row holds yet: whoever writes the first thing sealed with it writes the row in the same statement (`record`). */
export type NewPersonKey = PersonKey & { row: Insertable<PersonKeys> }
export type Whose = KeySubject & { merchantId: string }

/** Bound to its row: a key moved to another's row opens nothing. */
const label = (id: string, subject: string): string => `person-key:${id}:${subject}`

type Row = { id: string; subject_id: string; merchant_id: string; wrapped_key: Buffer | null }

/**
 * Wrapped by the merchant's key, and that by the master key: destroying the merchant's destroys all of his, in every backup, by one row.
 */
const wrap = (merchantKey: Buffer, key: Buffer, said: string): Buffer => sealWithMaster(seal(merchantKey, key, said), said)
const unwrap = (merchantKey: Buffer | null | undefined, { id, subject_id: subject, wrapped_key: wrapped }: Row): Buffer | null =>
  merchantKey && wrapped ? unseal(merchantKey, unsealWithMaster(wrapped, label(id, subject)), label(id, subject)) : null

/** For somebody who has none yet, because he was made a moment ago in this transaction. */
export const newPersonKey = async (tx: Tx, { subject, within, merchantId }: Whose): Promise<NewPersonKey> => {
  const merchantKey = await findMerchantKey(tx.db, merchantId)
  if (!merchantKey) throw new Error('this merchant has no key')
  const [id, key] = [newId('pkey', tx.now), newKey()]
  return {
    id,
    key,
    row: {
      id,
      subject_id: subject,
      within_id: within,
      merchant_id: merchantId,
      wrapped_key: wrap(merchantKey, key, label(id, subject)),
      created_at: tx.now,
    },
  }
}

const columns = ['id', 'subject_id', 'merchant_id', 'wrapped_key'] as const

/** Null where he has none, where it was destroyed, or the merchant's was. */
export const findLivingKey = async (db: ReadDb, subject: string): Promise<PersonKey | null> => {
  const row = await db
    .selectFrom('person_keys')
    .select(columns)
    .where('subject_id', '=', subject)
    .where('destroyed_at', 'is', null)
    .executeTakeFirst()
  const key = row && unwrap(await findMerchantKey(db, row.merchant_id), row)
  return row && key ? { id: row.id, key } : null
}

/** Made, unless another transaction made it at this very moment: `person_keys_living` decides. */
const findOrMake = async (tx: Tx, whose: Whose): Promise<PersonKey> => {
  const known = await findLivingKey(tx.db, whose.subject)
  if (known) return known
  const made = await newPersonKey(tx, whose)
  const written = await tx.db.insertInto('person_keys').values(made.row).onConflict((oc) => oc.doNothing()).executeTakeFirst()
  const found = Number(written.numInsertedOrUpdatedRows) === 1 ? made : await findLivingKey(tx.db, whose.subject)
  if (!found) throw new Error('a key came and went between two looks')
  return found
}

/** Of one transaction: nothing is remembered beyond it, so that a key which was destroyed is of no use the moment after. */
const inHand = new WeakMap<ChangeWatch, Map<string, Promise<PersonKey>>>()

/**
 * The living key of this subject, made where there is none: also where one was destroyed, since what is written of him afterwards is to be
 * readable until he is erased again. Throws where the merchant's key was destroyed.
 */
export const personKeyFor = (tx: Tx, whose: Whose): Promise<PersonKey> => {
  const held = inHand.get(tx.watch) ?? new Map<string, Promise<PersonKey>>()
  inHand.set(tx.watch, held)
  const known = held.get(whose.subject) ?? findOrMake(tx, whose)
  held.set(whose.subject, known)
  return known
}

/** A key that nobody keeps: what is sealed with it is noise at once. Its row says when. For whoever is gone already. */
export const insertDestroyedKey = async (tx: Tx, whose: Whose): Promise<PersonKey> => {
  const [id, key] = [newId('pkey', tx.now), newKey()]
  await tx
    .db
    .insertInto('person_keys')
    .values({
      id,
      subject_id: whose.subject,
      within_id: whose.within,
      merchant_id: whose.merchantId,
      wrapped_key: null,
      created_at: tx.now,
      destroyed_at: tx.now,
    })
    .execute()
  return { id, key }
}

/** Under which key something lies: that of a person where it names one, else the merchant's. */
export type Sealed = { keyId: string | null; merchantId: string | null }
export const keyNameOf = ({ keyId, merchantId }: Sealed): string => keyId ?? merchantId ?? ''

const findPersonKeys = async (db: ReadDb, ids: readonly string[]): Promise<Row[]> =>
  ids.length === 0 ? [] : db.selectFrom('person_keys').select(columns).where('id', '=', sql<string>`any(${ids}::text[])`).execute()

/** Nothing where the row is not what was written: what it opened is told as changed, and one such row stops nobody else's page. */
const tryUnwrap = (merchantKey: Buffer | undefined, row: Row): [string, Buffer | null][] => {
  try {
    return [[row.id, unwrap(merchantKey, row)]]
  } catch {
    return []
  }
}

/**
 * The keys of all of these in two questions, by `keyNameOf`. Null: destroyed. A person's key that no row knows, or that was altered, is not
 * among them.
 */
export const findKeysOf = async (db: ReadDb, sealed: readonly Sealed[]): Promise<Map<string, Buffer | null>> => {
  const rows = await findPersonKeys(db, [...new Set(sealed.flatMap(({ keyId }) => keyId ?? []))])
  const merchants = [
    ...new Set([
      ...rows.map((row) => row.merchant_id),
      ...sealed.flatMap(({ keyId, merchantId }) => (keyId === null && merchantId !== null ? [merchantId] : [])),
    ]),
  ]
  const wrapping = await findMerchantKeys(db, merchants)
  return new Map<string, Buffer | null>([
    ...merchants.map((id) => [id, wrapping.get(id) ?? null] as const),
    ...rows.flatMap((row) => tryUnwrap(wrapping.get(row.merchant_id), row)),
  ])
}

/** One key; null where it was destroyed. */
export const findKeyOf = async (db: ReadDb, sealed: Sealed): Promise<Buffer | null> => {
  if (sealed.keyId === null) return sealed.merchantId === null ? null : findMerchantKey(db, sealed.merchantId)
  const row = (await findPersonKeys(db, [sealed.keyId]))[0]
  return row ? unwrap(await findMerchantKey(db, row.merchant_id), row) : null
}
