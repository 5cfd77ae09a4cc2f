import { sql } from 'kysely'
import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerRequest, refuseRequest } from '#src/answers/answerRequest.ts'
import { declineErasure, executeErasure, proposeErasure } from '#src/erasure/erasePerson.ts'
import { erasureCertificatePdf } from '#src/erasure/erasureCertificatePdf.ts'
import { digestOf } from '#src/erasure/plan.ts'
import { planErasure } from '#src/erasure/planErasure.sql.ts'
import { system, type StaffActor } from '#src/kernel/actor.ts'
import { newId } from '#src/kernel/ids.ts'
import { buildPackages } from '#src/packages/buildPackages.ts'
import { downloadPackage } from '#src/packages/downloadPackage.ts'
import { expirePackages } from '#src/packages/expirePackages.ts'
import { collectContents } from '#src/packages/collectContents.ts'
import { orderPackage } from '#src/packages/orderPackage.ts'
import { findPackageOf } from '#src/packages/packages.sql.ts'
import { zipPackage } from '#src/packages/zipPackage.ts'
import { packagePdf } from '#src/packages/packagePdf.ts'
import { knownColumn } from '#src/personalData/words.ts'
import { paths } from '#src/personalData/reach.sql.ts'
import { fieldNames } from '#src/pieces/piece.ts'
import type { JsonObject } from '#src/platform/db.types.ts'
import { listRowsOf } from '#src/personalData/collect.sql.ts'
import { findCandidates } from '#src/personalData/candidates.sql.ts'
import { unit } from '#src/platform/ctx.ts'
import { forgetMerchantKey } from '#src/platform/merchant-keys.ts'
import { openPdf } from '#src/platform/pdf.ts'
import { record } from '#src/platform/record.ts'
import { applyRectification, proposeRectification } from '#src/rectifications/rectifyPerson.ts'
import { liftRestriction, restrictUse } from '#src/restrictions/restrictUse.ts'
import { orderLegalHold } from '#src/retention/orderLegalHold.ts'
import { fileOwnRequest, takeIn, type TakenIn } from '#src/rights/fileRequest.ts'
import { doubtIdentity, extendRequest, takeRequest, verifyIdentity, withdrawRequest } from '#src/rights/handleRequest.ts'
import { linkSubject, unlinkSubject } from '#src/rights/linkSubject.ts'
import { addRightsFiles } from '#src/rights/rightsFiles.ts'
import { findRequest, listActs, listFiles } from '#src/rights/rights.sql.ts'
import type { RightsKind } from '#src/rights/rightsRequest.ts'
import { watchRightsClocks } from '#src/rights/watchRightsClocks.ts'
import { openKept } from '#src/retention/keepApart.ts'
import { liftAll } from '#test/support/holds.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { newPdf, openAccount, sendEveryPiece, tellAll, type Signed } from '#test/support/merchant.ts'
import { proposalOf } from '#test/support/proposalOf.ts'

let house: House
let shop: Signed
let agent: StaffActor
let officer: StaffActor

const said = (more: Partial<TakenIn> = {}): TakenIn => ({
  kind: 'access',
  requester: 'payer',
  channel: 'letter',
  name: 'Jean Martin',
  email: 'jean.martin@exemple.test',
  postalAddress: '',
  birthDate: null,
  said: 'Je veux mes données.',
  identityGiven: 'commande 42',
  receivedOn: '2026-03-02',
  lang: 'fr',
  ...more,
})
const take = async (more: Partial<TakenIn> = {}): Promise<string> => {
  const id = (await takeIn(house.ctx(agent), said(more)))!
  await takeRequest(house.ctx(agent), id)
  return id
}

const exec = (query: ReturnType<typeof sql>) =>
  unit(house.ctx(), async (tx) => {
    await query.execute(tx.db)
    await record(tx, 'payer.created', { subject: 'test' })
  })

type Buyer = { payer: string; payment: string; card: string }
/** A payer with one captured payment by card, its device and his address; `cardName`: what stands on the card. */
const buyer = async ({
  name = 'Jean Martin',
  email = null as string | null,
  cardName = name as string | null,
  bornOn = null as string | null,
  createdAt = '2026-01-10T10:00:00Z',
} = {}): Promise<Buyer> => {
  const [payer, payment, card, address] = ['cust', 'paym', 'card', 'addr'].map((prefix) => newId(prefix, house.now())) as [
    string,
    string,
    string,
    string,
  ]
  await exec(
    sql`insert into payers (id, merchant_id, mode, name, email, born_on, created_at, external_id) values (${payer}, ${shop.merchantId}, 'live', ${name}, ${email}, ${bornOn}, ${createdAt}, ${payer})`,
  )
  await exec(
    sql`insert into cards (id, merchant_id, mode, pan_hash, first6, last4, exp_month, exp_year, name, created_at) values (${card}, ${shop.merchantId}, 'live', sha256(${card}::text::bytea), '555555', '4444', 12, 2030, ${cardName}, ${createdAt})`,
  )
  await exec(
    sql`insert into payer_addresses (id, merchant_id, mode, line1, city, zip_code, country, created_at) values (${address}, ${shop.merchantId}, 'live', ${`1 rue de ${name}`}, 'Quimper', '29000', 'FR', ${createdAt})`,
  )
  await exec(
    sql`insert into payments (id, merchant_id, mode, state, amount_cents, currency, method, payer_id, card_id, billing_address_id, device, created_at, captured_at) values (${payment}, ${shop.merchantId}, 'live', 'captured', 4200, 'eur', 'card', ${payer}, ${card}, ${address}, ${JSON.stringify({ ip: `192.0.2.${name.length}`, user_agent: name })}, ${createdAt}, ${createdAt})`,
  )
  return { payer, payment, card }
}
const deviceOf = async (payment: string) =>
  (await house.db.selectFrom('payments').select('device').where('id', '=', payment).executeTakeFirstOrThrow()).device
