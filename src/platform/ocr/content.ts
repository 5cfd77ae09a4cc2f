import type { Box } from './messages.ts'
import type { Small } from './small.ts'

/** Pixels of the small picture; a letter of small print is about as large. */
const cell = 8
/** Grey levels between a pixel's two neighbours: what letters have, and the grain of a table or of a camera has not. */
const strong = 28
/** In one cell; a speck has fewer. */
const leastMarks = 3
/** Left around what was found, in pixels of the small picture: the foot of a letter, an accent. */
const pad = 14

const marksAt = ({ data, width }: Small, left: number, top: number): number => {
  let marks = 0
  for (let y = top; y < top + cell; y++) {
    for (let x = left; x < left + cell; x++) {
      const at = y * width + x
      if (Math.abs(data[at + width]! - data[at - width]!) > strong || Math.abs(data[at + 1]! - data[at - 1]!) > strong) marks++
    }
  }
  return marks
}

/** Middles of the cells that hold something as sharp as a letter. */
const markedCells = (small: Small): [number, number][] => {
  const found: [number, number][] = []
  for (let y = 1; y + cell < small.height; y += cell) {
    for (let x = 1; x + cell < small.width; x += cell) if (marksAt(small, x, y) >= leastMarks) found.push([x + cell / 2, y + cell / 2])
  }
  return found
}

/**
 * Where letters may stand once the picture is straightened by `tilt` (radians, about its centre, its size kept): bare margins and the table
 * that a paper lies on are only read as dirt. In pixels of the full picture; null where nothing stands out.
 */
export const contentIn = (small: Small, tilt: number): Box | null => {
  const { width, height, full } = small
  const [cos, sin] = [Math.cos(tilt), Math.sin(tilt)]
  const straight = markedCells(small).map(([x, y]): [number, number] => {
    const [dx, dy] = [x - width / 2, y - height / 2]
    return [width / 2 + dx * cos - dy * sin, height / 2 + dx * sin + dy * cos]
  })
  if (straight.length === 0) return null
  const scale = full.width / width
  const clamp = (value: number, most: number): number => Math.min(Math.max(0, Math.round(value * scale)), most)
  const around = (axis: 0 | 1, most: number): [number, number] => {
    const along = straight.map((point) => point[axis])
    return [clamp(along.reduce((a, b) => Math.min(a, b)) - pad, most), clamp(along.reduce((a, b) => Math.max(a, b)) + pad, most)]
  }
  const [[x0, x1], [y0, y1]] = [around(0, full.width), around(1, full.height)]
  return [x0, y0, x1, y1]
}
