import type { Bank, Debtor } from './bank.ts'

let connected: Bank | null = null
let ours: Debtor | null = null

/** Set once by the door that starts the program. Without a bank, files leave by hand (`vigie payouts export`). */
export const useBank = (bank: Bank | null, debtor: Debtor | null): void => {
  connected = bank
  ours = debtor
}

export const connectedBank = (): Bank | null => connected

/** The account that payouts are paid from; null where the settings do not say. */
export const ourDebtor = (): Debtor | null => ours