const seenOf = async (...ids: string[]): Promise<string> => digestOf(await planErasure(house.db, ids, house.now()))
const erasable = async (...ids: string[]): Promise<string> => {
  const id = await take({ kind: 'erasure' })
  for (const one of ids) await linkSubject(house.ctx(agent), id, one)
  return id
}

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  shop = await openAccount(house)
  await tellAll(house, shop)
  await sendEveryPiece(house, shop)
  ;[agent, officer] = [await house.staff('agent'), await house.staff('officer')]
})
afterAll(() => house.close())

describe('taken in', () => {
  it('the clock runs from the receipt, never from the future; one form is one request; a letter leaves', async () => {
    const id = (await takeIn(house.ctx(agent), said({ receivedOn: '2026-01-31', ticket: 'one' })))!
    expect(await takeIn(house.ctx(agent), said({ ticket: 'one' }))).toBeNull()
    expect(await findRequest(house.db, id)).toMatchObject({ due_on: '2026-02-28', state: 'received' })
    expect(await house.db.selectFrom('mails').select(['template', 'to_address']).where('subject_id', '=', id).execute()).toEqual([{
      template: 'rights_received',
      to_address: 'jean.martin@exemple.test',
    }])
    for (
      const [wrong, field] of [
        [{ receivedOn: '2026-03-03' }, 'received_on'],
        [{ receivedOn: '2024-01-01' }, 'received_on'],
        [{ receivedOn: '2026-02-30' }, 'received_on'],
        [{ email: '' }, 'email'],
        [{ birthDate: '2030-01-01' }, 'birth_date'],
      ] as const
    ) await expect(takeIn(house.ctx(agent), said(wrong))).rejects.toMatchObject({ status: 422, fields: { [field]: expect.any(String) } })
    for (const role of ['analyst', 'auditor', 'administrator'] as const)
      await expect(takeIn(house.ctx(await house.staff(role)), said())).rejects.toMatchObject({ status: 403 })
  })

  it('two months more, once, if told within the first month; later it is refused', async () => {
    const inTime = await take({ receivedOn: '2026-02-02' })
    await extendRequest(house.ctx(agent), inTime, { reason: 'Onze marchands.' })
    expect(await findRequest(house.db, inTime)).toMatchObject({ due_on: '2026-05-02' })
    await expect(extendRequest(house.ctx(agent), inTime, { reason: 'Encore.' })).rejects.toMatchObject({ code: 'rights_extended_already' })
    const late = await take({ receivedOn: '2026-02-01' })
    await expect(extendRequest(house.ctx(agent), late, { reason: 'Trop tard.' })).rejects.toMatchObject({
      status: 409,
      code: 'rights_too_late_to_extend',
    })
    await expect(doubtIdentity(house.ctx(agent), late, { reason: 'x', asked: 'y' })).rejects.toMatchObject({ code: 'rights_clock_is_over' })
    expect(
      (await house.db.selectFrom('mails').select('template').where('subject_id', '=', inTime).execute()).map(({ template }) => template),
    )
      .toContain('rights_extended')
  })

  it('a doubt stops the clock, its proof lets it go on where it stood and destroys the copy', async () => {
    const id = await take()
    const pdf = { fileName: 'carte-identite.pdf', bytes: await newPdf() }
    await expect(addRightsFiles(house.ctx(agent), id, 'identity', [pdf])).rejects.toMatchObject({ code: 'rights_no_doubt' })
    await doubtIdentity(house.ctx(agent), id, { reason: 'Nom fréquent.', asked: 'La date d’un paiement.' })
    await addRightsFiles(house.ctx(agent), id, 'identity', [pdf])
    const back = house.now()
    house.travel('2026-05-11T09:00:00Z')
    expect((await watchRightsClocks(house.ctx(system('watch-rights-clocks')))).touched.map(({ subject }) => subject)).not.toContain(id)
    await verifyIdentity(house.ctx(agent), id, { how: 'Paiement du 10 janvier nommé.' })
    expect(await findRequest(house.db, id)).toMatchObject({
      state: 'in_progress',
      suspended_days: 70,
      suspended_on: null,
      due_on: '2026-06-11',
    })
    expect(await listFiles(house.db, id)).toMatchObject([{ kind: 'identity', file_name: '', erased_at: house.now() }])
    house.travel(back)
  })

  it('is brought to mind seven, three and one day before, and when late; each once, also after a week without a bell', async () => {
    const id = await take({ receivedOn: '2026-02-10' })
    const back = house.now()
    const ring = async (to: string): Promise<string[]> => {
      house.travel(to)
      const before = (await listActs(house.db, id)).length
      await Promise.all([
        watchRightsClocks(house.ctx(system('watch-rights-clocks'))),
        watchRightsClocks(house.ctx(system('watch-rights-clocks'))),
      ])
      await watchRightsClocks(house.ctx(system('watch-rights-clocks')))
      return (await listActs(house.db, id)).slice(0, -before).map(({ act }) => act)
    }
    expect(await ring('2026-03-02T22:59:59Z')).toEqual([])
    expect(await ring('2026-03-02T23:00:00Z')).toEqual(['alerted'])
    expect(await ring('2026-03-09T05:00:00Z')).toEqual(['escalated'])
    expect(await ring('2026-03-10T22:59:59Z')).toEqual([])
    expect(await ring('2026-03-10T23:00:00Z')).toEqual(['escalated'])
    expect(await findRequest(house.db, id)).toMatchObject({ alerted_days: 0, escalated_at: new Date('2026-03-09T05:00:00Z') })
    house.travel(back)
  })
})

