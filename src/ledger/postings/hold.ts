import { accounts } from '../accounts.ts'
import type { Draft } from '../entry.ts'
import { moved } from '../legs.ts'

/** Where money is kept back: 2030, 2035, 2036. Its legal title stands on the hold's own row; a merchant reads a neutral label. */
export const holdAccounts = { reserve: accounts.reserve, aml_hold: accounts.amlHold, frozen: accounts.frozen } as const
export type HoldAccount = keyof typeof holdAccounts

type Held = { merchantId: string; amountCents: number }

/** Contract hold, AML hold, freeze: 2020 / 2030, 2035, 2036. */
export const held = ({ merchantId, amountCents, to }: Held & { to: HoldAccount }): Draft => ({
  kind: 'hold',
  merchantId,
  legs: moved(amountCents, merchantId, { from: accounts.available, to: holdAccounts[to] }),
})

/** One hold gives way to another that overrides it (RES-08): 2030 / 2035, say. RangeError from a hold to itself. */
export const holdMoved = ({ merchantId, amountCents, from, to }: Held & { from: HoldAccount; to: HoldAccount }): Draft => {
  if (from === to) throw new RangeError('a hold moves to another one')
  return { kind: 'hold_moved', merchantId, legs: moved(amountCents, merchantId, { from: holdAccounts[from], to: holdAccounts[to] }) }
}

/** Release: 2030, 2035, 2036 / 2020. */
export const released = ({ merchantId, amountCents, from }: Held & { from: HoldAccount }): Draft => ({
  kind: 'release',
  merchantId,
  legs: moved(amountCents, merchantId, { from: holdAccounts[from], to: accounts.available }),
})
