import { isSwitchedOff } from '#src/merchants/merchant.ts'
import type { Effect } from '#src/web/components.ts'
import { formatNumber } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import type { Case } from './case.page.ts'

const effect = ({ t, lang }: Visit, name: string, count: number, tone?: Effect['tone']): Effect => ({
  figure: formatNumber(count, lang),
  text: t(`reviews:effect.${name}`, { count }),
  ...(tone ? { tone } : {}),
})

const countLines = ({ file }: Case, state: string): number => file.checklist.filter((line) => line.state === state).length

const closedRequest = (
  visit: Visit,
  { request }: Case,
): Effect[] => (request && request.row.closed_at === null ? [effect(visit, 'request_closed', 1)] : [])

/** What a validation does, with its figures. */
export const validationEffects = (visit: Visit, one: Case, letters: number): Effect[] => [
  effect(visit, 'dossier_validated', 1, 'good'),
  effect(visit, 'pieces_accepted', countLines(one, 'accepted')),
  ...(one.file.overrides.length > 0 ? [effect(visit, 'pieces_overridden', one.file.overrides.length, 'warning')] : []),
  ...(isSwitchedOff(one.file.merchant.state) ? [effect(visit, 'account_back', 1)] : []),
  effect(visit, 'live_keys', 2),
  ...closedRequest(visit, one),
  effect(visit, 'letters', letters),
]

export const rejectionEffects = (visit: Visit, one: Case, letters: number): Effect[] => [
  effect(visit, 'dossier_rejected', 1, 'bad'),
  ...closedRequest(visit, one),
  effect(visit, 'neutral_letters', letters),
]

export const proposalEffects = (visit: Visit, one: Case): Effect[] => [
  effect(visit, 'waits_for_second', 1),
  ...one.fourEyes.map((cause): Effect => ({
    figure: visit.t('reviews:effect.because'),
    text: visit.t(`reviews:four_eyes.${cause}`),
    tone: 'warning',
  })),
]

type Asking = { pieces: number; days: number; letters: number; isRefresh: boolean }

export const askingEffects = (visit: Visit, one: Case, { pieces, days, letters, isRefresh }: Asking): Effect[] => [
  effect(visit, 'pieces_asked', pieces),
  effect(visit, 'letters', letters),
  effect(visit, 'days_given', days),
  effect(visit, isRefresh ? 'then_suspended' : 'then_deactivated', 1, 'warning'),
  ...(one.review ? [effect(visit, 'leaves_queue', 1)] : []),
]

/** No request is before us: what was renewed by itself is judged, and that is all. */
const endingEffects = (
  visit: Visit,
  letters: number,
): Effect[] => [effect(visit, 'leaves_queue_done', 1), effect(visit, 'letters', letters)]

const isBeforeUs = ({ request }: Case): boolean => request?.row.state === 'answered' || request?.row.state === 'lapsed'

export const acceptingEffects = (visit: Visit, one: Case, letters: number): Effect[] =>
  !isBeforeUs(one) ? endingEffects(visit, letters) : [
    effect(visit, 'request_satisfied', 1, 'good'),
    ...(isSwitchedOff(one.file.merchant.state) ? [effect(visit, 'account_back', 1, 'good')] : []),
    effect(visit, 'letters', letters),
    effect(visit, one.request?.row.purpose === 'refresh' ? 'leaves_queue_done' : 'decision_still_due', 1),
  ]

export const overrideEffects = (visit: Visit, one: Case): Effect[] => [
  effect(visit, 'piece_overridden', 1, 'warning'),
  effect(visit, 'two_people_due', 2),
  ...(one.proposal ? [effect(visit, 'proposal_voided', 1, 'bad')] : []),
]

export const reconsideringEffects = (visit: Visit): Effect[] => [effect(visit, 'dossier_reopened', 1), effect(visit, 'no_letter', 0)]
