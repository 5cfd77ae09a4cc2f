import { accessSync, constants, statfsSync } from 'node:fs'
import { freemem, tmpdir } from 'node:os'

const inMemory = '/dev/shm'
/** What a whole run of the tests leaves there at once, several times over. */
const roomy = 4 * 1024 ** 3

const hasRoom = (folder: string): boolean => {
  try {
    accessSync(folder, constants.W_OK)
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize >= roomy && freemem() >= roomy
  } catch {
    return false
  }
}

/**
 * Where that may lie which nothing has to survive: in memory where Linux offers enough of it, else where temporary files do; TMPDIR wins. A
 * database there is made in a quarter of the time that a virtual disk takes, and tests make hundreds.
 */
export const throwawayFolder =
  (): string => (!process.env['TMPDIR'] && process.platform === 'linux' && hasRoom(inMemory) ? inMemory : tmpdir())
