import { answer, type Judge } from '../answer.ts'
import type { Check } from '../check.ts'
import { compareAddress } from '../compare/compareAddress.ts'
import { unknown } from '../compare/judged.ts'
import { readingOf } from '../readings.ts'

const weaker = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.min(a, b))

/** The address of a bill or a notice against the person's, or the seat where it is the company's. A signed code's goes before print. */
const judgeAddress: Judge = ({ piece, declared: { person, company } }) => {
  const [line, town] = [readingOf(piece, 'address_line'), readingOf(piece, 'postcode_city')]
  const declared = person ? person.address : (company?.seat ?? '')
  const read = [line?.text, town?.text].filter(Boolean).join(', ')
  const beside = { declared, read, fields: ['address_line' as const, 'postcode_city' as const] }
  if (declared.trim() === '') return answer(unknown('nothing_declared'), beside)
  // print must not complete what a code leaves out
  if (!line || !town || (line.source === 'code') !== (town.source === 'code')) return answer(unknown('address_unread'), beside)
  return answer(compareAddress(declared, read, weaker(line.confidence, town.confidence)), beside)
}

export const addressChecks: readonly Check[] = [
  {
    id: 'address_matches',
    rule: 'rules.md §1.4 proof_address « name, address, date »',
    refusal: 'mismatch',
    types: ['proof_address', 'tax_notice'],
    judge: judgeAddress,
  },
]
