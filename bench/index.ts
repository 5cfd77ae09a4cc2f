import { parseArgs } from 'node:util'

/**
 * `npm run bench -- NAME [--scale N] [--set DIR] [--seed N] [--console]`. The last line is one JSON object. Most measure ours and the raw SQL that does the same, in
 * one run; `accuracy` what is read in a folder of pictures against its truth.json.
 */
const benches: Record<string, () => Promise<{ run: (scale: number, set?: string, withConsole?: boolean, seed?: number) => Promise<BenchResult>; usual: number }>> = {
  'queue-page': () => import('./queue-page.ts'),
  'take-next': () => import('./take-next.ts'),
  deactivate: () => import('./deactivate.ts'),
  'list-payments': () => import('./list-payments.ts'),
  'payout-run': () => import('./payout-run.ts'),
  release: () => import('./release.ts'),
  accuracy: () => import('./accuracy.ts'),
  read: () => import('./read.ts'),
  'create-payment': () => import('./create-payment.ts'),
  'fraud-effects': () => import('./fraud-effects.ts'),
  'kill-payments': () => import('./kill-payments.ts'),
  purge: () => import('./purge.ts'),
}

/** Most have `ours`, `raw` and their `ratio`, which the target in the issue is about; each bench says which way. */
export type BenchResult = { bench: string } & Record<string, unknown>

const { values, positionals } = parseArgs({ allowPositionals: true, options: { scale: { type: 'string' }, set: { type: 'string' }, seed: { type: 'string' }, console: { type: 'boolean' } } })
const load = benches[positionals[0] ?? '']
const positive = (text: string | undefined): number | null => (text === undefined ? null : Number(text))
const isPositive = (number: number | null): boolean => number === null || (Number.isInteger(number) && number > 0)
const [scale, seed] = [positive(values.scale), positive(values.seed)]
if (!load || !isPositive(scale) || !isPositive(seed)) {
  console.error(`usage: npm run bench -- ${Object.keys(benches).join('|')} [--scale rows] [--set folder] [--seed number] [--console]`)
  process.exit(2)
}
const bench = await load()
const result = await bench.run(scale ?? bench.usual, values.set, values.console, seed ?? undefined)
console.log(JSON.stringify(result))
process.exit(0)
