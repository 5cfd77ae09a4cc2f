import { expect, it } from 'vitest'
import { keepRecent } from '#src/documents/keepRecent.ts'

const maker = () => {
  const made: string[] = []
  const make = (key: string, size = 10) => async (): Promise<Buffer> => {
    made.push(key)
    return Buffer.alloc(size, key)
  }
  return { made, make }
}

it('what is asked for twice is made once, even at the same moment', async () => {
  const { made, make } = maker()
  const recent = keepRecent(100)
  const both = await Promise.all([recent('a', make('a')), recent('a', make('a'))])
  expect(both[0]).toBe(both[1])
  await recent('a', make('a'))
  expect(made).toEqual(['a'])
})

it('what was asked for longest ago goes first', async () => {
  const { made, make } = maker()
  const recent = keepRecent(30)
  for (const key of ['a', 'b', 'c', 'a', 'd']) await recent(key, make(key))
  expect(made).toEqual(['a', 'b', 'c', 'd'])
  await recent('a', make('a'))
  await recent('b', make('b'))
  expect(made).toEqual(['a', 'b', 'c', 'd', 'b'])
})

it('one that alone is too large is answered and not kept', async () => {
  const { made, make } = maker()
  const recent = keepRecent(30)
  expect((await recent('big', make('big', 50))).length).toBe(50)
  await recent('big', make('big', 50))
  expect(made).toEqual(['big', 'big'])
})

it('what failed is tried again', async () => {
  const { made, make } = maker()
  const recent = keepRecent(30)
  await expect(recent('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  await recent('a', make('a'))
  expect(made).toEqual(['a'])
})
