import type { Seal } from '#src/pieces/piece.ts'
import { answer, type Judge } from '../answer.ts'
import type { Check, CheckFacts } from '../check.ts'
import { writeDay } from '../compare/day.ts'
import { closenessOf } from '../compare/closeness.ts'
import { fail, type Judged, pass, unknown, worst } from '../compare/judged.ts'
import { nameWords } from '../compare/words.ts'
import { isSealOfKind, isSure, readingsOf } from '../readings.ts'

/** In any order: « MME SPECIMEN NATACHA » is printed « Mme Natacha SPECIMEN ». */
const sorted = (name: string): string =>
  nameWords(name).filter((word) => !/^(?:m|mr|mme|mlle|monsieur|madame)$/.test(word)).sort().join(' ')

/**
 * The name printed beside a genuine code: read surely, and another's, the print was changed. Read badly, it takes nothing from the code.
 */
const comparePrint = ({ piece }: CheckFacts): Judged => {
  const all = readingsOf(piece, 'holder')
  const signed = all.find(({ source }) => source === 'code')
  const printed = all.find(({ source }) => source === 'text')
  if (!signed || !printed) return pass('seal_valid')
  const closeness = closenessOf(sorted(signed.text), sorted(printed.text), Math.min(printed.confidence ?? 95, 95))
  if (closeness !== 'other') return pass('seal_valid')
  return isSure(printed.confidence, 90) ? fail('seal_contradicted') : unknown('seal_contradicted')
}

const judgeOne = (seal: Seal, facts: CheckFacts): Judged => {
  if (seal.signature === 'invalid') return fail('seal_altered')
  if (seal.signature === 'unknown_certificate') return unknown('seal_unknown_issuer')
  if (seal.signature === 'certificate_expired') return unknown('seal_expired_certificate')
  if (!isSealOfKind(seal, facts.piece.type)) return unknown('seal_other_kind')
  if ((seal.signedOn ?? '') > facts.receivedOn) return unknown('seal_in_future')
  return comparePrint(facts)
}

/** 2D-DOC (ANTS 3.1.3): an altered code is a fail; an issuer we do not know is no proof of anything. */
const judgeSeal: Judge = (facts) => {
  const { seals } = facts.piece
  if (seals.length === 0) return null
  const read = seals
    .map(({ issuerId, certificateId, signedOn }) => [`${issuerId} ${certificateId}`, writeDay(signedOn)].filter(Boolean).join(', '))
    .join(' ; ')
  return answer(worst(seals.map((seal) => judgeOne(seal, facts))), { read, values: { count: seals.length } })
}

export const sealChecks: readonly Check[] = [
  {
    id: 'seal',
    rule: 'rules.md §1.4 proof_address; issue 3, « an altered one a fail, an unknown issuer cannot tell »',
    refusal: 'altered',
    types: 'any',
    judge: judgeSeal,
  },
]
