import { parisDay } from '#src/kernel/calendar.ts'
import { conflict } from '#src/kernel/errors.ts'
import { personName } from '#src/dossiers/person.ts'
import type { DossierFile } from '#src/dossiers/readDossier.sql.ts'
import type { DossierAction } from '#src/dossiers/dossier.ts'
import { moveDossier } from '#src/dossiers/moveDossier.ts'
import { lackingIdentification } from '#src/identification/identification.ts'
import { reactivateMerchant } from '#src/merchants/reactivateMerchant.ts'
import { rejectMerchant } from '#src/merchants/rejectMerchant.ts'
import { validateMerchant } from '#src/merchants/validateMerchant.ts'
import { writeToMerchant } from '#src/notifications/writeToMerchant.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { noteRejection } from '#src/rejections/noteRejection.ts'
import type { RejectionGround } from '#src/rejections/rejection.ts'
import { scheduleReview } from '#src/renewals/scheduleReview.ts'
import { settleRequest } from '#src/requests/settleRequest.ts'
import { closeReview } from './closeReview.ts'
import { obstaclesOf } from './decision.ts'

/** Whom the refusal names. */
const peopleOf = ({ people, identification }: DossierFile): { people: string } => ({
  people: lackingIdentification(people, identification).map(personName).join(', '),
})

/** 409, naming the first thing that is missing; and who is not identified. */
export const mustBeComplete = (file: DossierFile, now: Date): void => {
  const [first] = obstaclesOf(file, parisDay(now))
  if (first) throw conflict(first, first === 'identification_lacking' ? peopleOf(file) : {})
}

type Decision = { id: string; action: DossierAction; reason: string }

/**
 * The effects of a validation, all in the unit of the decision: the request that was answered is settled, the dossier validated, its stay
 * in the queue ended, its next look dated (rules.md §1.7), live keys made, the merchant told. One whom the clock had switched off works
 * again.
 */
export const carryOutValidation = async (tx: Tx, file: DossierFile, { id, action, reason }: Decision): Promise<void> => {
  const { dossier, merchant } = file
  await settleRequest(tx, dossier.id)
  await scheduleReview(tx, dossier)
  await moveDossier(tx, dossier, action, { data: { decisionId: id }, personal: reason ? { reason } : {} })
  await closeReview(tx, dossier.id, 'validated')
  if (merchant.state === 'deactivated') await reactivateMerchant(tx, merchant.id)
  await validateMerchant(tx, merchant.id)
  await writeToMerchant(tx, merchant.id, {
    template: 'dossier_validated',
    subjectId: dossier.id,
    dedupeKey: `dossier_validated:${id}`,
    values: {},
  })
}

/** The effects of a refusal. The reason stays inside; the letter is the neutral one, the same for everybody. */
export const carryOutRejection = async (
  tx: Tx,
  { dossier, merchant, company }: DossierFile,
  { id, action, reason, ground }: Decision & { ground: RejectionGround },
): Promise<void> => {
  await settleRequest(tx, dossier.id)
  await moveDossier(tx, dossier, action, { data: { decisionId: id }, personal: { reason } })
  await closeReview(tx, dossier.id, 'rejected')
  await rejectMerchant(tx, merchant.id)
  await noteRejection(tx, { merchantId: merchant.id, siren: company?.siren ?? null, ground })
  await writeToMerchant(tx, merchant.id, {
    template: 'dossier_rejected',
    subjectId: dossier.id,
    dedupeKey: `dossier_rejected:${id}`,
    values: {},
  })
}
