import { describe, expect, it } from 'vitest'
import { neighbours, nextToJudge, pagesAround, stripOf } from '#src/documents/strip.ts'
import type { DocumentState } from '#src/platform/db.types.ts'

const piece = (id: string, state: DocumentState = 'received') => ({ id, state })
const strip = [piece('a', 'accepted'), piece('b'), piece('c', 'refused'), piece('d')]

it('the strip follows the checklist; a piece that counts no longer comes last, and only where it is looked at', () => {
  const lines = [{ documents: [piece('a'), piece('b')] }, { documents: [] }, { documents: [piece('c')] }]
  expect(stripOf(lines, lines[2]!.documents[0]!).map(({ id }) => id)).toEqual(['a', 'b', 'c'])
  expect(stripOf(lines, piece('old', 'superseded')).map(({ id }) => id)).toEqual(['a', 'b', 'c', 'old'])
})

describe('the next to judge', () => {
  it.each([['a', 'b'], ['b', 'd'], ['c', 'd'], ['d', 'b']])(
    'after %s is %s',
    (here, next) => expect(nextToJudge(strip, here)?.id).toBe(next),
  )
  it('is none when all the others are judged', () => {
    expect(nextToJudge([piece('a', 'accepted'), piece('b')], 'b')).toBeNull()
    expect(nextToJudge([], 'b')).toBeNull()
  })
})

it('the arrows go to the neighbours and stop at the ends', () => {
  expect(neighbours(strip, 'a')).toEqual({ previous: null, next: strip[1] })
  expect(neighbours(strip, 'd')).toEqual({ previous: strip[2], next: null })
})

it.each([
  [1, 1, [1]],
  [3, 9, [1, 2, 3, 4, 5, 6, 7, 8, 9]],
  [1, 30, [1, 2, 3, 30]],
  [15, 30, [1, 13, 14, 15, 16, 17, 30]],
  [30, 30, [1, 28, 29, 30]],
])('around page %i of %i', (page, count, shown) => expect(pagesAround(page, count)).toEqual(shown))
