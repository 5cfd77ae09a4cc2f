import { newId } from '#src/kernel/ids.ts'
import { freezeFunds } from '#src/holds/freezeFunds.ts'
import type { HitRow } from '#src/hits/hits.sql.ts'
import { balancesOf, currenciesOf, lockBalances, type Balances } from '#src/ledger/balances.ts'
import { findMerchant } from '#src/merchants/merchants.sql.ts'
import { moveMerchant } from '#src/merchants/moveMerchant.ts'
import { writeToMerchant } from '#src/notifications/writeToMerchant.ts'
import { failPayout } from '#src/payouts/movePayout.ts'
import { lockPayout } from '#src/payouts/payouts.sql.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { recordClosed } from '#src/platform/recordClosed.ts'
import { endMerchantSessions } from '#src/platform/sessions.ts'
import { listEditionsInForce, listEditionsOf, type Edition } from '#src/watchlists/entries.sql.ts'
import type { FrozenFund } from './freeze.ts'
import { insertFreeze, insertReport, listUnsentPayouts } from './freezes.sql.ts'
import { noteEvent } from './noteEvent.ts'

/** Of his files that no bank has yet, nothing leaves; what they took is his again, and so it is frozen. */
const stopPayouts = async (tx: Tx, merchantId: string): Promise<void> => {
  for (const id of await listUnsentPayouts(tx.db, merchantId)) {
    const payout = await lockPayout(tx.db, id)
    if (payout?.state === 'pending' || payout?.state === 'to_pay') await failPayout(tx, payout, 'withheld')
  }
}

/**
 * Keys and sessions stop where they still work. He may be told which measure applies (SAN-06); our letter says that services are suspended.
 */
const stopMerchant = async (tx: Tx, merchantId: string, freezeId: string): Promise<void> => {
  const merchant = await findMerchant(tx.db, merchantId)
  if (merchant?.state !== 'validated') return
  await endMerchantSessions(tx, merchantId, 'suspended')
  await moveMerchant(tx, merchantId, 'bar')
  await writeToMerchant(tx, merchantId, {
    template: 'account_barred',
    subjectId: freezeId,
    dedupeKey: `account_barred:${freezeId}`,
    values: {},
  })
}

const accounts = {
  frozen: 'frozenCents',
  pending: 'pendingCents',
  reserve: 'reserveCents',
  otherHold: 'amlHoldCents',
  inTransit: 'inTransitCents',
  returned: 'returnedCents',
  disputeHold: 'disputeHoldCents',
} as const satisfies Record<FrozenFund['account'], keyof Balances>

const fundsIn = (currency: string, balances: Balances): FrozenFund[] =>
  (Object.entries(accounts) as [FrozenFund['account'], keyof Balances][])
    .map(([account, name]) => ({
      currency,
      account,
      cents: balances[name],
    }))
    .filter(({ account, cents }) => cents !== 0 || account === 'frozen')

const editionOf = async (tx: Tx, hit: HitRow): Promise<Edition> =>
  (await listEditionsInForce(tx.db, [hit.entry_id]))[0] ?? (await listEditionsOf(tx.db, hit.entry_id))[0]!

/**
 * What the law asks at once of whoever holds funds of a listed person (SAN-01), in the act of the second person's word: payouts that have
 * not left stop, keys and sessions end, all that is available in every currency goes under the freeze's title and all that comes in
 * follows, and the report to the Treasury lies ready, to the cent (SAN-02). 403 to whoever may not place such a title.
 */
export const applyFreeze = async (tx: Tx, hit: HitRow): Promise<void> => {
  const { merchant_id: merchantId, entry_id: entryId } = hit
  const [id, proposedBy] = [newId('frez', tx.now), hit.proposed_by!]
  const currencies = [...new Set(['eur', ...(await currenciesOf(tx.db, merchantId, 'live'))])].sort()
  for (const currency of currencies) await lockBalances(tx, { merchantId, book: 'live', currency })
  await stopPayouts(tx, merchantId)
  await stopMerchant(tx, merchantId, id)
  const { ref, listCode, party, details } = await editionOf(tx, hit)
  const reference = `${listCode} ${ref}`
  const holdIds: string[] = []
  for (const currency of currencies)
    holdIds.push(await freezeFunds(tx, { merchantId, currency, grounds: `${party.names[0]!.text} (${reference})`, reference, proposedBy }))
  await insertFreeze(tx.db, {
    id,
    merchantId,
    hitId: hit.id,
    entryId,
    listedName: party.names[0]!.text,
    reference,
    grounds: details.grounds,
    expiresOn: details.expiresOn,
    proposedBy,
    appliedBy: tx.actor.id,
    appliedAt: tx.now,
    holdIds,
  })
  await insertReport(tx.db, { id: newId('frrp', tx.now), freezeId: id, preparedAt: tx.now })
  const funds =
    (await Promise.all(
      currencies.map(async (currency) => fundsIn(currency, await balancesOf(tx.db, { merchantId, book: 'live', currency }))),
    ))
      .flat()
  await noteEvent(tx, id, {
    kind: 'freeze_applied',
    at: tx.now,
    currency: null,
    amountCents: null,
    words: '',
    source: `freeze:${id}`,
    funds,
  })
  await recordClosed(tx, 'freeze.applied', { subject: id, data: { hitId: hit.id } })
}
