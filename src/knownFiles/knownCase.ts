import { dictionary } from '#src/kernel/dictionary.ts'
import { listIn, numberIn, textIn, whoOf, type KnownEvent, type Who } from './knownEvent.ts'

export type KnownRating = { level: string; score: number; reasons: string[]; rule: string; at: Date }
export type KnownDecision = {
  id: string
  verdict: string
  state: 'proposed' | 'taken' | 'declined' | 'voided'
  fourEyes: string[]
  proposedAt: Date | null
  proposedBy: Who | null
  reason: string
  decidedAt: Date | null
  decidedBy: Who | null
  said: string
}
export type KnownRequest = {
  id: string
  purpose: string
  state: string
  openedAt: Date
  by: Who
  message: string
  pieces: { requirementKey: string; reason: string; answeredAt: Date | null }[]
  dueAt: string
}
export type KnownMeasure = {
  id: string
  personId: string
  name: string
  measure: number
  documentId: string
  evidence: string
  isAutomatic: boolean
  at: Date
  by: Who
}
export type KnownOverride = { requirementKey: string; reason: string; at: Date; by: Who }
export type KnownContract = { id: string; state: string; at: Date; wording: string; sha256: string }

/** Where the file stood, and what we had made of it. */
export type KnownCase = {
  openedAt: Date | null
  state: string
  stateAt: Date | null
  merchantState: string
  rating: KnownRating | null
  decisions: KnownDecision[]
  requests: KnownRequest[]
  measures: KnownMeasure[]
  overrides: KnownOverride[]
  contract: KnownContract | null
}

export const nothingKnown = (): KnownCase => ({
  openedAt: null,
  state: '',
  stateAt: null,
  merchantState: '',
  rating: null,
  decisions: [],
  requests: [],
  measures: [],
  overrides: [],
  contract: null,
})

type Step = (file: KnownCase, event: KnownEvent) => KnownCase

const decided = (file: KnownCase, event: KnownEvent, state: KnownDecision['state'], verdict = ''): KnownDecision[] => {
  const id = textIn(event.data, 'decisionId')
  const ended = { state, decidedAt: event.at, decidedBy: whoOf(event), said: textIn(event.personal, 'reason') }
  if (file.decisions.some((one) => one.id === id)) return file.decisions.map((one) => (one.id === id ? { ...one, ...ended } : one))
  // by one person alone: his reason is the decision's
  return [...file.decisions, { id, verdict, fourEyes: [], proposedAt: null, proposedBy: null, reason: ended.said, ...ended, said: '' }]
}

const proposed = ({ decisions }: KnownCase, event: KnownEvent): KnownDecision[] => [
  ...decisions,
  {
    id: textIn(event.data, 'decisionId'),
    verdict: textIn(event.data, 'verdict'),
    state: 'proposed',
    fourEyes: listIn(event.data, 'fourEyes'),
    proposedAt: event.at,
    proposedBy: whoOf(event),
    reason: textIn(event.personal, 'reason'),
    decidedAt: null,
    decidedBy: null,
    said: '',
  },
]

const askedIn = ({ data }: KnownEvent): KnownRequest['pieces'] =>
  (Array.isArray(data['pieces']) ? data['pieces'] : []).flatMap((one) => (typeof one === 'object' && one !== null && !Array.isArray(one)
    ? [{ requirementKey: textIn(one, 'requirementKey'), reason: textIn(one, 'reason'), answeredAt: null }]
    : [])
  )

const changeRequest = (file: KnownCase, { subjectId }: KnownEvent, change: (one: KnownRequest) => KnownRequest): KnownCase => ({
  ...file,
  requests: file.requests.map((one) => (one.id === subjectId ? change(one) : one)),
})

/** Any step of a request: its state, and until when it runs while it does. */
const moveRequest: Step = (file, event) =>
  changeRequest(file, event, (one) => {
    const state = textIn(event.data, 'to') || one.state
    return { ...one, state, dueAt: state === 'open' ? textIn(event.data, 'dueAt') || textIn(event.data, 'after') || one.dueAt : '' }
  })

/** What is asked again takes the place of what was asked of that piece before. */
const reopenRequest: Step = (file, event) => {
  const again = askedIn(event)
  const moved = moveRequest(file, event)
  return changeRequest(moved, event, (one) => ({
    ...one,
    message: textIn(event.personal, 'message') || one.message,
    pieces: [...one.pieces.filter(({ requirementKey: key }) => !again.some((piece) => piece.requirementKey === key)), ...again],
  }))
}

