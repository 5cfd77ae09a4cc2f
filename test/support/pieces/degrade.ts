import sharp from 'sharp'
import type { Dice } from '#src/demo/pieces/seed.ts'

/** How a sheet reaches us: drawn, from a flatbed, from a telephone held well, from one held badly. */
export type Quality = 'clean' | 'scan' | 'phone' | 'photo'

type Shot = {
  tilt: number
  noise: number
  blur: number
  shade: number
  low: number
  high: number
  quality: number
  ground: string
  border: number
}
const shots: Record<Exclude<Quality, 'clean'>, Shot> = {
  scan: { tilt: 0.7, noise: 5, blur: 0.5, shade: 0, low: 22, high: 248, quality: 78, ground: '#eeeeee', border: 0 },
  phone: { tilt: -1.6, noise: 5, blur: 0.6, shade: 0.3, low: 35, high: 235, quality: 74, ground: '#77706a', border: 60 },
  photo: { tilt: 2.6, noise: 11, blur: 0.7, shade: 0.4, low: 55, high: 215, quality: 62, ground: '#4a4640', border: 90 },
}

/** Another hand and another lamp, no better and no worse: a fifth more or less of everything, the tilt and the shadow either way. */
const otherShot = (shot: Shot, roll: Dice): Shot => {
  const about = (value: number): number => value * (0.8 + 0.4 * roll())
  return {
    ...shot,
    tilt: (roll() < 0.5 ? -1 : 1) * about(shot.tilt),
    noise: about(shot.noise),
    blur: about(shot.blur),
    shade: (roll() < 0.5 ? -1 : 1) * about(shot.shade),
    low: about(shot.low),
    high: Math.min(255, shot.high + 12 * (roll() - 0.5)),
    border: Math.round(about(shot.border)),
    quality: Math.round(shot.quality + 8 * (roll() - 0.5)),
  }
}

/** A shadow that deepens to the right and down, or to the left and down where its depth is negative. */
const shadow = (width: number, height: number, depth: number): Buffer =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs><linearGradient id="s" x1="${depth < 0 ? 1 : 0}" y1="0" x2="${depth < 0 ? 0 : 1}" y2="0.6"><stop offset="0.2" stop-color="#000" stop-opacity="0"/>`
      + `<stop offset="1" stop-color="#000" stop-opacity="${Math.abs(depth)}"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#s)"/></svg>`,
  )

const grain = async (width: number, height: number, sigma: number): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#808080', noise: { type: 'gaussian', mean: 128, sigma: sigma * 3 } } })
    .png()
    .toBuffer()

/** `roll`: for another shot than the usual one. */
export const degrade = async (drawn: Buffer, quality: Quality, roll?: Dice): Promise<Buffer> => {
  if (quality === 'clean') return drawn
  const { tilt, noise, blur, shade, low, high, quality: jpeg, ground, border } = roll ? otherShot(shots[quality], roll) : shots[quality]
  const paper = await sharp(drawn)
    .removeAlpha()
    .linear((high - low) / 255, low)
    .extend({ top: border, bottom: border, left: border, right: border, background: ground })
    .rotate(tilt, { background: ground })
    .png()
    .toBuffer({ resolveWithObject: true })
  const { width, height } = paper.info
  const lit = shade ? await sharp(paper.data).composite([{ input: shadow(width, height, shade) }]).png().toBuffer() : paper.data
  return sharp(lit)
    .composite([{ input: await grain(width, height, noise), blend: 'soft-light' }])
    .blur(blur)
    .jpeg({ quality: jpeg })
    .toBuffer()
}
