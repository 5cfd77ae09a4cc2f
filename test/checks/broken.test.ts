import { describe, expect, it } from 'vitest'
import type { Day } from '#src/kernel/calendar.ts'
import type { CheckFacts } from '#src/checks/check.ts'
import { checkFileAlone, checkPiece, isBroken, overall } from '#src/checks/checkPiece.ts'
import { checks } from '#src/checks/table.ts'
import { framesOf } from '#src/platform/log.ts'
import { hasText } from '#src/web/i18n.ts'
import { make, seal } from './pieces.ts'

/** A code from which no day can be made: only the check of its signature looks at it. */
const withBadCode = (): CheckFacts => make('card', { seals: [{ ...seal({ documentType: '07' }), signedOn: {} as Day }] })

describe('a check that breaks off', () => {
  it('cannot tell, by itself: the others answer as they would without it', () => {
    const broken: string[] = []
    const results = checkPiece(withBadCode(), (check) => void broken.push(check))
    expect(broken).toEqual(['seal'])
    const [first, ...others] = results
    expect(first).toEqual({ check: 'seal', verdict: 'unknown', why: 'check_broken', declared: null, read: null, values: {}, fields: [] })
    expect(others).toEqual(checkPiece(make('card')).filter(({ check }) => check !== 'seal'))
    expect(overall(results)).toBe('unknown')
  })

  it('never hides what another check found', () => {
    const facts = withBadCode()
    const results = checkPiece({ ...facts, sameFile: [{ documentId: 'd', merchantId: 'm' }] }, () => {})
    expect([results[0]?.check, overall(results)]).toEqual(['same_file_elsewhere', 'fail'])
  })

  it('goes on where nobody is told of it', () => {
    expect(() => checkPiece(withBadCode())).toThrow(TypeError)
  })

  it('whichever it is: facts that break every check off leave no pass, and no check out', () => {
    const facts = make('card')
    const hollow = {
      ...facts,
      piece: { type: facts.piece.type, typeConfidence: 95, mrz: {} },
      reading: null,
      sameFile: null,
      sameNumber: null,
      warnings: null,
      announced: null,
    } as unknown as CheckFacts
    const results = checkPiece(hollow, () => {})
    expect(results.map(({ check }) => check).sort()).toEqual(
      checks.filter(({ types }) => types === 'any' || types.includes('fr_cni_e')).map(({ id }) => id).sort(),
    )
    expect(results.every(isBroken)).toBe(true)
    expect(overall(results)).toBe('unknown')
  })
})

describe('a piece that cannot be understood', () => {
  it('says what its file says by itself, and that nobody can tell what it is', () => {
    const facts = make('card', { type: 'other', typeConfidence: 0, mrz: null })
    const results = checkFileAlone({ ...facts, sameFile: [{ documentId: 'd', merchantId: 'm' }] }, () => {})
    expect(results.map(({ check, verdict }) => [check, verdict])).toEqual([['same_file_elsewhere', 'fail'], ['kind', 'unknown'], [
      'legible',
      'pass',
    ], ['scripts_in_file', 'pass']])
  })

  it.each(['fr', 'en'] as const)('has its words in %s', (lang) => {
    for (const key of ['checks:why.check_broken', 'checks:why.understanding_broken', 'documents:program.broken'])
      expect(hasText(lang, key), key).toBe(true)
  })
})

describe('the place of an error', () => {
  it('is told without its message, whatever that quotes', () => {
    const frames = framesOf(new TypeError('MARTIN, born 1990-07-13\n    at 33 rue des Lilas'))
    expect(frames).toMatch(/^ {4}at .*broken\.test\.ts/)
    expect(frames).not.toMatch(/MARTIN|1990|Lilas/)
    expect([framesOf('a word'), framesOf(null)]).toEqual([undefined, undefined])
  })
})
