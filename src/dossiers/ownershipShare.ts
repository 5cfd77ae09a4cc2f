/** An exact fraction of a company: numerator / denominator (X-08: no floats). */
export type Share = { numerator: bigint; denominator: bigint }

export const whole = 10_000
const wholeShare = BigInt(whole)

export const isBps = (bps: number): boolean => Number.isInteger(bps) && bps >= 0 && bps <= whole

const productOf = (chain: readonly number[]): Share => {
  if (chain.length === 0 || !chain.every(isBps)) throw new RangeError('a chain is made of basis points from 0 to 10 000')
  const numerator = chain.reduce((product, bps) => product * BigInt(bps), 1n)
  return { numerator, denominator: wholeShare ** BigInt(chain.length) }
}

const add = (a: Share, b: Share): Share =>
  a.denominator >= b.denominator
    ? { numerator: a.numerator + b.numerator * (a.denominator / b.denominator), denominator: a.denominator }
    : add(b, a)

/**
 * BO-05: what somebody holds through companies is the product along each chain (basis points held at each step, a direct holding being
 * a chain of one), added up over the chains.
 */
export const indirectShare = (chains: readonly (readonly number[])[]): Share =>
  chains.map(productOf).reduce(add, { numerator: 0n, denominator: 1n })

/** −1, 0 or 1 as the share is under, at or over so many basis points; exact. */
export const compareToBps = ({ numerator, denominator }: Share, bps: number): -1 | 0 | 1 => {
  const left = numerator * wholeShare
  const right = BigInt(bps) * denominator
  return left === right ? 0 : left < right ? -1 : 1
}

/** For display: whole basis points, rounded down. Never compare these with a threshold. */
export const shareInBps = ({ numerator, denominator }: Share): number => Number((numerator * wholeShare) / denominator)
