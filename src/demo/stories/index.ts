import type { StoryName } from '../cast/cast.ts'
import type { Story } from '../timeline.ts'
import type { Case, World } from '../world.ts'
import * as asked from './asked.ts'
import * as beforeUs from './beforeUs.ts'
import * as decided from './decided.ts'
import * as drafts from './drafts.ts'
import * as refreshed from './refreshed.ts'

const { newcomer, forgotten, activated, draftCompany, draftPeople, draftPieces, draftContract } = drafts
const { waiting, claimed, handedOver, proposed, proposedRejection } = beforeUs
const { leaving, awaiting, partlyAnswered, paused, extended, reopened, declined } = asked
const { validated, validatedAfterRequest, validatedWithOverride, validatedAfterUnlock, withdrawn } = decided
const { rejected, reconsidered, deactivated, unlocking } = decided
const { refreshOpen, refreshAnswered, suspended, suspendedAnswered, resumed } = refreshed

/** Every life of the portfolio, by its name in the cast. */
export const stories: Record<StoryName, (world: World, one: Case) => Story> = {
  newcomer,
  forgotten,
  activated,
  draftCompany,
  draftPeople,
  draftPieces,
  draftContract,
  waiting,
  claimed,
  handedOver,
  proposed,
  proposedRejection,
  leaving,
  awaiting,
  partlyAnswered,
  paused,
  extended,
  reopened,
  declined,
  validated,
  validatedAfterRequest,
  validatedWithOverride,
  validatedAfterUnlock,
  withdrawn,
  rejected,
  reconsidered,
  deactivated,
  unlocking,
  refreshOpen,
  refreshAnswered,
  refreshed: refreshed.refreshed,
  suspended,
  suspendedAnswered,
  resumed,
}
