import { parisDay } from '#src/kernel/calendar.ts'
import { invalid } from '#src/kernel/errors.ts'
import { recheckSealedPieces } from '#src/checks/recheckSealedPieces.ts'
import { parseCertificates, type ImportedCertificate } from '#src/pieces/seals/parseCertificates.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { sha256 } from '#src/platform/crypto.ts'
import { record } from '#src/platform/record.ts'
import { saveCertificate } from './seals.sql.ts'
import { isXml, readTrustList } from './trustList.ts'

export type CertificateFile = { name: string; bytes: Uint8Array }
export type Imported = {
  found: number
  added: number
  refusedTrial: number
  ignoredFiles: string[]
  /** Authorities that a trust list no longer vouches for: theirs are left out. */
  withdrawn: string[]
  /** Lists after whose own word a newer one is due. */
  outdatedLists: string[]
}

type ReadFile = Pick<Imported, 'withdrawn'> & { name: string; found: ImportedCertificate[]; nextUpdate: string | null }

/** A certificate in DER, any number in PEM, or a trust list in XML. */
const readFile = ({ name, bytes }: CertificateFile): ReadFile => {
  const list = isXml(bytes) ? readTrustList(bytes) : null
  if (!list) return { name, found: isXml(bytes) ? [] : parseCertificates(name, bytes), withdrawn: [], nextUpdate: null }
  return {
    name,
    found: list.certificates.flatMap((one) => parseCertificates(`${one.name}.der`, one.der)),
    withdrawn: list.withdrawn,
    nextUpdate: list.nextUpdate,
  }
}

const save = (tx: Tx, one: ImportedCertificate): Promise<boolean> =>
  saveCertificate(tx.db, {
    issuer_id: one.issuerId,
    certificate_id: one.certificateId,
    der: Buffer.from(one.der),
    subject: one.subject,
    valid_from: one.notBefore,
    valid_to: one.notAfter,
    is_anchor: one.isTrial,
    imported_at: tx.now,
  })

const note = async (tx: Tx, one: ImportedCertificate): Promise<void> => {
  const { issuerId, certificateId, subject, notBefore, notAfter } = one
  const data = { issuer: subject, from: notBefore, to: notAfter, sha256: sha256(Buffer.from(one.der)).toString('hex') }
  await record(tx, 'seal_certificate.imported', { subject: [issuerId, certificateId].filter(Boolean).join(' '), data })
}

/**
 * Takes in the certificates of the issuers of 2D-DOC codes, as their authorities publish them, and of these authorities, one by one or by
 * the list of ANTS; the same one twice is one. Whoever holds a
 * published trial key may sign anything, so these come in only where `takesTrial` says that nothing real is judged here. Pieces whose
 * code nobody could verify are looked at again. 422 where no file holds a certificate.
 */
export const importCertificates = (ctx: Ctx, files: readonly CertificateFile[], { takesTrial = false } = {}): Promise<Imported> =>
  unit(ctx, async (tx) => {
    const read = files.map(readFile)
    const all = read.flatMap(({ found }) => found)
    if (all.length === 0) throw invalid({ file: 'seals:problem.no_certificate' }, 'no_certificate')
    const wanted = all.filter(({ isTrial }) => takesTrial || !isTrial)
    let added = 0
    for (const one of wanted) {
      if (!(await save(tx, one))) continue
      await note(tx, one)
      added++
    }
    if (added > 0) await recheckSealedPieces(tx)
    return {
      found: all.length,
      added,
      refusedTrial: all.length - wanted.length,
      ignoredFiles: read.filter(({ found }) => found.length === 0).map(({ name }) => name),
      withdrawn: read.flatMap(({ withdrawn }) => withdrawn),
      outdatedLists: read.filter(({ nextUpdate }) => nextUpdate !== null && nextUpdate < parisDay(tx.now)).map(({ name }) => name),
    }
  })
