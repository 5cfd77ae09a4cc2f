import type { Day } from '#src/kernel/calendar.ts'
import type { FieldErrors } from '#src/kernel/errors.ts'
import { isBic, isIban, normaliseBic, normaliseIban, writeInGroups } from '#src/kernel/identifiers.ts'
import { isSepa } from './sepa.ts'
import { nameProblem } from './writing.ts'

/** Where the money goes. The BIC is optional wherever the IBAN is given (SEPA). */
export type PayoutAccountInput = { iban: string; bic: string; holder: string }

export const normaliseAccount = (input: PayoutAccountInput): PayoutAccountInput => ({
  ...input,
  iban: normaliseIban(input.iban),
  bic: normaliseBic(input.bic),
})

/** A credit transfer of collections reaches no country beyond SEPA (rules.md §1.4, rib). */
const ibanProblem = (iban: string, today: Day): string | null => {
  if (!isIban(iban)) return 'dossiers:account.problem.iban_wrong'
  return isSepa(iban.slice(0, 2), today) ? null : 'dossiers:account.problem.iban_not_sepa'
}

/** Expects the normalised form. A RIB key that does not fit is no problem here: a warning to whoever reads it (rules.md §1.8). */
export const accountProblems = ({ iban, bic, holder }: PayoutAccountInput, today: Day): FieldErrors => {
  const wrong = iban === '' ? 'web:field.missing' : ibanProblem(iban, today)
  const holderProblem = nameProblem(holder)
  return {
    ...(holderProblem ? { holder: holderProblem } : {}),
    ...(wrong ? { iban: wrong } : {}),
    ...(bic === '' || isBic(bic) ? {} : { bic: 'dossiers:account.problem.bic_wrong' }),
  }
}

/** In groups of four, as on a RIB. */
export const writeIban = (iban: string): string => writeInGroups(iban, ' ')
