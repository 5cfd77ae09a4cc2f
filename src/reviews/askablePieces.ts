import { documentKinds } from '#src/dossiers/requirement.ts'
import type { LineState } from '#src/dossiers/checklist.ts'
import type { DossierFile } from '#src/dossiers/readDossier.sql.ts'
import { refusalReasons } from '#src/documents/document.ts'

/** Why a piece is asked for: it is not there, or what is there will not do. The sentence is `requests:reason.<reason>`. */
export const askReasons = ['missing', 'conditional', 'to_renew', ...refusalReasons] as const
export type AskReason = (typeof askReasons)[number]

/** A piece that may be asked for: a line of the list, or any kind beside it. `isDue`: the file cannot pass without it. */
export type AskablePiece = {
  key: string
  kind: string
  personId: string | null
  state: LineState | 'beside'
  isDue: boolean
  /** The reason that the file itself suggests. */
  reason: AskReason
}

type Line = DossierFile['checklist'][number]

const reasonOf = ({ documents, state, requirement }: Line): AskReason => {
  const refused = documents.findLast((piece) => piece.state === 'refused')?.refusal_reason
  if (state === 'refused' && refused) return refused as AskReason
  if (state === 'accepted') return 'to_renew'
  return requirement.level === 'conditional' ? 'conditional' : 'missing'
}

const ofLine = (line: Line): AskablePiece => ({
  key: line.requirement.key,
  kind: line.requirement.kind,
  personId: line.requirement.personId ?? null,
  state: line.state,
  isDue: line.requirement.level === 'required' && (line.state === 'missing' || line.state === 'refused'),
  reason: reasonOf(line),
})

/** What can be asked for: every line of the list, then each kind that has none. */
export const askablePieces = ({ checklist }: Pick<DossierFile, 'checklist'>): AskablePiece[] => {
  const lines = checklist.map(ofLine)
  const kinds = new Set(lines.map(({ kind }) => kind))
  const beside = documentKinds.filter((kind) => !kinds.has(kind))
  return [
    ...lines,
    ...beside.map((kind): AskablePiece => ({ key: kind, kind, personId: null, state: 'beside', isDue: false, reason: 'conditional' })),
  ]
}
