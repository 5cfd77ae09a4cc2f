/** What a letter needs to know of the house that writes it: where its links lead, and whether all of this is a trial. */
export type Letterhead = { publicUrl: string; isTrial: boolean }

let letterhead: Letterhead = { publicUrl: 'http://127.0.0.1:3000', isTrial: true }

/** Set once by the door that starts the program. */
export const useLetterhead = (said: Letterhead): void => {
  letterhead = said
}

export const isTrialHouse = (): boolean => letterhead.isTrial

/** The full address of one of our pages, for a link in a letter. What is a full address already stays as it is. */
export const fullAddress = (path: string): string => new URL(path, letterhead.publicUrl).href
