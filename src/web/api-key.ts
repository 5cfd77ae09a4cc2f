import type { ApiKeyActor } from '#src/kernel/actor.ts'
import { Refusal } from '#src/kernel/errors.ts'
import { sha256 } from '#src/platform/crypto.ts'
import type { ReadDb } from '#src/platform/db.ts'
import type { MerchantState } from '#src/platform/db.types.ts'
import { countCall, countKnock } from './limits.ts'

/** HTTP Basic, the key as user name, no password (spec/api.md). */
const keyOf = (header: string | undefined): string | null => {
  const encoded = /^Basic ([A-Za-z0-9+/_=-]{1,400})$/i.exec(header ?? '')?.[1]
  if (!encoded) return null
  const [user] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  return user && /^[sp](test|prod)_[0-9A-Za-z]{24,64}$/.test(user) ? user : null
}

/** What a client is told to wait while the API is closed. */
const maintenanceSeconds = 60

/**
 * Told of whoever comes with a live secret key that is his and works no more, since his account takes nothing; what he is answered says
 * neither.
 */
export type HearShut = (whose: { merchantId: string; state: MerchantState }) => void

const unauthorized = (): Refusal => new Refusal(401, 'unauthorized')

/**
 * Whose key it is. A live key works for a validated merchant only, a test key until the account is switched off or closed: the
 * merchant's state decides at every call, so that keys stop in the very transaction that deactivates. Throws 401; 503 while the API
 * is closed for maintenance; 429 where the merchant calls too often.
 */
export const authenticateKey = async (
  db: ReadDb,
  header: string | undefined,
  _now: Date,
  ip: string,
  hearShut: HearShut = () => {},
): Promise<ApiKeyActor> => {
  const key = keyOf(header)
  const row = key
    ? await db
      .selectFrom('api_keys')
      .innerJoin('merchants', 'merchants.id', 'api_keys.merchant_id')
      .select(({ exists, selectFrom }) => [
        'api_keys.id',
        'api_keys.mode',
        'api_keys.kind',
        'api_keys.merchant_id',
        'merchants.state',
        exists(selectFrom('maintenances').select('id').where('ended_at', 'is', null)).as('isClosed'),
      ])
      .where('api_keys.key_hash', '=', sha256(key))
      .where('api_keys.revoked_at', 'is', null)
      .executeTakeFirst()
    : undefined
  const works = row && row.kind === 'secret' &&
    (row.mode === 'live' ? row.state === 'validated' : ['onboarding', 'validated'].includes(row.state))
  if (!row || !works) {
    if (row?.kind === 'secret' && row.mode === 'live') hearShut({ merchantId: row.merchant_id, state: row.state })
    await countKnock('api.key', ip)
    throw unauthorized()
  }
  if (row.isClosed) throw new Refusal(503, 'maintenance', {}, { retryAfter: maintenanceSeconds })
  await countCall(row.merchant_id, row.mode)
  return { kind: 'api_key', id: row.id, merchantId: row.merchant_id, mode: row.mode }
}
