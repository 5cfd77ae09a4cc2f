import type { ReadDb } from '#src/platform/db.ts'
import { findKeyOf, findLivingKey } from '#src/platform/person-keys.ts'
import { getFile } from '#src/platform/storage.ts'
import type { DocumentRow } from './documents.sql.ts'

type Piece = Pick<DocumentRow, 'key_id' | 'merchant_id'>
type Kept = Piece & Pick<DocumentRow, 'person_id' | 'storage_key' | 'sha256'>

const keyOf = (db: ReadDb, { key_id: keyId, merchant_id: merchantId }: Piece): Promise<Buffer | null> =>
  findKeyOf(db, { keyId, merchantId })

/**
 * A file goes under its person's key before its row says so (`resealPiece`): between the two, and where the program died there, the row is
 * behind.
 */
const openBehind = async (db: ReadDb, piece: Kept, error: unknown): Promise<Buffer> => {
  const own = piece.key_id === null && piece.person_id ? await findLivingKey(db, piece.person_id) : null
  if (!own) throw error
  return getFile(piece.storage_key, own.key, piece.sha256)
}

/** The clear bytes of a piece; null where the key under which it lies was destroyed. Throws when a bit of it changed. */
export const openPieceFile = async (db: ReadDb, piece: Kept): Promise<Buffer | null> => {
  const key = await keyOf(db, piece)
  return key && getFile(piece.storage_key, key, piece.sha256).catch((error: unknown) => openBehind(db, piece, error))
}

/** Whether the key under which it lies is still there. */
export const isPieceLegible = async (db: ReadDb, piece: Piece): Promise<boolean> => (await keyOf(db, piece)) !== null
