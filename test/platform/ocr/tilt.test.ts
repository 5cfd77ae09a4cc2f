import sharp, { type Sharp } from 'sharp'
import { describe, expect, test } from 'vitest'
import { greyOf } from '#src/platform/ocr/grey.ts'
import { smallOf } from '#src/platform/ocr/small.ts'
import { tiltOfSmall } from '#src/platform/ocr/tilt.ts'

/** A sheet of lines, turned by so many degrees as a hand would lay it; `ground`: what is left bare. */
const sheet = (degrees: number, ground = '#fff'): Sharp => {
  const lines = Array
    .from(
      { length: 24 },
      (_, at) =>
        `<text x="80" y="${90 + at * 45}" font-size="26">Lorem ipsum ${at} dolor sit amet, consectetur ${at * 37} adipiscing</text>`,
    )
    .join('')
  return sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="1240"><rect width="100%" height="100%" fill="#fff"/>${lines}</svg>`,
    ),
  )
    .flatten({ background: ground })
    .rotate(degrees, { background: ground })
    .grayscale()
}
const tiltOf = async (drawn: Sharp): Promise<number | null> => tiltOfSmall(await smallOf(await greyOf(drawn)))
const degreesOf = (radians: number | null): number | null => (radians === null ? null : (radians * 180) / Math.PI)

describe('how a page lies is told by its lines', () => {
  test.each([0, 0.7, -0.7, 2.6, -3, 7.5, -8])('%d degrees askew', async (degrees) => {
    const found = degreesOf(await tiltOf(sheet(degrees)))
    expect(found).not.toBeNull()
    expect(Math.abs(found! + degrees)).toBeLessThan(0.25)
  })

  test('on a dark table as well', async () => {
    const found = degreesOf(await tiltOf(sheet(2.4, '#4a4640')))
    expect(Math.abs(found! + 2.4)).toBeLessThan(0.25)
  })

  test('a blank page does not say', async () => {
    expect(await tiltOf(sharp({ create: { width: 600, height: 800, channels: 3, background: '#fff' } }).grayscale())).toBeNull()
  })

  test('nor does grain', async () => {
    const grain = sharp({
      create: { width: 600, height: 800, channels: 3, background: '#888', noise: { type: 'gaussian', mean: 128, sigma: 40 } },
    })
    expect(await tiltOf(grain.grayscale())).toBeNull()
  })
})
