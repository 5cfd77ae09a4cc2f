import { hasLuhn, modulo97 } from '#src/kernel/identifiers/checkDigits.ts'
import { between, type Dice, digits } from '../pieces/seed.ts'

const lastDigit = (head: string): string => head + [...'0123456789'].find((digit) => hasLuhn(head + digit))

/** Numbers that pass every check and belong to nobody we know of. */
export const inventedSiren = (roll: Dice): string => lastDigit(`9${digits(roll, 7)}`)
/** The seat of a company that moved once or twice: its establishment number ends in the digit that Luhn asks for. */
export const inventedSiret = (siren: string, roll: Dice): string => lastDigit(`${siren}000${between(roll, 1, 3)}`)
export const inventedRna = (department: string, roll: Dice): string => `W${department.slice(0, 2)}${between(roll, 1, 3)}${digits(roll, 6)}`

const twoDigits = (n: number): string => String(n).padStart(2, '0')

/** An account at a bank that does not exist, its RIB key and its IBAN key right. Monaco writes its accounts as France does. */
export const inventedIban = (country: 'FR' | 'MC', roll: Dice): string => {
  const [bank, branch, account] = [`9${digits(roll, 4)}`, digits(roll, 5), digits(roll, 11)]
  const key = twoDigits(97 - ((89 * Number(bank) + 15 * Number(branch) + 3 * modulo97(account)) % 97))
  const bban = bank + branch + account + key
  return `${country}${twoDigits(98 - modulo97(`${bban}${country}00`))}${bban}`
}
