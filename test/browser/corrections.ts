import { proposeUndo } from '#src/corrections/undoCorrection.ts'
import { confirmCorrection } from '#src/corrections/decideCorrection.ts'
import { proposeCorrection, type CorrectionProposal } from '#src/corrections/proposeCorrection.ts'
import { draftOf, effectsOf, seenOf } from '#src/corrections/correction.ts'
import { readSums } from '#src/corrections/correctionMoney.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import type { Ctx } from '#src/platform/ctx.ts'
import type { Database } from '#src/platform/db.ts'

type Links = Record<'correction' | 'correctionBooked' | 'correctionUndo', string>

/** One that waits about a break, one that is booked, and one that somebody wants undone. */
export const addCorrections = async (
  ctx: Ctx,
  db: Database,
  { agent, officer, merchantId, aboutId }: Record<'agent' | 'officer' | 'merchantId' | 'aboutId', string>,
): Promise<Links> => {
  const by = (id: string, role: 'agent' | 'officer'): Ctx => ({
    ...ctx,
    actor: { kind: 'staff', id, name: 'Tour', roles: [role] } satisfies StaffActor,
  })
  const propose = async (said: Partial<CorrectionProposal>): Promise<string> =>
    (await proposeCorrection(by(agent, 'agent'), {
      kind: 'acquirer_debit_merchant',
      merchantId,
      currency: 'eur',
      amountCents: 12_340,
      reason: 'Débité par l’acquéreur le 2 mars, sans ligne au relevé.',
      aboutId: '',
      bankReference: '',
      bankOn: null,
      ...said,
    }))!
  const book = async (said: Partial<CorrectionProposal> & Pick<CorrectionProposal, 'kind' | 'amountCents'>): Promise<string> => {
    const id = await propose(said)
    const sums = await readSums(db, { merchantId, book: 'live', currency: 'eur' })
    await confirmCorrection(by(officer, 'officer'), id, {
      seen: seenOf(effectsOf(draftOf({ kind: said.kind, merchantId, amountCents: said.amountCents! }, sums).legs, sums)),
    })
    return id
  }
  const correctionBooked = await book({ kind: 'goodwill', amountCents: 1_500, reason: 'Incident de caisse du 28 février, deux heures.' })
  const correctionUndo = await book({ kind: 'acquirer_credit_merchant', amountCents: 4_200, bankReference: 'ACQ-2026-0312' })
  await proposeUndo(by(agent, 'agent'), correctionUndo, { reason: 'Le même crédit est arrivé au relevé du lendemain.' })
  return { correction: await propose({ aboutId }), correctionBooked, correctionUndo }
}
