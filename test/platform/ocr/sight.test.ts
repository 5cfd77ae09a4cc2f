import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { contentIn } from '#src/platform/ocr/content.ts'
import { isEvenlyLit } from '#src/platform/ocr/light.ts'
import { greyOf } from '#src/platform/ocr/grey.ts'
import type { Box } from '#src/platform/ocr/messages.ts'
import { type Small, smallOf } from '#src/platform/ocr/small.ts'
import { stretch } from '#src/platform/ocr/stretch.ts'

const [wide, tall] = [1_600, 2_000]
const lines = Array
  .from({ length: 8 }, (_, at) => `<text x="420" y="${700 + at * 60}" font-size="34">Ligne ${at} de la piece, rue de Lyon</text>`)
  .join('')

/** Eight lines in the middle of a sheet; `under` is drawn below them. */
const drawn = (under: string, over = ''): Promise<Buffer> =>
  sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${tall}">${under}${lines}${over}</svg>`))
    .flatten({
      background: '#fff',
    })
    .grayscale()
    .toColourspace('b-w')
    .png()
    .toBuffer()
const seen = async (under: string, over?: string): Promise<Small> => smallOf(await greyOf(sharp(await drawn(under, over))))
const paper = '<rect width="100%" height="100%" fill="#f4f4f4"/>'

describe('where letters stand', () => {
  test('bare margins are left out, and no letter with them', async () => {
    const [x0, y0, x1, y1] = contentIn(await seen(paper), 0)!
    expect([x0 < 415, x0 > 300, y0 < 670, y0 > 560, y1 > 1_135, y1 < 1_250, x1 > 950, x1 < 1_300]).toEqual(Array(8).fill(true))
  })

  test('a dark table is left out, a pale note at the foot is not', async () => {
    const table = '<rect width="100%" height="100%" fill="#222"/><rect x="200" y="200" width="1200" height="1700" fill="#eee"/>'
    const [x0, , x1, y1] = contentIn(await seen(table, '<text x="420" y="1800" font-size="26" fill="#888">note en bas de page</text>'), 0)!
    expect(x0).toBeGreaterThan(140)
    expect(x1).toBeLessThan(1_460)
    expect(y1).toBeGreaterThan(1_810)
  })

  test('it is turned with the picture', async () => {
    const turned = await greyOf(sharp(await drawn(paper)).rotate(5, { background: '#f4f4f4' }))
    const [[, y0, , y1], [, level0, , level1]] = [contentIn(await smallOf(turned), (-5 * Math.PI) / 180)!, contentIn(await seen(paper), 0)!]
    expect(Math.abs(y1 - y0 - (level1 - level0))).toBeLessThan(40)
  })

  test('on a blank page nowhere', async () => {
    expect(
      contentIn(
        await smallOf(await greyOf(sharp({ create: { width: 600, height: 800, channels: 3, background: '#fff' } }).grayscale())),
        0,
      ),
    )
      .toBeNull()
  })
})

describe('how the light falls', () => {
  const whole: Box = [0, 0, wide, tall]
  const shadow =
    '<defs><linearGradient id="s"><stop offset="0" stop-color="#f4f4f4"/><stop offset="1" stop-color="#999"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#s)"/>'

  test('evenly on a scan', async () => expect(isEvenlyLit(await seen(paper), whole)).toBe(true))
  test('not where a shadow lies', async () => expect(isEvenlyLit(await seen(shadow), whole)).toBe(false))
  test('not beside a dark table', async () =>
    expect(isEvenlyLit(await seen(paper + '<rect width="300" height="100%" fill="#333"/>'), whole)).toBe(false))
})

/** A speckled grey, the same at every run: libvips draws its own noise anew each time, and how far a sample is from the whole with it. */
const speckled = (seed: number, width: number, height: number): Buffer => {
  let state = seed
  const drawn = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  return Buffer.from(
    Array.from({ length: width * height }, () => Math.round(90 + 20 * (drawn() + drawn() + drawn() + drawn() + drawn() + drawn()))),
  )
}

test.each([1, 2, 3])('levels are stretched as sharp stretches them (%i)', async (seed) => {
  const raw = speckled(seed, 900, 700)
  const theirs = await sharp(raw, { raw: { width: 900, height: 700, channels: 1 } }).normalise().toColourspace('b-w').raw().toBuffer()
  const ours = await stretch(Buffer.from(raw))
  expect(ours.reduce((most, level, at) => Math.max(most, Math.abs(level - theirs[at]!)), 0)).toBeLessThanOrEqual(10)
  expect(ours).not.toEqual(raw)
})
