import type { LegalForm } from '#src/dossiers/legalForm.ts'
import type { FaultName } from './faults.ts'

/**
 * What sets a merchant apart: an exposed person, an account in Monaco (HRC-02), a trade under licence, large sums, a company that
 * presides, a colleague who was invited to sign in too.
 */
export type Trait = 'pep' | 'monaco' | 'regulated' | 'large' | 'company_president' | 'colleague'

/** How his file stands today; each is a story of src/demo/stories. */
export type StoryName = 'newcomer' | 'forgotten' | 'activated' | 'draftCompany' | 'draftPeople' | 'draftPieces' | 'draftContract'
  | 'waiting' | 'claimed' | 'handedOver' | 'proposed' | 'proposedRejection' | 'leaving' | 'awaiting' | 'partlyAnswered' | 'paused'
  | 'extended' | 'reopened' | 'declined' | 'validated' | 'validatedAfterRequest' | 'validatedWithOverride' | 'validatedAfterUnlock'
  | 'withdrawn' | 'rejected' | 'reconsidered' | 'deactivated' | 'unlocking' | 'refreshOpen' | 'refreshAnswered' | 'refreshed' | 'suspended'
  | 'suspendedAnswered' | 'resumed'

/** One place of the portfolio. `day`: how many days ago what the story turns on happened. */
export type Part = { story: StoryName; form: LegalForm; day: number; trait: Trait | null; faults: readonly FaultName[] }

type Faults = FaultName | readonly FaultName[]

const part = (story: StoryName, form: LegalForm, day: number, faults: Faults = [], trait: Trait | null = null): Part => ({
  story,
  form,
  day,
  trait,
  faults: typeof faults === 'string' ? [faults] : faults,
})

/** Sixty merchants: every legal form, every state of an account, a dossier, a request and a review. */
const troupe: readonly Part[] = [
  // The clock of a request, at the days that matter. Day 30 ends tonight, day 29 tomorrow night.
  part('awaiting', 'sasu', 30, 'expired_identity'),
  part('awaiting', 'ei', 29, 'unreadable_identity'),
  part('awaiting', 'sarl', 29, ['old_registration', 'other_account'], 'large'),
  part('awaiting', 'ei', 27, 'old_registration'),
  part('awaiting', 'association', 22, 'unreadable_statutes'),
  part('awaiting', 'ei', 12, 'other_account'),
  part('awaiting', 'eurl', 3, ['other_holder', 'expired_identity']),
  part('partlyAnswered', 'ei', 12, ['expired_identity', 'thin_activity']),
  part('leaving', 'ei', 0, 'other_registration'),
  part('extended', 'sci', 34, 'old_owners'),
  part('reopened', 'ei', 22, 'unreadable_identity'),
  part('reopened', 'sasu', 36, ['other_account', 'expired_identity']),
  part('declined', 'ei', 8, [], 'monaco'),
  part('paused', 'ei', 14, 'unreadable_identity'),
  part('paused', 'sasu', 9, 'other_account', 'large'),
  part('paused', 'ei', 27, 'old_registration'),
  // Before us.
  part('waiting', 'ei', 1),
  part('waiting', 'sasu', 1),
  part('waiting', 'sarl', 2, ['old_registration', 'damaged_statutes'], 'large'),
  part('waiting', 'ei', 4),
  part('waiting', 'sas', 6, [], 'pep'),
  part('claimed', 'eurl', 2),
  part('handedOver', 'sa', 5, [], 'large'),
  part('proposed', 'sasu', 2, [], 'pep'),
  part('proposed', 'sarl', 1, [], 'monaco'),
  part('proposedRejection', 'ei', 1, 'other_registration'),
  // Not before us yet.
  part('newcomer', 'ei', 0),
  part('forgotten', 'sasu', 24),
  part('activated', 'ei', 5),
  part('draftCompany', 'sarl', 9),
  part('draftPeople', 'association', 16),
  part('draftPieces', 'sas', 6),
  part('draftPieces', 'ei', 33),
  part('draftContract', 'ei', 2),
  // Decided, or switched off.
  part('validated', 'ei', 26),
  part('validated', 'sasu', 61, [], 'large'),
  part('validated', 'ei', 118, [], 'colleague'),
  part('validated', 'ei', 240),
  part('validated', 'sci', 330),
  part('validated', 'ei', 190, [], 'pep'),
  part('validated', 'sasu', 75, [], 'company_president'),
  part('validated', 'association', 412),
  part('validatedAfterRequest', 'sarl', 150, 'expired_identity'),
  part('validatedAfterRequest', 'ei', 92, 'unreadable_identity'),
  part('validatedWithOverride', 'ei', 54, 'not_a_licence', 'regulated'),
  part('validatedAfterUnlock', 'ei', 130, 'old_registration'),
  part('withdrawn', 'sasu', 48, 'thin_activity'),
  part('rejected', 'ei', 37, 'other_identity'),
  part('rejected', 'sas', 205, 'other_registration', 'monaco'),
  part('reconsidered', 'ei', 12, 'other_holder'),
  part('deactivated', 'ei', 32, 'expired_identity'),
  part('deactivated', 'eurl', 96, ['old_owners', 'other_account']),
  part('unlocking', 'ei', 47, 'unreadable_identity'),
  part('unlocking', 'sasu', 39, 'old_registration', 'company_president'),
  part('refreshOpen', 'ei', 9),
  part('refreshAnswered', 'ei', 16),
  part('refreshed', 'ei', 60),
  part('suspended', 'ei', 44),
  part('suspendedAnswered', 'ei', 51),
  part('resumed', 'ei', 100),
]

/** Whoever asks for more than the troupe gets what a real portfolio has most of. */
const crowd: readonly Part[] = [
  part('validated', 'ei', 35),
  part('validated', 'sasu', 47),
  part('validated', 'eurl', 83),
  part('validatedAfterRequest', 'ei', 70, 'expired_identity'),
  part('validated', 'sarl', 110),
  part('waiting', 'ei', 1),
  part('validated', 'ei', 160),
  part('validated', 'sas', 210),
  part('awaiting', 'ei', 16, 'unreadable_identity'),
  part('validated', 'ei', 290),
  part('draftCompany', 'ei', 12),
  part('validated', 'association', 350),
  part('deactivated', 'ei', 75, 'old_registration'),
  part('rejected', 'sasu', 140, 'other_identity'),
  part('awaiting', 'sasu', 24, 'other_account'),
  part('forgotten', 'ei', 40),
]

/** The days between two who share a place of the crowd, so that they do not come by twos. */
const stagger = (one: Part, round: number): Part => ({
  ...one,
  day: one.story === 'awaiting' ? 1 + ((one.day + 7 * round) % 29) : one.day + (round % 13),
})

export const partsOf = (count: number): Part[] =>
  Array.from({ length: count }, (_, at) => {
    const further = at - troupe.length
    return further < 0 ? (troupe[at] as Part) : stagger(crowd[further % crowd.length] as Part, Math.floor(further / crowd.length))
  })
