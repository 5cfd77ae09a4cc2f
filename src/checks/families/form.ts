import type { DocumentKind } from '#src/dossiers/requirement.ts'
import type { PieceType } from '#src/pieces/piece.ts'
import { answer, associationTypes, identityTypes, type Judge, registerTypes } from '../answer.ts'
import type { Check } from '../check.ts'
import { fail, pass, unknown } from '../compare/judged.ts'
import { readingOf } from '../readings.ts'

/** What a line of the checklist takes where it does not say so itself. A line that is open to anything proves nothing by its kind. */
const typesOfKind: Partial<Record<DocumentKind, readonly PieceType[]>> = {
  identity_document: identityTypes,
  registration_proof: [...registerTypes, ...associationTypes],
  statutes: ['statuts'],
  representative_act: ['pv_nomination'],
  rbe_extract: ['rbe_extract'],
  payout_account_proof: ['rib'],
  association_board_list: ['association_board_list'],
  proof_of_address: ['proof_address', 'tax_notice'],
  company_registration_of_president: ['kbis'],
}

const surely = 70

/** Recognised surely as what the line takes, or surely as something else; what is not recognised may still be the right piece. */
const judgeKind: Judge = ({ announced, piece }) => {
  const accepted = announced.acceptedTypes ?? typesOfKind[announced.kind]
  const isSure = piece.typeConfidence >= surely
  if (!accepted) return answer(unknown('kind_open'))
  if (piece.type === 'other') return answer(unknown('kind_unrecognised'))
  if (!isSure) return answer(unknown('kind_unsure'))
  return answer(accepted.includes(piece.type) ? pass('kind_same') : fail('kind_differs'))
}

const fewestSigns = 20

/** By the words' confidence and their number: too little of either, and nothing that was read can be relied on. */
const judgeLegible: Judge = ({ reading: { confidence, characterCount } }) => {
  const values = { characters: characterCount, ...(confidence === null ? {} : { confidence: Math.round(confidence) }) }
  if (characterCount < fewestSigns) return answer(fail('almost_no_text'), { values })
  if (confidence === null) return answer(pass('text_of_file'), { values })
  if (confidence >= 60) return answer(pass('legible'), { values })
  return answer(confidence < 35 ? fail('illegible') : unknown('hardly_legible'), { values })
}

/** The same bytes at another merchant: a piece that goes round (fraud signal). */
const judgeSameFile: Judge = ({ sameFile }) =>
  answer(sameFile.length > 0 ? fail('same_file') : pass('file_alone'), { values: { count: sameFile.length } })

const judgeSameNumber: Judge = ({ sameNumber, piece }) => {
  const number = readingOf(piece, 'document_number')
  if (sameNumber.length > 0) return answer(fail('same_number'), { values: { count: sameNumber.length }, fields: ['document_number'] })
  return number ? answer(pass('number_alone'), { values: { count: 0 }, fields: ['document_number'] }) : null
}

const judgeScripts: Judge = ({ warnings }) => {
  if (warnings.includes('pdf_script')) return answer(fail('pdf_script'))
  return answer(warnings.includes('pdf_attachment') ? fail('pdf_attachment') : pass('plain_file'))
}

export const formChecks: readonly Check[] = [
  {
    id: 'same_file_elsewhere',
    rule: 'rules.md §1.4; issue 3, « the same file already filed by another merchant »',
    refusal: 'other',
    types: 'any',
    judge: judgeSameFile,
  },
  {
    id: 'same_number_elsewhere',
    rule: 'rules.md §1.4; issue 3, « the same document number »',
    refusal: 'other',
    types: [...identityTypes],
    judge: judgeSameNumber,
  },
  { id: 'kind', rule: 'rules.md §1.2, §1.4', refusal: 'wrong_kind', types: 'any', judge: judgeKind },
  { id: 'legible', rule: 'rules.md §1.4; issue 3, « legible »', refusal: 'unreadable', types: 'any', judge: judgeLegible },
]

export const fileChecks: readonly Check[] = [
  {
    id: 'scripts_in_file',
    rule: 'issue 3, « a PDF with scripts or attachments »',
    isWarning: true,
    refusal: 'other',
    types: 'any',
    judge: judgeScripts,
  },
]
