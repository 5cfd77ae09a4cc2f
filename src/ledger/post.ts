import { conflict } from '#src/kernel/errors.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { insertEntries, listEntriesByKey, listReversed, type Written } from './entries.sql.ts'
import { checkEntry, contentOf, dayOf, type Entry } from './entry.ts'

/** `id`: of the entry, the first's where the event was booked before (`isNew` false). */
export type Posted = { id: number; isNew: boolean }

/** The same event twice in one call is one event; with two contents it is none. */
const distinct = (entries: readonly Entry[]): Map<string, Entry> => {
  const byKey = new Map<string, Entry>()
  for (const entry of entries) {
    const first = byKey.get(entry.eventKey)
    if (first && contentOf(first) !== contentOf(entry)) throw conflict('ledger_event_differs', { eventKey: entry.eventKey })
    byKey.set(entry.eventKey, first ?? entry)
  }
  return byKey
}

/** Past the watch, which would take raw SQL for a change whatever it wrote: an event told again changes nothing and needs no record. */
const insertNoted = async (tx: Tx, entries: readonly Entry[]): Promise<Written[]> => {
  const written = await insertEntries(tx.db.withoutPlugins(), entries)
  if (written.length > 0) tx.watch.note('ledger_entries')
  return written
}

const refuse = async (tx: Tx, entry: Entry): Promise<never> => {
  const isReversed = entry.reverses !== undefined && (await listReversed(tx.db, [entry.reverses])).length > 0
  if (isReversed) throw conflict('ledger_entry_reversed', { entry: entry.reverses! })
  throw conflict('ledger_day_closed', { day: dayOf(entry) })
}

/** What the statement left out was booked before, or may not be booked. */
const findFirst = async (tx: Tx, left: readonly Entry[]): Promise<[string, Posted][]> => {
  const stored = new Map((await listEntriesByKey(tx.db, left.map(({ eventKey }) => eventKey))).map((one) => [one.eventKey, one]))
  const found: [string, Posted][] = []
  for (const entry of left) {
    const first = stored.get(entry.eventKey) ?? (await refuse(tx, entry))
    if (contentOf(first) !== contentOf(entry)) throw conflict('ledger_event_differs', { eventKey: entry.eventKey })
    found.push([entry.eventKey, { id: first.id, isNew: false }])
  }
  return found
}

/**
 * Books entries in the caller's unit, all in one statement; the answers are in the order given. An event told before, with the same content
 * (the instant aside), is not booked again and answers the first's id. The unit must record an event of its own: an entry is no audit
 * event.
 *
 * RangeError: an entry that does not balance or names things its accounts do not take (a fault of ours). 409 `ledger_event_differs`: this
 * event was booked with another content. 409 `ledger_day_closed`: its day is closed; give a later `accountingOn`. 409
 * `ledger_entry_reversed`: what it reverses was reversed before. At the commit the database refuses (23514) what would leave a merchant's
 * balance below zero.
 */
export const postAll = async (tx: Tx, entries: readonly Entry[]): Promise<Posted[]> => {
  if (entries.length === 0) return []
  for (const entry of entries) checkEntry(entry)
  const byKey = distinct(entries)
  const written = await insertNoted(tx, [...byKey.values()])
  const posted = new Map<string, Posted>(written.map(({ id, eventKey }) => [eventKey, { id, isNew: true }]))
  const left = [...byKey.values()].filter(({ eventKey }) => !posted.has(eventKey))
  if (left.length > 0) { for (const [eventKey, first] of await findFirst(tx, left)) posted.set(eventKey, first) }
  return entries.map(({ eventKey }) => posted.get(eventKey)!)
}

/** One entry: see `postAll`. `post(tx, { ...capture({ … }), eventKey: 'capture:paym_…', book, currency, subjectId, at })`. */
export const post = async (tx: Tx, entry: Entry): Promise<Posted> => (await postAll(tx, [entry]))[0]!
