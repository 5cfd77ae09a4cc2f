import type { Small } from './small.ts'

/** Nobody lays a paper further askew without turning it by a quarter. */
const mostDegrees = 9
const [coarse, fine] = [0.6, 0.1] as const
/** Grey levels between a pixel and the one below: an edge of a letter, hardly ever grain. */
const edge = 18
const mostEdges = 12_000
/**
 * By how much lines must stand out at the best angle against the usual one; below, the picture does not say (measured: text 1.3 to 3, grain
 * 1.02).
 */
const leastContrast = 1.12

type Edges = { xs: Float32Array; ys: Float32Array; width: number; height: number }

/** Where it grows darker or lighter from one row to the next: above and under every line of letters. */
const edgesOf = (data: Buffer, width: number, height: number): Edges => {
  const at: number[] = []
  for (let y = 1; y < height - 1; y++) {
    for (let x = 0; x < width; x++) if (data[(y + 1) * width + x]! - data[(y - 1) * width + x]! > edge) at.push(y * width + x)
  }
  const every = Math.max(1, Math.ceil(at.length / mostEdges))
  const kept = at.filter((_, index) => index % every === 0)
  return {
    xs: Float32Array.from(kept, (place) => place % width),
    ys: Float32Array.from(kept, (place) => Math.floor(place / width)),
    width,
    height,
  }
}

/** How far the edges gather in few rows once the picture is turned so: the sum of the squares of their rows. */
const gathered = ({ xs, ys, width, height }: Edges, degrees: number): number => {
  const slope = Math.tan((degrees * Math.PI) / 180)
  const shift = Math.ceil(Math.abs(slope) * width) + 1
  const rows = new Float64Array(height + 2 * shift + 2)
  for (let i = 0; i < xs.length; i++) rows[Math.round(ys[i]! + xs[i]! * slope) + shift]! += 1
  return rows.reduce((sum, count) => sum + count * count, 0)
}

type Scored = { degrees: number; score: number }
const bestOf = (edges: Edges, from: number, to: number, step: number): { best: Scored; all: Scored[] } => {
  const all = Array.from(
    { length: Math.round((to - from) / step) + 1 },
    (_, at): Scored => ({ degrees: from + at * step, score: gathered(edges, from + at * step) }),
  )
  return { best: all.reduce((one, other) => (other.score > one.score ? other : one)), all }
}

/** Degrees, clockwise positive, by which the lines of a picture of one channel must be turned to lie level; null where it does not say. */
export const tiltIn = (data: Buffer, width: number, height: number): number | null => {
  const edges = edgesOf(data, width, height)
  if (edges.xs.length < 200) return null
  const { best, all } = bestOf(edges, -mostDegrees, mostDegrees, coarse)
  const usual = all.map(({ score }) => score).sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0
  if (best.score < leastContrast * usual) return null
  return bestOf(edges, best.degrees - coarse, best.degrees + coarse, fine).best.degrees
}

/** The same in radians, as Tesseract counts them; null where the picture does not say. */
export const tiltOfSmall = ({ data, width, height }: Small): number | null => {
  const degrees = tiltIn(data, width, height)
  return degrees === null ? null : (degrees * Math.PI) / 180
}
