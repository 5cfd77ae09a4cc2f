import { newId } from '#src/kernel/ids.ts'
import { sha256 } from '#src/platform/crypto.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { institutionFileKey, institutionPublicKey, isSignedBy, signAsInstitution } from '#src/platform/institution-key.ts'
import { getFile, putFile, removeFile } from '#src/platform/storage.ts'
import type { Absence } from './absence.sql.ts'
import { areSameBooks, type Books } from './books.sql.ts'
import { actionWords, categoryWords, ruleWords } from './certificateWords.ts'
import { listVersions, policyFrom } from './policies.sql.ts'
import type { Category } from './policy.ts'
import { purgeCertificatePdf, type PurgeFacts } from './purgeCertificatePdf.ts'
import { findFirstRun, findPurge, insertCertificate, isCertificateKept, listSigners, type CertificateRow } from './purges.sql.ts'

const fileKey = (): Buffer => institutionFileKey('purge-certificates')

const factsOf = async (tx: Tx, purgeId: string, id: string): Promise<PurgeFacts> => {
  const purge = (await findPurge(tx.db, purgeId))!
  const policy = policyFrom((await listVersions(tx.db, purge.category as Category)).find((one) => one.id === purge.policy_id)!)
  const signed = purge.is_first ? purge : (await findFirstRun(tx.db, purge.policy_id))!
  const [before, after] = [purge.books_before as Books, purge.books_after as Books]
  return {
    id,
    purgeId,
    category: categoryWords[policy.category] ?? policy.category,
    rule: ruleWords(policy),
    action: actionWords[policy.action],
    version: policy.version,
    basis: policy.basis,
    onDay: purge.on_day,
    isWhole: purge.state === 'done',
    approved: await listSigners(tx.db, signed),
    firstRun: purge.is_first ? null : signed.id,
    startedAt: purge.started_at!,
    endedAt: purge.ended_at!,
    erased: purge.erased_count,
    kept: purge.kept_count,
    listHash: purge.list_hash?.toString('hex') ?? null,
    erasedHash: purge.erased_hash.toString('hex'),
    books: { before, after, areSame: areSameBooks(before, after) },
    absence: purge.absence as Absence,
    publicKey: institutionPublicKey().toString('hex'),
  }
}

/** Drawn, signed, sealed and kept before the row commits; where nothing is kept the file goes again. */
export const issueCertificate = async (tx: Tx, purgeId: string): Promise<void> => {
  const id = newId('pgct', tx.now)
  const [bytes, storageKey] = [await purgeCertificatePdf(await factsOf(tx, purgeId, id)), `${id}.pdf`]
  tx.onRollback(async (db) => {
    if (!(await isCertificateKept(db, storageKey))) await removeFile(storageKey)
  })
  await putFile(storageKey, fileKey(), bytes)
  await insertCertificate(tx.db, {
    id,
    purge_id: purgeId,
    storage_key: storageKey,
    sha256: sha256(bytes),
    byte_count: bytes.length,
    signature: signAsInstitution(bytes),
    public_key: institutionPublicKey(),
    made_at: tx.now,
  })
}

/** Throws when a bit of it changed since, or the institution did not sign these very bytes. */
export const openPurgeCertificate = async (
  { storage_key: storageKey, sha256: digest, public_key: publicKey, signature }: CertificateRow,
): Promise<Buffer> => {
  const bytes = await getFile(storageKey, fileKey(), digest)
  if (!isSignedBy(publicKey, bytes, signature)) throw new Error('a certificate is not signed as it says')
  return bytes
}
