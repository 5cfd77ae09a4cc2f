import { join } from 'node:path'
import type { Plugin } from 'vitest/config'
import { builtModules } from '../../bin/build.js'

/**
 * Tests that run once stand on the modules of the program as esbuild makes them, all at once, and Node loads them by itself: each worker
 * has them in a fifth of the time that Vite takes over the sources, which it reads one by one. Whoever watches (`npx vitest`) works on the
 * sources, and so does `TESTS_ON=sources`, where a stack is to name their lines.
 */
export const onBuiltModules = async (): Promise<Plugin[]> => {
  const isOnce = process.argv.includes('run') && process.env['TESTS_ON'] !== 'sources'
  const folder = isOnce ? await builtModules() : null
  if (folder === null) return []
  return [{
    name: 'on-built-modules',
    enforce: 'pre',
    resolveId: (asked) => (/^#(src|jobs|migrations)\/.+\.ts$/.test(asked)
      ? { id: join(folder, asked.slice(1).replace(/ts$/, 'mjs')), external: true }
      : null),
  }]
}
