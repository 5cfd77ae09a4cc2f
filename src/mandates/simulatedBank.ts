import type { BankAnswer } from './accountCheck.ts'
import type { BankGateway } from './bankGateway.ts'
import { nameScore } from './nameScore.ts'
import { testAccounts } from './testAccounts.ts'

/** "No such account" (ISO 20022 AC01): of an account that is none a bank compares nothing. */
const noAccount: BankAnswer = { response: 'AC01', nameScore: null, isBirthDateRight: null, isIbanValid: false, isIbanTypeRight: null }

/**
 * French banks take part, and all of the reference's samples do (seed 003, "Account verification"). It knows the holders of the samples,
 * all of them persons.
 */
export const simulatedBank: BankGateway = {
  takesPart: (iban) => iban.startsWith('FR') || Object.hasOwn(testAccounts, iban),
  verify: async ({ iban, name, bornOn }) => {
    const account = Object.hasOwn(testAccounts, iban) ? testAccounts[iban] : undefined
    if (!account || account.fault === 'AC01') return noAccount
    const isBirthDateRight = bornOn === null ? null : bornOn === account.bornOn
    return {
      response: account.fault ?? '00',
      nameScore: nameScore(name, account.name),
      isBirthDateRight,
      isIbanValid: !account.fault,
      isIbanTypeRight: true,
    }
  },
}
