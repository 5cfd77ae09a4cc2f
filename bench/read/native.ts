import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { type Grey, pgmOf } from '#src/platform/ocr/grey.ts'
import { type Spent, spentBy, together } from './spent.ts'

/** Sauvola's threshold as we read with (platform/ocr/tesseract.ts): the words that native tesseract takes for it. */
export const ourThreshold = ['thresholding_method=2', 'thresholding_kfactor=0.37', 'thresholding_window_size=0.2'].flatMap((
  word,
) => ['-c', word])

/** Native tesseract with our own language model; what a process costs before it reads is taken off. */
export type Native = {
  version: string
  recognise: (picture: Grey, settings?: readonly string[]) => Promise<Spent>
  close: () => Promise<void>
}

const run = (words: string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    // One thread: without it two cores fight over each line, and 25 pictures take 68 s instead of 11 (ocr.md §2).
    execFile('tesseract', words, {
      env: { ...process.env, OMP_THREAD_LIMIT: '1' },
      maxBuffer: 64_000_000,
    }, (fault, out, err) => (fault ? reject(fault) : resolve(out || err)))
  })

const modelBytes = async (): Promise<Buffer> => {
  const folder = dirname(createRequire(import.meta.url).resolve('@tesseract.js-data/fra/package.json'))
  return gunzipSync(await readFile(join(folder, '4.0.0_best_int', 'fra.traineddata.gz')))
}

/** Nothing to read. */
const blank: Grey = { data: Buffer.alloc(10_000, 255), width: 100, height: 100 }

/** Null where it is not installed. */
export const openNative = async (): Promise<Native | null> => {
  const version = await run(['--version']).then((out) => out.split('\n')[0] ?? '', () => null)
  if (version === null) return null
  const folder = await mkdtemp(join(tmpdir(), 'vigie-native-'))
  await writeFile(join(folder, 'fra.traineddata'), await modelBytes())
  const whole = async (picture: Grey, settings: readonly string[] = []): Promise<Spent> => {
    const file = join(folder, 'page.pgm')
    await writeFile(file, pgmOf(picture))
    return spentBy(
      'children',
      () => run([file, 'stdout', '--tessdata-dir', folder, '-l', 'fra', '--oem', '1', '--psm', '11', '--dpi', '200', ...settings]),
    )
  }
  const starts: Spent[] = []
  for (let i = 0; i < 5; i++) starts.push(await whole(blank))
  const start = { clock: Math.min(...starts.map(({ clock }) => clock)), processor: (together(starts).processor ?? 0) / starts.length }
  const recognise = async (picture: Grey, settings?: readonly string[]): Promise<Spent> => {
    const { clock, processor } = await whole(picture, settings)
    return { clock: Math.max(0, clock - start.clock), processor: processor === null ? null : Math.max(0, processor - start.processor) }
  }
  return { version, recognise, close: () => rm(folder, { recursive: true, force: true }) }
}
