/** Disputes that ended, by how. `conceded`: accepted, left to expire, or given up as a fraud: nobody defended them. */
export type Outcomes = { won: number; partly: number; lost: number; conceded: number; contestedCents: number; wonCents: number }

/**
 * Of those that were defended, how many came out for the merchant, in basis points; one won in part counts as won. Null: none was defended.
 */
export const winRateBps = (
  { won, partly, lost }: Pick<Outcomes, 'won' | 'partly' | 'lost'>,
): number | null => (won + partly + lost === 0 ? null : Math.round(((won + partly) * 10_000) / (won + partly + lost)))
