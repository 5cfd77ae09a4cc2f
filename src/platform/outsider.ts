/** Whom the head of the chain is written to each day: somebody outside the house, who keeps it. */
let address: string | null = null

/** Set once by the door that starts the program; null: nobody. */
export const useOutsider = (said: string | null): void => {
  address = said
}

export const outsiderAddress = (): string | null => address
