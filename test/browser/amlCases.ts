import { addAmlPieces, answerQuestion } from '#src/amlCases/addToAmlCase.ts'
import { amlQuestions } from '#src/amlCases/amlCase.ts'
import { beginExamination, concludeAmlCase } from '#src/amlCases/moveAmlCase.ts'
import { openAmlCase, takeIntoCase } from '#src/amlCases/openAmlCase.ts'
import { proposeNoSuspicion } from '#src/conclusions/conclude.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import type { Ctx } from '#src/platform/ctx.ts'
import type { Database } from '#src/platform/db.ts'
import { newPdf } from '#test/support/merchant.ts'
import type { Stop } from './tour.ts'

type Made = (as: string, route: string, name: string, path?: string, more?: Partial<Stop>) => Stop
type Found = Record<'amlCase' | 'amlConcluded' | 'amlPiece' | 'amlHit', string>

const said: Record<(typeof amlQuestions)[number], string> = {
  origin: 'Deux cartes émises à l’étranger paient quatorze fois sur quinze.',
  destination: 'Reversé chaque jour vers le compte déclaré ; rien n’y reste plus d’un jour.',
  purpose: 'Le marchand produit trois factures pour six paiements.',
  beneficiary: 'Le gérant, seul associé ; aucun autre bénéficiaire connu.',
  justification: 'Ni promotion, ni saison : rien n’explique la hausse.',
}

/**
 * Of the trader: what was raised is examined, three questions answered; of another, what was handed over and is to be confirmed by a second
 * person of the circle.
 */
export const addAmlCases = async (
  ctx: Ctx,
  db: Database,
  { merchantId, otherMerchant, analyst, declarant }: Record<'merchantId' | 'otherMerchant' | 'analyst' | 'declarant', string>,
): Promise<Found> => {
  const by: Ctx = { ...ctx, actor: { kind: 'staff', id: analyst, name: 'Tour', roles: ['analyst'] } satisfies StaffActor }
  const answer = async (id: string, count: number): Promise<void> => {
    for (const question of amlQuestions.slice(0, count))
      await answerQuestion(by, id, {
        question,
        isEstablished: question !== 'purpose',
        words: said[question],
        source: question === 'purpose' ? 'merchant' : 'payments',
        sourceWords: 'Relevé du 3 mars',
        pieceId: '',
      })
  }
  const alerts = await db
    .selectFrom('alerts')
    .select(['id', 'scenario'])
    .where('merchant_id', '=', merchantId)
    .where('state', '=', 'new')
    .where('scenario', 'in', ['TM-04', 'TM-08', 'TM-10', 'TM-11'])
    .orderBy('scenario')
    .execute()
  const amlCase = await takeIntoCase(by, alerts.at(-1)!.id, {
    reason: 'Une carte paie six fois juste sous mille euros en un jour, et des billets bien au-delà de l’habitude suivent le lendemain.',
  })
  await beginExamination(by, amlCase)
  await addAmlPieces(by, amlCase, [{ fileName: 'releve-des-ventes.pdf', bytes: await newPdf('Relevé') }])
  await answer(amlCase, 3)
  const amlConcluded = await openAmlCase(by, {
    merchantId: otherMerchant,
    alertIds: [],
    hitIds: [],
    reason: 'Montage inhabituel signalé par la banque de reversement.',
  })
  await beginExamination(by, amlConcluded)
  await answer(amlConcluded, 5)
  await concludeAmlCase(by, amlConcluded, {
    facts: 'Six paiements d’une carte en un jour, trois factures produites, reversés le lendemain.',
  })
  await proposeNoSuspicion(
    { ...ctx, actor: { kind: 'staff', id: declarant, name: 'Tour', roles: ['officer', 'declarant'] } },
    amlConcluded,
    { reasoning: 'Les factures manquantes ont été retrouvées au greffe ; le montage est celui d’une cession annoncée.' },
  )
  const { id: amlPiece } = await db.selectFrom('aml_case_pieces').select('id').executeTakeFirstOrThrow()
  return { amlCase, amlConcluded, amlPiece, amlHit: alerts.at(-1)!.id }
}

export const amlCaseStops = (stop: Made, links: Record<string, string>): Stop[] => {
  const here = '/console/aml-cases'
  const of = (rest = '') => `${here}/${links['amlCase']}${rest}`
  return [
    stop('analyst', here, 'aml-cases', `${here}?view=all`),
    stop('auditor', `${here}.csv`, 'aml-cases-csv', `${here}.csv`, { type: 'csv' }),
    stop('analyst', `${here}/new`, 'aml-case-new'),
    stop('analyst', `${here}/new`, 'aml-case-new-found', `${here}/new?merchant=a`),
    stop('analyst', `${here}/:id`, 'aml-case', of()),
    stop('analyst', `${here}/:id/answer`, 'aml-case-answer', of('/answer?question=beneficiary')),
    stop('analyst', `${here}/:id/ask`, 'aml-case-ask', of('/ask')),
    stop('analyst', `${here}/:id/attach`, 'aml-case-attach', of('/attach')),
    stop('analyst', `${here}/:id/detach`, 'aml-case-detach', of(`/detach?of=${links['amlHit']}`)),
    stop('analyst', `${here}/:id/conclude`, 'aml-case-conclude', of('/conclude')),
    stop('officer', `${here}/:id/reopen`, 'aml-case-reopen', `${here}/${links['amlConcluded']}/reopen`),
    stop('officer', `${here}/:id/hand-over`, 'aml-case-hand-over', of('/hand-over')),
    stop('auditor', `${here}/:id/pieces/:piece`, 'aml-case-piece', of(`/pieces/${links['amlPiece']}`), { type: 'file' }),
    stop('declarant', '/console/conclusions', 'conclusions', '/console/conclusions?view=all'),
    stop('declarant', '/console/conclusions.csv', 'conclusions-csv', '/console/conclusions.csv?view=all', { type: 'csv' }),
    stop('correspondent', '/console/conclusions/:id', 'conclusion', `/console/conclusions/${links['amlConcluded']}`),
    stop('declarant', '/console/conclusions/:id/declare', 'conclusion-declare', `/console/conclusions/${links['amlCase']}/declare`),
  ]
}
