/**
 * Told by the door when the program is asked to go. What takes one thing after another (sweeps, the reading of pieces, the demo's years)
 * asks before each: what is in hand is finished, nothing more is taken up, and the rows that remain are found at the next start.
 */
let isTold = false

export const beginStopping = (): void => void (isTold = true)
export const isStopping = (): boolean => isTold

/** Between the steps of a start: throws once the program is asked to go, so that what is open is closed and nothing more is begun. */
export const mustGoOn = (): void => {
  if (isTold) throw new Error('asked to stop while starting')
}
