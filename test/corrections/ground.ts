import { effectsOfBooking, effectsOfUndoing, findBooked, purseOf, readSums } from '#src/corrections/correctionMoney.ts'
import { seenOf } from '#src/corrections/correction.ts'
import { findCorrection, listBeside } from '#src/corrections/corrections.sql.ts'
import { confirmCorrection } from '#src/corrections/decideCorrection.ts'
import { proposeCorrection, type CorrectionProposal } from '#src/corrections/proposeCorrection.ts'
import { confirmUndo, proposeUndo, undoMark } from '#src/corrections/undoCorrection.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { post } from '#src/ledger/post.ts'
import { refund } from '#src/ledger/postings.ts'
import { unit } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import type { House } from '#test/support/house.ts'

export type Two = { first: StaffActor; second: StaffActor }

export const wanted = (merchantId: string | null, said: Partial<CorrectionProposal> = {}): CorrectionProposal => ({
  kind: 'acquirer_debit_merchant',
  merchantId,
  currency: 'eur',
  amountCents: 1_000,
  reason: 'Débité par l’acquéreur sans fichier, relevé du 2 mars.',
  aboutId: '',
  bankReference: '',
  bankOn: null,
  ...said,
})

/** What the second person's page carries. */
export const seenToBook = async (house: House, id: string): Promise<string> => {
  const row = (await findCorrection(house.db, id))!
  const effects = effectsOfBooking(row, await readSums(house.db, purseOf(row)))
  return effects ? seenOf(effects, await listBeside(house.db, row)) : 'nothing'
}
export const seenToUndo = async (house: House, id: string): Promise<string> => {
  const row = (await findCorrection(house.db, id))!
  return seenOf(effectsOfUndoing((await findBooked(house.db, row))!, await readSums(house.db, purseOf(row))))
}

export const bookOne = async (house: House, { first, second }: Two, said: CorrectionProposal): Promise<string> => {
  const id = (await proposeCorrection(house.ctx(first), said))!
  await confirmCorrection(house.ctx(second), id, { seen: await seenToBook(house, id) })
  return id
}

export const undoOne = async (house: House, { first, second }: Two, id: string): Promise<void> => {
  await proposeUndo(house.ctx(first), id, { reason: 'Passée deux fois.' })
  await confirmUndo(house.ctx(second), id, { seen: await seenToUndo(house, id), proposal: undoMark((await findCorrection(house.db, id))!) })
}

let count = 0
/** He gives more back than he has: the rest is owed. In cents. */
export const runUp = (house: House, merchantId: string, amountCents: number): Promise<void> =>
  unit(house.ctx(), async (tx) => {
    const key = `refund:refd_${String(++count).padStart(24, '0')}`
    await post(tx, {
      ...refund({ merchantId, scheme: 'visa', amountCents, funds: { availableCents: 0 } }),
      eventKey: key,
      book: 'live',
      currency: 'eur',
      subjectId: key.slice(7),
      at: tx.now,
    })
    await record(tx, 'payment.captured', { subject: merchantId, merchantId })
  })

export const correctionOf = (house: House, id: string) =>
  house.db.selectFrom('corrections').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
export const eventsOf = async (house: House, id: string) =>
  (await house.db.selectFrom('audit_events').select('event').where('subject_id', '=', id).orderBy('id').execute()).map(({ event }) =>
    event.slice('correction.'.length)
  )
export const lettersOf = async (
  house: House,
  id: string,
) => (await house.db.selectFrom('mails').select(['template', 'text_body']).where('subject_id', '=', id).orderBy('id').execute())
