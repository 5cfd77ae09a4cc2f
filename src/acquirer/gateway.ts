import type { Acquirer } from './acquirer.ts'

let connected: Acquirer | null = null

/** Set once by the door that starts the program. */
export const useAcquirer = (acquirer: Acquirer | null): void => void (connected = acquirer)

/** Null before the program is open. */
export const connectedAcquirer = (): Acquirer | null => connected

export const acquirer = (): Acquirer => {
  if (!connected) throw new Error('no acquirer is connected')
  return connected
}
