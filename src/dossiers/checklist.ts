import { accountChangeKey } from '#src/documents/document.ts'
import type { DocumentState } from '#src/platform/db.types.ts'
import { requiredPieces, type DocumentKind, type DossierFacts, type Requirement } from './requiredPieces.ts'

/** A line that no rule of the legal form asks for: a request of ours did, or it was asked for when the file stood otherwise. */
export type UnruledReason = 'dossiers:requirements.asked' | 'dossiers:requirements.no_longer'
export type LineRequirement = Omit<Requirement, 'reason'> & { reason: Requirement['reason'] | UnruledReason }

/** - overridden: an officer lets the file pass without it (`gaps.override`). */
export type LineState = 'missing' | 'received' | 'accepted' | 'refused' | 'overridden'

export type ChecklistLine<Piece> = {
  requirement: LineRequirement
  state: LineState
  /** Everything that was sent for this line and not taken back, oldest first. */
  documents: Piece[]
  /** Why the pieces refused were refused: `documents:refusal.<reason>`, each once. */
  problems: string[]
}

type PieceFacts = { requirement_key: string; kind: string; person_id: string | null; state: DocumentState; refusal_reason: string | null }
type AskedFacts = { requirement_key: string; kind: string; person_id: string | null }

const counts = ({ state }: PieceFacts): boolean => state === 'received' || state === 'accepted' || state === 'refused'

/** What is not judged yet decides: an accepted piece with a new one beside it is to be looked at again. */
const stateOf = (pieces: readonly PieceFacts[], isOverridden: boolean): LineState => {
  const has = (state: DocumentState) => pieces.some((piece) => piece.state === state)
  if (has('accepted') && !has('received')) return 'accepted'
  if (isOverridden) return 'overridden'
  return has('received') ? 'received' : has('refused') ? 'refused' : 'missing'
}

const unruled = (asked: AskedFacts, level: Requirement['level'], reason: UnruledReason): LineRequirement => ({
  key: asked.requirement_key,
  kind: asked.kind as DocumentKind,
  level,
  reason,
  ...(asked.person_id ? { personId: asked.person_id } : {}),
})

/** What a living request asks for is due, whatever the legal form's own list says of it. */
const linesOf = (facts: DossierFacts, pieces: readonly PieceFacts[], asked: readonly AskedFacts[]): LineRequirement[] => {
  const ruled = requiredPieces(facts).map((
    one,
  ): LineRequirement => (asked.some((item) => item.requirement_key === one.key) ? { ...one, level: 'required' } : one))
  const keys = new Set(ruled.map(({ key }) => key))
  const fresh = <One extends AskedFacts>(one: One) => !keys.has(one.requirement_key) && keys.add(one.requirement_key) !== undefined
  return [
    ...ruled,
    ...asked.filter(fresh).map((one) => unruled(one, 'required', 'dossiers:requirements.asked')),
    ...pieces.filter(counts).filter(({ requirement_key: key }) => key !== accountChangeKey).filter(fresh).map((one) =>
      unruled(one, 'conditional', 'dossiers:requirements.no_longer')
    ),
  ]
}

/**
 * The list of pieces of a dossier, each line with what was sent and where it stands (rules.md §1.2). `asked` are the items of the living
 * request. The RIB of an account he asks to change to is on none of its lines: it is judged with that change.
 */
export const checklist = <Piece extends PieceFacts>(
  facts: DossierFacts,
  documents: readonly Piece[],
  overrides: readonly { requirement_key: string }[],
  asked: readonly AskedFacts[] = [],
): ChecklistLine<Piece>[] =>
  linesOf(facts, documents, asked).map((requirement) => {
    const pieces = documents.filter((piece) => piece.requirement_key === requirement.key && counts(piece))
    const refused = pieces.filter(({ state }) => state === 'refused').map(({ refusal_reason }) =>
      `documents:refusal.${refusal_reason ?? 'other'}`
    )
    const isOverridden = overrides.some(({ requirement_key }) => requirement_key === requirement.key)
    return { requirement, state: stateOf(pieces, isOverridden), documents: pieces, problems: [...new Set(refused)] }
  })

/** What still stands in the way of submitting: required, and nothing sent that holds. */
export const isLacking = ({ requirement, state }: Pick<ChecklistLine<unknown>, 'requirement' | 'state'>): boolean =>
  requirement.level === 'required' && (state === 'missing' || state === 'refused')

/**
 * What still stands in the way of validating: required, and neither accepted nor overridden. A conditional piece that was sent is judged
 * too.
 */
export const isUnsettled = ({ requirement, state }: Pick<ChecklistLine<unknown>, 'requirement' | 'state'>): boolean =>
  requirement.level === 'required'
    ? state !== 'accepted' && state !== 'overridden'
    : state === 'received' && requirement.reason !== 'dossiers:requirements.no_longer'
