/** Blanks of every kind go (no-break spaces come with copy and paste), letters become capitals. */
export const compact = (text: string): string => text.replace(/\s/g, '').toUpperCase()

/** Luhn: every second digit from the right is doubled; the sum of digits divides by ten. */
export const hasLuhn = (digits: string): boolean => {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i])
    const doubled = digit * 2
    sum += i % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

/** ISO 7064: letters stand for 10 to 35, the long number is taken modulo 97 piece by piece. */
export const modulo97 = (text: string): number => {
  let rest = 0
  for (const sign of text) {
    const value = parseInt(sign, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest
}
