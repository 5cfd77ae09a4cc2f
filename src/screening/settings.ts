/** Scores as they are kept and shown: basis points. A hair under a threshold is under it. */
export const bpsOf = (score: number): number => Math.max(0, Math.min(10_000, Math.floor(score * 10_000 + 1e-6)))

/** What is nearly alike is kept from here, so that the effect of another threshold can be counted. */
export const keptFromBps = 7_000
export const measuredLevels = [7_500, 8_000, 8_500, 9_000, 9_500] as const

export type Settings = {
  id: string
  /** From here a person looks. */ alertBps: number
  /** From here at once. */ urgentBps: number
  /** A freeze hit as high as this is cleared by two people. 10 001: never. */ twoPeopleBps: number
  /** Of those one person cleared, how many another judges blind. */ secondLookBps: number
  /** The same of decided alerts; null: as of hits. */ alertLookBps: number | null
}