describe('who it is', () => {
  it('is found by name in any order and by address, and told apart; only who is linked is touched', async () => {
    const [one, other] = [
      await buyer({ name: 'Zoé Le Gall', email: 'zoe@exemple.test', bornOn: '1990-05-04' }),
      await buyer({ name: 'LE GALL Zoe', bornOn: '1961-01-01' }),
    ]
    const wanted = { name: 'zoé le gall', email: '', bornOn: null, mobile: '', last4: '' }
    expect((await findCandidates(house.db, wanted, 20)).filter(({ kind }) => kind === 'payer').map(({ id, bornOn }) => [id, bornOn]))
      .toEqual([[one.payer, '1990-05-04'], [other.payer, '1961-01-01']])
    expect((await findCandidates(house.db, { ...wanted, bornOn: '1990-05-04' }, 20)).map(({ id }) => id)).toEqual([one.payer])
    expect((await findCandidates(house.db, { ...wanted, name: '', email: 'ZOE@exemple.test' }, 20)).map(({ id }) => id)).toEqual([
      one.payer,
    ])
    const id = await erasable(one.payer)
    await proposeErasure(house.ctx(agent), id, { seen: await seenOf(one.payer) })
    await executeErasure(house.ctx(officer), id, { seen: await seenOf(one.payer), proposal: await proposalOf(house, 'erasure') })
    expect([await deviceOf(one.payment), await deviceOf(other.payment)]).toEqual([null, { ip: '192.0.2.11', user_agent: 'LE GALL Zoe' }])
    expect(await house.db.selectFrom('restrictions').select('subject_id').where('request_id', '=', id).execute()).toEqual([{
      subject_id: one.payer,
    }])
  })

  it('a row is linked once, and no longer changed once an answer stands on it; without it nothing is done', async () => {
    const { payer } = await buyer()
    const id = await take({ kind: 'restriction' })
    for (const wrong of ['', 'cust_x', `mrch_${'0'.repeat(24)}`, newId('cust', house.now())])
      await expect(linkSubject(house.ctx(agent), id, wrong)).rejects.toMatchObject({ status: 422 })
    await expect(answerRequest(house.ctx(agent), id, { outcome: 'done', words: 'Fait.', balancing: '' })).rejects.toMatchObject({
      code: 'rights_no_subject',
    })
    await Promise.all([linkSubject(house.ctx(agent), id, payer), linkSubject(house.ctx(officer), id, payer)])
    expect(await house.db.selectFrom('rights_subjects').select('id').where('request_id', '=', id).execute()).toHaveLength(1)
    await expect(answerRequest(house.ctx(agent), id, { outcome: 'nothing_found', words: 'Rien.', balancing: '' })).rejects.toMatchObject({
      code: 'rights_somebody_linked',
    })
    await expect(answerRequest(house.ctx(agent), id, { outcome: 'done', words: 'Fait.', balancing: '' })).rejects.toMatchObject({
      code: 'rights_not_restricted',
    })
    await restrictUse(house.ctx(agent), id, 'accuracy')
    await expect(restrictUse(house.ctx(agent), id, 'accuracy')).rejects.toMatchObject({ code: 'rights_restricted_already' })
    await answerRequest(house.ctx(agent), id, { outcome: 'done', words: 'Fait.', balancing: '' })
    await expect(unlinkSubject(house.ctx(agent), id, payer)).rejects.toMatchObject({ status: 409 })
    const { id: placed } = await house.db.selectFrom('restrictions').select('id').where('request_id', '=', id).executeTakeFirstOrThrow()
    await expect(liftRestriction(house.ctx(agent), placed, { reason: ' ' })).rejects.toMatchObject({ status: 422 })
    await liftRestriction(house.ctx(agent), placed, { reason: 'La personne en a été informée le 2 mars.' })
    await expect(liftRestriction(house.ctx(agent), placed, { reason: 'Encore.' })).rejects.toMatchObject({ status: 409 })
  })
})

const bytesOf = async (id: string): Promise<Buffer> => (await downloadPackage(house.ctx(agent), id)).bytes
const textOf = async (bytes: Uint8Array): Promise<string> => {
  const pdf = await openPdf(Buffer.from(bytes))
  const text = Array.from({ length: pdf.pageCount }, (_, i) => pdf.pageText(i + 1)).join('\n')
  pdf.close()
  return text.replace(/\s+/g, ' ')
}
const order = async (kind: RightsKind, subjectIds: readonly string[], noteIds: readonly string[] = []): Promise<string> => {
  const id = await take({ kind })
  for (const one of subjectIds) await linkSubject(house.ctx(agent), id, one)
  await orderPackage(house.ctx(agent), id, { noteIds })
  return id
}

