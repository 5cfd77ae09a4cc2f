import { findBlock } from '#src/audit/audit.sql.ts'
import { headOf, signHead } from '#src/chainHeads/signHead.ts'
import { findDocument, type DocumentRow } from '#src/documents/documents.sql.ts'
import { readBytes } from '#src/documents/openDocument.ts'
import { conflict } from '#src/kernel/errors.ts'
import { readKnown, type Known } from '#src/knownFiles/readKnown.sql.ts'
import { findAttachment } from '#src/notes/notes.sql.ts'
import { unseal } from '#src/platform/crypto.ts'
import type { Ctx } from '#src/platform/ctx.ts'
import { findMerchantKey } from '#src/platform/merchant-keys.ts'
import { getFile } from '#src/platform/storage.ts'
import { findSignedContract, type PackRow } from './inspections.sql.ts'
import { paperLabel } from './orderInspection.ts'
import type { Paper } from './paper.ts'
import { readInclusion, type Proof } from './proof.sql.ts'

/** `document`: its id, where it is a piece of the file: what was recorded when it came says its hash. */
export type PackedFile = { path: string; bytes: Buffer; document?: string }
export type Contents = { row: PackRow; paper: Paper; known: Known; files: PackedFile[]; proof: Proof; head: string }

const mostBytes = 200 * 1024 * 1024
const safeName = (name: string): string => name.normalize('NFC').replace(/[^\p{L}\p{N}._ -]+/gu, '_').slice(-80) || 'file'

type Wanted = { path: string; storageKey: string; sha256: Buffer; document?: DocumentRow }

const listWanted = async ({ db }: Ctx, known: Known): Promise<Wanted[]> => {
  const wanted: Wanted[] = []
  for (const { id, isGone, state } of known.then.pieces) {
    const row = isGone || state === 'withdrawn' ? null : await findDocument(db, id)
    if (row && row.state !== 'withdrawn')
      wanted.push({ path: `pieces/${id}-${safeName(row.file_name)}`, storageKey: row.storage_key, sha256: row.sha256, document: row })
  }
  for (const { id } of known.notes.flatMap(({ attachments }) => attachments)) {
    const row = await findAttachment(db, id)
    if (row) wanted.push({ path: `notes/${id}-${safeName(row.file_name)}`, storageKey: row.storage_key, sha256: row.sha256 })
  }
  const contract = known.then.contract?.state === 'signed' ? await findSignedContract(db, known.then.contract.id) : null
  return contract ? [...wanted, { path: `contract/${known.then.contract!.id}.pdf`, ...contract }] : wanted
}

const openFiles = async (
  ctx: Ctx,
  wanted: readonly Wanted[],
  key: Buffer,
  onFile: (done: number, total: number) => Promise<void>,
): Promise<PackedFile[]> => {
  const files: PackedFile[] = []
  let size = 0
  for (const [i, { path, storageKey, sha256, document }] of wanted.entries()) {
    const bytes = document ? await readBytes(ctx, document) : await getFile(storageKey, key, sha256)
    size += bytes.length
    if (size > mostBytes) throw conflict('inspection_too_large')
    files.push({ path, bytes, ...(document ? { document: document.id } : {}) })
    await onFile(i + 1, wanted.length + 2)
  }
  return files
}

/**
 * All that goes into a pack, as of the instant that was asked for. 409 `inspection_too_large`, `history_not_intact`, `inspection_is_empty`
 * where its merchant's key is gone.
 */
export const collectInspection = async (
  ctx: Ctx,
  row: PackRow,
  onFile: (done: number, total: number) => Promise<void>,
): Promise<Contents> => {
  const key = await findMerchantKey(ctx.db, row.merchant_id)
  if (!key || !row.paper) throw conflict('inspection_is_empty')
  const known = await readKnown(ctx.db, row.dossier_id, row.known_until)
  const files = await openFiles(ctx, await listWanted(ctx, known), key, onFile)
  const proof = await readInclusion(ctx.db, known.events.map(({ id }) => id), !known.isThinner)
  const last = proof.blocks.at(-1)
  if (!last) throw conflict('inspection_is_empty')
  const head = signHead(await headOf(ctx.db, (await findBlock(ctx.db, last.number))!, ctx.now))
  return { row, paper: JSON.parse(unseal(key, row.paper, paperLabel(row.id)).toString()) as Paper, known, files, proof, head }
}
