import { forbidden, invalid, notFound } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { addressesOf, hostsOf, mustCount } from './watchlist.ts'
import { lockWatchlist, updateWatchlist } from './watchlists.sql.ts'

export type ListSettings = { address: string; leastPercent: number; isEnabled: boolean }

const mostAddresses = 6

const isWeb = (address: string): boolean => URL.canParse(address) && /^https?:$/.test(new URL(address).protocol) && address.length <= 2_000

/**
 * Where a list is fetched from, how small it may become, and whether it counts: what must be frozen by always does (SAN-03). The history
 * keeps the host alone, never a token. 403, 404, 422.
 */
export const changeList = (ctx: Ctx, code: string, { address, leastPercent, isEnabled }: ListSettings): Promise<void> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'system' && (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'watchlists.manage'))) throw forbidden()
    const list = await lockWatchlist(tx.db, code)
    if (!list) throw notFound()
    const addresses = addressesOf(address)
    if (addresses.length > mostAddresses || !addresses.every(isWeb)) throw invalid({ address: 'watchlists:settings.bad_address' })
    if (!Number.isInteger(leastPercent) || leastPercent < 0 || leastPercent > 100)
      throw invalid({ least_percent: 'watchlists:settings.bad_percent' })
    if (!isEnabled && mustCount(list.topic)) throw invalid({ is_enabled: 'watchlists:settings.must_count' })
    const said = addresses.join('\n') || null
    if (said === list.fetch_address && leastPercent === list.least_percent && isEnabled === list.is_enabled) return
    await updateWatchlist(tx.db, code, {
      fetch_address: said,
      least_percent: leastPercent,
      is_enabled: isEnabled,
      ...(said === list.fetch_address ? {} : { fetch_etag: null }),
    })
    const [before, after] = [
      { fetched_from: hostsOf(list.fetch_address), least_percent: list.least_percent, is_enabled: list.is_enabled },
      { fetched_from: hostsOf(said), least_percent: leastPercent, is_enabled: isEnabled },
    ]
    await record(tx, 'watchlist.changed', { subject: code, data: { list: code, before, after } })
  })
