import { countSealed, findBlock, findLastBlock } from '#src/audit/audit.sql.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { institutionPublicKey, isSignedBy } from '#src/platform/institution-key.ts'
import { readHead, signedText, type ChainHead } from './chainHead.ts'
import { isRegisterGoingOn } from './registerEnd.ts'

/**
 * `cut_off`: our chain ends before it. `rewritten`: the block of that number is another one. `register_cut`: the register of the closed
 * compartment does not go on from its own.
 */
export type HeadFault = 'unreadable' | 'other_key' | 'not_signed' | 'cut_off' | 'rewritten' | 'register_cut'
export type KeptHead = { ok: true; head: ChainHead; since: number } | { ok: false; fault: HeadFault; head: ChainHead | null }

/**
 * Whether today's chain goes on from a head that somebody kept: its signature is ours, and the block it names has that hash here. Each
 * block holds the hash of the one before, so that, the chain being intact, nothing up to there was touched. `since`: how many blocks
 * followed.
 */
export const checkKeptHead = async (db: ReadDb, text: string): Promise<KeptHead> => {
  const said = readHead(text)
  if (!said) return { ok: false, fault: 'unreadable', head: null }
  const { head, publicKey, signature } = said
  const failed = (fault: HeadFault): KeptHead => ({ ok: false, fault, head })
  if (publicKey !== institutionPublicKey().toString('hex')) return failed('other_key')
  if (!isSignedBy(Buffer.from(publicKey, 'hex'), Buffer.from(signedText(head)), Buffer.from(signature, 'hex'))) return failed('not_signed')
  const [block, last] = [await findBlock(db, head.block), await findLastBlock(db)]
  if (!block || !last) return failed(last && last.number >= head.block ? 'rewritten' : 'cut_off')
  if (block.hash.toString('hex') !== head.hash || (await countSealed(db, head.block)) !== head.events) return failed('rewritten')
  if (head.register !== undefined && !(await isRegisterGoingOn(db, head.register))) return failed('register_cut')
  return { ok: true, head, since: last.number - head.block }
}
