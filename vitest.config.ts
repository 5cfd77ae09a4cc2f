import { defineConfig } from 'vitest/config'
import { onBuiltModules } from './test/support/built.ts'
import { LongestFirst } from './test/support/sequencer.ts'

export default defineConfig(async () => ({
  plugins: await onBuiltModules(),
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // half as many again as the smallest machine has cores: much of a test is waiting, for a page, a child, a database; and each worker has browsers and readers of its own to start
    maxWorkers: 3,
    pool: 'forks',
    // a test makes much and keeps little: a larger nursery is swept less often
    execArgv: ['--max-semi-space-size=64'],
    // The program is loaded once a worker and not once a file: a fifth of the whole. A house of a test begins afresh (test/support/house.ts).
    isolate: false,
    sequence: { sequencer: LongestFirst },
  },
}))
