import { sha256 } from '#src/platform/crypto.ts'
import type { OpenBanking } from './openBanking.ts'
import type { AccountFigures } from './score.ts'

/** A number of 0 to `most`, from two bytes of a hash. */
const drawn = (hash: Buffer, at: number, most: number): number => Math.floor((hash.readUInt16BE(at) * (most + 1)) / 65_536)

/** The figures of somebody who does not exist: the same account has the same ones, always. */
const figuresOf = (account: string): AccountFigures => {
  const hash = sha256(`open-banking:${account}`)
  const incomeCents = 120_000 + drawn(hash, 0, 400_000)
  return {
    incomeCents,
    chargesCents: Math.floor((incomeCents * (10 + drawn(hash, 2, 40))) / 100),
    balanceCents: drawn(hash, 4, 900_000) - 50_000,
    // three in four have none
    incidents: Math.max(0, drawn(hash, 6, 11) - 8),
  }
}

/**
 * Every bank, without one: its page is ours (`consent.page.ts`), where the payer chooses how it ends. The account decides, else the payer's
 * e-mail.
 */
export const simulatedOpenBanking: OpenBanking = {
  usesOurPage: true,
  openSession: async ({ comesBackTo }) => comesBackTo,
  readFigures: async ({ iban, email }) => ({ kind: 'figures', figures: figuresOf(iban ?? email.toLowerCase()) }),
}
