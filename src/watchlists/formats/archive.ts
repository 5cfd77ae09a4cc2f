import { unzipSync } from 'fflate'
import { refusedFile } from '../watchlist.ts'

export type ListFile = { name: string; bytes: Uint8Array }

/** What a list may weigh, in all: the largest there is has some 100 MB. */
export const mostBytes = 128_000_000

export const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5)

const isWanted = (name: string): boolean => /\.(csv|xml|json|txt)$/i.test(name) && !/(^|\/)(\.|__MACOSX)/.test(name)

/** The lists within an archive; what it says of their sizes is added up before anything is unpacked. */
export const unpack = (bytes: Uint8Array): ListFile[] => {
  let total = 0
  try {
    const found = unzipSync(bytes, { filter: ({ name, originalSize }) => isWanted(name) && (total += originalSize) <= mostBytes })
    if (total > mostBytes) throw refusedFile('too_large', { most: mostBytes / 1_000_000 })
    return Object.entries(found).map(([name, one]) => ({ name: name.split('/').at(-1)!, bytes: one }))
  } catch (error) {
    throw total > mostBytes ? error : refusedFile('bad_archive')
  }
}
