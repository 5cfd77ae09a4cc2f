import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Refusal } from '#src/kernel/errors.ts'
import { choice, email, line, optionalLine, parse, tick, typed, whole, words } from '#src/web/fields.ts'

const form = z.object({
  name: line(20),
  note: words(50),
  mail: email(),
  kind: choice(['a', 'b']),
  count: whole(1, 9),
  agreed: tick(),
  extra: optionalLine(5),
})
const good = { name: ' Anne ', note: 'deux\r\nlignes', mail: ' Anne@Example.ORG ', kind: 'a', count: '3', agreed: 'on' }

const wrong = (change: Record<string, unknown>): string[] => {
  try {
    parse(form, { ...good, ...change })
    return []
  } catch (error) {
    return Object.keys((error as Refusal).fields)
  }
}

describe('the blocks of a form', () => {
  it('trim, fold and type what is good', () => {
    expect(parse(form, good)).toEqual({
      name: 'Anne',
      note: 'deux\nlignes',
      mail: 'anne@example.org',
      kind: 'a',
      count: 3,
      agreed: true,
      extra: '',
    })
  })

  it.each([
    ['name', ''],
    ['name', undefined],
    ['name', ['a', 'b']],
    ['name', 'x'.repeat(21)],
    ['name', 'a\nb'],
    ['name', 'a\u0000b'],
    ['name', 'a\u202eb'],
    ['name', 'a\u200bb'],
    ['name', 'a\u061cb'],
    ['name', 'a\u2028b'],
    ['name', '\u00ad'],
    ['name', '\u200d'],
    ['name', 'a\u200d'],
    ['name', '\u3164'],
    ['name', '\u2800'],
    ['name', 'a\u{e0041}'],
    ['name', 'a\ud800'],
    ['mail', 'nope'],
    ['mail', 'a@b'],
    ['kind', 'c'],
    ['kind', '__proto__'],
    ['count', '0'],
    ['count', '1e3'],
    ['count', '9999999999999999999'],
    ['count', '3.5'],
    ['count', {}],
    ['extra', '123456'],
  ])('name the field %s that is wrong: %j', (field, value) => expect(wrong({ [field]: value })).toEqual([field]))

  it('names every wrong field at once', () => expect(wrong({ name: '', kind: 'z', count: 'x' })).toEqual(['name', 'kind', 'count']))

  it('answer anything at all with values or a 422, never another error', () => {
    fc.assert(fc.property(fc.dictionary(fc.constantFrom('name', 'note', 'mail', 'kind', 'count', 'agreed'), fc.anything()), (body) => {
      try {
        parse(form, body)
      } catch (error) {
        expect(error).toBeInstanceOf(Refusal)
        expect((error as Refusal).status).toBe(422)
      }
    }))
  })

  it('give back what was typed, but no secret', () => {
    expect(typed({ name: 'A', password: 'p', totp_code: '1', file: ['x'] })).toEqual({ name: 'A' })
  })
})
