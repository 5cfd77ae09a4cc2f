import type { World } from '#src/kernel/actor.ts'
import { beforeAndAfter, differing } from '#src/kernel/changes.ts'
import { conflict, invalid, type FieldErrors } from '#src/kernel/errors.ts'
import { isSame } from '#src/platform/crypto.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { isDuplicate } from '#src/platform/duplicate.ts'
import { record } from '#src/platform/record.ts'
import { ibanHash } from './vault.ts'
import { frozenFaults, signatureOf, type MandateChange } from './mandate.ts'
import { findMandate, findSameMandate, lockMandate, updateMandateRow, type MandateRow } from './mandates.sql.ts'

/** To the second, as the wire has it: said again, a date is no change. */
const saidOf = (said: MandateChange): Partial<MandateRow> => {
  const { name, mandate, bic, date_birth } = said
  return { name, mandate, bic, born_on: date_birth, signed_at: signatureOf(said) } as Partial<MandateRow>
}

const mustBeFree = (row: MandateRow, changed: Partial<MandateRow>, iban: string | undefined): void => {
  const isOther = iban !== undefined && !isSame(ibanHash(iban), row.iban_hash)
  const faults: FieldErrors = { ...(isOther ? { iban: 'cannot be changed: create another sepa' } : {}), ...frozenFaults(row, changed) }
  if (Object.keys(faults).length > 0) throw invalid(faults)
}

const change = async (tx: Tx, mandate: MandateRow, said: MandateChange): Promise<MandateRow> => {
  const changed = differing<MandateRow>(mandate, saidOf(said))
  mustBeFree(mandate, changed, said.iban)
  if (Object.keys(changed).length === 0) return mandate
  const row = await updateMandateRow(tx.db, mandate.id, changed)
  const isSignedNow = mandate.signed_at === null && row.signed_at !== null
  const facts = { subject: row.id, merchantId: row.merchant_id, data: { mode: row.mode }, personal: beforeAndAfter(mandate, changed) }
  await record(tx, isSignedNow ? 'mandate.signed' : 'mandate.updated', facts)
  return row
}

/** With its new name or reference it would be one that is there: 409 with that one's id. */
const asConflict = (ctx: Ctx, world: World, id: string, said: MandateChange) => async (error: unknown): Promise<never> => {
  if (!isDuplicate(error, 'mandates_same')) throw error
  const mandate = await findMandate(ctx.db, world, id)
  const other = mandate && (await findSameMandate(ctx.db, world, { ...mandate, ...differing<MandateRow>(mandate, saidOf(said)) }))
  throw conflict('sepa_exists', { id: other?.id ?? id })
}

/** Null: no such mandate. What is not said stays as it is; what is signed cannot change (400, naming the field). */
export const updateMandate = (ctx: Ctx, world: World, id: string, said: MandateChange): Promise<MandateRow | null> =>
  unit(ctx, async (tx) => {
    const mandate = await lockMandate(tx.db, world, id)
    return mandate && change(tx, mandate, said)
  })
    .catch(asConflict(ctx, world, id, said))
