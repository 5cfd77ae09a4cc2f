import { createRequire } from 'node:module'
import { access, copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createWorker, OEM, PSM, type RecognizeOptions, type Rectangle, type Worker } from 'tesseract.js'
import { Refusal } from '#src/kernel/errors.ts'
import { contentIn } from './content.ts'
import { setEngineFlags } from './engineFlags.ts'
import { type Grey, greyOf, pgmOf, workOn } from './grey.ts'
import { isEvenlyLit } from './light.ts'
import type { Box, Lang } from './messages.ts'
import { type Small, smallOf } from './small.ts'
import { tiltOfSmall } from './tilt.ts'

const require = createRequire(import.meta.url)
const version = (require('tesseract.js/package.json') as { version: string }).version

/** Kept beside every reading, so that a later engine's different answer can be told from a changed document. */
export const engineName = (langs: Lang[]): string => `tesseract.js ${version} ${langs.join('+')} 4.0.0_best_int`

const fileOf = (lang: Lang): string =>
  join(dirname(require.resolve(`@tesseract.js-data/${lang}/package.json`)), '4.0.0_best_int', `${lang}.traineddata.gz`)

/**
 * tesseract.js downloads a language it does not find, and takes one folder for all of them. One language: its package's folder.
 * More: a private copy, gone as soon as the worker has them in memory.
 */
const withLanguages = async <T>(langs: Lang[], use: (folder: string) => Promise<T>): Promise<T> => {
  const files = langs.map(fileOf)
  await Promise.all(files.map((file) => access(file)))
  if (files.length === 1) return use(dirname(files[0] as string))
  const folder = await mkdtemp(join(tmpdir(), 'vigie-languages-'))
  try {
    await Promise.all(langs.map((lang, index) => copyFile(files[index] as string, join(folder, `${lang}.traineddata.gz`))))
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const startLimit = 20_000

/** ocr.md §3: without errorHandler a failed start kills the process, with it the promise never settles. Hence both, and a clock. */
const start = (langs: Lang[]): Promise<Worker> =>
  withLanguages(langs, (langPath) => {
    const { promise, resolve, reject } = deferred<Worker>()
    const clock = setTimeout(() => reject(new Refusal(503, 'ocr_crashed')), startLimit)
    const errorHandler = (): void => reject(new Refusal(503, 'ocr_crashed'))
    setEngineFlags()
    createWorker(langs, OEM.LSTM_ONLY, { langPath, cacheMethod: 'none', errorHandler }).then(resolve, reject)
    return promise.finally(() => clearTimeout(clock))
  })

const deferred = <T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: unknown) => void } => {
  let settle!: { resolve: (value: T) => void; reject: (error: unknown) => void }
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject }
  })
  return { promise, ...settle }
}

let running: { langs: string; worker: Worker } | undefined

const workerFor = async (langs: Lang[]): Promise<Worker> => {
  const key = langs.join('+')
  if (running?.langs !== key) {
    await running?.worker.terminate()
    running = undefined
    running = { langs: key, worker: await start(langs) }
  }
  return running.worker
}

export type Recognised = { words: { text: string; confidence: number; box: Box }[]; tilt: number }
/** `isLocal`: what is ink was judged by what lies around it. */
export type RecognisedPage = Recognised & { isLocal: boolean }

const wordLevel = '5'

/**
 * Tesseract's table: level, five numbers, left, top, width, height, confidence, text. It takes half the time of its tree, which holds every
 * letter as well.
 */
const wordsOf = (table: string): Recognised['words'] =>
  table
    .split('\n')
    .map((row) => row.split('\t'))
    .filter(([level, ...rest]) => level === wordLevel && rest.at(-1)?.trim())
    .map((cells) => {
      const [left, top, width, height, confidence] = cells.slice(6, 11).map(Number) as [number, number, number, number, number]
      return { text: cells.slice(11).join(' ').trim(), confidence, box: [left, top, left + width, top + height] }
    })

/**
 * Left to itself Tesseract guesses the resolution of each picture and, guessing 225, loses the boxed cells of a RIB (93 % against 99 %).
 */
const dpi = { user_defined_dpi: '200' }

type Params = Record<string, string>

const recognise = async (picture: Grey, langs: Lang[], params: Params, options: Partial<RecognizeOptions>): Promise<Recognised> => {
  const worker = await workerFor(langs)
  await worker.setParameters({ ...dpi, ...params })
  const { data } = await worker.recognize(pgmOf(picture), options, { text: false, tsv: true })
  return { words: wordsOf(data.tsv ?? ''), tilt: data.rotateRadians ?? 0 }
}

/**
 * Sauvola's local threshold instead of one for the whole picture, which takes pale labels for paper as soon as a shadow lies on the page:
 * pieces photographed in shadow 81 % → 98 %, the specimens 99.2, 93.6, 99.2 % → 99.1, 92.6, 99.4 % (scan, photo, phone), a tenth slower.
 */
