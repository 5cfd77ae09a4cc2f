import { describe, expect, it } from 'vitest'
import type { DocumentState } from '#src/platform/db.types.ts'
import { daysLeft, dueRungs, isPast, nextNoticeOn, rulingPieces } from '#src/renewals/expiry.ts'
import { reviewDueOn } from '#src/renewals/reviewInterval.ts'
import { linesToReview } from '#src/renewals/renewal.ts'

describe('rungs of an expiry', () => {
  it.each<[string, string, number | null, string, string]>([
    ['long before', '2026-06-30', null, '2026-01-01', '2026-05-01'],
    ['the 60th day before is today', '2026-06-30', null, '2026-05-01', '2026-05-01'],
    ['after the first letter', '2026-06-30', 60, '2026-05-01', '2026-05-31'],
    ['after the second', '2026-06-30', 30, '2026-05-31', '2026-06-23'],
    ['after the last, the day after the last valid day', '2026-06-30', 7, '2026-06-23', '2026-07-01'],
    ['what was missed is due today', '2026-06-30', null, '2026-06-10', '2026-06-10'],
    ['past already, today', '2026-06-30', null, '2026-08-01', '2026-08-01'],
    ['over the 29th of February', '2028-03-01', 60, '2028-01-01', '2028-01-31'],
    ['over the change of hour', '2026-04-01', 30, '2026-03-02', '2026-03-25'],
  ])('%s', (_, expiresOn, done, today, next) => expect(nextNoticeOn(expiresOn, done, today)).toBe(next))

  it('due on their day, not the day before; together where nobody looked', () => {
    expect(dueRungs('2026-06-30', null, '2026-04-30')).toEqual([])
    expect(dueRungs('2026-06-30', null, '2026-05-01')).toEqual([60])
    expect(dueRungs('2026-06-30', null, '2026-06-25')).toEqual([60, 30, 7])
    expect(dueRungs('2026-06-30', 60, '2026-06-25')).toEqual([30, 7])
    expect(dueRungs('2026-06-30', 7, '2026-06-25')).toEqual([])
  })

  it('the last valid day is whole: past only the day after', () => {
    expect([isPast('2026-06-30', '2026-06-30'), isPast('2026-06-30', '2026-07-01')]).toEqual([false, true])
    expect([daysLeft('2026-06-30', '2026-05-01'), daysLeft('2026-06-30', '2026-06-30'), daysLeft('2026-06-30', '2026-07-02')]).toEqual([
      60,
      0,
      0,
    ])
  })
})

describe('which piece dates a line', () => {
  const piece = (documentId: string, state: DocumentState, expiresOn: string | null, requirementKey = 'k') => ({
    documentId,
    requirementKey,
    state,
    expiresOn,
  })

  it('the accepted one that holds longest; of two sides of a card, one', () => {
    expect(
      rulingPieces([piece('a', 'accepted', '2030-01-01'), piece('b', 'accepted', '2031-01-01'), piece('c', 'received', '2035-01-01')]).map((
        { documentId },
      ) => documentId),
    )
      .toEqual(['b'])
    expect(
      rulingPieces([piece('a', 'accepted', '2030-01-01'), piece('b', 'accepted', '2030-01-01'), piece('c', 'accepted', null)]).map((
        { documentId },
      ) => documentId),
    )
      .toEqual(['b'])
    expect(rulingPieces([piece('a', 'refused', '2030-01-01'), piece('b', 'superseded', '2030-01-01'), piece('c', 'accepted', null)]))
      .toEqual([])
    expect(rulingPieces([piece('a', 'accepted', '2030-01-01', 'x'), piece('b', 'accepted', '2029-01-01', 'y')])).toHaveLength(2)
  })
})

describe('when a file is looked at again (rules.md §1.7)', () => {
  it.each<[string, 'high' | 'medium' | 'low', string]>([
    ['2026-01-31', 'high', '2027-01-31'],
    ['2026-01-31', 'medium', '2029-01-31'],
    ['2026-01-31', 'low', '2031-01-31'],
    ['2028-02-29', 'high', '2029-02-28'],
    ['2028-02-29', 'medium', '2031-02-28'],
    ['2028-02-29', 'low', '2033-02-28'],
    ['2027-02-28', 'high', '2028-02-28'],
  ])('%s at %s risk: %s', (from, risk, due) => expect(reviewDueOn(from, risk, from)).toBe(due))
})

describe('what a periodic review asks for', () => {
  const line = (key: string, state: 'missing' | 'accepted' | 'overridden', facts: object = {}) => ({
    requirement: { key, kind: key as 'statutes', level: 'required' as const, reason: 'dossiers:requirements.statutes' as const, ...facts },
    state,
  })
  const keys = (lines: ReturnType<typeof line>[], expiring: string[] = []) =>
    linesToReview(lines, new Set(expiring)).map(({ requirement }) => requirement.key)

  it('what ages and is due, what ages and was given, what expires soon; never what an officer let pass or what is of no use', () => {
    const ages = { maxAgeMonths: 3 }
    expect(keys([line('registration_proof', 'accepted', ages), line('statutes', 'accepted')])).toEqual(['registration_proof'])
    expect(keys([
      line('rbe_extract', 'missing', { ...ages, level: 'conditional' }),
      line('proof_of_address', 'accepted', { ...ages, level: 'conditional' }),
    ]))
      .toEqual(['proof_of_address'])
    expect(keys([line('registration_proof', 'accepted', ages), line('identity_document', 'accepted')], ['identity_document'])).toEqual([
      'registration_proof',
      'identity_document',
    ])
    expect(keys([line('registration_proof', 'overridden', ages), line('rbe_extract', 'accepted', ages)])).toEqual(['rbe_extract'])
    expect(
      keys([line('rbe_extract', 'accepted', ages), line('identity_document', 'accepted', { reason: 'dossiers:requirements.no_longer' })], [
        'identity_document',
      ]),
    )
      .toEqual(['rbe_extract'])
  })

  it('a file in which nothing ages shows its register', () =>
    expect(keys([line('registration_proof', 'accepted'), line('statutes', 'accepted')])).toEqual(['registration_proof']))
})
