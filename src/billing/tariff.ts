/** Fixed cents and hundredths of a percent of the amount. */
export type Tariff = { fixed_cents: number; basis_points: number }

/**
 * The fee of one payment in cents: the fixed part, and the share of the amount rounded half up to the cent. Whole numbers throughout: no
 * float stands between an amount and its fee.
 */
export const feeCents = ({ fixed_cents: fixed, basis_points: points }: Tariff, amountCents: number): number =>
  fixed + Number((BigInt(amountCents) * BigInt(points) + 5_000n) / 10_000n)
