import type { ReadDb } from './db.ts'

/** An event that this process wrote and committed: its number, and the mark it bears (`markOf`). */
export type Written = { id: number; mark: Buffer }

type Listener = (db: ReadDb, written: readonly Written[]) => void
const listeners = new Set<Listener>()

/** Hears of every commit of this process. Answers how to listen no more. */
export const listenToWritten = (listener: Listener): () => void => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** After a commit. */
export const tellWritten: Listener = (db, written) => {
  for (const listener of listeners) listener(db, written)
}
