import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { House } from '#test/support/house.ts'

export type Ran = { code: number; lines: string[]; errors: string }

const bin = fileURLToPath(new URL('../../bin/vigie', import.meta.url))

/** The command line as its users start it: a process of its own, on the database of the test. */
export const openCommandLine = async (house: House, settings: Record<string, string> = {}) => {
  const folder = await mkdtemp(join(tmpdir(), 'vigie-command-'))
  const env = {
    ...process.env,
    DATABASE_URL: house.database.url,
    DATA_DIR: folder,
    MASTER_KEY: Buffer.alloc(32, 7).toString('hex'),
    NODE_ENV: 'test',
    VITEST: '',
    ...settings,
  }
  const vigie = (...words: string[]): Promise<Ran> =>
    new Promise((done) => {
      execFile(process.execPath, [bin, ...words], { env, timeout: 60_000 }, (fault, stdout, stderr) =>
        done({
          code: fault ? Number(fault.code ?? 1) : 0,
          lines: stdout.split('\n').filter((line) => line.trim() !== ''),
          errors: stderr,
        }))
    })
  return { vigie, close: () => rm(folder, { recursive: true, force: true }) }
}

/** What `--json` promises: the last line is one JSON object. */
export const lastJson = ({ lines }: Ran): Record<string, unknown> => JSON.parse(lines.at(-1) ?? '') as Record<string, unknown>
