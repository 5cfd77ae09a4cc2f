import { strToU8, zipSync, type Zippable } from 'fflate'
import { canonicalJson } from '#src/kernel/eventLine.ts'
import { asCsv } from '#src/packages/contents.ts'
import { sha256 } from '#src/platform/crypto.ts'
import { institutionPublicKey, signAsInstitution } from '#src/platform/institution-key.ts'
import type { Contents } from './collectInspection.ts'
import { inspectionPdf } from './inspectionPdf.ts'
import { blocksCsv } from './proof.ts'
import { verifyReadMe, verifyScript } from './verifier.ts'

const text = (value: string): Buffer => Buffer.from(strToU8(value))
const columns = ['at', 'event', 'subject', 'actor_kind', 'actor', 'actor_id', 'data', 'personal']

/** For a machine and for a spreadsheet; where something was erased since, without words. */
const eventRows = ({ known: { events, isThinner } }: Contents) =>
  events.map(({ at, event, subjectId, actorKind, actorName, actorId, data, personal }) => ({
    at: at.toISOString(),
    event,
    subject: subjectId,
    actor_kind: actorKind,
    actor: actorName ?? '',
    actor_id: actorId,
    data,
    personal: isThinner ? null : personal,
  }))

const namesOf = ({ paper: { lang } }: Contents): {
  pdf: string
  readMe: string
} => (lang === 'fr'
  ? { pdf: 'dossier-de-controle.pdf', readMe: 'proof/LISEZ-MOI.txt' }
  : { pdf: 'inspection-pack.pdf', readMe: 'proof/README.txt' })

const allFiles = async (contents: Contents, at: Date): Promise<{ path: string; bytes: Buffer; document?: string }[]> => {
  const { paper, proof, head, files } = contents
  const names = namesOf(contents)
  const rows = eventRows(contents)
  return [
    { path: names.pdf, bytes: await inspectionPdf(paper, at) },
    { path: 'events/events.json', bytes: text(`${JSON.stringify(rows, null, 1)}\n`) },
    { path: 'events/events.csv', bytes: text(asCsv({ columns, rows })) },
    { path: 'proof/events.json', bytes: text(`${JSON.stringify(proof.events)}\n`) },
    { path: 'proof/blocks.csv', bytes: text(blocksCsv(proof.blocks)) },
    { path: 'proof/head.json', bytes: text(head) },
    { path: 'proof/verify.mjs', bytes: text(verifyScript) },
    { path: names.readMe, bytes: text(verifyReadMe(paper.lang)) },
    ...files,
  ]
}

/** Every file by its hash, signed: what is taken out of the folder or put into it shows. */
const manifestOf = ({ row }: Contents, files: readonly { path: string; bytes: Buffer; document?: string }[]): Buffer => {
  const manifest = {
    pack: row.id,
    dossier: row.dossier_id,
    knownUntil: row.known_until.toISOString(),
    orderedAt: row.ordered_at.toISOString(),
    files: files.map(({ path, bytes, document }) => ({
      path,
      bytes: bytes.length,
      sha256: sha256(bytes).toString('hex'),
      ...(document ? { document } : {}),
    })),
  }
  return text(
    `${JSON.stringify({ manifest, publicKey: institutionPublicKey().toString('hex'), signature: signAsInstitution(Buffer.from(canonicalJson(manifest))).toString('hex') }, null, 1)}\n`,
  )
}

/** One archive: the paper, the files as they came, the events, and the proof of all of it. */
export const zipInspection = async (contents: Contents, at: Date): Promise<Buffer> => {
  const files = await allFiles(contents, at)
  const zipped: Zippable = { 'manifest.json': manifestOf(contents, files) }
  // pictures and PDFs are pressed already
  for (const { path, bytes } of files)
    zipped[path] = path.endsWith('.json') || path.endsWith('.csv') || path.endsWith('.txt') || path.endsWith('.mjs')
      ? bytes
      : [bytes, { level: 0 }]
  return Buffer.from(zipSync(zipped, { mtime: at, level: 6 }))
}
