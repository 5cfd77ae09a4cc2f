import type { Check } from './check.ts'
import { accountChecks } from './families/account.ts'
import { addressChecks } from './families/address.ts'
import { ageChecks } from './families/age.ts'
import { companyChecks } from './families/company.ts'
import { fileChecks, formChecks } from './families/form.ts'
import { mrzChecks } from './families/mrz.ts'
import { numberChecks } from './families/numbers.ts'
import { peopleChecks } from './families/people.ts'
import { personChecks } from './families/person.ts'
import { sealChecks } from './families/seal.ts'
import { validityChecks } from './families/validity.ts'

/**
 * Every check, in the order in which a failed one gives the reason to refuse: signs of fraud, what the piece is, whose it is, whether it
 * is still good, what it says. Each line names the rule it comes from.
 */
export const checks: readonly Check[] = [
  ...sealChecks,
  ...formChecks,
  ...mrzChecks,
  ...personChecks,
  ...numberChecks,
  ...companyChecks,
  ...accountChecks,
  ...validityChecks,
  ...ageChecks,
  ...peopleChecks,
  ...addressChecks,
  ...fileChecks,
]
