import { expect, it } from 'vitest'
import { takeSureCode } from '#src/pieces/company/takes.ts'

const taken = (confidence: number | null) =>
  takeSureCode(6)([{ key: 'k9tqxz4wb1', text: 'k9TqXz4Wb1', confidence, page: 1, box: [0, 0, 100, 20], x0: 0, y0: 0, x1: 100, y1: 20 }])

it.each([[68, 'k9TqXz4Wb1'], [null, 'k9TqXz4Wb1'], [30, null]])(
  'a code read with confidence %s is worth %s, and shown as printed',
  (confidence, normal) => expect(taken(confidence)).toMatchObject({ span: { text: 'k9TqXz4Wb1' }, normal }),
)
it('no code is none', () => expect(takeSureCode(6)([])).toBeNull())
