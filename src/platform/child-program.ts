import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
/** By its address: `--import tsx` is looked up from the current folder, which need not be ours. */
const tsx = () => pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href

/**
 * What to fork for a source that is a process of its own: as it was built where this program was (bin/build.js) and its build is still
 * there, else itself through tsx.
 */
export const childProgram = (source: URL): { script: string; execArgv: string[] } => {
  const folder = process.env['VIGIE_BUILT']
  const script = fileURLToPath(source)
  const built = folder ? join(folder, relative(root, script).replace(/\.ts$/, '.mjs')) : null
  return built && existsSync(built) ? { script: built, execArgv: ['--enable-source-maps'] } : { script, execArgv: ['--import', tsx()] }
}
