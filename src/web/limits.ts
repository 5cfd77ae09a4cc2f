import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import type pg from 'pg'
import { tooMany } from '#src/kernel/errors.ts'
import { sha256 } from '#src/platform/crypto.ts'

/** How often one address may knock, per door. Counted in the database, so that several web processes count together. */
const allowances = {
  'staff.sign_in': { points: 20, duration: 15 * 60 },
  'staff.second_factor': { points: 20, duration: 15 * 60 },
  'merchant.sign_in': { points: 30, duration: 15 * 60 },
  'merchant.sign_up': { points: 20, duration: 60 * 60 },
  'merchant.reset': { points: 10, duration: 60 * 60 },
  'merchant.code': { points: 20, duration: 15 * 60 },
  'merchant.upload': { points: 120, duration: 15 * 60 },
  'api.key': { points: 60, duration: 60 },
  // a wrong address of the payment page, from one place; and forms sent for one payment
  'page.key': { points: 60, duration: 60 },
  'page.attempt': { points: 30, duration: 15 * 60 },
} as const
export type Allowance = keyof typeof allowances

const limiters = new Map<Allowance, RateLimiterPostgres>()

/** By the app as it is made; null by a test that closes its database: nobody counts any more. */
export const useLimits = (pool: pg.Pool | null): void => {
  if (!pool) return limiters.clear()
  for (const [name, allowance] of Object.entries(allowances) as [Allowance, { points: number; duration: number }][]) {
    limiters.set(
      name,
      new RateLimiterPostgres({
        storeClient: pool,
        tableName: 'rate_limits',
        tableCreated: true,
        keyPrefix: name,
        clearExpiredByTimeout: false,
        ...allowance,
      }),
    )
  }
}

/**
 * Calls of the payment API that one merchant may make in a second, in each process: counting them in the database would cost as much as the
 * call.
 */
const callsPerSecond = 500
let calls = new RateLimiterMemory({ points: callsPerSecond, duration: 1 })

/** For who measures, or tests the limit itself. */
export const allowCalls = (perSecond: number = callsPerSecond): void =>
  void (calls = new RateLimiterMemory({ points: perSecond, duration: 1 }))

/** Throws 429 with the seconds to wait. */
export const countCall = async (merchantId: string, mode: string): Promise<void> => {
  try {
    await calls.consume(`${merchantId} ${mode}`)
  } catch (refused) {
    throw refused instanceof RateLimiterRes ? tooMany(Math.max(1, Math.ceil(refused.msBeforeNext / 1_000))) : refused
  }
}

/** Counts one knock of `who` (an address, an e-mail: kept as a hash). Throws 429 with the seconds to wait. */
export const countKnock = async (name: Allowance, who: string): Promise<void> => {
  const limiter = limiters.get(name)
  if (!limiter) return
  try {
    await limiter.consume(sha256(who).toString('base64url'))
  } catch (refused) {
    if (refused instanceof RateLimiterRes) throw tooMany(Math.max(1, Math.ceil(refused.msBeforeNext / 1_000)))
    throw refused
  }
}
