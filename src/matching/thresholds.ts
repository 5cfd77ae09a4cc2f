/** Changes with every change of the engine that may change a score: kept with each search, so that an old one can be understood. */
export const engineVersion = '1.0'

/**
 * Defaults; settings may replace them. From `alert` a person looks (rules.md SAN-07); from `urgent` before anything else. Measured:
 * docs/matching.md.
 */
export const defaultThresholds = { alert: 0.85, urgent: 0.95 }
export type Thresholds = typeof defaultThresholds

export type Level = 'none' | 'review' | 'urgent'

export const levelOf = (
  score: number,
  { alert, urgent }: Thresholds = defaultThresholds,
): Level => (score >= urgent ? 'urgent' : score >= alert ? 'review' : 'none')
