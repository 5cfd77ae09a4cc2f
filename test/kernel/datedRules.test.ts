import { describe, expect, it } from 'vitest'
import { inForce, oldestKept } from '#src/kernel/datedRules.ts'

const rules = [
  { version: 'old', validFrom: oldestKept, validTo: '2026-04-01' },
  { version: 'new', validFrom: '2026-04-01', validTo: null },
]

describe('the version in force (X-01)', () => {
  it('changes on the first day of the next one', () => {
    expect(inForce(rules, '2026-03-31').version).toBe('old')
    expect(inForce(rules, '2026-04-01').version).toBe('new')
  })
  it('a gap is an error', () => expect(() => inForce(rules, '1899-12-31')).toThrow(RangeError))
})