const contractStates: Record<string, string> = dictionary({ drafted: 'drafted', signed: 'signed' })

const steps: Record<string, Step> = dictionary({
  'dossier.opened': (file, { at }) => ({ ...file, openedAt: at, state: 'draft', stateAt: at }),
  'dossier.risk_rated': (file, { at, data }) => ({
    ...file,
    rating: {
      level: textIn(data, 'to'),
      score: numberIn(data, 'score') ?? 0,
      reasons: listIn(data, 'reasons'),
      rule: textIn(data, 'rule'),
      at,
    },
  }),
  'dossier.decision_proposed': (file, event) => ({ ...file, decisions: proposed(file, event) }),
  'dossier.validated': (file, event) => ({ ...file, decisions: decided(file, event, 'taken', 'validate') }),
  'dossier.rejected': (file, event) => ({ ...file, decisions: decided(file, event, 'taken', 'reject') }),
  'dossier.proposal_declined': (file, event) => ({ ...file, decisions: decided(file, event, 'declined') }),
  'dossier.proposal_voided': (file, event) => ({ ...file, decisions: decided(file, event, 'voided') }),
  'document_request.opened': (file, event) => ({
    ...file,
    requests: [...file.requests, {
      id: event.subjectId,
      purpose: textIn(event.data, 'purpose'),
      state: 'leaving',
      openedAt: event.at,
      by: whoOf(event),
      message: textIn(event.personal, 'message'),
      pieces: askedIn(event),
      dueAt: '',
    }],
  }),
  'document_request.reopened': reopenRequest,
  'document_request.piece_answered': (file, event) =>
    changeRequest(file, event, (one) => ({
      ...one,
      pieces: one.pieces.map((piece) => (piece
          .requirementKey === textIn(event.data, 'requirementKey')
        ? { ...piece, answeredAt: event.at }
        : piece)
      ),
    })),
  'identification.recorded': (file, event) => ({
    ...file,
    measures: [...file.measures, {
      id: event.subjectId,
      personId: textIn(event.data, 'personId'),
      name: textIn(event.personal, 'name'),
      measure: numberIn(event.data, 'measure') ?? 0,
      documentId: textIn(event.data, 'documentId'),
      evidence: textIn(event.personal, 'note'),
      isAutomatic: event.data['isAutomatic'] === true,
      at: event.at,
      by: whoOf(event),
    }],
  }),
  'identification.withdrawn': (file, { subjectId }) => ({ ...file, measures: file.measures.filter(({ id }) => id !== subjectId) }),
  'gap.overridden': (file, event) => ({
    ...file,
    overrides: [...file.overrides, {
      requirementKey: textIn(event.data, 'requirementKey'),
      reason: textIn(event.personal, 'reason'),
      at: event.at,
      by: whoOf(event),
    }],
  }),
  'gap.override_withdrawn': (file, { data }) => ({
    ...file,
    overrides: file.overrides.filter(({ requirementKey }) => requirementKey !== textIn(data, 'requirementKey')),
  }),
  'contract.superseded': (file, { subjectId }) => ({ ...file, contract: file.contract?.id === subjectId ? null : file.contract }),
})

const knowContract = (file: KnownCase, { event, at, subjectId, data }: KnownEvent): KnownCase => {
  const state = contractStates[event.slice('contract.'.length)]
  return state
    ? {
      ...file,
      contract: {
        id: subjectId,
        state,
        at,
        wording: textIn(data, 'wording'),
        sha256: textIn(data, 'signedSha256') || textIn(data, 'sha256'),
      },
    }
    : file
}

/** A step of the dossier's or the merchant's own lifecycle says where it leads. */
const move = (file: KnownCase, { event, at, data }: KnownEvent): KnownCase => {
  const to = textIn(data, 'to')
  if (to === '' || event === 'dossier.risk_rated') return file
  if (event.startsWith('dossier.')) return { ...file, state: to, stateAt: at }
  return event.startsWith('merchant.') ? { ...file, merchantState: to } : file
}

const ofNoun = (file: KnownCase, event: KnownEvent): KnownCase =>
  event.event.startsWith('document_request.')
    ? moveRequest(file, event)
    : event.event.startsWith('contract.')
    ? knowContract(file, event)
    : file

export const knowCase = (file: KnownCase, event: KnownEvent): KnownCase => move((steps[event.event] ?? ofNoun)(file, event), event)
