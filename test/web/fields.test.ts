import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Refusal } from '#src/kernel/errors.ts'
import { askedPastDay } from '#src/kernel/asked.ts'
import { choice, dayLine, email, line, optionalDayLine, optionalLine, parse, secret, tick, typed, whole, words } from '#src/web/fields.ts'
import { hasText } from '#src/web/i18n.ts'

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

describe('a day', () => {
  const days = z.object({ on: dayLine(), until: optionalDayLine() })
  it.each(['2026-02-30', '30/11/2026', '0207-01-01', '9999-12-31', 'x'])('that is none is never another, nor left out: %s', (day) => {
    expect(() => parse(days, { on: day, until: day })).toThrow(
      expect.objectContaining({ fields: { on: 'web:field.bad_date', until: 'web:field.bad_date' } }),
    )
    expect(() => askedPastDay(day, '2026-03-02')).toThrow(expect.objectContaining({ status: 422, code: 'not_a_date' }))
  })
  it('that is left empty is none, where it may be', () => expect(parse(days, { on: '2026-02-28' }).until).toBe(''))
  it('of an address is gone by, or today', () => {
    expect([undefined, '', '2026-03-02', '2026-03-01'].map((on) => askedPastDay(on, '2026-03-02'))).toEqual([
      '2026-03-02',
      '2026-03-02',
      '2026-03-02',
      '2026-03-01',
    ])
    expect(() => askedPastDay('2026-03-03', '2026-03-02')).toThrow(expect.objectContaining({ code: 'day_to_come' }))
    expect(() => askedPastDay(['2026-03-01', '2026-03-02'], '2026-03-02')).toThrow(expect.objectContaining({ code: 'not_a_date' }))
  })
})

describe('what is wrong with a form', () => {
  const any = z.object({
    text: z.string(),
    optional: z.string().max(5).optional().default(''),
    one: z.enum(['a', 'b']),
    either: z.union([z.literal(''), z.enum(['a'])]).optional(),
    many: z.array(z.string().max(3)).max(1),
    day: dayLine(),
    said: words(),
    count: whole(1, 2),
    kind: choice(['a']),
    mail: email(),
    hidden: secret(),
  })
  it.each([['twice', ['x', 'y']], ['nothing', undefined], ['no text', { a: 1 }], ['rubbish', 'x'.repeat(5_000)]])(
    'has a sentence in both languages, whoever wrote the schema: %s',
    (_, value) => {
      const fields = (() => {
        try {
          return void parse(any, Object.fromEntries(Object.keys(any.shape).map((name) => [name, value])))
        } catch (error) {
          return (error as Refusal).fields
        }
      })()
      const wanted = Object.values(fields ?? {})
      expect(wanted.length).toBeGreaterThan(4)
      for (const lang of ['fr', 'en'] as const) expect(wanted.filter((key) => !hasText(lang, key))).toEqual([])
    },
  )
})
