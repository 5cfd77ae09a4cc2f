import { sql, type Kysely } from 'kysely'
import { fingerprint } from '#src/platform/crypto.ts'

type Waiting = {
  id: number
  at: string
  event: string
  subject: string
  merchant: string | null
  kind: string
  actor: string
  request: string
  data: unknown
  digest: Buffer | null
}

/** JSON with its keys in order at every depth, as the line of an event is written at this time. */
const inOrder = (value: unknown): string => {
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null)
  if (Array.isArray(value)) return `[${value.map(inOrder).join(',')}]`
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${inOrder(one)}`).join(',')}}`
}

const lineOf = ({ at, event, subject, merchant, kind, actor, request, data, digest }: Waiting): string =>
  `${JSON.stringify([at, event, subject, merchant, kind, actor, request]).slice(0, -1)},${inOrder(data)},${JSON.stringify(digest?.toString('hex') ?? null)}]`

/**
 * Until a block holds it an event bears a keyed hash (MASTER_KEY) of what it says: a row that was altered, or added beside the program,
 * is found before it is sealed too. What waits at this moment is taken as it is.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`alter table audit_unsealed add column mark bytea check (length(mark) = 32)`.execute(db)
  const { rows } = await sql<Waiting>`select e.id, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, e.event, e.subject_id as subject, e.merchant_id as merchant,
      e.actor_kind as kind, e.actor_id as actor, e.request_id as request, e.data, e.personal_digest as digest from audit_unsealed u join audit_events e on e.id = u.event_id`
    .execute(db)
  for (const one of rows)
    await sql`update audit_unsealed set mark = ${fingerprint(lineOf(one), 'event that waits')} where event_id = ${one.id}`.execute(db)
  await sql`alter table audit_unsealed alter column mark set not null`.execute(db)
}