describe('the package', () => {
  it('is everything of the person and nothing of anybody else; our people stand by their role', async () => {
    const one = await buyer({ name: 'Nora Petit', email: 'nora@exemple.test', cardName: 'Victime Volée' })
    const other = await buyer({ name: 'Autre Personne' })
    const noteIds = await Promise.all([one, other].map(async ({ payment }) => {
      const id = newId('note', house.now())
      await exec(
        sql`insert into notes (id, merchant_id, subject_id, author_id, at, body) values (${id}, ${shop.merchantId}, ${payment}, ${agent.id}, ${house.now()}, ${`note sur ${payment}`})`,
      )
      return id
    }))
    const id = await take({ kind: 'access' })
    await linkSubject(house.ctx(agent), id, one.payer)
    await expect(orderPackage(house.ctx(agent), id, { noteIds: [noteIds[1]!] })).rejects.toMatchObject({ status: 422 })
    await orderPackage(house.ctx(agent), id, { noteIds: [noteIds[0]!] })
    await expect(orderPackage(house.ctx(officer), id, { noteIds: [] })).rejects.toMatchObject({ code: 'package_is_made' })
    await expect(answerRequest(house.ctx(agent), id, { outcome: 'done', words: 'Voici.', balancing: '' })).rejects.toMatchObject({
      code: 'rights_part_waits',
    })
    // it waits for seven minutes, and something happens meanwhile: it is of the instant at which it was collected
    const back = house.now()
    house.forward(7 * 60_000)
    await exec(sql`update payments set captured_at = ${house.now()} where id = ${one.payment}`)
    expect(await buildPackages(house.ctx(system('build-packages')))).toMatchObject({ done: 1, failed: 0 })
    const [, madeAt] = /"made_at": "([^"]+)"/.exec(strFromU8(unzipSync(await bytesOf(id))['donnees.json']!))!
    expect(new Date(madeAt!).getTime()).toBeGreaterThanOrEqual(house.now().getTime())
    expect(await textOf(unzipSync(await bytesOf(id))['lisez-moi.pdf']!)).toContain('État au lundi 2 mars 2026 à 10:07')
    house.travel(back)
    expect(await buildPackages(house.ctx(system('build-packages')))).toMatchObject({ done: 0, failed: 0 })
    const files = unzipSync(await bytesOf(id))
    const text = strFromU8(files['donnees.json']!)
    expect(Object.keys(files).sort()).toEqual(expect.arrayContaining([
      'lisez-moi.pdf',
      'donnees.json',
      'csv/payers.csv',
      'csv/payments.csv',
      'csv/payer_addresses.csv',
      'csv/notes.csv',
    ]))
    for (const his of ['Nora Petit', 'nora@exemple.test', one.payment, '192.0.2.10', '1 rue de Nora Petit', 'note sur', 'agent', 'L561-45'])
      expect(text).toContain(his)
    for (const not of ['Autre Personne', 'Victime', other.payment, agent.name, agent.id, 'pan_hash', 'hidden_at'])
      expect(text).not.toContain(not)
    expect(strFromU8(files['csv/payments.csv']!)).toContain(one.payment)
  })

  it('of a signed-in user and of a person in a dossier: their own rows and pieces, not their colleagues’; portability takes what was provided', async () => {
    const people = await house
      .db
      .selectFrom('people as n')
      .innerJoin('dossiers as d', 'd.id', 'n.dossier_id')
      .select([
        'n.id',
        'n.given_names',
      ])
      .where('d.merchant_id', '=', shop.merchantId)
      .execute()
    const user =
      (await house.db.selectFrom('merchant_users').select('id').where('merchant_id', '=', shop.merchantId).executeTakeFirstOrThrow()).id
    const [access, carry] = [await order('access', [people[0]!.id, user]), await order('portability', [people[0]!.id, user])]
    expect(await buildPackages(house.ctx(system('build-packages')))).toMatchObject({ done: 2, failed: 0 })
    const [all, some] = [unzipSync(await bytesOf(access)), unzipSync(await bytesOf(carry))]
    const text = strFromU8(all['donnees.json']!)
    expect(text).toContain(people[0]!.given_names)
    expect(text).toContain(shop.email)
    expect(text).not.toMatch(/password_hash|argon2|risk_reasons/)
    expect(Object.keys(all).filter((name) => name.startsWith('pieces/')).length).toBeGreaterThan(0)
    expect(Object.keys(some).filter((name) => /pieces|sessions|audit|documents/.test(name))).toEqual([])
    expect(Object.keys(some)).toContain('csv/people.csv')
  })

  it('holds no letter to an address that somebody noted as a payer’s, and an erasure takes none: a letter is whose it was written to', async () => {
    const [thief, user] = [await buyer({ name: 'Jean Attaquant', email: shop.email }), shop.actor.id]
    const lettersOf = async (payer: string[], own: string[]): Promise<string[]> =>
      (await listRowsOf(house.db, 'mails', { user: own, person: [], payer, card: [], mandate: [] })).rows.map(({ template }) =>
        String(template)
      )
    const id = await erasable(thief.payer)
    expect(await lettersOf([thief.payer], [])).toEqual(['rights_received'])
    expect(await lettersOf([], [user])).toEqual(expect.arrayContaining(['activation']))
    expect((await planErasure(house.db, [thief.payer], house.now())).lines.map(({ category }) => category)).not.toContain('mail')
    const before = await lettersOf([], [user])
    await proposeErasure(house.ctx(agent), id, { seen: await seenOf(thief.payer) })
    await executeErasure(house.ctx(officer), id, { seen: await seenOf(thief.payer), proposal: await proposalOf(house, 'erasure') })
    expect(await lettersOf([], [user])).toEqual(before)
    // a card without a name that two have paid with is nobody's for sure
    const [one, other] = [await buyer({ name: 'Une Payeuse', cardName: null }), await buyer({ name: 'Un Payeur' })]
    const cardsOf = async () =>
      (await listRowsOf(house.db, 'cards', { user: [], person: [], payer: [one.payer], card: [], mandate: [] })).rows.length
    expect(await cardsOf()).toBe(1)
    await exec(sql`update payments set card_id = ${one.card} where id = ${other.payment}`)
    expect(await cardsOf()).toBe(0)
  })

  it('is made where a merchant’s file is purged and his key with it: what nobody can open any more is said to be so', async () => {
    const gone = await openAccount(house)
    const [payer, mandate, payment] = ['cust', 'sepa', 'paym'].map((kind) => newId(kind, house.now())) as [string, string, string]
    await exec(
      sql`insert into payers (id, merchant_id, mode, name, created_at) values (${payer}, ${gone.merchantId}, 'live', 'Rose Restée', ${house.now()})`,
    )
    await exec(
      sql`insert into mandates (id, merchant_id, mode, sealed_iban, iban_hash, last4, country, name, created_at) values (${mandate}, ${gone.merchantId}, 'live', ${Buffer.from('noise')}, sha256(${mandate}::bytea), '2606', 'FR', 'Rose Restée', ${house.now()})`,
    )
    await exec(
      sql`insert into payments (id, merchant_id, mode, state, amount_cents, currency, method, payer_id, mandate_id, created_at, captured_at) values (${payment}, ${gone.merchantId}, 'live', 'captured', 4200, 'eur', 'sepa', ${payer}, ${mandate}, ${house.now()}, ${house.now()})`,
    )
    await exec(sql`update merchant_keys set wrapped_key = null, destroyed_at = ${house.now()} where merchant_id = ${gone.merchantId}`)
    forgetMerchantKey(gone.merchantId)
    const id = await order('access', [payer])
    expect(await buildPackages(house.ctx(system('build-packages')))).toMatchObject({ done: 1, failed: 0 })
    const files = unzipSync(await bytesOf(id))
    expect(JSON.parse(strFromU8(files['donnees.json']!))).toMatchObject({
      unreadable: { because: expect.stringContaining('plus personne ne peut les lire'), rows: [{ table: 'mandates', id: mandate }] },
    })
    expect(await textOf(files['lisez-moi.pdf']!)).toMatch(/plus personne ne peut lire[\s\S]*Mandats/)
  })

  it('reads well: every column and every name within one has a word, what stands in it is laid out, a long text is whole, in both languages', async () => {
    const nobody = { user: [], person: [], payer: [], card: [], mandate: [] }
    const columns = (await Promise.all(Object.keys(paths).map((table) => listRowsOf(house.db, table, nobody)))).flatMap((found) =>
      found.columns
    )
    const within = [
      'ip',
      'port',
      'user_agent',
      'http_accept',
      'languages',
      'city',
      'country',
      'format',
      'read',
      'lines',
      'checks',
      'is_right',
      'is_ambiguous',
      'document_type',
      'issuer_id',
      'certificate_id',
      'issued_on',
      'signed_on',
      'signature',
      'data',
      'composite',
      'issue',
      ...fieldNames,
    ]
    for (const lang of ['fr', 'en'] as const)
      expect([...columns, ...within].filter((column) => knownColumn(column, lang) === null)).toEqual([])
    const long = Array.from({ length: 300 }, (_, i) => `ligne ${i} lue sur la pièce`).join('\n')
    const part = (table: string, row: JsonObject) => ({
      table,
      category: 'payment' as const,
      rule: 'r',
      basis: 'b',
      columns: Object.keys(row),
      rows: [row],
    })
    const pdf = await textOf(
      await packagePdf({
        reference: 'x',
        name: 'y',
        lang: 'fr',
        at: house.now(),
        isPortability: false,
        pieces: [],
        closed: [],
        parts: [
          part('payments', { device: { ip: '192.0.2.7', user_agent: 'Lynx' } }),
          part('document_pages', { text: long }),
          part('people', { owner_since: '2020-01-31', through_votes_bps: 2550 }),
          part('document_findings', {
            fields: [{
              name: 'given_names',
              nth: 0,
              value: 'Anne',
              normal: 'ANNE',
              places: [{ page: 1, box: [1, 2] }],
              source: 'mrz',
              confidence: 88,
            }, { name: 'given_names', nth: 1, value: 'Zoé' }],
            mrz: { isAmbiguous: false, lines: ['IDFRA', 'X'], checks: [{ name: 'birth_date', isRight: true }] },
          }),
        ],
      }),
    )
    for (
      const words of [
        'Appareil · Adresse IP 192.0.2.7',
        'Appareil · Navigateur Lynx',
        'Bénéficiaire effectif depuis vendredi 31 janvier 2020',
        'ligne 0 lue',
        'ligne 299 lue',
        'Données lues · Prénoms Anne',
        'Prénoms 2 Zoé',
        'Lignes IDFRA, X',
        'Clés de contrôle · Né(e) le oui',
        '25,5 %',
      ]
    ) expect(pdf).toContain(words)
    expect(pdf).not.toMatch(/[{}"]|owner since|through votes/)
  })

  it('is the same to the byte whatever is held, reported or inquired in secret; so is the plan of an erasure', async () => {
    const one = await buyer({ name: 'Paul Secret' })
    const id = await order('access', [one.payer])
    const zipped = async (): Promise<Buffer> =>
      zipPackage(
        await collectContents(
          house.ctx(system('build-packages')),
          (await findRequest(house.db, id))!,
          (await findPackageOf(house.db, id))!,
        ),
      )
    const [before, seen] = [await zipped(), await seenOf(one.payer)]
    for (const [scope, subjectId] of [['person', one.payer], ['payment', one.payment], ['merchant', shop.merchantId]] as const)
      await orderLegalHold(house.ctx(officer), {
        scope,
        subjectId,
        ground: 'opposition',
        reference: 'N 1',
        reason: 'secret',
        reviewOn: '2026-08-31',
      })
    await exec(
      sql`insert into fraud_reports (id, merchant_id, mode, reason, statement, payment_ids, lines, bad_count, bad_lines, made_by_kind, made_by, made_at) values ('frdr_000000000000000000000001', ${shop.merchantId}, 'live', 'stolen_keys', 'x', array[${one.payment}], '{1}', 0, '[]', 'merchant', 'x', ${house.now()})`,
    )
    expect((await zipped()).equals(before)).toBe(true)
    expect(await seenOf(one.payer)).toBe(seen)
    // what is held goes for everybody but the order: a copy lies in the compartment
    const erased = await erasable(one.payer)
    await proposeErasure(house.ctx(agent), erased, { seen: await seenOf(one.payer) })
    await executeErasure(house.ctx(officer), erased, { seen: await seenOf(one.payer), proposal: await proposalOf(house, 'erasure') })
    expect(await deviceOf(one.payment)).toBeNull()
    expect((await house.db.selectFrom('closed_kept').selectAll().where('about', '=', one.payment).execute()).map(openKept)).toEqual([{
      rows: { payments: [expect.objectContaining({ id: one.payment, device: expect.objectContaining({}) })] },
      files: [],
    }])
    await answerRequest(house.ctx(agent), erased, { outcome: 'done', words: 'Voici.', balancing: '' })
    expect((await listActs(house.db, erased)).map(({ act }) => act)).toContain('erasure_executed')
    await liftAll(house.db, sql`ground = 'opposition'`)
  })

  it('goes when its time is over, to the second; then it can be made again', async () => {
    const { payer } = await buyer({ name: 'Luc Bref' })
    const id = await order('access', [payer])
    await buildPackages(house.ctx(system('build-packages')))
    const { expires_at: end } = await house
      .db
      .selectFrom('data_packages')
      .select('expires_at')
      .where('request_id', '=', id)
      .executeTakeFirstOrThrow()
    const back = house.now()
    const expire = () => expirePackages(house.ctx(system('watch-rights-clocks')))
    house.travel(new Date(end!.getTime() - 1_000))
    expect(await expire()).toMatchObject({ done: 0 })
    house.travel(end!)
    await expect(bytesOf(id)).rejects.toMatchObject({ status: 404 })
    expect((await expire()).done).toBeGreaterThanOrEqual(1)
    expect(await expire()).toMatchObject({ done: 0 })
    await orderPackage(house.ctx(agent), id, { noteIds: [] })
    house.travel(back)
  })
})

