import type { BenchResult } from './index.ts'
import { run as runRead } from './read.ts'

/** Pages that wait to be read. */
export const usual = 200

/**
 * Target (issue 3): while so many pages are read, two documents at once, the console's pages take at most 1.5 × what they take when nothing
 * is read.
 */
export const run = async (scale: number, set?: string): Promise<BenchResult> => ({
  ...(await runRead(scale, set, true)),
  bench: 'read-beside',
})
