import { describe, expect, it } from 'vitest'
import { barsModel } from '#src/web/chart.ts'

const written = (value: number): string => `${value}`
const bar = (label: string, value: number) => ({ label, value, title: label })

describe('bars', () => {
  it('stand on the axis, as high as their value, under a round top', () => {
    const { bars, axis, bottom } = barsModel({ label: 'x', bars: [bar('a', 0), bar('b', 150), bar('c', 300)], marks: [], written })
    expect(axis.map(({ text }) => text)).toEqual(['0', '100', '200', '300', '400'])
    expect(bars.map(({ y, height }) => y + height)).toEqual([bottom, bottom, bottom])
    expect(bars[0]!.height).toBe(0)
    expect(bars[2]!.height).toBeCloseTo(bars[1]!.height * 2, 0)
  })

  it.each([[1, ['0', '1', '2']], [3, ['0', '1', '2', '3', '4']], [9, ['0', '5', '10']], [10, ['0', '5', '10', '15']]])(
    'of things that are counted, up to %i, each line is a number of things',
    (value, texts) => {
      expect(
        barsModel({ label: 'x', bars: [bar('a', value)], marks: [], written: (one) => `${Math.round(one)}` }).axis.map(({ text }) => text),
      )
        .toEqual(texts)
    },
  )

  it('what is no count has its lines where they are round', () => {
    expect(barsModel({ label: 'x', bars: [bar('a', 0.9)], marks: [{ value: 1.5, label: 'm' }], written }).axis.map(({ text }) => text))
      .toEqual(['0', '0.5', '1', '1.5', '2'])
  })

  it('a mark higher than every bar is still on the drawing; a ceiling ends it where it is said', () => {
    const { marks, axis } = barsModel({ label: 'x', bars: [bar('a', 3)], marks: [{ value: 150, label: 'm' }], written })
    expect(marks[0]!.y).toBeGreaterThan(0)
    expect(Number(axis.at(-1)!.text)).toBeGreaterThanOrEqual(150)
    expect(barsModel({ label: 'x', bars: [bar('a', 10_000)], marks: [], ceiling: 10_000, written }).axis.at(-1)!.text).toBe('10000')
  })

  it.each([
    ['a few', ['Dossiers', 'Demandes', 'Droits']],
    ['many of long words', Array.from({ length: 14 }, () => 'Demandes')],
    ['ninety days, each seventh named', Array.from({ length: 90 }, (_, i) => (i % 7 === 0 ? '12 mars' : ''))],
  ])('no label touches another: %s', (_, labels) => {
    const { bars, viewBox, right, drawnWidth } = barsModel({ label: 'x', bars: labels.map((one) => bar(one, 1)), marks: [], written })
    const named = bars.filter(({ label }) => label !== '')
    named.slice(1).forEach((one, i) =>
      expect(one.labelX - named[i]!.labelX).toBeGreaterThan((one.label.length + named[i]!.label.length) * 3)
    )
    expect(bars.at(-1)!.x + bars.at(-1)!.width).toBeLessThanOrEqual(right)
    expect(viewBox).toBe(`0 0 ${right + 12} 200`)
    expect(drawnWidth !== null).toBe(labels.length === 14)
  })

  it('nothing at all is an empty drawing, not a fault', () => {
    expect(barsModel({ label: 'x', bars: [], marks: [], written }).bars).toEqual([])
    expect(barsModel({ label: 'x', bars: [bar('a', 0)], marks: [], written }).bars[0]).toMatchObject({ height: 0 })
  })
})
