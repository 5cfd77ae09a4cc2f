import type { Permission } from '#src/kernel/permissions.ts'

/**
 * The queues whose work is counted. None of them is of the closed compartment, and of money that is kept the contract's own reserve alone
 * nobody's figures tell of the rest, the circle's neither.
 */
export const queueIds = [
  'reviews',
  'proposals',
  'requests',
  'documents',
  'hits',
  'alerts',
  'aml_cases',
  'fraud',
  'disputes',
  'resolutions',
  'rights',
  'renewals',
  'releases',
  'data_breaches',
] as const
export type QueueId = (typeof queueIds)[number]

/**
 * `read`: whose right shows it. `home`: the room's own list. `item`: where one of them is looked at. `hasVerdict`: of what is decided some
 * came to nothing. `hasNoEnd`: when it is done is not kept.
 */
export type Queue = { read: Permission; home: string; item: (id: string) => string; hasVerdict?: true; hasNoEnd?: true }

const under = (path: string) => (id: string): string => `${path}/${id}`

export const queues: Record<QueueId, Queue> = {
  reviews: { read: 'queue.read', home: '/console/queue', item: under('/console/dossiers') },
  proposals: { read: 'queue.read', home: '/console/queue?state=proposed', item: under('/console/dossiers') },
  requests: { read: 'clocks.read', home: '/console/clocks', item: under('/console/requests') },
  documents: { read: 'documents.read', home: '/console/queue', item: under('/console/documents') },
  hits: { read: 'screening.read', home: '/console/screening', item: under('/console/screening/hits'), hasVerdict: true },
  alerts: { read: 'alerts.read', home: '/console/alerts', item: under('/console/alerts'), hasVerdict: true },
  aml_cases: { read: 'alerts.read', home: '/console/aml-cases', item: under('/console/aml-cases') },
  fraud: { read: 'fraud.read', home: '/console/fraud-cases', item: under('/console/fraud-cases') },
  disputes: { read: 'disputes.read', home: '/console/disputes', item: under('/console/disputes') },
  resolutions: { read: 'disputes.read', home: '/console/disputes', item: under('/console/disputes') },
  rights: { read: 'rights.read', home: '/console/rights', item: under('/console/rights') },
  renewals: { read: 'dossiers.read', home: '/console/forecast?kind=periodic_review', item: under('/console/dossiers'), hasNoEnd: true },
  releases: { read: 'holds.read', home: '/console/holds', item: under('/console/holds') },
  data_breaches: { read: 'data_breaches.read', home: '/console/data-breaches', item: under('/console/data-breaches') },
}

const dayMs = 24 * 3_600_000
/** How long something has been waiting: bands by days, each up to the next. */
export const bandDays = [0, 1, 3, 7, 30] as const
/** Between which instants what is of this band arrived: later than `after`, and not later than `upTo`. */
export const bandBounds = (band: number, now: Date): { after: Date | null; upTo: Date } => {
  const next = bandDays[band + 1]
  return {
    after: next === undefined ? null : new Date(now.getTime() - next * dayMs),
    upTo: new Date(now.getTime() - bandDays[band]! * dayMs),
  }
}
