import { parseArgs } from 'node:util'

/** `npm run bench -- NAME [--scale N]`. Each measures ours and the raw SQL that does the same, in one run; its last line is one JSON object. */
const benches: Record<string, () => Promise<{ run: (scale: number) => Promise<BenchResult>; usual: number }>> = {
  'queue-page': () => import('./queue-page.ts'),
  'take-next': () => import('./take-next.ts'),
  deactivate: () => import('./deactivate.ts'),
}

/** `ratio`: what the target in the issue is about; each bench says which way. */
export type BenchResult = { bench: string; ours: number; raw: number; ratio: number } & Record<string, unknown>

const { values, positionals } = parseArgs({ allowPositionals: true, options: { scale: { type: 'string' } } })
const load = benches[positionals[0] ?? '']
const scale = values.scale === undefined ? null : Number(values.scale)
if (!load || (scale !== null && !(Number.isInteger(scale) && scale > 0))) {
  console.error(`usage: npm run bench -- ${Object.keys(benches).join('|')} [--scale rows]`)
  process.exit(2)
}
const bench = await load()
const result = await bench.run(scale ?? bench.usual)
console.log(JSON.stringify(result))
process.exit(0)
