import { describe, expect, it } from 'vitest'
import { isId, newId } from '#src/kernel/ids.ts'

const instant = new Date('2026-03-02T09:00:00.000Z')
const later = (ms: number): Date => new Date(instant.getTime() + ms)

describe('ids', () => {
  it('have 29 characters and say what they name', () => {
    const id = newId('paym', instant)
    expect(id).toHaveLength(29)
    expect(isId('paym', id)).toBe(true)
    expect(isId('card', id)).toBe(false)
  })

  it('of one instant sort in the order they were made, also when others come between', () => {
    const made: string[] = []
    for (let i = 0; i < 500; i++) {
      made.push(newId('mail', instant))
      newId('mail', later(i % 7))
    }
    expect([...made].sort()).toEqual(made)
    expect(new Set(made).size).toBe(made.length)
  })

  it('sort by time', () => {
    const made = Array.from({ length: 1_000 }, (_, i) => newId('mail', later(i)))
    expect([...made].sort()).toEqual(made)
  })
})
