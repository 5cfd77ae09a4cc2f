import { parseArgs } from 'node:util'

/**
 * `npm run bench -- NAME [--scale N] [--set DIR] [--seed N] [--console] [--pairs FILE] [--threshold T] [--people N]`. The last line is one
 * JSON object. Most measure ours and the raw SQL that does the same, in one run; `accuracy` what is read in a folder of pictures against
 * its truth.json.
 */
const benches: Record<
  string,
  () => Promise<
    {
      run: (
        scale: number,
        set?: string,
        withConsole?: boolean,
        seed?: number,
        pairs?: string,
        threshold?: number,
        people?: number,
      ) => Promise<BenchResult>
      usual: number
    }
  >
> = {
  backup: () => import('./backup.ts'),
  'queue-page': () => import('./queue-page.ts'),
  'take-next': () => import('./take-next.ts'),
  deactivate: () => import('./deactivate.ts'),
  'list-payments': () => import('./list-payments.ts'),
  'payout-run': () => import('./payout-run.ts'),
  release: () => import('./release.ts'),
  accuracy: () => import('./accuracy.ts'),
  read: () => import('./read.ts'),
  'read-beside': () => import('./readBeside.ts'),
  'create-payment': () => import('./create-payment.ts'),
  'fraud-effects': () => import('./fraud-effects.ts'),
  'kill-payments': () => import('./kill-payments.ts'),
  purge: () => import('./purge.ts'),
  forecast: () => import('./forecast.ts'),
  match: () => import('./match.ts'),
  screen: () => import('./screen.ts'),
  monitor: () => import('./monitor.ts'),
  'audit-verify': () => import('./audit-verify.ts'),
}

/** Most have `ours`, `raw` and their `ratio`, which the target in the issue is about; each bench says which way. */
export type BenchResult = { bench: string } & Record<string, unknown>

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    scale: { type: 'string' },
    payments: { type: 'string' },
    events: { type: 'string' },
    set: { type: 'string' },
    seed: { type: 'string' },
    console: { type: 'boolean' },
    pairs: { type: 'string' },
    threshold: { type: 'string' },
    people: { type: 'string' },
  },
})
const load = benches[positionals[0] ?? '']
const positive = (text: string | undefined): number | null => (text === undefined ? null : Number(text))
const isPositive = (number: number | null): boolean => number === null || (Number.isInteger(number) && number > 0)
const [scale, seed, people] = [positive(values.scale ?? values.payments ?? values.events), positive(values.seed), positive(values.people)]
const threshold = values.threshold === undefined ? undefined : Number(values.threshold)
if (
  !load || !isPositive(scale) || !isPositive(seed) || !isPositive(people) ||
  (threshold !== undefined && !(threshold >= 0 && threshold <= 1))
) {
  console.error(
    `usage: npm run bench -- ${Object .keys(benches) .join('|')} [--scale rows | --payments rows] [--set folder] [--seed number] [--console] [--pairs file] [--threshold 0..1] [--people number]`,
  )
  process.exit(2)
}
const bench = await load()
const result = await bench.run(
  scale ?? bench.usual,
  values.set,
  values.console,
  seed ?? undefined,
  values.pairs,
  threshold,
  people ?? undefined,
)
console.log(JSON.stringify(result))
process.exit(0)