const sauvola = { thresholding_method: '2', thresholding_kfactor: '0.37', thresholding_window_size: '0.2' }
/** The same, more sparing of ink: where grain or a pattern lies under the letters less of it is taken for them, and pale letters break. */
const sparing = { ...sauvola, thresholding_kfactor: '0.45' }
const oneThreshold = { thresholding_method: '0' }

/** Of the picture that is read: enough to see how its lines run, and less than half of the work that finding them at full size is. */
const tiltShare = 0.5
/** A third of a degree: Tesseract reads it as well as it lies. */
const leastTilt = 0.005

/**
 * Radians by which Tesseract finds the lines turned. Within 0.15° of what the whole picture tells, measured on 16 scans and photographs.
 */
const tiltByEngine = async (picture: Grey, langs: Lang[]): Promise<number> => {
  const small = await greyOf(workOn(picture).resize({ width: Math.max(1, Math.round(picture.width * tiltShare)) }))
  const worker = await workerFor(langs)
  await worker.setParameters({ user_defined_dpi: String(200 * tiltShare), tessedit_char_whitelist: '', ...sauvola })
  const { data } = await worker.recognize(pgmOf(small), { rotateAuto: true }, { text: false })
  return data.rotateRadians ?? 0
}

/** Our own look costs a third of Tesseract's, which is asked where ours does not say. */
const tiltOf = async (picture: Grey, small: Small, langs: Lang[]): Promise<number> => {
  const tilt = tiltOfSmall(small) ?? (await tiltByEngine(picture, langs))
  return Math.abs(tilt) < leastTilt ? 0 : tilt
}

/** Too small a part is a mark of the table, and its letters are worth looking for elsewhere. */
const leastPart = 200

/**
 * Null where it is the whole picture. A part as wide as the whole but not as high is one pixel narrower: Tesseract takes its lines from the
 * whole then, at the wrong height.
 */
const partOf = ([x0, y0, x1, y1]: Box, { full }: Small): Rectangle | null => {
  const [width, height] = [x1 - x0, y1 - y0]
  if (Math.min(width, height) < leastPart || (width === full.width && height === full.height)) return null
  return { left: x0, top: y0, width: Math.min(width, full.width - 1), height }
}

/**
 * Where the light falls evenly, one threshold for the whole picture: less work, for the same words. Else Sauvola's, on the part where
 * letters may stand. Not both: on a part alone the one threshold comes out otherwise, and a name of a clean list was lost by it.
 */
const wayOf = (small: Small, tilt: number): { part: Rectangle | null; threshold: Params } => {
  if (isEvenlyLit(small, [0, 0, small.full.width, small.full.height])) return { part: null, threshold: oneThreshold }
  const box = contentIn(small, tilt)
  return { part: box && partOf(box, small), threshold: sauvola }
}

/**
 * ocr.md §2: the default PSM 6 loses boxed tables (88 % against 98.5 %); straightening gives 2 to 5 points on photographs. `isSparing`: of
 * ink, where it is judged locally.
 */
export const recognisePage = async (picture: Grey, langs: Lang[], isSparing = false): Promise<RecognisedPage> => {
  const small = await smallOf(picture)
  const rotateRadians = await tiltOf(picture, small, langs)
  const { part, threshold } = wayOf(small, rotateRadians)
  const isLocal = threshold === sauvola
  const params = { tessedit_pageseg_mode: PSM.SPARSE_TEXT, tessedit_char_whitelist: '', ...(isLocal && isSparing ? sparing : threshold) }
  return { ...(await recognise(picture, langs, params, { rotateRadians, ...(part ? { rectangle: part } : {}) })), isLocal }
}

const zoneSigns = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<'

/** `local`: Sauvola's threshold; `straighten`: Tesseract's own correction of the tilt that is left. */
export type ZoneMode = { local?: boolean; straighten?: boolean }

/** ocr.md §4.1: a cropped machine-readable zone under PSM 6 and a whitelist reads 12 of 12, the full page 4 of 12. `fra`, never `eng`. */
export const recogniseZone = (picture: Grey, { local = false, straighten = false }: ZoneMode): Promise<Recognised> =>
  recognise(picture, ['fra'], {
    tessedit_pageseg_mode: PSM.SINGLE_BLOCK,
    tessedit_char_whitelist: zoneSigns,
    ...(local ? sauvola : oneThreshold),
  }, straighten ? { rotateAuto: true } : {})

const codeSigns = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** One line of signs that make no word, set apart (./spaced). */
export const recogniseSigns = (picture: Grey): Promise<Recognised> =>
  recognise(picture, ['fra'], { tessedit_pageseg_mode: PSM.SINGLE_LINE, tessedit_char_whitelist: codeSigns, ...oneThreshold }, {})
