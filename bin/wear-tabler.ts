// Tabler's sheet as far as our pages wear it: 40 KB of its 635. `npm run styles` writes public/css/tabler.css anew; a test says when that
// is due.
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { PurgeCSS } from 'purgecss'

const root = fileURLToPath(new URL('..', import.meta.url))
export const wornFile = `${root}public/css/tabler.css`
const tablerFile = createRequire(import.meta.url).resolve('@tabler/core/dist/css/tabler.min.css')

/** Wherever a class can be written: any word there may be one. A name put together from parts is none of Tabler's: those are ours. */
const content = ['views/**/*.hbs', 'src/web/*.ts', 'src/**/*.{page,console,merchant,view}.ts', 'public/*.js'].map((glob) => root + glob)

/** The rules whose classes occur somewhere, and all that stand on elements alone; one rule a line, so that a change can be read. */
export const wornTabler = async (): Promise<string> => {
  const raw = (await readFile(tablerFile, 'utf8')).replace(/^@charset "UTF-8";/, '').replace(/\/\*# sourceMapping.*$/s, '')
  const [sheet] = await new PurgeCSS().purge({
    content,
    css: [{ raw }],
    keyframes: true,
    defaultExtractor: (text) => text.match(/[\w-]+/g) ?? [],
  })
  return `${sheet!.css.replaceAll('}', '}\n').trim()}\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(wornFile, await wornTabler())
