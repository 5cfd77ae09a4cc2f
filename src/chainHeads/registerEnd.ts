import { isSame, sealWithMaster, unsealWithMaster } from '#src/platform/crypto.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { findRegisterEnd, listClosedEvents, noEvents } from '#src/platform/recordClosed.ts'
import { readHead } from './chainHead.ts'
import { listHeads } from './chainHeads.sql.ts'

const label = 'closed-register-end'
const numberBytes = 8

/**
 * The end of the register of the closed compartment, for a head that goes outside: always as long, and drawn anew each time, whatever
 * happened in the compartment, or nothing. Nobody without the master key can read in it, or tell one from another.
 */
export const sealRegisterEnd = async (db: ReadDb): Promise<string> => {
  const { number, hash } = (await findRegisterEnd(db)).end ?? noEvents
  const plain = Buffer.concat([Buffer.alloc(numberBytes), hash])
  plain.writeBigUInt64BE(BigInt(number))
  return sealWithMaster(plain, label).toString('hex')
}

const opened = (sealed: string): { number: number; hash: Buffer } | null => {
  try {
    const plain = unsealWithMaster(Buffer.from(sealed, 'hex'), label)
    return { number: Number(plain.readBigUInt64BE()), hash: plain.subarray(numberBytes) }
  } catch {
    return null
  }
}

/** Whether the register of today goes on from an end that was sealed: its event of that number is that one. */
export const isRegisterGoingOn = async (db: ReadDb, sealed: string): Promise<boolean> => {
  const end = opened(sealed)
  if (!end || end.number === 0) return end !== null
  const [event] = await listClosedEvents(db, end.number - 1, 1)
  return event?.number === end.number && isSame(event.hash, end.hash)
}

/** The same of the newest head that we keep ourselves. Each event follows the one before, so that all before it stand as well. */
export const isGoingOnFromNewest = async (db: ReadDb): Promise<boolean> => {
  const [newest] = await listHeads(db, null, 1)
  const register = newest && readHead(newest.content)?.head.register
  return register === undefined || isRegisterGoingOn(db, register)
}