describe('an erasure', () => {
  it('says what goes and what stays, on which ground, until when; two people, on the figures they saw; two at once do it once', async () => {
    const one = await buyer({ name: 'Ida Efface' })
    const plan = await planErasure(house.db, [one.payer], house.now())
    expect(plan.lines.find(({ category }) => category === 'device')).toMatchObject({ goes: 1, stays: 0, why: null })
    expect(plan.lines.find(({ category }) => category === 'payment')).toMatchObject({
      goes: 0,
      why: 'law',
      basis: 'CMF L561-12, L133-24',
      until: '2031-01-11',
    })
    const id = await erasable(one.payer)
    await expect(proposeErasure(house.ctx(agent), id, { seen: 'other' })).rejects.toMatchObject({ code: 'figures_have_changed' })
    const seen = await seenOf(one.payer)
    expect(await proposeErasure(house.ctx(officer), id, { seen })).toBe(false)
    await expect(executeErasure(house.ctx(officer), id, { seen, proposal: await proposalOf(house, 'erasure') })).rejects.toMatchObject({
      status: 403,
      code: 'four_eyes',
    })
    await expect(executeErasure(house.ctx(agent), id, { seen, proposal: await proposalOf(house, 'erasure') })).rejects.toMatchObject({
      status: 403,
    })
    const [second, third] = [await house.staff('officer'), await house.staff('officer')]
    const done = await Promise.allSettled([
      executeErasure(house.ctx(second), id, { seen, proposal: await proposalOf(house, 'erasure') }),
      executeErasure(house.ctx(third), id, { seen, proposal: await proposalOf(house, 'erasure') }),
    ])
    expect(done.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await deviceOf(one.payment)).toBeNull()
    expect(await house.db.selectFrom('payers').select('name').where('id', '=', one.payer).executeTakeFirst()).toEqual({
      name: 'Ida Efface',
    })
    expect(
      await house
        .db
        .selectFrom('erasure_tombstones')
        .select('category')
        .innerJoin('erasures as e', 'e.id', 'erasure_id')
        .where('e.request_id', '=', id)
        .execute(),
    )
      .toEqual([{ category: 'device' }])
    for (
      const late of [
        () => withdrawRequest(house.ctx(agent), id, { reason: 'z' }),
        () => doubtIdentity(house.ctx(agent), id, { reason: 'x', asked: 'y' }),
        () => refuseRequest(house.ctx(agent), id, { ground: 'identity', words: 'Non.', balancing: '' }),
      ]
    ) await expect(late()).rejects.toMatchObject({ status: 409, code: 'rights_erasure_done' })
    expect(await findRequest(house.db, id)).toMatchObject({ state: 'in_progress', suspended_on: null })
    await answerRequest(house.ctx(agent), id, { outcome: 'partly', words: 'Voici ce qui part et ce qui reste.', balancing: '' })
    expect((await listFiles(house.db, id)).map(({ kind }) => kind)).toEqual(['answer'])
    await expect(sql`update erasures set proposed_by = decided_by where request_id = ${id}`.execute(house.db)).rejects.toMatchObject({
      constraint: 'erasures_are_of_two_people',
    })
  })

  it('leaves what is in use until the day it is not, what an order holds, and a payer who never paid goes whole', async () => {
    const one = await buyer({ name: 'Léo Preuve', createdAt: '2024-12-03T10:00:00Z' })
    await exec(
      sql`update payments set auth_token = gen_random_uuid(), auth_requested_at = '2024-12-03T10:00:00Z' where id = ${one.payment}`,
    )
    const line = async (at: string) =>
      (await planErasure(house.db, [one.payer], new Date(at))).lines.find(({ category }) => category === 'authentication_evidence')
    expect(await line('2026-03-02T22:59:00Z')).toMatchObject({ goes: 0, why: 'in_use', until: '2026-03-03' })
    expect(await line('2026-03-02T23:00:00Z')).toMatchObject({ goes: 1, why: null })
    await orderLegalHold(house.ctx(officer), {
      scope: 'payment',
      subjectId: one.payment,
      ground: 'litigation',
      reference: '',
      reason: 'x',
      reviewOn: '2026-08-31',
    })
    expect((await planErasure(house.db, [one.payer], house.now())).lines.find(({ category }) => category === 'device')).toMatchObject({
      goes: 0,
      stays: 1,
      why: 'hold',
      grounds: ['litigation'],
    })
    const idle = newId('cust', house.now())
    await exec(
      sql`insert into payers (id, merchant_id, mode, name, email, created_at) values (${idle}, ${shop.merchantId}, 'live', 'Iris Jamais', 'iris@exemple.test', ${house.now()})`,
    )
    const id = await erasable(idle)
    await proposeErasure(house.ctx(agent), id, { seen: await seenOf(idle) })
    await expect(declineErasure(house.ctx(officer), id, { reason: '', proposal: await proposalOf(house, 'erasure') }))
      .rejects
      .toMatchObject({ status: 422 })
    const read = await proposalOf(house, 'erasure')
    await declineErasure(house.ctx(officer), id, { reason: 'Vérifier d’abord.', proposal: read })
    await proposeErasure(house.ctx(await house.staff('agent')), id, { seen: await seenOf(idle) })
    const late = [
      async () => executeErasure(house.ctx(officer), id, { seen: await seenOf(idle), proposal: read }),
      () => declineErasure(house.ctx(officer), id, { reason: 'x', proposal: read }),
    ]
    for (const one of late) await expect(one()).rejects.toMatchObject({ status: 409, code: 'proposal_has_changed' })
    await executeErasure(house.ctx(officer), id, { seen: await seenOf(idle), proposal: await proposalOf(house, 'erasure') })
    expect(await house.db.selectFrom('payers').select(['name', 'email']).where('id', '=', idle).executeTakeFirst()).toEqual({
      name: null,
      email: null,
    })
  })

  it('names the day on which the purge will take it: of a number its own, of a mandate when it lapses or after it was revoked, of a payment that was never taken as of one that was', async () => {
    const one = await buyer({ name: 'Aude Datée' })
    const lineOf = async (category: string, ...ids: string[]) =>
      (await planErasure(house.db, ids, house.now())).lines.find((line) => line.category === category)
    await exec(
      sql`insert into card_vault (card_id, destroy_on, sealed_pan, wrapped_key) values (${one.card}, '2032-01-31', ${Buffer.from('x')}, ${Buffer.from('x')})`,
    )
    expect(await lineOf('card_number', one.payer)).toMatchObject({ stays: 1, why: 'own_end', until: '2032-01-31' })
    await exec(sql`update card_vault set sealed_pan = null, wrapped_key = null, destroyed_at = ${house.now()} where card_id = ${one.card}`)
    expect(await lineOf('card_number', one.payer)).toBeUndefined()
    const mandate = newId('sepa', house.now())
    await exec(
      sql`insert into mandates (id, merchant_id, mode, sealed_iban, iban_hash, last4, country, name, created_at) values (${mandate}, ${shop.merchantId}, 'live', ${Buffer.from('x')}, sha256(${mandate}::bytea), '2606', 'FR', 'Aude Datée', '2025-11-20')`,
    )
    await exec(sql`update payments set card_id = null, mandate_id = ${mandate}, method = 'sepa' where id = ${one.payment}`)
    expect(await lineOf('mandate', one.payer)).toMatchObject({ why: 'law', until: '2029-01-11' })
    await exec(sql`update mandates set deleted_at = ${house.now()} where id = ${mandate}`)
    expect(await lineOf('mandate', one.payer)).toMatchObject({ until: '2027-03-11' })
    await exec(sql`update payments set state = 'refused', captured_at = null where id = ${one.payment}`)
    expect(await lineOf('payment', one.payer)).toMatchObject({ why: 'law', until: '2031-01-11' })
    await exec(
      sql`insert into disputes (id, merchant_id, mode, payment_id, report_key, network, code, domain, rule_id, category, state, amount_cents, currency, created_at, due_on, merchant_due_on) select ${newId('dspt', house.now())}, p.merchant_id, p.mode, p.id, p.id, r.network, r.code, r.domain, r.id, r.category, 'open', 4200, 'eur', ${house.now()}, '2026-04-01', '2026-03-25' from payments p cross join (select * from dispute_rules limit 1) r where p.id = ${one.payment}`,
    )
    expect(await lineOf('payment', one.payer)).toMatchObject({ until: null })
    const said = await textOf(
      await erasureCertificatePdf({
        id: 'x',
        requestId: 'y',
        erasureId: 'z',
        at: house.now(),
        plan: { day: '2026-03-02', erases: 0, lines: [{ ...(await lineOf('mandate', one.payer))!, until: '2027-09-22' }] },
        signers: [],
        erasedHash: '',
        absence: { remaining: 0, places: [] },
        publicKey: '',
      }),
    )
    expect(said).toContain('22 septembre 2027')
  })

  it('where nothing goes needs nobody else: what stays is restricted, and said', async () => {
    const [person] = await house
      .db
      .selectFrom('people as n')
      .innerJoin('dossiers as d', 'd.id', 'n.dossier_id')
      .select('n.id')
      .where('d.merchant_id', '=', shop.merchantId)
      .execute()
    const id = await erasable(person!.id)
    expect(await proposeErasure(house.ctx(agent), id, { seen: await seenOf(person!.id) })).toBe(true)
    expect(await house.db.selectFrom('restrictions').select('ground').where('subject_id', '=', person!.id).execute()).toEqual([{
      ground: 'archive',
    }])
  })
})

