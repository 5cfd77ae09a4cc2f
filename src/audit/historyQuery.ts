import { addDays, isUsualDay, isUsualInstant, startOfParisDay } from '#src/kernel/calendar.ts'
import type { ActorKind } from '#src/platform/db.types.ts'
import type { HistoryPlace } from './readHistory.sql.ts'

/** What a reader asked of the history, as typed; what is no answer of ours is as if it were not there. */
export type HistoryQuery = { actor: string; noun: string; merchant: string; from: string; to: string }

export const nouns = [
  'merchant',
  'dossier',
  'document',
  'document_request',
  'review',
  'contract',
  'gap',
  'note',
  'account',
  'api_key',
  'mail',
  'staff',
  'job',
  'payment',
  'refund',
  'dispute',
  'resolution',
  'fraud_case',
  'settlement',
  'payout',
  'payout_batch',
  'bank_answer',
  'bank_file',
  'invoice',
  'safeguarding',
  'programme',
  'retention_policy',
  'legal_hold',
  'seat',
  'payer',
  'address',
  'card',
  'mandate',
  'account_check',
  'scoring',
  'ledger',
  'api',
  'inspection',
  'audit',
] as const
/** Actors that are no person of ours. */
export const actorKinds = ['merchant', 'system', 'visitor'] as const satisfies readonly ActorKind[]

const text = (value: unknown, fits: RegExp): string => (typeof value === 'string' && fits.test(value) ? value : '')
const day = (value: unknown): string => (typeof value === 'string' && isUsualDay(value) ? value : '')

export const readQuery = (query: Record<string, unknown>): HistoryQuery => ({
  actor: text(query['actor'], /^(staf_[0-9A-Za-z]{24}|merchant|system|visitor)$/),
  noun: nouns.find((one) => one === query['noun']) ?? '',
  merchant: typeof query['merchant'] === 'string' ? query['merchant'].trim().slice(0, 100).replace(/[\u0000-\u001f]/g, '') : '',
  from: day(query['from']),
  to: day(query['to']),
})

/** The parts that were asked for, for a link that keeps them. */
export const writeQuery = (query: HistoryQuery): Record<string, string> =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''))

const actorFilter = (actor: string) => {
  const kind = actorKinds.find((one) => one === actor)
  if (kind) return { actorKind: kind }
  return actor ? { actorId: actor } : {}
}

/** As the database is asked; whole days of Paris, the last one included. */
export const filterOf = ({ actor, noun, from, to }: HistoryQuery) => ({
  ...actorFilter(actor),
  ...(noun ? { noun } : {}),
  ...(from ? { from: startOfParisDay(from) } : {}),
  ...(to ? { to: startOfParisDay(addDays(to, 1)) } : {}),
})

export const writePlace = ({ at, seen }: HistoryPlace): string => `${at}~${seen}`

export const readPlace = (value: unknown): HistoryPlace | undefined => {
  const found = typeof value === 'string' ? /^([^~]+)~(\d{1,5})$/.exec(value) : null
  return found && isUsualInstant(found[1]!) ? { at: found[1]!, seen: Number(found[2]) } : undefined
}
