/** One reading of a word. `isSure`: nothing about it was left open. `weight`: 1 where every sign stood apart, less where signs touched. */
export type Ballot = { text: string; isSure: boolean; weight: number }

/** As much must be for the same; to be sure of it, at least twice as much as for anything else. */
const enough = 2.5

export type Elected = {
  text: string
  /** Said often enough to be shown rather than what was read before. */
  leads: boolean
  /** It leads far, and some way of reading left nothing open. */
  isSure: boolean
  /** Of all the weights. */
  share: number
}

const sumOf = (ballots: readonly Ballot[]): number => ballots.reduce((sum, { weight }) => sum + weight, 0)

/** What most say; of those that are level, what was said first. Null where nobody read anything. */
export const electedOf = (ballots: readonly Ballot[]): Elected | null => {
  const cast = ballots.filter(({ text }) => text !== '')
  const texts = [...new Set(cast.map(({ text }) => text))]
  const [first, second] = texts.map((text) => cast.filter((one) => one.text === text)).map((of) => ({ of, weight: sumOf(of) })).sort((
    a,
    b,
  ) => b.weight - a.weight)
  if (!first) return null
  const [leads, isClear] = [first.weight >= enough, first.weight >= 2 * (second?.weight ?? 0)]
  return {
    text: first.of[0]!.text,
    leads,
    isSure: leads && isClear && first.of.some(({ isSure }) => isSure),
    share: first.weight / sumOf(cast),
  }
}
