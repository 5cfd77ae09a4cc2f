import type { Box } from './messages.ts'

/**
 * From the picture Tesseract read back to the picture people see. On the way there: quarter turns, a scale, and Tesseract's own
 * straightening of the tilt, which turns about the centre and keeps the size (tried: boxes after rotateAuto match within a pixel).
 */
export type Journey = {
  /** Of the picture people see. */
  width: number
  height: number
  quarterTurns: 0 | 1 | 2 | 3
  /** Of the picture that was read: its pixels per pixel of the turned original. */
  scale: number
  readWidth: number
  readHeight: number
  /** `rotateRadians` of tesseract.js. */
  tilt: number
}

type Point = [number, number]

const untilt = ([x, y]: Point, journey: Journey): Point => {
  const [cx, cy] = [journey.readWidth / 2, journey.readHeight / 2]
  const [cos, sin] = [Math.cos(-journey.tilt), Math.sin(-journey.tilt)]
  return [cx + (x - cx) * cos - (y - cy) * sin, cy + (x - cx) * sin + (y - cy) * cos]
}

/** The picture was turned clockwise before reading; its points go back the other way. */
const unturn = ([x, y]: Point, { width, height, quarterTurns }: Journey): Point => {
  if (quarterTurns === 1) return [y, height - x]
  if (quarterTurns === 2) return [width - x, height - y]
  if (quarterTurns === 3) return [width - y, x]
  return [x, y]
}

const back = (point: Point, journey: Journey): Point => {
  const [x, y] = untilt(point, journey)
  return unturn([x / journey.scale, y / journey.scale], journey)
}

const clamp = (value: number, most: number): number => Math.round(Math.min(Math.max(value, 0), most))

export const boxBack = ([x0, y0, x1, y1]: Box, journey: Journey): Box => {
  const points = ([[x0, y0], [x1, y0], [x0, y1], [x1, y1]] as Point[]).map((point) => back(point, journey))
  const [xs, ys] = [points.map((point) => point[0]), points.map((point) => point[1])]
  return [
    clamp(Math.min(...xs), journey.width),
    clamp(Math.min(...ys), journey.height),
    clamp(Math.max(...xs), journey.width),
    clamp(Math.max(...ys), journey.height),
  ]
}

export const degreesOf = ({ quarterTurns, tilt }: Pick<Journey, 'quarterTurns' | 'tilt'>): number => {
  const degrees = quarterTurns * 90 + (tilt * 180) / Math.PI
  return Math.round((degrees > 180 ? degrees - 360 : degrees) * 10) / 10
}
