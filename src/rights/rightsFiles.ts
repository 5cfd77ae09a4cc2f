import { conflict, forbidden, invalid, notFound } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { inspectFiles, type SentFile } from '#src/documents/receiveDocument.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import type { RightsFileKind } from '#src/platform/db.types.ts'
import { sha256 } from '#src/platform/crypto.ts'
import { institutionFileKey } from '#src/platform/institution-key.ts'
import { getFile, putFile, removeFile } from '#src/platform/storage.ts'
import { lockOpenTo, noteAct } from './moveRequest.ts'
import { eraseIdentityFiles, findFile, findRequest, insertFile, listFiles, type RightsRow } from './rights.sql.ts'
import { isLiving } from './rightsRequest.ts'

const fileKey = (): Buffer => institutionFileKey('rights-files')
export const mostFiles = 10

type Kept = { kind: RightsFileKind; fileName: string; type: string; mime: string; bytes: Buffer }

/** Sealed and written before the row commits; where nothing is kept the bytes go again. */
export const keepRightsFile = async (
  tx: Tx,
  request: Pick<RightsRow, 'id'>,
  { kind, fileName, type, mime, bytes }: Kept,
): Promise<string> => {
  const id = newId('rfil', tx.now)
  tx.onRollback(async (db) => {
    if (!(await findFile(db, id))) await removeFile(id)
  })
  await putFile(id, fileKey(), bytes)
  await insertFile(tx.db, {
    id,
    request_id: request.id,
    kind,
    file_name: fileName,
    type,
    mime,
    byte_count: bytes.length,
    sha256: sha256(bytes),
    storage_key: id,
    added_by: tx.actor.id,
    added_at: tx.now,
  })
  return id
}

/** What came with a request: the letter itself, or what was asked for in doubt (which goes once it has served). 422 names a bad `file`. */
export const addRightsFiles = async (ctx: Ctx, id: string, kind: 'request' | 'identity', files: readonly SentFile[]): Promise<void> => {
  if (files.length === 0) throw invalid({ file: 'web:field.missing' })
  const inspected = await inspectFiles(files)
  await unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'merchant' && (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'rights.handle'))) throw forbidden()
    const request = await lockOpenTo(tx, id)
    if (!isLiving(request.state)) throw conflict('state_has_changed')
    // a copy of an identity document is asked for in doubt, and taken in no other case (DSR-02)
    if (kind === 'identity' && request.state !== 'identity_doubt') throw conflict('rights_no_doubt')
    if ((await listFiles(tx.db, id)).filter(({ erased_at: gone }) => gone === null).length + inspected.length > mostFiles)
      throw invalid({ file: 'documents:file.too_many' })
    for (const { file, bytes } of inspected)
      await keepRightsFile(tx, request, { kind, fileName: file.fileName, type: file.type, mime: file.mime, bytes })
    await noteAct(tx, request, 'rights_request.file_added', { facts: { kind, count: inspected.length } })
  })
}

/** The clear bytes; the reading is recorded. A person reads his answer and what he sent. 404 for another's, and for what is gone. */
export const openRightsFile = (ctx: Ctx, fileId: string): Promise<{ bytes: Buffer; mime: string; fileName: string }> =>
  unit(ctx, async (tx) => {
    const file = await findFile(tx.db, fileId)
    const request = file && (await findRequest(tx.db, file.request_id))
    if (!file || !request || file.erased_at !== null || (tx.actor.kind === 'merchant' && request.merchant_user_id !== tx.actor.id))
      throw notFound()
    await noteAct(tx, request, 'rights_request.file_read', { facts: { kind: file.kind } })
    return { bytes: await getFile(file.storage_key, fileKey(), file.sha256), mime: file.mime, fileName: file.file_name }
  })

/** Copies that were given in doubt go: the rows say that they were there, and no more. Answers how many. */
export const dropIdentityFiles = async (tx: Tx, id: string): Promise<number> => {
  const keys = await eraseIdentityFiles(tx.db, id, tx.now)
  tx.afterCommit(async () => {
    for (const key of keys) await removeFile(key)
  })
  return keys.length
}
