import { parseArgs } from 'node:util'

/**
 * `npm run bench -- NAME [--scale N] [--set DIR] [--console]`. The last line is one JSON object. Most measure ours and the raw SQL that does the same, in
 * one run; `accuracy` what is read in a folder of pictures against its truth.json.
 */
const benches: Record<string, () => Promise<{ run: (scale: number, set?: string, withConsole?: boolean) => Promise<BenchResult>; usual: number }>> = {
  'queue-page': () => import('./queue-page.ts'),
  'take-next': () => import('./take-next.ts'),
  deactivate: () => import('./deactivate.ts'),
  accuracy: () => import('./accuracy.ts'),
  read: () => import('./read.ts'),
}

/** Most have `ours`, `raw` and their `ratio`, which the target in the issue is about; each bench says which way. */
export type BenchResult = { bench: string } & Record<string, unknown>

const { values, positionals } = parseArgs({ allowPositionals: true, options: { scale: { type: 'string' }, set: { type: 'string' }, console: { type: 'boolean' } } })
const load = benches[positionals[0] ?? '']
const scale = values.scale === undefined ? null : Number(values.scale)
if (!load || (scale !== null && !(Number.isInteger(scale) && scale > 0))) {
  console.error(`usage: npm run bench -- ${Object.keys(benches).join('|')} [--scale rows] [--set folder] [--console]`)
  process.exit(2)
}
const bench = await load()
const result = await bench.run(scale ?? bench.usual, values.set, values.console)
console.log(JSON.stringify(result))
process.exit(0)
