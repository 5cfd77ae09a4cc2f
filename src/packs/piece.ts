/**
 * A file that goes with a declaration, as it is told: sealed under the declaration's key. `sourceId`: of the document of the dossier it was
 * taken from.
 */
export type PieceFacts = { fileName: string; mime: string; byteCount: number; sha256: string; sourceId: string }
export type Piece = PieceFacts & { id: string; kind: 'piece' | 'order'; addedAt: Date; addedBy: string }

export const mostPieces = 60
