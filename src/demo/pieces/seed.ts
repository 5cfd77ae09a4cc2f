/** Numbers from 0 to 1 that are the same on every run (mulberry32): a demo portfolio must be the same file for file. */
export type Dice = () => number

export const dice = (seed: number): Dice => {
  let state = (seed * 2_654_435_761 + 0x9e3779b9) >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** From low to high, both included. */
export const between = (roll: Dice, low: number, high: number): number => low + Math.floor(roll() * (high - low + 1))
export const oneOf = <T>(roll: Dice, list: readonly T[]): T => list[Math.floor(roll() * list.length)] as T
export const digits = (roll: Dice, length: number): string => Array.from({ length }, () => between(roll, 0, 9)).join('')
/** Without the letters that are taken for digits. */
export const code = (roll: Dice, length: number, alphabet = 'ABCDEFGHJKLMNPRTUVWXY2346789'): string =>
  Array.from({ length }, () => oneOf(roll, [...alphabet])).join('')