describe('the rest', () => {
  it('a value is put right by a second person, what was there stays; another value meanwhile is a conflict', async () => {
    const { payer } = await buyer({ name: 'Jaen Dupond' })
    const id = await take({ kind: 'rectification' })
    await linkSubject(house.ctx(agent), id, payer)
    const propose = (value: string, field = 'name') =>
      proposeRectification(house.ctx(agent), id, { subjectId: payer, field, value, reason: 'Carte d’identité vue.' })
    await expect(propose('Jean Dupont', 'merchant_id')).rejects.toMatchObject({ status: 422 })
    await expect(propose('Jaen Dupond')).rejects.toMatchObject({ fields: { value: 'rights:field.same_value' } })
    await propose('Jean Dupont')
    await expect(propose('Jean Dupon')).rejects.toMatchObject({ status: 409, code: 'rectification_is_proposed' })
    const { id: first } = await house.db.selectFrom('rectifications').select('id').where('request_id', '=', id).executeTakeFirstOrThrow()
    await expect(applyRectification(house.ctx(agent), first)).rejects.toMatchObject({ status: 403 })
    await doubtIdentity(house.ctx(agent), id, { reason: 'Qui écrit ?', asked: 'Une pièce.' })
    await expect(applyRectification(house.ctx(officer), first)).rejects.toMatchObject({ code: 'rights_identity_in_doubt' })
    await verifyIdentity(house.ctx(agent), id, { how: 'Pièce vue.' })
    await applyRectification(house.ctx(officer), first)
    await expect(withdrawRequest(house.ctx(agent), id, { reason: 'z' })).rejects.toMatchObject({ code: 'rights_value_rectified' })
    await expect(applyRectification(house.ctx(officer), first)).rejects.toMatchObject({ status: 409 })
    expect(await house.db.selectFrom('payers').select('name').where('id', '=', payer).executeTakeFirst()).toEqual({ name: 'Jean Dupont' })
    expect(await house.db.selectFrom('rectified_values').select(['value_before', 'value_after']).where('subject_id', '=', payer).execute())
      .toEqual([{ value_before: 'Jaen Dupond', value_after: 'Jean Dupont' }])
    await propose('1990-02-03', 'born_on')
    await exec(sql`update payers set born_on = '1980-01-01' where id = ${payer}`)
    const { id: next } = await house
      .db
      .selectFrom('rectifications')
      .select('id')
      .where('request_id', '=', id)
      .where('state', '=', 'proposed')
      .executeTakeFirstOrThrow()
    await expect(applyRectification(house.ctx(officer), next)).rejects.toMatchObject({ code: 'value_has_changed' })
    await expect(sql`delete from rectified_values`.execute(house.db)).rejects.toThrow()
  })

  it('an objection is balanced; a refusal has its ground; every answer has the same sentence and the way to complain, and hints at nothing', async () => {
    const { payer } = await buyer()
    const id = await take({ kind: 'objection' })
    await linkSubject(house.ctx(agent), id, payer)
    await expect(answerRequest(house.ctx(agent), id, { outcome: 'done', words: 'Fait.', balancing: ' ' })).rejects.toMatchObject({
      fields: { balancing: 'web:field.missing' },
    })
    await answerRequest(house.ctx(agent), id, { outcome: 'done', words: 'Nous cessons.', balancing: 'Son intérêt l’emporte.' })
    const none = await take()
    await answerRequest(house.ctx(agent), none, { outcome: 'nothing_found', words: 'Rien sous ces éléments.', balancing: '' })
    const refused = await take()
    await expect(refuseRequest(house.ctx(agent), refused, { ground: 'overriding_interest', words: 'Non.', balancing: '' }))
      .rejects
      .toMatchObject({ status: 422 })
    await refuseRequest(house.ctx(agent), refused, { ground: 'excessive', words: 'Troisième demande du mois.', balancing: '' })
    const letters = await house
      .db
      .selectFrom('mails')
      .select('text_body')
      .where('subject_id', 'in', [id, none, refused])
      .where('template', 'in', ['rights_answered', 'rights_refused'])
      .execute()
    expect(letters).toHaveLength(3)
    for (const { text_body: text } of letters) {
      expect(text).toMatch(/L561-45[\s\S]*CNIL, 3 place de Fontenoy/)
      expect(text).not.toMatch(/fraud|soupçon|tracfin/i)
    }
    await expect(answerRequest(house.ctx(agent), id, { outcome: 'done', words: 'Encore.', balancing: 'x' })).rejects.toMatchObject({
      status: 409,
    })
  })

  it('a merchant’s user sees and withdraws his own, and no other’s', async () => {
    const other = await openAccount(house)
    const id = (await fileOwnRequest(house.ctx(shop.actor), { kind: 'access', said: '' }))!
    expect(await house.db.selectFrom('rights_subjects').select('subject_id').where('request_id', '=', id).execute()).toEqual([{
      subject_id: shop.actor.id,
    }])
    await expect(withdrawRequest(house.ctx(other.actor), id)).rejects.toMatchObject({ status: 404 })
    await expect(downloadPackage(house.ctx(other.actor), id)).rejects.toMatchObject({ status: 404 })
    await withdrawRequest(house.ctx(shop.actor), id)
    await expect(withdrawRequest(house.ctx(shop.actor), id)).rejects.toMatchObject({ status: 409 })
  })
})
