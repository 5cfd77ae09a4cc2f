import { describe, expect, it } from 'vitest'
import { checkPiece, overall, proposedRefusal, refusalOf, warnings } from '#src/checks/checkPiece.ts'
import { make, verdictsOf } from './pieces.ts'
import { wrongPieces } from './wrong.ts'

describe('wrong pieces', () => {
  it('are more than forty, each another', () => {
    expect(wrongPieces.length).toBeGreaterThan(100)
    expect(new Set(wrongPieces.map(([title]) => title)).size).toBe(wrongPieces.length)
    expect(new Set(wrongPieces.map(([, base, change]) => JSON.stringify([base, change]))).size).toBe(wrongPieces.length)
  })

  it.each(wrongPieces)('%s', (_title, base, change, check, verdict) => {
    const found = verdictsOf(make(base, change))
    expect(found.of(check), JSON.stringify(found.results.filter((one) => one.verdict !== 'pass'))).toBe(verdict)
    expect(found.overall).not.toBe('pass')
    if (verdict === 'fail') expect(found.overall).toBe('fail')
  })

  it('none passes, whatever its reading’s confidence', () => {
    const passed = wrongPieces.flatMap(([title, base, change]) =>
      [null, 99, 80, 65, 40, 5].filter((confidence) => overall(checkPiece(make(base, { ...change, confidence }))) === 'pass').map((
        confidence,
      ) => `${title} (${confidence})`)
    )
    expect(passed).toEqual([])
  })

  it('each failed one proposes the reason of a check that failed', () => {
    for (const [, base, change, , verdict] of wrongPieces.filter(([, , , , one]) => one === 'fail')) {
      const results = checkPiece(make(base, change))
      const failed = results.filter((one) => one.verdict === 'fail' && !warnings.has(one.check))
      expect(verdict).toBe('fail')
      expect(failed.map(({ check }) => refusalOf(check))).toContain(proposedRefusal(results))
    }
  })

  it('the worst comes first', () => {
    const [first] = checkPiece(make('kbis', { values: { issued_on: '2025-11-18' } }))
    expect(first).toMatchObject({ check: 'age', verdict: 'fail', read: '18/11/2025' })
    expect(proposedRefusal(checkPiece(make('kbis', { values: { issued_on: '2025-11-18' } })))).toBe('too_old')
    expect(proposedRefusal(checkPiece(make('kbis')))).toBeNull()
  })
})
