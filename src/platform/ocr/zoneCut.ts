import { type Grey, greyOf, workOn } from './grey.ts'
import { recogniseZone, type ZoneMode } from './tesseract.ts'
import { around, bandOf, longest, pitchOf, rows, shortest, type Word } from './zoneWords.ts'
import type { Box } from './messages.ts'

/** The zone's part of the picture, where it was cut, and its pixels from one sign to the next. */
export type Cut = { picture: Grey; left: number; top: number; pitch: number }
/** One way to prepare and read it. */
export type Way = ZoneMode & { pitch: number; blur?: number }

const frame = 12

/** A part of the picture as Tesseract saw it: straightened about its centre. */
export const cutStraight = async (picture: Grey, tilt: number, [x0, y0, x1, y1]: Box): Promise<Omit<Cut, 'pitch'>> => {
  const { width, height: tall } = picture
  const straight = await greyOf(workOn(picture).rotate((tilt * 180) / Math.PI, { background: 'white' }))
  const [dx, dy] = [Math.round((straight.width - width) / 2), Math.round((straight.height - tall) / 2)]
  const [left, top] = [Math.max(0, Math.floor(x0)), Math.max(0, Math.floor(y0))]
  const region = {
    left: left + dx,
    top: top + dy,
    width: Math.min(width, Math.ceil(x1)) - left,
    height: Math.min(tall, Math.ceil(y1)) - top,
  }
  return { picture: await greyOf(workOn(straight).extract(region)), left, top }
}

export const cutZone = async (picture: Grey, tilt: number, zone: Word[]): Promise<Cut> => ({
  ...(await cutStraight(picture, tilt, bandOf(zone))),
  pitch: pitchOf(zone),
})

const lineOf = (row: Word[], { left, top }: Cut, scale: number): Word => {
  const [x0, y0, x1, y1] = around(row).map((side) => (side - frame) / scale) as Box
  const text = row.map((word) => word.text).join('').replace(/[^A-Z0-9<]/g, '')
  return { text, confidence: Math.min(...row.map((word) => word.confidence)), box: [x0 + left, y0 + top, x1 + left, y1 + top] }
}

/** The lines of the cut, read with its signs at so many pixels from one to the next. */
export const readCut = async (cut: Cut, { pitch, blur, ...mode }: Way): Promise<Word[]> => {
  const scale = Math.min(3, pitch / cut.pitch)
  const sized = workOn(cut.picture)
    .resize({ width: Math.max(1, Math.round(cut.picture.width * scale)) })
    .extend({ top: frame, bottom: frame, left: frame, right: frame, background: 'white' })
  const { words } = await recogniseZone(await greyOf(blur ? sized.blur(blur) : sized), mode)
  return rows(words).map((row) => lineOf(row, cut, scale)).filter(({ text }) => text.length >= shortest && text.length <= longest)
}
