import { findDossierOfMerchant } from '#src/dossiers/dossiers.sql.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { readLedger } from './ledger.sql.ts'
import { requestClock, type RequestClock } from './ledger.ts'
import { isWanted, type RequestItemState, type RequestPurpose, type RequestState } from './request.ts'
import { findAnswerableRequest, listItems } from './requests.sql.ts'

export type PieceForMerchant = {
  id: string
  requirementKey: string
  /** `requests:piece.<kind>` is its name. */
  kind: string
  personId: string | null
  person: string | null
  /** `requests:reason.<reason>` or `documents:refusal.<reason>` is the sentence. */
  reason: string
  note: string
  state: RequestItemState
  /** Still to be sent, or to be sent again. */
  isWanted: boolean
  /** What answered it last, refused or not. */
  documentId: string | null
  fileName: string | null
}

export type RequestForMerchant = {
  id: string
  state: RequestState
  purpose: RequestPurpose
  message: string
  pieces: PieceForMerchant[]
  wantedCount: number
  /** Null while the letter has not left. */
  clock: RequestClock | null
}

const fileNames = async (db: ReadDb, ids: string[]): Promise<Map<string, string>> => {
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('documents').select(['id', 'file_name']).where('id', 'in', ids).execute()
  return new Map(rows.map((row) => [row.id, row.file_name]))
}

/** What we ask of a merchant now, piece by piece, with its clock; or what he may still answer after it lapsed. Null: nothing. */
export const requestForMerchant = async (db: ReadDb, merchantId: string, now: Date): Promise<RequestForMerchant | null> => {
  const dossier = await findDossierOfMerchant(db, merchantId)
  const request = dossier && (await findAnswerableRequest(db, dossier.id))
  if (!request) return null
  const [items, ledger] = await Promise.all([listItems(db, request.id), readLedger(db, request.id)])
  const names = await fileNames(db, items.flatMap(({ document_id }) => document_id ?? []))
  const pieces = items.map((item): PieceForMerchant => ({
    id: item.id,
    requirementKey: item.requirement_key,
    kind: item.kind,
    personId: item.person_id,
    person: item.person,
    reason: item.reason,
    note: item.note,
    state: item.state,
    isWanted: isWanted(item),
    documentId: item.document_id,
    fileName: (item.document_id && names.get(item.document_id)) ?? null,
  }))
  const wantedCount = pieces.filter((piece) => piece.isWanted).length
  return {
    id: request.id,
    state: request.state,
    purpose: request.purpose,
    message: request.message,
    pieces,
    wantedCount,
    clock: requestClock(request, ledger, now),
  }
}
