import type { ScreeningObstacle } from '#src/hits/obstacle.ts'
import { isShut } from '#src/merchants/merchant.ts'
import type { DossierState, MerchantState, RequestState } from '#src/platform/db.types.ts'
import type { FourEyesCause, Obstacle } from './decision.ts'

/** What a person may do with a dossier from its page. */
export type ActName = 'validate' | 'reject' | 'propose' | 'ask' | 'confirm' | 'accept_answers' | 'reconsider'
/** Why an act is not there: the sentence is `reviews:missing.<why>`. */
export type Missing = 'held' | 'four_eyes' | 'not_officer' | 'own_proposal' | 'request_out' | 'answers_unsettled' | 'pieces_unjudged'
  | 'merchant_shut' | Obstacle | ScreeningObstacle['code']
export type Act = { name: ActName; missing: Missing | null }

/** The reader, and where the dossier stands. */
export type Standing = {
  isWorker: boolean
  isOfficer: boolean
  dossier: DossierState
  merchant: MerchantState
  /** Somebody else has it in his hands, and is at work. */
  isHeldByAnother: boolean
  isInQueue: boolean
  isOwnProposal: boolean
  /** The request that is out or was answered; a lapsed one while its late answer is before us. */
  request: RequestState | null
  areAnswersAccepted: boolean
  /** Some piece of the file is still to be looked at. */
  hasUnjudged: boolean
  fourEyes: readonly FourEyesCause[]
  obstacles: readonly (Obstacle | ScreeningObstacle['code'])[]
}

const act = (name: ActName, ...reasons: (Missing | false | null | undefined)[]): Act => ({
  name,
  missing: reasons.find((one): one is Missing => Boolean(one)) ?? null,
})

const isOut = ({ request }: Standing): boolean => request === 'leaving' || request === 'open'
/** Whom nothing is asked of any more: he could not answer. */
const shut = ({ merchant }: Standing): Missing | false => isShut(merchant) && 'merchant_shut'
const held = ({ isHeldByAnother }: Standing): Missing | false => isHeldByAnother && 'held'

/** A validated merchant who renewed a piece before we asked for it: done once it is judged, whatever else is asked of him. */
const endingStay = (
  at: Standing,
): Act[] => (at.dossier === 'validated' ? [act('accept_answers', held(at), at.hasUnjudged && 'pieces_unjudged')] : [])

/** An account that the clock switched off, or a refresh: the answers are accepted apart from any decision. */
const acceptingAnswers = (at: Standing): Act[] => {
  const isApart = at.dossier === 'validated' || at.merchant === 'deactivated' || at.merchant === 'suspended'
  if (!isApart || !at.isInQueue) return []
  if (at.request !== 'answered' && at.request !== 'lapsed') return endingStay(at)
  return [act('accept_answers', held(at), !at.areAnswersAccepted && 'answers_unsettled')]
}

const deciding = (at: Standing): Act[] => [
  ...acceptingAnswers(at),
  ...(at.fourEyes.length > 0 ? [act('propose', held(at))] : []),
  act('validate', held(at), at.fourEyes.length > 0 && 'four_eyes', at.obstacles[0]),
  act('ask', shut(at), held(at)),
  act('reject', held(at), at.fourEyes.length > 0 && 'four_eyes'),
]

const byState: Record<DossierState, (at: Standing) => Act[]> = {
  draft: () => [],
  submitted: deciding,
  awaiting_documents: () => [act('ask', 'request_out')],
  proposed: (at) => [act('confirm', !at.isOfficer && 'not_officer', at.isOwnProposal && 'own_proposal', held(at))],
  validated: (at) => [...acceptingAnswers(at), act('ask', shut(at), held(at), isOut(at) && 'request_out')],
  rejected: (at) => [act('reconsider', !at.isOfficer && 'not_officer')],
  lapsed: () => [],
}

/** The acts that belong to the dossier as it stands, each open or with the reason why not. Nothing for who only reads. */
export const actsOf = (at: Standing): Act[] => (at.isWorker ? byState[at.dossier](at) : [])
