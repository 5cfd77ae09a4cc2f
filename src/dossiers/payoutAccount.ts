import type { FieldErrors } from '#src/kernel/errors.ts'
import { isBic, isIban, normaliseBic, normaliseIban } from '#src/kernel/identifiers.ts'
import { nameProblem } from './writing.ts'

/** Where the money goes. The BIC is optional wherever the IBAN is given (SEPA). */
export type PayoutAccountInput = { iban: string; bic: string; holder: string }

export const normaliseAccount = (input: PayoutAccountInput): PayoutAccountInput => ({ ...input, iban: normaliseIban(input.iban), bic: normaliseBic(input.bic) })

/** Countries of SEPA: a credit transfer of collections reaches no other (rules.md §1.4, rib). */
const sepa =
  'AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS SE SI SK SM VA'.split(' ')

const ibanProblem = (iban: string): string | null => {
  if (!isIban(iban)) return 'dossiers:account.problem.iban_wrong'
  return sepa.includes(iban.slice(0, 2)) ? null : 'dossiers:account.problem.iban_not_sepa'
}

/** Expects the normalised form. A RIB key that does not fit is no problem here: a warning to whoever reads it (rules.md §1.8). */
export const accountProblems = ({ iban, bic, holder }: PayoutAccountInput): FieldErrors => {
  const wrong = iban === '' ? 'web:field.missing' : ibanProblem(iban)
  const holderProblem = nameProblem(holder)
  return {
    ...(holderProblem ? { holder: holderProblem } : {}),
    ...(wrong ? { iban: wrong } : {}),
    ...(bic === '' || isBic(bic) ? {} : { bic: 'dossiers:account.problem.bic_wrong' }),
  }
}

/** In groups of four, as on a RIB. */
export const writeIban = (iban: string): string => iban.replace(/(.{4})(?=.)/g, '$1 ')
