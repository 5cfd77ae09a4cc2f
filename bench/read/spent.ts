import { readFileSync } from 'node:fs'

/**
 * Milliseconds by the clock, and of processors: on a machine that does other things besides, the second alone compares. Null where nobody
 * counts it.
 */
export type Spent = { clock: number; processor: number | null }

/** Linux counts in hundredths of a second what this process has spent (14, 15), and what those it waited for have (16, 17). */
const ticks = (whose: 'own' | 'children'): number | null => {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8').replace(/^.*\) /, '').split(' ')
    const first = whose === 'own' ? 11 : 13
    return 10 * (Number(fields[first]) + Number(fields[first + 1]))
  } catch {
    return null
  }
}

/** `whose`: threads of this process, or a process that it starts and waits for. */
export const spentBy = async (whose: 'own' | 'children', work: () => Promise<unknown>): Promise<Spent> => {
  const [start, before] = [performance.now(), ticks(whose)]
  await work()
  const [clock, after] = [performance.now() - start, ticks(whose)]
  return { clock, processor: before === null || after === null ? null : after - before }
}

const none: Spent = { clock: 0, processor: 0 }
export const together = (all: readonly Spent[]): Spent =>
  all.reduce((sum, one) => ({
    clock: sum.clock + one.clock,
    processor: sum.processor === null || one.processor === null ? null : sum.processor + one.processor,
  }), none)
