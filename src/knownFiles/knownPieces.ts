import { dictionary } from '#src/kernel/dictionary.ts'
import type { DocumentState } from '#src/platform/db.types.ts'
import { listIn, numberIn, textIn, whoOf, type KnownEvent, type Who } from './knownEvent.ts'

/** What the program made of a piece, the last time before that instant. */
export type KnownCheck = { at: Date; verdict: string; type: string; failed: string[]; unknown: string[]; version: number | null }
export type KnownCorrection = { field: string; nth: number; value: string; at: Date; by: Who }
export type KnownPiece = {
  id: string
  requirementKey: string
  kind: string
  personId: string
  /** Null: the words are gone with the merchant's key. */
  fileName: string | null
  /** As it was recorded when it came; empty for pieces of before that was kept. */
  sha256: string
  pageCount: number | null
  receivedAt: Date
  state: DocumentState
  stateAt: Date
  judgedBy: Who | null
  refusal: string
  note: string
  overridden: string[]
  isRead: boolean
  check: KnownCheck | null
  corrections: KnownCorrection[]
  expiresOn: string
  /** Its row is gone, and its file with it. */
  isGone: boolean
}

const received = (event: KnownEvent): KnownPiece => ({
  id: event.subjectId,
  requirementKey: textIn(event.data, 'requirementKey'),
  kind: textIn(event.data, 'kind'),
  personId: textIn(event.data, 'personId'),
  fileName: event.isErased ? null : textIn(event.personal, 'fileName'),
  sha256: textIn(event.personal, 'sha256'),
  pageCount: numberIn(event.data, 'pageCount'),
  receivedAt: event.at,
  state: 'received',
  stateAt: event.at,
  judgedBy: null,
  refusal: '',
  note: '',
  overridden: [],
  isRead: false,
  check: null,
  corrections: [],
  expiresOn: '',
  isGone: false,
})

const isState = (state: string): state is DocumentState => ['received', 'accepted', 'refused', 'superseded', 'withdrawn'].includes(state)

/** A verdict, or its withdrawal: what was said with the one before goes with it. */
const judged = (piece: KnownPiece, event: KnownEvent): KnownPiece => {
  const state = textIn(event.data, 'to')
  if (!isState(state)) return piece
  const isVerdict = state === 'accepted' || state === 'refused'
  const words = isVerdict
    ? {
      judgedBy: whoOf(event),
      refusal: textIn(event.data, 'reason'),
      note: textIn(event.personal, 'note') || textIn(event.personal, 'reason'),
      overridden: listIn(event.data, 'overridden'),
    }
    : state === 'received'
    ? { judgedBy: null, refusal: '', note: '', overridden: [] }
    : {}
  return { ...piece, state, stateAt: event.at, ...words }
}

const withoutCorrection = ({ corrections }: KnownPiece, event: KnownEvent): KnownCorrection[] =>
  corrections.filter(({ field, nth }) => field !== textIn(event.data, 'field') || nth !== (numberIn(event.data, 'nth') ?? 0))

const valueAfter = ({ personal }: KnownEvent): string => {
  const [change] = Array.isArray(personal?.['changes']) ? personal['changes'] : []
  return typeof change === 'object' && change !== null && !Array.isArray(change) ? textIn(change, 'after') : ''
}

const steps: Record<string, (piece: KnownPiece, event: KnownEvent) => KnownPiece> = dictionary({
  'document.read': (piece) => ({ ...piece, isRead: true }),
  'document.checked': (piece, { at, data }) => ({
    ...piece,
    check: {
      at,
      verdict: textIn(data, 'verdict'),
      type: textIn(data, 'type'),
      failed: listIn(data, 'failed'),
      unknown: listIn(data, 'unknown'),
      version: numberIn(data, 'version'),
    },
  }),
  'document.field_corrected': (piece, event) => ({
    ...piece,
    corrections: [...withoutCorrection(piece, event), {
      field: textIn(event.data, 'field'),
      nth: numberIn(event.data, 'nth') ?? 0,
      value: valueAfter(event),
      at: event.at,
      by: whoOf(event),
    }],
  }),
  'document.correction_withdrawn': (piece, event) => ({ ...piece, corrections: withoutCorrection(piece, event) }),
  'document.expiry_noted': (piece, { data }) => ({ ...piece, expiresOn: textIn(data, 'expiresOn') }),
})

export const knowPieces = (pieces: readonly KnownPiece[], event: KnownEvent): readonly KnownPiece[] => {
  if (event.event === 'document.received') return [...pieces, received(event)]
  if (!event.event.startsWith('document.')) return pieces
  return pieces.map((piece) => (piece.id === event.subjectId ? (steps[event.event] ?? judged)(piece, event) : piece))
}
