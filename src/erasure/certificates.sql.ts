import { sql, type Insertable, type RawBuilder, type Selectable } from 'kysely'
import { sha256 } from '#src/platform/crypto.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { ErasureCertificates } from '#src/platform/db.types.ts'

export type ErasureCertificateRow = Selectable<ErasureCertificates>

export const insertCertificate = (db: WritableDb, row: Insertable<ErasureCertificates>): Promise<unknown> =>
  db.insertInto('erasure_certificates').values(row).execute()

/** Null for an erasure of before there were certificates, and for one by which nothing went. */
export const findCertificateOf = async (db: ReadDb, erasureId: string): Promise<ErasureCertificateRow | null> =>
  (await db.selectFrom('erasure_certificates').selectAll().where('erasure_id', '=', erasureId).executeTakeFirst()) ?? null
export const isCertificateKept = async (db: ReadDb, storageKey: string): Promise<boolean> =>
  (await db.selectFrom('erasure_certificates').select('id').where('storage_key', '=', storageKey).executeTakeFirst()) !== undefined

/** Who proposed and who carried it out, by name and in their order. */
export const listSigners = async (db: ReadDb, erasureId: string): Promise<{ name: string; at: Date }[]> =>
  (await sql<{ name: string; at: Date }>`select s.name, signed.at from erasures e cross join lateral (values (e.proposed_by, e.proposed_at), (e.decided_by, e.decided_at)) signed(by, at)
    join staff s on s.id = signed.by where e.id = ${erasureId} order by signed.at`
    .execute(db))
    .rows

/**
 * Where the part of a person that goes stands, by category: the table by the letter w, and what must not be there any more. Its own list:
 * it knows nothing of how things are erased.
 */
const watched: readonly { category: string; table: string; remains: RawBuilder<unknown> }[] = [
  { category: 'device', table: 'payments', remains: sql`w.device is not null` },
  { category: 'authentication_evidence', table: 'payments', remains: sql`(w.auth_token is not null or w.auth_return_url is not null)` },
  { category: 'security_log', table: 'sessions', remains: sql`true` },
  { category: 'mail', table: 'mails', remains: sql`true` },
  { category: 'notice', table: 'mails', remains: sql`true` },
  {
    category: 'payment',
    table: 'payers',
    remains: sql`num_nonnulls(w.name, w.email, w.mobile, w.external_id, w.born_on, w.legal_id, w.country) > 0`,
  },
  { category: 'payment', table: 'person_keys', remains: sql`w.wrapped_key is not null` },
]

export type Absence = { remaining: number; places: string[] }

/** Looks for what this erasure erased, from its tombstones: where it stood, and its keys. */
export const readAbsence = async (db: ReadDb, erasureId: string): Promise<Absence> => {
  let remaining = 0
  for (const { category, table, remains } of watched) {
    const { rows } = await sql<{ rows: number }>`select count(*)::int as rows from ${sql.table(table)} w where ${remains}
      and exists (select from erasure_tombstones t where t.erasure_id = ${erasureId} and t.category = ${category} and t.hash = sha256(convert_to(w.id, 'UTF8')))`
      .execute(db)
    remaining += rows[0]!.rows
  }
  return { remaining, places: [...new Set(watched.map(({ table }) => table))] }
}

/** SHA-256 over what went, in one order: whoever has the tombstones can make it again. */
export const hashOfErased = async (db: ReadDb, erasureId: string): Promise<string> => {
  const rows = await db.selectFrom('erasure_tombstones').select(['category', 'hash']).where('erasure_id', '=', erasureId).execute()
  const lines = rows.map(({ category, hash }) => `${category},${hash.toString('hex')}\n`).sort()
  return sha256(lines.join('')).toString('hex')
}
