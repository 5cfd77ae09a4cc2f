import type { Sharp } from 'sharp'
import type { ReaderOptions } from 'zxing-wasm/reader'
import { type Grey, greyOf, workOn } from './grey.ts'
import type { Box, ReadCode } from './messages.ts'
import type { Picture } from './recipe.ts'
import { stretch } from './stretch.ts'
import { codeCaps, findCodes, forgetEngine } from './zxing.ts'

/** A look at the picture: how large, how blurred, how hard. `scale` is against the picture people see. */
type Look = { scale: number; blur: number; options: ReaderOptions }

/** An A4 page at 200 dpi has 3.9 million; beyond eight a code only takes longer, its modules being wide enough. */
const pixelCap = 8_000_000
/** Milliseconds after which no other look is begun. One takes 0.1 to 1.4 s, noise all over eight megapixels included. */
const budget = 3_000
/** Half the size finds what noise hides at full size; a picture smaller than this has nothing to spare. */
const halfFrom = 1_200

/** Inverted and shrunken searches cost as much again; the second look shrinks anyway. */
const lean: ReaderOptions = { tryInvert: false, tryDownscale: false }

const looksAt = ({ width, height }: Picture): { first: Look[]; retry: Look[] } => {
  const full = Math.min(1, Math.sqrt(pixelCap / (width * height)))
  const long = Math.max(width, height) * full
  return {
    first: [{ scale: full, blur: 0, options: lean }, ...(long > halfFrom ? [{ scale: full / 2, blur: 0, options: {} }] : [])],
    // A small noisy card: enlarged and blurred, its DataMatrix is read where twice the size alone is not (ocr.md §6).
    retry: long < 1_700 ? [{ scale: 2, blur: 1.5, options: {} }] : [],
  }
}

/** A picture already grey is unpacked and turned once: from a page it takes as long as looking for codes. */
const sourceOf = ({ pixels }: Picture, grey: Grey | null): Sharp =>
  grey ? workOn(grey) : pixels().flatten({ background: 'white' }).grayscale()

const sized = async (picture: Picture, from: Grey | null, { width, blur }: { width: number; blur: number }): Promise<Grey> => {
  const flat = sourceOf(picture, from).resize({ width })
  const grey = await greyOf(blur ? flat.blur(blur) : flat)
  return blur ? { ...grey, data: await stretch(grey.data) } : grey
}

/** `grey`: the picture as it was looked at; null where the engine failed on it. */
type Looked = { codes: ReadCode[]; grey: Grey | null }

const lookOnce = async (picture: Picture, { scale, blur, options }: Look, from: Grey | null): Promise<Looked> => {
  const grey = await sized(picture, from, { width: Math.max(1, Math.round(picture.width * scale)), blur })
  const [x, y] = [picture.width / grey.width, picture.height / grey.height]
  const clamp = (value: number, most: number): number => Math.min(Math.max(0, Math.round(value)), most)
  const back = (
    [x0, y0, x1, y1]: Box,
  ): Box => [clamp(x0 * x, picture.width), clamp(y0 * y, picture.height), clamp(x1 * x, picture.width), clamp(y1 * y, picture.height)]
  return { grey, codes: (await findCodes(grey, options)).map((code) => ({ ...code, box: back(code.box) })) }
}

const meets = (a: Box, b: Box): boolean => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
const isSame = (a: ReadCode, b: ReadCode): boolean => a.format === b.format && a.text === b.text && meets(a.box, b.box)

/** What libvips refuses is said by the reading of the words; after a fault of the engine its memory is not to be trusted. */
const forgive = (): Looked => {
  forgetEngine()
  return { codes: [], grey: null }
}

/**
 * Two-dimensional codes of one page: at its own size, then at half of it, and only where both find nothing once more, prepared otherwise.
 * A picture on which the engine fails has no codes: its words are worth reading all the same.
 */
export const readCodes = async (picture: Picture): Promise<ReadCode[]> => {
  const codes: ReadCode[] = []
  const start = performance.now()
  const { first, retry } = looksAt(picture)
  let firstGrey: Grey | null = null
  for (const look of [...first, ...retry]) {
    if (performance.now() - start > budget || (retry.includes(look) && codes.length > 0)) break
    const looked: Looked = await lookOnce(picture, look, firstGrey).catch(forgive)
    firstGrey ??= looked.grey
    codes.push(...looked.codes.filter((code) => !codes.some((other) => isSame(code, other))))
  }
  return codes.slice(0, codeCaps.perPage).sort((a, b) => a.box[1] - b.box[1])
}
