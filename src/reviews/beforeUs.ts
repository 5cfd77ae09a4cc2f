import type { DossierState } from '#src/platform/db.types.ts'

const undecided: readonly DossierState[] = ['submitted', 'awaiting_documents', 'proposed']

/** Whether its pieces are ours to judge: sent and not decided; or validated, and in the queue for pieces that were renewed. */
export const isBeforeUs = ({ dossier }: { dossier: { state: DossierState } }, livingReview: unknown): boolean =>
  undecided.includes(dossier.state) || (dossier.state === 'validated' && livingReview !== null)
