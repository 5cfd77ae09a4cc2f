import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { system } from '#src/kernel/actor.ts'
import { newId } from '#src/kernel/ids.ts'
import { readOwnerDisputes, readOwnerGaps, readRefusedPapers } from '#src/monitoring/files.sql.ts'
import { monitorPayments } from '#src/monitoring/monitorPayments.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { openAccount, submitted, type Signed } from '#test/support/merchant.ts'
import { pay } from './trade.ts'

let house: House
let shop: Signed
let dossierId: string
const filedOn = '2026-03-01'
beforeAll(async () => {
  house = await openHouse({ at: `${filedOn}T09:00:00Z` })
  shop = await submitted(house)
  dossierId = (await house.db.selectFrom('dossiers').select('id').where('merchant_id', '=', shop.merchantId).executeTakeFirstOrThrow()).id
  await submitted(house)
  await openAccount(house)
  await pay(house, shop.merchantId, ['2026-03-20', '2026-04-10', '2026-04-20'].map((day) => ({ at: `${day}T09:00:00Z` })))
  house.travel('2026-04-21T09:00:00Z')
  await house.database.db.deleteFrom('monitoring_marks').execute()
  await monitorPayments(house.ctx(system('monitor-payments')))
})
afterAll(() => house.close())

const theirs = async (read: typeof readOwnerGaps, day: string): Promise<number | undefined> =>
  (await read(house.db, day)).get(shop.merchantId)
const db = () => house.database.db

describe('owners', () => {
  it('lack nothing where the file says who they are', async () => expect([...(await readOwnerGaps(house.db, '2026-04-15'))]).toEqual([]))

  it('lack something from the day their owner is gone, of a file that had its thirty days, and of those who take money', async () => {
    await db().updateTable('people').set({ removed_at: new Date('2026-03-25T10:00:00Z') }).where('dossier_id', '=', dossierId).execute()
    expect([
      await theirs(readOwnerGaps, '2026-03-24'),
      await theirs(readOwnerGaps, '2026-03-30'),
      await theirs(readOwnerGaps, '2026-03-31'),
    ])
      .toEqual([undefined, undefined, 1])
    expect(await theirs(readOwnerGaps, '2026-05-20')).toBeUndefined()
    // a listed company is exempt
    await db().updateTable('companies').set({ is_listed: true }).where('dossier_id', '=', dossierId).execute()
    expect(await theirs(readOwnerGaps, '2026-04-01')).toBeUndefined()
    await db().updateTable('companies').set({ is_listed: false }).where('dossier_id', '=', dossierId).execute()
    await db().updateTable('people').set({ removed_at: null }).where('dossier_id', '=', dossierId).execute()
  })

  it('are disputed while an extract of the register says otherwise, for longer than thirty days, until somebody lets it pass', async () => {
    const piece = await db().selectFrom('documents').select('id').where('dossier_id', '=', dossierId).executeTakeFirstOrThrow()
    await db()
      .insertInto('document_findings')
      .values({
        document_id: piece.id,
        dossier_id: dossierId,
        version: 1,
        type: 'rbe_extract',
        type_confidence: 1,
        fields: '[]',
        verdict: 'fail',
        facts_digest: Buffer.from('x'),
        found_at: new Date('2026-03-01T10:00:00Z'),
      })
      .onConflict((oc) => oc.doNothing())
      .execute()
    await db()
      .insertInto('document_checks')
      .values({
        document_id: piece.id,
        check_id: 'owners_match',
        position: 99,
        verdict: 'fail',
        is_warning: false,
        why: 'owner_missing',
      })
      .execute()
    expect([await theirs(readOwnerDisputes, '2026-03-30'), await theirs(readOwnerDisputes, '2026-03-31')]).toEqual([undefined, 1])
    const officer = await house.staff('officer', 'Odile')
    await db()
      .insertInto('check_overrides')
      .values({
        id: newId('ckov', house.now()),
        document_id: piece.id,
        check_id: 'owners_match',
        reason: 'Le registre est en retard.',
        overridden_by: officer.id,
        overridden_at: new Date('2026-04-05T10:00:00Z'),
      })
      .execute()
    expect([await theirs(readOwnerDisputes, '2026-04-04'), await theirs(readOwnerDisputes, '2026-04-05')]).toEqual([1, undefined])
  })
})

describe('papers that were asked for', () => {
  it('are refused once the clock ran out, for a year, and no more once they came', async () => {
    const id = newId('dreq', house.now())
    await db()
      .insertInto('document_requests')
      .values({
        id,
        dossier_id: dossierId,
        merchant_id: shop.merchantId,
        purpose: 'refresh',
        opened_by: 'test',
        opened_at: new Date('2026-03-05T10:00:00Z'),
        state: 'open',
        started_at: new Date('2026-03-05T10:00:00Z'),
        due_at: new Date('2026-04-05T22:00:00Z'),
      })
      .execute()
    expect([await theirs(readRefusedPapers, '2026-04-05'), await theirs(readRefusedPapers, '2026-04-06')]).toEqual([undefined, 1])
    await db()
      .updateTable('document_requests')
      .set({ state: 'lapsed', due_at: null, closed_at: new Date('2026-04-06T05:00:00Z') })
      .where('id', '=', id)
      .execute()
    expect([
      await theirs(readRefusedPapers, '2026-04-05'),
      await theirs(readRefusedPapers, '2026-04-06'),
      await theirs(readRefusedPapers, '2027-04-06'),
      await theirs(readRefusedPapers, '2027-04-07'),
    ])
      .toEqual([undefined, 1, 1, undefined])
    await db().updateTable('document_requests').set({ state: 'satisfied' }).where('id', '=', id).execute()
    expect(await theirs(readRefusedPapers, '2026-04-06')).toBeUndefined()
  })

  it('count with what is not known of the owners: one alert that says both', async () => {
    await db().updateTable('document_requests').set({ state: 'lapsed' }).where('merchant_id', '=', shop.merchantId).execute()
    await db().updateTable('people').set({ removed_at: new Date('2026-04-20T10:00:00Z') }).where('dossier_id', '=', dossierId).execute()
    house.travel('2026-04-22T05:00:00Z')
    await monitorPayments(house.ctx(system('monitor-payments')))
    const found = await house
      .db
      .selectFrom('alerts')
      .select(['merchant_id', 'revision', 'level', 'finding'])
      .where('scenario', '=', 'TM-19')
      .execute()
    expect(found).toMatchObject([{
      merchant_id: shop.merchantId,
      revision: 2,
      level: 'high',
      finding: {
        inputs: { ownerGaps: 1, ownerDisputes: 0, refusedPapers: 1 },
        values: { criteria: 'opaque_owners refused_proof', count: 2 },
      },
    }])
  })
})
