import type { Grey } from '../grey.ts'
import type { Box } from '../messages.ts'

/** One printed sign: its ink, as places in the picture it was found in, and the box around it. */
export type Glyph = { ink: number[]; box: Box }

/** The level that parts ink from paper best (Otsu). */
export const levelOf = ({ data }: Grey): number => {
  const counts = new Float64Array(256)
  for (const value of data) counts[value]! += 1
  const whole = counts.reduce((sum, count, level) => sum + count * level, 0)
  let [below, sumBelow, best, found] = [0, 0, -1, 127]
  for (let level = 0; level < 255; level++) {
    below += counts[level]!
    sumBelow += level * counts[level]!
    const above = data.length - below
    if (below === 0 || above === 0) continue
    const between = below * above * (sumBelow / below - (whole - sumBelow) / above) ** 2
    if (between > best) [best, found] = [between, level]
  }
  return found
}

/** All the ink that hangs together with that at `start`; `seen` keeps what was taken. */
const inkFrom = ({ data, width, height }: Grey, level: number, start: number, seen: Uint8Array): number[] => {
  const [ink, open] = [[] as number[], [start]]
  seen[start] = 1
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    ink.push(at)
    const [x, y] = [at % width, Math.floor(at / width)]
    for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
      for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
        const next = row * width + column
        if (seen[next] || data[next]! > level) continue
        seen[next] = 1
        open.push(next)
      }
    }
  }
  return ink
}

const glyphOf = (ink: number[], width: number): Glyph => {
  const box: Box = [Infinity, Infinity, 0, 0]
  for (const at of ink) {
    const [x, y] = [at % width, Math.floor(at / width)]
    box[0] = Math.min(box[0], x)
    box[1] = Math.min(box[1], y)
    box[2] = Math.max(box[2], x + 1)
    box[3] = Math.max(box[3], y + 1)
  }
  return { ink, box }
}

const isWithin = ({ box: [x0, y0, x1, y1] }: Glyph, [left, top, right, bottom]: Box): boolean =>
  (x0 + x1) / 2 > left && (x0 + x1) / 2 < right && (y0 + y1) / 2 > top && (y0 + y1) / 2 < bottom

/** An i and its dot are one sign: what stands over the other, for the most part. */
const isOver = ({ box: a }: Glyph, { box: b }: Glyph): boolean =>
  Math.min(a[2], b[2]) - Math.max(a[0], b[0]) > 0.5 * Math.min(a[2] - a[0], b[2] - b[0])

/** A speck of dust has less ink: share of the square of the line's height. */
const leastInk = 0.01

const widthOf = ({ box }: Glyph): number => box[2] - box[0]

/** Two signs at least: wider than the widest is, which is W of the tall ones (1.35 of its height) and m of the low ones (1.6). */
const isWide = (glyph: Glyph, part: Box): boolean => {
  const [high, tall] = [glyph.box[3] - glyph.box[1], part[3] - part[1]]
  return widthOf(glyph) > (high > 0.65 * tall ? 1.42 * Math.min(high, 0.75 * tall) : 1.8 * high)
}
/** A sign is no narrower, of the height of the word; where two touch there is no more ink than that, one above the other. */
const [narrowest, thickest] = [0.25, 0.3]

/**
 * The column where a wide piece is thinnest, away from its ends. Null where it is nowhere thin: a large W, or signs that run into each
 * other.
 */
const seamOf = ({ ink, box }: Glyph, width: number, part: Box): number | null => {
  const tall = part[3] - part[1]
  const columns = new Uint32Array(box[2] - box[0])
  for (const at of ink) columns[(at % width) - box[0]]! += 1
  const margin = Math.round(narrowest * tall)
  let seam = margin
  for (let x = margin; x < columns.length - margin; x++) if (columns[x]! < columns[seam]!) seam = x
  return columns.length > 2 * margin && columns[seam]! <= thickest * tall ? box[0] + seam : null
}

/** Signs that touch, parted where they hang together least. */
const parted = (glyph: Glyph, width: number, part: Box): Glyph[] => {
  const seam = isWide(glyph, part) ? seamOf(glyph, width, part) : null
  if (seam === null) return [glyph]
  return [glyph.ink.filter((at) => at % width < seam), glyph.ink.filter((at) => at % width >= seam)].flatMap((ink) =>
    parted(glyphOf(ink, width), width, part)
  )
}

/** The signs that stand in that part of the picture, from left to right. */
export const glyphsIn = (picture: Grey, level: number, part: Box): Glyph[] => {
  const seen = new Uint8Array(picture.data.length)
  const found: Glyph[] = []
  for (let at = 0; at < picture.data.length; at++) {
    if (!seen[at] && picture.data[at]! <= level) found.push(glyphOf(inkFrom(picture, level, at, seen), picture.width))
  }
  const least = leastInk * (part[3] - part[1]) ** 2
  const signs: Glyph[] = []
  for (const glyph of found.filter((one) => one.ink.length >= least && isWithin(one, part)).sort((a, b) => a.box[0] - b.box[0])) {
    const under = signs.findIndex((sign) => isOver(sign, glyph))
    if (under < 0) signs.push(glyph)
    else signs[under] = glyphOf([...signs[under]!.ink, ...glyph.ink], picture.width)
  }
  return signs.flatMap((sign) => parted(sign, picture.width, part))
}

/** The same signs in black on white, each at its height on the line, `gap` pixels apart. */
export const spacedOut = (glyphs: readonly Glyph[], { width, height }: Pick<Grey, 'width' | 'height'>, gap: number): Grey => {
  const wide = glyphs.reduce((sum, { box }) => sum + box[2] - box[0] + gap, gap)
  const data = Buffer.alloc(wide * height, 255)
  let left = gap
  for (const { ink, box } of glyphs) {
    for (const at of ink) data[Math.floor(at / width) * wide + left + (at % width) - box[0]] = 0
    left += box[2] - box[0] + gap
  }
  return { data, width: wide, height }
}
