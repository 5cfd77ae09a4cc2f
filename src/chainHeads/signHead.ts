import { countSealed, type Block } from '#src/audit/audit.sql.ts'
import { institution } from '#src/contracts/wording.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { institutionPublicKey, signAsInstitution } from '#src/platform/institution-key.ts'
import { signedText, writeHead, type ChainHead } from './chainHead.ts'

/** A block as the end of the chain of that instant. */
export const headOf = async (db: ReadDb, { number, hash, sealedAt }: Block, at: Date): Promise<ChainHead> => ({
  institution,
  day: parisDay(at),
  exportedAt: at.toISOString(),
  block: number,
  hash: hash.toString('hex'),
  events: await countSealed(db, number),
  sealedAt,
})

/** The file that is given away. */
export const signHead = (head: ChainHead): string =>
  writeHead({
    head,
    publicKey: institutionPublicKey().toString('hex'),
    signature: signAsInstitution(Buffer.from(signedText(head))).toString('hex'),
  })
