import { dictionary } from '#src/kernel/dictionary.ts'
import { isId } from '#src/kernel/ids.ts'
import type { Permission } from '#src/kernel/permissions.ts'

/**
 * The page of a thing of ours. `before`, `after`: its address around the id; `of`: what has no page of its own is shown on that of what it
 * belongs to.
 */
type Place = {
  permission: Permission
  before: string
  after?: string
  of?: 'resolution' | 'refund' | 'merchant' | 'dossier' | 'user' | 'person'
}

/** By the first letters of an id. A payment's, a card's, a payer's and a mandate's lead to the list of payments. */
const places: Readonly<Record<string, Place>> = dictionary({
  mrch: { permission: 'merchants.read', before: '/console/merchants/', of: 'merchant' },
  doss: { permission: 'dossiers.read', before: '/console/dossiers/', of: 'dossier' },
  user: { permission: 'merchants.read', before: '/console/merchants/', of: 'user' },
  pers: { permission: 'dossiers.read', before: '/console/dossiers/', of: 'person' },
  dreq: { permission: 'dossiers.read', before: '/console/requests/' },
  rght: { permission: 'rights.read', before: '/console/rights/' },
  btch: { permission: 'payouts.read', before: '/console/payout-batches?id=' },
  sttl: { permission: 'payments.read', before: '/console/breaks/' },
  bans: { permission: 'payments.read', before: '/console/breaks/' },
  dspt: { permission: 'disputes.read', before: '/console/disputes/' },
  rslv: { permission: 'disputes.read', before: '/console/disputes/', of: 'resolution' },
  dspl: { permission: 'disputes.read', before: '/console/dispute-lines/' },
  frdc: { permission: 'fraud.read', before: '/console/fraud-cases/' },
  alrt: { permission: 'alerts.read', before: '/console/alerts/' },
  amlc: { permission: 'alerts.read', before: '/console/aml-cases/' },
  hold: { permission: 'holds.read', before: '/console/holds/' },
  brch: { permission: 'holds.read', before: '/console/breaches/' },
  corr: { permission: 'corrections.read', before: '/console/corrections/' },
  lhld: { permission: 'legal_holds.read', before: '/console/legal-holds/' },
  pout: { permission: 'payouts.read', before: '/console/payouts/' },
  invc: { permission: 'payouts.read', before: '/console/invoices/', after: '/file' },
  refd: { permission: 'payments.read', before: '/console/payments/', of: 'refund' },
  schi: { permission: 'screening.read', before: '/console/screening/hits/' },
  scsj: { permission: 'screening.read', before: '/console/screening/subjects/' },
  decl: { permission: 'declarations.read', before: '/console/declarations/' },
  acch: { permission: 'account_changes.read', before: '/console/account-changes/' },
  docu: { permission: 'documents.read', before: '/console/documents/' },
})
export const placedPrefixes: readonly string[] = Object.keys(places)

export type Placed = Place & { id: string }

/**
 * Where an id that was pasted leads, whatever stands there and whoever asks: the page itself says who may see it. Null for what is none of
 * these.
 */
export const placeOfId = (search: string): Placed | null => {
  const prefix = search.slice(0, 4)
  const place = Object.hasOwn(places, prefix) && isId(prefix, search) ? places[prefix] : undefined
  return place ? { ...place, id: search } : null
}

export const addressAt = ({ before, after = '' }: Place, id: string): string => `${before}${id}${after}`
