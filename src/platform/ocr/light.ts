import type { Box } from './messages.ts'
import type { Small } from './small.ts'

/** Pixels of the small picture: larger than letters, so that each patch shows paper. */
const patch = 48
/** The darkest patch's paper against the lightest's: a shadow takes a third and more, a scanner's lamp a twentieth. */
const evenShare = 0.86

/** The level that a tenth of the patch's pixels lie above: its paper, whatever is printed on it. */
const paperOf = ({ data, width }: Small, left: number, top: number): number => {
  const counts = new Uint32Array(256)
  for (let y = top; y < top + patch; y++) for (let x = left; x < left + patch; x++) counts[data[y * width + x]!]! += 1
  let level = 255
  for (let above = 0; level > 0 && (above += counts[level]!) < (patch * patch) / 10;) level--
  return level
}

/** No shadow lies on this part of the picture (in pixels of the full one), and no dark ground: one threshold does for all of it. */
export const isEvenlyLit = (small: Small, [x0, y0, x1, y1]: Box): boolean => {
  const scale = small.width / small.full.width
  let [darkest, lightest] = [255, 0]
  for (let y = Math.floor(y0 * scale); y + patch <= Math.min(small.height, y1 * scale); y += patch) {
    for (let x = Math.floor(x0 * scale); x + patch <= Math.min(small.width, x1 * scale); x += patch) {
      const paper = paperOf(small, x, y)
      darkest = Math.min(darkest, paper)
      lightest = Math.max(lightest, paper)
    }
  }
  return darkest >= evenShare * lightest
}
