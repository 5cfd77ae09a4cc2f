import { newId } from '#src/kernel/ids.ts'
import { sha256 } from '#src/platform/crypto.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { institutionFileKey, institutionPublicKey, signAsInstitution } from '#src/platform/institution-key.ts'
import { putFile, removeFile } from '#src/platform/storage.ts'
import { hashOfErased, insertCertificate, isCertificateKept, listSigners, readAbsence } from './certificates.sql.ts'
import { erasureCertificatePdf } from './erasureCertificatePdf.ts'
import type { Plan } from './plan.ts'

export const certificateFileKey = (): Buffer => institutionFileKey('erasure-certificates')

/**
 * Drawn, signed, sealed and kept before the row commits; where nothing is kept the file goes again. Answers whether what went is proved to
 * be gone.
 */
export const issueErasureCertificate = async (
  tx: Tx,
  { erasureId, requestId, plan }: { erasureId: string; requestId: string; plan: Plan },
): Promise<boolean> => {
  const id = newId('ersc', tx.now)
  const storageKey = `${id}.pdf`
  const absence = await readAbsence(tx.db, erasureId)
  const bytes = await erasureCertificatePdf({
    id,
    requestId,
    erasureId,
    at: tx.now,
    plan,
    signers: await listSigners(tx.db, erasureId),
    erasedHash: await hashOfErased(tx.db, erasureId),
    absence,
    publicKey: institutionPublicKey().toString('hex'),
  })
  tx.onRollback(async (db) => {
    if (!(await isCertificateKept(db, storageKey))) await removeFile(storageKey)
  })
  await putFile(storageKey, certificateFileKey(), bytes)
  await insertCertificate(tx.db, {
    id,
    erasure_id: erasureId,
    storage_key: storageKey,
    sha256: sha256(bytes),
    byte_count: bytes.length,
    signature: signAsInstitution(bytes),
    public_key: institutionPublicKey(),
    made_at: tx.now,
  })
  return absence.remaining === 0
}
