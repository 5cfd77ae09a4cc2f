import type { World } from '#src/kernel/actor.ts'
import { beforeAndAfter } from '#src/kernel/changes.ts'
import { newId } from '#src/kernel/ids.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { newPersonKey } from '#src/platform/person-keys.ts'
import { record } from '#src/platform/record.ts'
import { ibanHash, sealIban } from './vault.ts'
import { signatureOf, type MandateInput } from './mandate.ts'
import { findSameMandate, insertMandate, updateMandateRow, type MandateRow } from './mandates.sql.ts'
import { testBic } from './testAccounts.ts'

export type Known = { mandate: MandateRow; isNew: boolean }

/** Deleted between two looks, it is made anew; none is deleted that often. */
const mostTries = 5

const add = async (tx: Tx, { merchantId, mode }: World, input: MandateInput): Promise<MandateRow | null> => {
  const { iban, name, bic, mandate, date_birth } = input
  const id = newId('sepa', tx.now)
  const firstKey = await newPersonKey(tx, { subject: id, within: null, merchantId })
  const row = await insertMandate(tx.db, {
    id,
    merchant_id: merchantId,
    mode,
    sealed_iban: sealIban(firstKey.key, id, iban),
    key_id: firstKey.id,
    iban_hash: ibanHash(iban),
    last4: iban.slice(-4),
    country: iban.slice(0, 2),
    bic: bic ?? testBic(iban, mode),
    name,
    mandate: mandate ?? null,
    signed_at: signatureOf(input),
    born_on: date_birth ?? null,
    created_at: tx.now,
  })
  if (!row) return null
  const data = { mode, country: row.country, last4: row.last4, isSigned: row.signed_at !== null }
  await record(tx, 'mandate.created', {
    subject: id,
    merchantId,
    data,
    personal: { name, mandate: row.mandate, date_birth: row.born_on },
    firstKey,
  })
  return row
}

/** The mandate of this account, name and reference: made, unless it is known. Two at once make one. */
export const addOrFindMandate = async (tx: Tx, world: World, input: MandateInput): Promise<Known> => {
  for (let attempt = 1; attempt <= mostTries; attempt++) {
    const made = await add(tx, world, input)
    if (made) return { mandate: made, isNew: true }
    const known = await findSameMandate(tx.db, world, { iban_hash: ibanHash(input.iban), name: input.name, mandate: input.mandate ?? null })
    if (known) return { mandate: known, isNew: false }
  }
  throw new Error('a mandate came and went at every look')
}

/** What was not known of it yet: the bank's code, a date of birth, that it is signed by now. */
const complete = async (tx: Tx, mandate: MandateRow, input: MandateInput): Promise<MandateRow> => {
  const told = Object.entries({ bic: input.bic, born_on: input.date_birth, signed_at: signatureOf(input) }).filter(([name, value]) =>
    value && mandate[name as 'bic'] === null
  )
  if (told.length === 0) return mandate
  const change: Partial<MandateRow> = Object.fromEntries(told)
  const row = await updateMandateRow(tx.db, mandate.id, change)
  const facts = { subject: row.id, merchantId: row.merchant_id, data: { mode: row.mode }, personal: beforeAndAfter(mandate, change) }
  await record(tx, change.signed_at ? 'mandate.signed' : 'mandate.updated', facts)
  return row
}

/**
 * The mandate that a payment or a check brings along: the known one where account, name and reference are the same, else a new one. It
 * never conflicts.
 */
export const knowMandate = async (tx: Tx, world: World, input: MandateInput): Promise<MandateRow> => {
  const { mandate, isNew } = await addOrFindMandate(tx, world, input)
  return isNew ? mandate : complete(tx, mandate, input)
}
