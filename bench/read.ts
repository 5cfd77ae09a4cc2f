import { openPicture, prepare } from '#src/platform/ocr/recipe.ts'
import { recognisePage } from '#src/platform/ocr/tesseract.ts'
import { closeOcr, readDocument } from '#src/platform/ocr.ts'
import type { BenchResult } from './index.ts'
import { median, round, say } from './ground.ts'
import { peakOfChildren } from './read/children.ts'
import { openNative } from './read/native.ts'
import { openPictures, type Picture } from './read/pictures.ts'

export const usual = 16

/** All of it, as the worker does it: decoding, turning, words, machine-readable zone, codes, in the reading child. */
const readWhole = async (pictures: Picture[]): Promise<{ seconds: number[]; peak: number | null }> => {
  const seconds: number[] = []
  let peak: number | null = null
  await readDocument(pictures[0]!)
  for (const picture of pictures) {
    const start = performance.now()
    await readDocument(picture)
    seconds.push((performance.now() - start) / 1_000)
    peak = peakOfChildren() ?? peak
  }
  await closeOcr()
  return { seconds, peak }
}

const ms = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** The recognition alone: the same prepared picture to both, one after the other, so that what else the machine does weighs on both. */
const compare = async (pictures: Picture[]): Promise<{ ours: number; raw: number | null; version: string | null }> => {
  const native = await openNative()
  if (!native) say('native tesseract is not installed: nothing to compare with')
  const times = { ours: 0, raw: 0 }
  for (const [at, { bytes }] of pictures.entries()) {
    const { data } = await prepare(await openPicture(bytes), 0)
    if (at === 0) await recognisePage(data, ['fra'])
    times.ours += await ms(() => recognisePage(data, ['fra']))
    times.raw += native ? Math.max(0, (await native.recognise(data)) - native.start) : 0
  }
  await native?.close()
  return { ours: times.ours / pictures.length, raw: native ? times.raw / pictures.length : null, version: native?.version ?? null }
}

/** Target: recognition within 1.5 × native tesseract on the same prepared pictures, same model, PSM 11, one thread. `--console` measures pages instead. */
export const run = async (scale: number, set?: string, withConsole = false): Promise<BenchResult> => {
  const pictures = await openPictures(scale, set)
  if (pictures.length === 0) throw new Error(`no picture in ${set}`)
  if (withConsole) return (await import('./read/console.ts')).run(pictures, scale)
  say(`${pictures.length} pictures…`)
  const { seconds, peak } = await readWhole(pictures)
  const { ours, raw, version } = await compare(pictures)
  say(pictures.map(({ name }, at) => `${seconds[at]!.toFixed(2)} s  ${name}`).join('\n'))
  return {
    bench: 'read', pictures: pictures.length, unit: 'ms a picture, recognition alone', ours: round(ours), raw: raw === null ? null : round(raw),
    ratio: raw === null ? null : round(ours / raw), target: 'ratio (ours / native) <= 1.5', native: version,
    secondsPerPage: { mean: round(seconds.reduce((sum, one) => sum + one, 0) / seconds.length), median: round(median(seconds)), worst: round(Math.max(...seconds)) },
    peakMegabytes: peak,
  }
}
