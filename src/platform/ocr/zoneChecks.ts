/** Where the check digits of a machine-readable zone stand (ICAO 9303; the French card of before 2021): [line, from, to), the digit at `to`. */
type Check = [line: number, from: number, to: number]
const checksOf: Record<string, Check[]> = {
  '3x30': [[0, 5, 14], [1, 0, 6], [1, 8, 14]],
  '2x44': [[1, 0, 9], [1, 13, 19], [1, 21, 27]],
  '2x36': [[1, 0, 12], [1, 27, 33]],
}
/** A foreign card of 2 × 36 is laid out like a passport. */
const foreignChecks: Check[] = [[1, 0, 9], [1, 13, 19], [1, 21, 27]]

const weights = [7, 3, 1]
const valueOf = (sign: string): number => (sign === '<' ? 0 : parseInt(sign, 36))
const digitOf = (text: string): string => String([...text].reduce((sum, sign, at) => sum + valueOf(sign) * (weights[at % 3] as number), 0) % 10)

const holds = (lines: string[]) => ([line, from, to]: Check): boolean => digitOf((lines[line] ?? '').slice(from, to)) === lines[line]?.[to]

/** Share of the check digits that verify, 0..1, on lines as they were read: nothing is corrected here, an analyst should see what was read. */
export const shareOfChecks = (lines: string[]): number => {
  const shape = `${lines.length}x${lines.at(-1)?.length ?? 0}`
  const checks = shape === '2x36' && !lines[0]?.startsWith('IDFRA') ? foreignChecks : checksOf[shape]
  if (!checks || lines.some((line) => line.length !== lines[0]?.length)) return 0
  return checks.filter(holds(lines)).length / checks.length
}
