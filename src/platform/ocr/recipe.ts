import sharp, { type Sharp } from 'sharp'
import { Refusal } from '#src/kernel/errors.ts'
import { type Grey, greyOf, workOn } from './grey.ts'
import { stretch } from './stretch.ts'

/** A picture to be read. Width and height are those people see, the EXIF turn applied. */
export type Picture = { pixels: () => Sharp; width: number; height: number }

/** inspectFile lets in no more: 50 megapixels. */
export const pictureCap = 50_000_000

/** ocr.md §2 recipe R: about 1,700 px; a dense A4 page reads better at 2,200. */
const cardSide = 1_700
const pageSide = 2_200
/** Twelve megapixels of a telephone at ×0.8 would be 3,200 px: twice the time for nothing more read. */
const sideCap = 2_600

/** A sheet of paper stands; cards and passports have the same proportions but lie. */
const looksLikePage = (width: number, height: number): boolean => height >= 1_600 && height / width > 1.3 && height / width < 1.55

/** Never enlarged more than twice, hardly shrunk (×0.8) unless the picture is far larger than letters need. */
export const scaleFor = (width: number, height: number): number => {
  const long = Math.max(width, height)
  const wanted = (looksLikePage(width, height) ? pageSide : cardSide) / long
  return Math.min(2, sideCap / long, Math.max(wanted, 0.8))
}

/**
 * A mild blur helps (sharp scales first whatever the order of the calls; truly blurring first measured the same); thresholding hurts
 * wherever the surround is dark (98 % down to 70 %, ocr.md §2). In two steps, because sharp also turns before it scales.
 */
export const prepare = async (picture: Picture, quarterTurns: number): Promise<Grey> => {
  const width = Math.max(1, Math.round(picture.width * scaleFor(picture.width, picture.height)))
  const grey = await greyOf(picture.pixels().flatten({ background: 'white' }).grayscale().blur(0.6).resize({ width }))
  const stretched = { ...grey, data: await stretch(grey.data) }
  return quarterTurns === 0 ? stretched : greyOf(workOn(stretched).rotate(quarterTurns * 90))
}

/** libvips would draw an SVG, too, and what that names: only what inspectFile lets in is decoded. */
const known: readonly (string | undefined)[] = ['jpeg', 'png', 'webp']

/** A picture cut short is read as far as it goes: half a page beats none. Throws 422 `unreadable` for any other kind of file. */
export const openPicture = async (bytes: Uint8Array): Promise<Picture> => {
  const open = (): Sharp => sharp(bytes, { limitInputPixels: pictureCap, failOn: 'none', autoOrient: true })
  const { autoOrient, format } = await open().metadata()
  if (!known.includes(format)) throw new Refusal(422, 'unreadable')
  return { pixels: open, width: autoOrient.width, height: autoOrient.height }
}
