/** What pages and other rooms read of the books: entries with their legs, and totals. Nothing here locks. */
export { findEntry, listDayTotals as totalsByDay, listEntriesOfMerchant as entriesOfMerchant, listEntriesOfSubject as entriesOf,
  listEntriesOfSubjects as entriesOfAll, listTotals as trialBalance } from './entries.sql.ts'
export type { DayTotal, Days, MerchantPage } from './entries.sql.ts'
export type { StoredEntry } from './entry.ts'
