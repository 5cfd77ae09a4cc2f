import type { Route } from './web/route.ts'

/** Every URL of the program: who may come through, its handler. */
export const routes = ({ isTrial: _isTrial }: { isTrial: boolean }): Route[] => [
  // ── staff: sign-in ── (src/staff)
  // ── console: own work, queue, dossiers, decisions ── (src/reviews)
  // ── console: documents ── (src/documents)
  // ── console: clocks, requests ── (src/requests)
  // ── console: merchants, history, notes ── (src/merchants, src/audit, src/notes)
  // ── console: jobs, staff ── (src/operations, src/staff)
  // ── merchant area ── (src/merchants, src/dossiers, src/contracts, src/documents, src/requests)
  // ── API ── (src/merchants)
  // ── trial only ── (src/notifications)
]
