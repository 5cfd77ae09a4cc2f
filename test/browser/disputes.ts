import { PDFDocument } from 'pdf-lib'
import { readReportLine } from '#src/disputeLines/disputeLine.ts'
import { checkImport } from '#src/disputeLines/importDisputes.ts'
import { takeDisputeLine } from '#src/disputeLines/takeDisputeLine.ts'
import { claimDispute } from '#src/disputes/claimDispute.ts'
import { system, type Actor, type MerchantActor, type StaffActor } from '#src/kernel/actor.ts'
import { createPayment } from '#src/payments/createPayment.ts'
import { paymentInput } from '#src/payments/paymentInput.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import type { Database } from '#src/platform/db.ts'
import { buildFile } from '#src/resolutions/buildFile.ts'
import { changeClock } from '#src/resolutions/changeClock.ts'
import { engageResolution } from '#src/resolutions/engageResolution.ts'
import { addPieces, saveStatement } from '#src/resolutions/gatherEvidence.ts'
import { submitResolution } from '#src/resolutions/submitResolution.ts'

type Found = Record<
  'disputeOpen' | 'disputeEngaged' | 'disputeReady' | 'disputeSepa' | 'disputePiece' | 'disputeFile' | 'disputeLine' | 'disputeImport',
  string
>

const words = {
  cover: {
    title: 'Evidence',
    under: '',
    facts: [{ label: 'Amount', value: '€1' }],
    sections: [],
    index: { title: 'Index', columns: ['Piece', 'File', 'Page'] as const },
    piece: (number: number) => `Piece ${number}`,
    language: 'en-GB' as const,
  },
  label: (slot: string) => slot,
}

/**
 * Disputes in each of their states: one that waits for its merchant, one whose evidence is gathered, one ready to be sent, a debit that
 * came back; a line that fits nothing, and a file that was read.
 */
export const addDisputes = async (ctx: Ctx, db: Database, { user, agent }: { user: string; agent: string }): Promise<Found> => {
  const { merchant_id: merchantId } = await db
    .selectFrom('merchant_users')
    .select('merchant_id')
    .where('id', '=', user)
    .executeTakeFirstOrThrow()
  const owner: MerchantActor = { kind: 'merchant', id: user, merchantId, name: 'Tour' }
  const worker: StaffActor = { kind: 'staff', id: agent, name: 'Tour', roles: ['agent'] }
  const as = (actor: Actor): Ctx => ({ ...ctx, actor })
  const pay = async (said: Record<string, unknown>): Promise<string> => {
    const id = await createPayment(
      ctx,
      { merchantId, mode: 'live' },
      paymentInput.parse({ currency: 'eur', order_id: 'CMD-7781', ...said }),
    )
    return (await db.selectFrom('disputes').select('id').where('payment_id', '=', id).executeTakeFirstOrThrow()).id
  }
  const card = (number: string, amount: number): Promise<string> =>
    pay({
      amount,
      card: { number, exp_month: 12, exp_year: 2030, cvc: '123', name: 'Luc Martin' },
      customer: { email: 'luc.martin@exemple.test' },
      device: { ip: '192.0.2.44' },
    })
  const pdf = async (): Promise<Buffer> => {
    const one = await PDFDocument.create()
    one.addPage([300, 400]).drawText('Bon de livraison', { x: 60, y: 200 })
    return Buffer.from(await one.save())
  }
  const engaged = async (number: string, amount: number): Promise<{ id: string; resolution: string }> => {
    const id = await card(number, amount)
    const resolution = (await engageResolution(as(owner), id)).id
    await saveStatement(
      as(owner),
      resolution,
      'Commande du 12, livrée le 15 contre signature. Le client nous a écrit le 18 pour en commander une autre.',
    )
    await addPieces(as(owner), resolution, 'other', [{ fileName: 'bon-de-livraison.pdf', bytes: await pdf() }])
    return { id, resolution }
  }
  const disputeOpen = await card('4000000000001976', 14_900)
  const { id: disputeEngaged } = await engaged('4000000000000259', 6_480)
  const { id: disputeReady, resolution } = await engaged('4000000000005423', 23_000)
  await submitResolution(as(owner), resolution)
  await claimDispute(as(worker), disputeReady)
  await changeClock(as(worker), resolution, {
    kind: 'extend',
    cause: 'complexity',
    days: 10,
    reason: 'Le transporteur recherche le bon signé : nous l’attendons cette semaine.',
  })
  const { id: disputeFile } = await buildFile(as(worker), resolution, words)
  const disputeSepa = await pay({
    amount: 4_200,
    sepa: { iban: 'NL82RABO0300065266', name: 'Jan Smit', mandate: 'M-0042', date_mandate: 1_600_000_000 },
  })
  await unit(
    { ...ctx, actor: system('open-disputes') },
    (tx) =>
      takeDisputeLine(tx, readReportLine('CB-2026-118;ACQ-9999;national;45;;5400;eur;;opened')!, { origin: 'report', on: '2026-03-02' }),
  )
  const heading = 'reference;original;network;code;r_type;amount;currency;due_on;stage'
  const disputeImport = await checkImport(
    as(worker),
    Buffer.from(`${heading}\nV-1;ACQ-1;visa;1040;;120,00;eur;31/03/2026;opened\nV-2;ACQ-2;amex;10;;5;eur;;opened\n`),
  )
  const { id: disputePiece } = await db.selectFrom('resolution_pieces').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()
  const { id: disputeLine } = await db.selectFrom('dispute_lines').select('id').where('outcome', '=', 'broken').executeTakeFirstOrThrow()
  return { disputeOpen, disputeEngaged, disputeReady, disputeSepa, disputePiece, disputeFile, disputeLine, disputeImport }
}
