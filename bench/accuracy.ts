import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { closeOcr, type DocumentType, readDocument, type ReadPage } from '#src/platform/ocr.ts'
import { measure, type Measured } from './accuracy/measure.ts'
import { byQuality, missesOf, sharesOf, tableOf, verdictCounts } from './accuracy/report.ts'
import { type Case, casesOf } from './accuracy/truth.ts'
import { say } from './ground.ts'
import type { BenchResult } from './index.ts'

export const usual = 1
const lanes = 2

const types: Record<string, DocumentType> = { '.png': 'png', '.jpg': 'jpeg', '.jpeg': 'jpeg', '.webp': 'webp', '.pdf': 'pdf' }

const read = async ({ path }: Case): Promise<ReadPage[]> => {
  const type = types[extname(path).toLowerCase()]
  if (!type) throw new Error(`no picture: ${path}`)
  return (await readDocument({ bytes: await readFile(path), type })).pages
}

/** Two at once, as in production; the results in the order of the set. */
export const measureAll = async (cases: readonly Case[], reader: (at: Case) => Promise<ReadPage[]> = read): Promise<Measured[]> => {
  const measured: Measured[] = []
  let next = 0
  const lane = async (): Promise<void> => {
    for (let at = next++; at < cases.length; at = next++) measured[at] = await measure(cases[at] as Case, reader)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return measured
}

/** Without zones or fields in the set their share is 1: nothing was asked and nothing is wrong. */
export const resultOf = (all: readonly Measured[]): BenchResult => {
  const { pictures, fields, kinds, mrz, mrzLines } = sharesOf(all)
  return {
    bench: 'accuracy',
    fields: fields ?? 1,
    kinds: kinds ?? 1,
    mrz: mrz ?? 1,
    mrzLines: mrzLines ?? 1,
    ...verdictCounts(all),
    pictures,
    qualities: byQuality(all),
  }
}

export const printReport = (all: readonly Measured[]): void => {
  console.log(tableOf(all))
  const misses = missesOf(all)
  console.log(misses.length ? `\nmisses (expected ← read):\n${misses.join('\n')}\n` : '\nno misses\n')
}

/**
 * Target (issue 3): clean and scanned pieces: every kind, ≥ 95 % of the fields exact; phone pictures ≥ 80 %; no false pass. Without a set,
 * or with `own`: ours; with a seed, ours of other people, light and hands, on which nothing is tuned.
 */
export const run = async (_scale: number, set?: string, _withConsole?: boolean, seed?: number): Promise<BenchResult> => {
  const folder = set !== undefined && set !== 'own' ? set : await (await import('./accuracy/ownSet.ts')).makeOwnSet(say, seed)
  const cases = casesOf(folder)
  say(`${cases.length} pictures of ${folder}…`)
  try {
    const all = await measureAll(cases)
    printReport(all)
    return resultOf(all)
  } finally {
    await closeOcr()
  }
}
