import sharp from 'sharp'
import type { Pixels } from '#src/platform/pdf/page.ts'
import { dice, type Dice } from './seed.ts'

/** How paper becomes a picture: where its corners fall, under which light, through which lens. */
type Shot = {
  width: number
  height: number
  /** Top left, top right, bottom right, bottom left, in pixels of the picture. */
  corners: [Point, Point, Point, Point]
  /** Grey of what lies under the paper. */
  ground: (x: number, y: number) => number
  /** How far that ground leans from grey to brown. */
  warmth: number
  /** Brightness of a place: 1 is full light. */
  light: (x: number, y: number) => number
  /** Darkest and lightest value left of 0..255. */
  range: [number, number]
  noise: number
}
type Point = [number, number]

/** Projective map of the picture onto the unit square of the paper (Heckbert), as nine coefficients. */
const onto = ([a, b, c, d]: Shot['corners']): number[] => {
  const [sx, sy] = [a[0] - b[0] + c[0] - d[0], a[1] - b[1] + c[1] - d[1]]
  const [dx1, dy1, dx2, dy2] = [b[0] - c[0], b[1] - c[1], d[0] - c[0], d[1] - c[1]]
  const det = dx1 * dy2 - dx2 * dy1
  const [g, h] = [(sx * dy2 - dx2 * sy) / det, (dx1 * sy - sx * dy1) / det]
  const m = [b[0] - a[0] + g * b[0], d[0] - a[0] + h * d[0], a[0], b[1] - a[1] + g * b[1], d[1] - a[1] + h * d[1], a[1], g, h, 1]
  return inverse(m)
}

const inverse = (m: number[]): number[] => {
  const [a, b, c, d, e, f, g, h, i] = m as [number, number, number, number, number, number, number, number, number]
  return [
    e * i - f * h,
    c * h - b * i,
    b * f - c * e,
    f * g - d * i,
    a * i - c * g,
    c * d - a * f,
    d * h - e * g,
    b * g - a * h,
    a * e - b * d,
  ]
}

/** A window of grain, long enough not to show its repetition: throwing dice for each of three million pixels takes a second. */
const grainLength = 65_521
const grains = (roll: Dice, noise: number): Float32Array =>
  Float32Array.from({ length: grainLength }, () => (roll() + roll() + roll() - 1.5) * noise * 2)

/** One pixel: the paper between its four neighbours, or the ground. Written without arrays, since it runs millions of times. */
const develop = (paper: Pixels, u: number, v: number, channel: number): number => {
  const { data, width } = paper
  const left = Math.floor(u)
  const at = (Math.floor(v) * width + left) * 4 + channel
  const x = u - left
  const below = at + width * 4
  const upper = data[at]! + (data[at + 4]! - data[at]!) * x
  return upper + (data[below]! + (data[below + 4]! - data[below]!) * x - upper) * (v - Math.floor(v))
}

type Film = { data: Buffer; width: number; height: number }

const exposeRow = (paper: Pixels, shot: Shot, map: number[], film: Film, y: number, grain: Float32Array): void => {
  const { data, width } = film
  const [m0, m1, m2, m3, m4, m5, m6, m7, m8] = map as [number, number, number, number, number, number, number, number, number]
  const [low, high] = shot.range
  const contrast = (high - low) / 255
  for (let x = 0; x < width; x++) {
    const w = m6 * x + m7 * y + m8
    const u = ((m0 * x + m1 * y + m2) / w) * paper.width
    const v = ((m3 * x + m4 * y + m5) / w) * paper.height
    const isPaper = u >= 0 && v >= 0 && u < paper.width - 1 && v < paper.height - 1
    const light = shot.light(x, y)
    const speck = grain[(y * 7_919 + x) % grainLength]!
    const ground = isPaper ? 0 : shot.ground(x, y)
    const at = (y * width + x) * 3
    for (let channel = 0; channel < 3; channel++) {
      const value = isPaper ? low + develop(paper, u, v, channel) * contrast : ground * (1 - channel * shot.warmth)
      data[at + channel] = Math.max(0, Math.min(255, value * light + speck))
    }
  }
}

const shoot = (paper: Pixels, shot: Shot, roll: Dice): Film => {
  const film: Film = { data: Buffer.alloc(shot.width * shot.height * 3), width: shot.width, height: shot.height }
  const [map, grain] = [onto(shot.corners), grains(roll, shot.noise)]
  for (let y = 0; y < film.height; y++) exposeRow(paper, shot, map, film, y, grain)
  return film
}

const jpeg = ({ data, width, height }: Film, blur: number, quality: number): Promise<Buffer> =>
  sharp(data, { raw: { width, height, channels: 3 } }).blur(blur).jpeg({ quality, mozjpeg: true }).toBuffer()

/** Corners of a sheet turned about the picture's centre by so many degrees. */
const turned = (width: number, height: number, inset: number, degrees: number): Shot['corners'] => {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
  const corner = (sx: number, sy: number): Point => {
    const [x, y] = [sx * (width / 2 - inset), sy * (height / 2 - inset)]
    return [width / 2 + x * cos - y * sin, height / 2 + x * sin + y * cos]
  }
  return [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)]
}

/** A flatbed at an office: 0.7° askew one way or the other, a little grain, paper not quite white. */
export const scanned = (paper: Pixels, seed: number): Promise<Buffer> => {
  const roll = dice(seed)
  const { width, height } = paper
  const shot: Shot = {
    width,
    height,
    corners: turned(width, height, 0, roll() < 0.5 ? 0.7 : -0.7),
    ground: () => 238,
    warmth: 0.01,
    light: () => 1,
    range: [28, 246],
    noise: 5,
  }
  return jpeg(shoot(paper, shot, roll), 0.5, 68)
}

/** A telephone over a table: 2 to 3° askew, seen a little from below, the hand's shadow from one side, dull. */
export const photographed = (paper: Pixels, seed: number): Promise<Buffer> => {
  const roll = dice(seed)
  const [width, height] = [Math.round(paper.width * 1.14), Math.round(paper.height * 1.1)]
  const corners = turned(width, height, width * 0.06, (roll() < 0.5 ? 1 : -1) * (2 + roll()))
  const lean = width * 0.018
  corners[0][0] += lean
  corners[1][0] -= lean
  const shot: Shot = {
    width,
    height,
    corners,
    range: [52, 212],
    noise: 6,
    warmth: 0.12,
    ground: (x, y) => 92 + 14 * Math.sin(y / 23 + Math.sin(x / 140) * 2),
    light: (x, y) => 1.04 - 0.34 * (x / width) ** 2 - 0.14 * (y / height),
  }
  return jpeg(shoot(paper, shot, roll), 0.6, 66)
}

/** Taken while moving, from too far, and sent through a messenger. */
export const spoiled = async (paper: Pixels, seed: number): Promise<Buffer> => {
  const { data, width, height } = paper
  const sheet = sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha()
  const small = await sheet.resize({ width: 330 }).toBuffer({ resolveWithObject: true })
  const turn = (dice(seed)() - 0.5) * 12
  return sharp(small.data, { raw: { width: small.info.width, height: small.info.height, channels: 3 } })
    .rotate(turn, { background: '#8a8478' })
    .blur(2.6)
    .linear(0.45, 92)
    .jpeg({ quality: 34 })
    .toBuffer()
}
