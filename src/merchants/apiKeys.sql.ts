import type { Insertable, Selectable } from 'kysely'
import { notFound } from '#src/kernel/errors.ts'
import type { ApiKeys, ApiMode } from '#src/platform/db.types.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'

export type ApiKeyRow = Selectable<ApiKeys>

export const insertApiKeys = async (db: WritableDb, rows: Insertable<ApiKeys>[]): Promise<void> => {
  await db.insertInto('api_keys').values(rows).execute()
}

/** The keys that work, or would if the account were on. */
export const listApiKeys = (db: ReadDb, merchantId: string): Promise<ApiKeyRow[]> =>
  db
    .selectFrom('api_keys')
    .selectAll()
    .where('merchant_id', '=', merchantId)
    .where('revoked_at', 'is', null)
    .orderBy('mode')
    .orderBy('kind', 'desc')
    .orderBy('id')
    .execute()

export const listRevokedApiKeys = (db: ReadDb, merchantId: string, limit: number): Promise<ApiKeyRow[]> =>
  db
    .selectFrom('api_keys')
    .selectAll()
    .where('merchant_id', '=', merchantId)
    .where('revoked_at', 'is not', null)
    .orderBy('revoked_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()

export const lockApiKey = (db: WritableDb, id: string): Promise<ApiKeyRow> =>
  db.selectFrom('api_keys').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow(() => notFound())

/** Shown once: the secret leaves the table in the same breath. */
export const setKeyShown = async (db: WritableDb, id: string, at: Date): Promise<void> => {
  await db.updateTable('api_keys').set({ shown_at: at, sealed_key: null }).where('id', '=', id).execute()
}

/** Answers the ids that were still working. */
export const revokeKeysOfMode = async (db: WritableDb, merchantId: string, mode: ApiMode, at: Date): Promise<string[]> => {
  const rows = await db
    .updateTable('api_keys')
    .set({ revoked_at: at, sealed_key: null })
    .where('merchant_id', '=', merchantId)
    .where('mode', '=', mode)
    .where('revoked_at', 'is', null)
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}

export const setKeyRevoked = async (db: WritableDb, id: string, at: Date): Promise<void> => {
  await db.updateTable('api_keys').set({ revoked_at: at, sealed_key: null }).where('id', '=', id).execute()
}
