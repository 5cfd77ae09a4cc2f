import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Job } from '#src/platform/job.ts'

/**
 * One job by its name, which is its file's, without the others: a command need not load the whole program. Null where none is called so.
 */
export const loadJob = async (name: string): Promise<Job | null> => {
  if (!/^[a-z]+(-[a-z]+)+$/.test(name) || !existsSync(fileURLToPath(new URL(`./${name}.ts`, import.meta.url)))) return null
  return ((await import(`./${name}.ts`)) as { default: Job }).default
}
