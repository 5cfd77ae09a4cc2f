import { openPicture, prepare } from '#src/platform/ocr/recipe.ts'
import { recognisePage } from '#src/platform/ocr/tesseract.ts'
import { closeOcr, readDocument } from '#src/platform/ocr.ts'
import type { BenchResult } from './index.ts'
import { median, round, say } from './ground.ts'
import { peakOfChildren } from './read/children.ts'
import { openNative, ourThreshold } from './read/native.ts'
import { openPictures, type Picture } from './read/pictures.ts'
import { type Spent, spentBy, together } from './read/spent.ts'

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

type Compared = { ours: Spent; raw: Spent | null; sameThreshold: Spent | null; version: string | null }

const mean = (all: readonly Spent[]): Spent | null => {
  const { clock, processor } = together(all)
  return all.length === 0 ? null : { clock: clock / all.length, processor: processor === null ? null : processor / all.length }
}

/**
 * The recognition alone: the same prepared picture to both, one after the other, so that what else the machine does weighs on both. Native
 * reads as it comes (`raw`), which is what we are held against, and once more under our own, slower threshold (`sameThreshold`): how much
 * of the difference is ours by choice. It finds no tilt, which ours does.
 */
const compare = async (pictures: Picture[]): Promise<Compared> => {
  const native = await openNative()
  if (!native) say('native tesseract is not installed: nothing to compare with')
  const times: Record<'ours' | 'raw' | 'sameThreshold', Spent[]> = { ours: [], raw: [], sameThreshold: [] }
  for (const [at, { bytes }] of pictures.entries()) {
    const prepared = await prepare(await openPicture(bytes), 0)
    if (at === 0) await recognisePage(prepared, ['fra'])
    times.ours.push(await spentBy('own', () => recognisePage(prepared, ['fra'])))
    if (!native) continue
    times.raw.push(await native.recognise(prepared))
    times.sameThreshold.push(await native.recognise(prepared, ourThreshold))
  }
  await native?.close()
  return {
    ours: mean(times.ours) as Spent,
    raw: mean(times.raw),
    sameThreshold: mean(times.sameThreshold),
    version: native?.version ?? null,
  }
}

const rounded = (value: number | null | undefined): number | null => (value === null || value === undefined ? null : round(value))
const ratioOf = (
  ours: number | null,
  theirs: number | null | undefined,
): number | null => (ours === null || !theirs ? null : round(ours / theirs))

/**
 * Target: recognition within 1.5 × native tesseract on the same prepared pictures, same model and PSM 11, its own threshold, one thread.
 * `--console` measures pages instead.
 */
export const run = async (scale: number, set?: string, withConsole = false): Promise<BenchResult> => {
  // for the console the number is of pages: a few pictures come again and again
  const pictures = await openPictures(withConsole ? Math.min(scale, usual) : scale, set)
  if (pictures.length === 0) throw new Error(`no picture in ${set}`)
  if (withConsole) return (await import('./read/console.ts')).run(pictures, scale)
  say(`${pictures.length} pictures…`)
  const { seconds, peak } = await readWhole(pictures)
  const { ours, raw, sameThreshold, version } = await compare(pictures)
  say(pictures.map(({ name }, at) => `${seconds[at]!.toFixed(2)} s  ${name}`).join('\n'))
  return {
    bench: 'read',
    pictures: pictures.length,
    unit: 'ms a picture, recognition alone',
    ours: round(ours.clock),
    raw: rounded(raw?.clock),
    ratio: ratioOf(ours.clock, raw?.clock),
    target: 'ratio (ours / native) <= 1.5',
    native: version,
    processor: { ours: rounded(ours.processor), raw: rounded(raw?.processor), ratio: ratioOf(ours.processor, raw?.processor) },
    sameThreshold: {
      raw: rounded(sameThreshold?.clock),
      ratio: ratioOf(ours.clock, sameThreshold?.clock),
      processorRatio: ratioOf(ours.processor, sameThreshold?.processor),
    },
    secondsPerPage: {
      mean: round(seconds.reduce((sum, one) => sum + one, 0) / seconds.length),
      median: round(median(seconds)),
      worst: round(Math.max(...seconds)),
    },
    peakMegabytes: peak,
  }
}
