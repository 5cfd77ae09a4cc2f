import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readHistory } from '#src/audit/readHistory.sql.ts'
import { sealAuditTrail } from '#src/audit/sealAuditTrail.ts'
import { verifyAuditTrail } from '#src/audit/verifyAuditTrail.ts'
import { findPage, listPageTexts, savePage } from '#src/documents/pages.sql.ts'
import { openPieceFile } from '#src/documents/pieceFile.ts'
import { resealPiece } from '#src/documents/resealPiece.ts'
import { executeErasure, proposeErasure } from '#src/erasure/erasePerson.ts'
import { digestOf } from '#src/erasure/plan.ts'
import { planErasure } from '#src/erasure/planErasure.sql.ts'
import { system, type StaffActor } from '#src/kernel/actor.ts'
import { exactText } from '#src/kernel/eventLine.ts'
import { newId } from '#src/kernel/ids.ts'
import { knowMandate } from '#src/mandates/knowMandate.ts'
import { findMandates } from '#src/mandates/mandates.sql.ts'
import { readIban } from '#src/mandates/vault.ts'
import { knowPayer } from '#src/payers/knowPayer.ts'
import { resealUnderOwnKeys } from '#src/personKeys/resealUnderOwnKeys.ts'
import { seal, sha256, unseal } from '#src/platform/crypto.ts'
import { unit } from '#src/platform/ctx.ts'
import { markOf } from '#src/platform/event-mark.ts'
import { isSignedBy } from '#src/platform/institution-key.ts'
import { keySubjectOf } from '#src/platform/key-subject.ts'
import { findMerchantKey } from '#src/platform/merchant-keys.ts'
import { findKeysOf, findLivingKey, personKeyFor } from '#src/platform/person-keys.ts'
import { personalLabel, record } from '#src/platform/record.ts'
import { getFile, putFile, useStorage } from '#src/platform/storage.ts'
import { purgeExpired } from '#src/retention/purgeExpired.ts'
import { findPurge } from '#src/retention/purges.sql.ts'
import { signPurge } from '#src/retention/signPurge.ts'
import { takeIn } from '#src/rights/fileRequest.ts'
import { takeRequest } from '#src/rights/handleRequest.ts'
import { linkSubject } from '#src/rights/linkSubject.ts'
import { resweep } from '#src/tombstones/resweep.ts'
import { readTombstones, sealedTombstoneLines } from '#src/tombstones/tombstoneFile.ts'
import { pieceRow, sendPiece } from '#test/documents/pieces.ts'
import { openDossier, type Dossier } from '#test/reviews/dossiers.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { proposalOf } from '#test/support/proposalOf.ts'
import { storedPath } from '#test/support/stored.ts'

let house: House
let files: string
let [officer, second, agent]: StaffActor[] = []
beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  files = await mkdtemp(join(tmpdir(), 'vigie-keys-'))
  await useStorage(files)
  ;[officer, second, agent] = [await house.staff('officer'), await house.staff('officer'), await house.staff('agent')]
})
afterAll(async () => {
  await house.close()
  await rm(files, { recursive: true, force: true })
})

const open = (): Promise<Dossier> => openDossier(house, { pieces: null })
const identityOf = (one: Dossier): Promise<string> =>
  sendPiece(house, one, { requirementKey: `identity_document:${one.personId}`, documentKind: 'identity_document', personId: one.personId })
const say = (one: Dossier, word: string, data: Record<string, string> = { personId: one.personId }) =>
  unit(
    house.ctx(officer),
    (tx) => record(tx, 'dossier.person_changed', { subject: one.dossierId, merchantId: one.merchantId, data, personal: { reason: word } }),
  )
const wordsOf = async (subjectId: string) =>
  (await readHistory(house.db, { subjectId })).entries.flatMap((
    { personal, isErased },
  ) => (personal ? [personal['reason'] ?? '…'] : isErased ? ['gone'] : []))
const keysWithin = (id: string) =>
  house
    .db
    .selectFrom('person_keys')
    .selectAll()
    .where((eb) => eb.or([eb('within_id', '=', id), eb('subject_id', '=', id)]))
    .orderBy('id')
    .execute()
const page = { page: 1, width: 10, height: 10, rotation_degrees: 0, source: 'ocr' as const, confidence: 90, codes: '[]' }
const bytesOf = async (id: string) => openPieceFile(house.db, await pieceRow(house, id))
const pathOf = (key: string): string => storedPath(files, key)
const run = (query: ReturnType<typeof sql>) => query.execute(house.db)
const verified = async () => {
  await sealAuditTrail(house.ctx(system('seal-audit-trail')))
  return (await verifyAuditTrail(house.db)).findings
}

describe('whose key', () => {
  it('the person an event names, else what it happened to, else the file it stands in; else nobody’s but the merchant’s', () => {
    const [pers, doss, docu] = ['pers_1', 'doss_1', 'docu_1']
    expect(keySubjectOf(docu, { personId: pers, dossierId: doss })).toEqual({ subject: pers, within: doss })
    expect(keySubjectOf(doss, { personId: pers })).toEqual({ subject: pers, within: doss })
    expect([keySubjectOf(docu, { personId: null, dossierId: doss }), keySubjectOf(doss, {})]).toEqual([{ subject: doss, within: doss }, {
      subject: doss,
      within: doss,
    }])
    for (const id of ['cust_1', 'card_1', 'sepa_1', 'addr_1', 'user_1', 'dspt_1', 'frdc_1'])
      expect(keySubjectOf(id, {})).toEqual({ subject: id, within: null })
    expect([keySubjectOf('acck_1', { mandateId: 'sepa_1' }), keySubjectOf('mrch_1', { userId: 'user_1' })]).toEqual([{
      subject: 'sepa_1',
      within: null,
    }, { subject: 'user_1', within: null }])
    for (
      const nobody of [
        keySubjectOf('mrch_1', {}),
        keySubjectOf('hold_1', { personId: 4 }),
        keySubjectOf('mrch_1', { personId: 'staf_1', dossierId: 'mrch_2' }),
      ]
    ) expect(nobody).toBeNull()
  })
})

describe('what is a person’s', () => {
  it('lies under his own key: his piece, what is said of him; the company’s under the merchant’s', async () => {
    const one = await open()
    const [his, its] = [await identityOf(one), await sendPiece(house, one)]
    await say(one, 'sa rue a changé')
    const [merchantKey, own] = [(await findMerchantKey(house.db, one.merchantId))!, (await findLivingKey(house.db, one.personId))!]
    expect([(await pieceRow(house, his)).key_id, (await pieceRow(house, its)).key_id]).toEqual([own.id, null])
    await expect(getFile(his, merchantKey)).rejects.toThrow()
    expect([(await getFile(his, own.key)).length, (await getFile(its, merchantKey)).length].every((size) => size > 100)).toBe(true)
    expect([sha256((await bytesOf(his))!), (await bytesOf(its))!.length]).toEqual([
      (await pieceRow(house, his)).sha256,
      (await pieceRow(house, its)).byte_count,
    ])
    for (const [id, word] of [[his, 'LENOIR JEANNE'], [its, 'BOULANGERIE']] as const)
      await unit(house.ctx(), (tx) =>
        savePage(tx.db, {
          ...page,
          document_id: id,
          text: word,
          words: JSON.stringify([{ text: word, box: [0, 0, 1, 1], confidence: 90 }]),
        }))
    const raw = await house
      .db
      .selectFrom('document_pages')
      .selectAll()
      .where('document_id', 'in', [his, its])
      .orderBy('document_id')
      .execute()
    expect(raw.map(({ text, words, key_id: keyId }) => [text, JSON.stringify(words).length > 2, keyId])).toEqual([['', false, own.id], [
      'BOULANGERIE',
      true,
      null,
    ]])
    expect([await findPage(house.db, his, 1), (await listPageTexts(house.db, its))[0]]).toMatchObject([{
      text: 'LENOIR JEANNE',
      words: [{ text: 'LENOIR JEANNE' }],
      codes: [],
    }, { text: 'BOULANGERIE' }])
    expect(await wordsOf(one.dossierId)).toEqual(['sa rue a changé'])
    const { personal } = await house
      .db
      .selectFrom('audit_events')
      .select('personal')
      .where('subject_id', '=', one.dossierId)
      .where('key_id', '=', own.id)
      .executeTakeFirstOrThrow()
    expect(() => unseal(merchantKey, personal!, personalLabel)).toThrow()
    expect(
      await house
        .db
        .selectFrom('person_keys')
        .select(['subject_id', 'within_id'])
        .where('merchant_id', '=', one.merchantId)
        .orderBy('subject_id')
        .execute(),
    )
      .toEqual(
        [one.personId, one.dossierId].map((subject_id) => ({ subject_id, within_id: one.dossierId })).toSorted((a, b) => (a
            .subject_id < b
            .subject_id
          ? -1
          : 1)
        ),
      )
  })

  it('has one key, however many write their first words of him at once; two of a file have two', async () => {
    const one = await open()
    await Promise.all(['a', 'b', 'c', 'd'].map((word) => say(one, word)))
    expect([(await keysWithin(one.dossierId)).length, (await wordsOf(one.dossierId)).toSorted()]).toEqual([1, ['a', 'b', 'c', 'd']])
    await say(one, 'e', { personId: newId('pers', house.now()) })
    expect(await keysWithin(one.dossierId)).toHaveLength(2)
  })

  it('a payer’s and an account’s key comes with the row itself, and goes back with it', async () => {
    const one = await open()
    const world = { merchantId: one.merchantId, mode: 'live' as const }
    const [payer, mandate] = await unit(house.ctx(), async (tx) => [
      await knowPayer(tx, world, { name: 'Ida Neuve', email: 'ida@payer.example' }),
      await knowMandate(tx, world, { iban: 'FR1420041010050500013M02606', name: 'Ida Neuve' }),
    ])
    const key = (await findLivingKey(house.db, mandate!.id))!
    const row = (await findMandates(house.db, [mandate!.id])).get(mandate!.id)!
    expect([row.key_id, await readIban(house.db, row), (await findLivingKey(house.db, payer!.id))?.key.length]).toEqual([
      key.id,
      'FR1420041010050500013M02606',
      32,
    ])
    await expect(unit(house.ctx(), async (tx) => {
      await knowPayer(tx, world, { name: 'Jamais Vue', email: 'jamais@payer.example' })
      throw new Error('no')
    }))
      .rejects
      .toThrow('no')
    expect(await house.db.selectFrom('person_keys').select('id').where('merchant_id', '=', one.merchantId).execute()).toHaveLength(2)
    expect(await findKeysOf(house.db, [{ keyId: 'pkey_none', merchantId: one.merchantId }])).toEqual(new Map())
  })
})

/** Both sign what waits, and it runs. */
const purge = async (): Promise<void> => {
  for (let turn = 0; turn < 2; turn++) {
    const { touched } = await purgeExpired(house.ctx(system('purge-expired')))
    expect(touched.filter(({ outcome }) => outcome === 'failed')).toEqual([])
    for (const { subject } of touched.filter(({ detail }) => detail === 'waits_for_signatures'))
      for (const who of [officer!, second!])
        await signPurge(house.ctx(who), subject, { seen: (await findPurge(house.db, subject))!.list_hash!.toString('hex') })
  }
}
const refuse = (one: Dossier, at = '2025-06-01T10:00:00Z') =>
  unit(house.ctx(), async (tx) => {
    await sql`update dossiers set state = 'rejected', decided_at = ${at} where id = ${one.dossierId}`.execute(tx.db)
    await sql`update merchants set state = 'rejected' where id = ${one.merchantId}`.execute(tx.db)
    await record(tx, 'dossier.rejected', { subject: one.dossierId, merchantId: one.merchantId, personal: { reason: 'ne répond pas' } })
  })

describe('erasing', () => {
  let [one, other]: Dossier[] = []
  let kept: { file: Buffer; document: object; keys: { id: string; wrapped_key: Buffer | null }[]; piece: string }

  it('destroys the keys with the tombstones: words and copies of files are noise, others’ are not, and the history is whole', async () => {
    ;[one, other] = [await open(), await open()]
    const piece = await identityOf(one!)
    await say(one!, 'née à Lyon')
    await say(other!, 'reste')
    await refuse(one!)
    kept = { piece, file: await readFile(pathOf(piece)), document: await pieceRow(house, piece), keys: await keysWithin(one!.dossierId) }
    expect(kept.keys).toHaveLength(2)
    await purge()
    expect((await keysWithin(one!.dossierId)).map(({ wrapped_key, destroyed_at }) => [wrapped_key, destroyed_at])).toEqual([[
      null,
      house.now(),
    ], [null, house.now()]])
    expect([new Set(await wordsOf(one!.dossierId)), await wordsOf(other!.dossierId)]).toEqual([new Set(['gone']), ['reste']])
    for (const { id } of kept.keys)
      expect(await house.db.selectFrom('tombstones').select('hash').where('hash', '=', sha256(id)).execute()).toHaveLength(1)
    expect(
      await house
        .db
        .selectFrom('purges')
        .select(['state', sql`absence->'remaining'`.as('remaining')])
        .where('category', '=', 'rejected_dossier')
        .execute(),
    )
      .toEqual([{ state: 'done', remaining: 0 }])
    expect(await verified()).toEqual([])
  })

  it('a backup that lacks the keys of today brings nothing back: the file and the row open under no key', async () => {
    await writeFile(pathOf(kept.piece), kept.file)
    await run(
      sql`insert into documents select * from json_populate_record(null::documents, ${JSON.stringify({ ...kept.document, person_id: null, sha256: `\\x${(kept.document as { sha256: Buffer }).sha256.toString('hex')}` })}::json)`,
    )
    expect(await bytesOf(kept.piece)).toBeNull()
    await expect(getFile(kept.piece, (await findMerchantKey(house.db, one!.merchantId))!)).rejects.toThrow()
    await run(sql`delete from documents where id = ${kept.piece}`)
  })

  it('keys that a backup did bring back are destroyed again, by what lies outside the database; once', async () => {
    const path = join(files, 'tombstones.csv')
    let text = ''
    for await (const line of sealedTombstoneLines(house.db)) text += line
    await writeFile(path, text)
    for (const table of ['tombstones', 'person_keys']) await run(sql`alter table ${sql.table(table)} disable trigger user`)
    await run(sql`delete from tombstones`)
    for (const { id, wrapped_key } of kept.keys)
      await run(sql`update person_keys set wrapped_key = ${wrapped_key}, destroyed_at = null where id = ${id}`)
    for (const table of ['tombstones', 'person_keys']) await run(sql`alter table ${sql.table(table)} enable trigger user`)
    expect(await wordsOf(one!.dossierId)).toContain('née à Lyon')
    await readTombstones(house.ctx(), path)
    expect(await resweep(house.ctx(system('resweep')))).toEqual([{ category: 'person_key', erased: 2, refused: 0 }])
    expect([new Set(await wordsOf(one!.dossierId)), await resweep(house.ctx(system('resweep')))]).toEqual([new Set(['gone']), []])
  })

  it('a key that was destroyed stays so; whoever comes back has another, and what is gone stays gone', async () => {
    const [{ id } = { id: '' }] = await keysWithin(one!.dossierId)
    for (
      const wrong of [
        sql`update person_keys set wrapped_key = '\\x00', destroyed_at = null where id = ${id}`,
        sql`delete from person_keys where id = ${id}`,
      ]
    ) await expect(run(wrong)).rejects.toThrow('stays destroyed')
    await say(one!, 'de retour')
    expect((await wordsOf(one!.dossierId)).toSorted()).toEqual(expect.arrayContaining(['de retour', 'gone']))
    expect((await keysWithin(one!.dossierId)).filter(({ destroyed_at: gone }) => gone === null)).toHaveLength(1)
  })

  it('the merchant’s key wraps them all: without it none opens', async () => {
    const third = await open()
    await say(third, 'sous deux clés')
    const { id } = (await findLivingKey(house.db, third.personId))!
    await run(sql`update merchant_keys set wrapped_key = null, destroyed_at = ${house.now()} where merchant_id = ${third.merchantId}`)
    expect((await findKeysOf(house.db, [{ keyId: id, merchantId: third.merchantId }])).get(id)).toBeNull()
    expect(await wordsOf(third.dossierId)).toEqual(['gone'])
  })
})

describe('an erasure that was asked for', () => {
  it('destroys the payer’s key, and has its certificate, signed; nobody else’s', async () => {
    const one = await open()
    const { id: payer } = await unit(
      house.ctx(),
      (tx) => knowPayer(tx, { merchantId: one.merchantId, mode: 'live' }, { name: 'Iris Jamais', email: 'iris@exemple.test' }),
    )
    const request = (await takeIn(house.ctx(agent), {
      kind: 'erasure',
      requester: 'payer',
      channel: 'letter',
      name: 'Iris Jamais',
      email: 'iris@exemple.test',
      postalAddress: '',
      birthDate: null,
      said: 'Effacez.',
      identityGiven: 'x',
      receivedOn: '2026-03-02',
      lang: 'fr',
    }))!
    await takeRequest(house.ctx(agent), request)
    await linkSubject(house.ctx(agent), request, payer)
    const seen = digestOf(await planErasure(house.db, [payer], house.now()))
    const [client, path] = [await house.clientOf(agent!), `/console/rights/${request}`]
    expect((await client.get(`${path}/erasure/certificate`)).status).toBe(404)
    await proposeErasure(house.ctx(agent), request, { seen })
    await executeErasure(house.ctx(officer), request, { seen, proposal: await proposalOf(house, 'erasure') })
    expect([await findLivingKey(house.db, payer), await wordsOf(payer)]).toEqual([null, ['gone']])
    const { id: keyId } = await house.db.selectFrom('person_keys').select('id').where('subject_id', '=', payer).executeTakeFirstOrThrow()
    expect(await house.db.selectFrom('erasure_tombstones').select('category').where('hash', 'in', [sha256(keyId), sha256(payer)]).execute())
      .toEqual([{ category: 'payment' }, { category: 'payment' }])
    const row = await house.db.selectFrom('erasure_certificates').selectAll().executeTakeFirstOrThrow()
    const [page, pdf] = [(await client.get(path)).text, await client.get(`${path}/erasure/certificate`)]
    expect([
      page.includes(`${path}/erasure/certificate`),
      page.includes(`${path}/erasure/signature`),
      pdf.status,
      (await client.get(`${path}/erasure/signature`)).status,
    ])
      .toEqual([true, true, 200, 200])
    const bytes = await getFile(row.storage_key, (await import('#src/erasure/issueErasureCertificate.ts')).certificateFileKey(), row.sha256)
    expect([isSignedBy(row.public_key, bytes, row.signature), bytes.subarray(0, 5).toString()]).toEqual([true, '%PDF-'])
    await writeFile('/tmp/keys/certificate.pdf', bytes).catch(() => {})
    await expect(run(sql`delete from erasure_certificates`)).rejects.toThrow('written once')
    // a backup that brings payer and key back: both go again
    await run(sql`update payers set name = 'Iris Jamais' where id = ${payer}`)
    expect(await resweep(house.ctx(system('resweep')))).toEqual([{ category: 'payer', erased: 1, refused: 0 }])
  })
})

/** As it was before there were such keys. */
const before = async (one: Dossier, word: string): Promise<number> => {
  const plain = Buffer.from(JSON.stringify({ salt: 'x', values: { reason: word } }))
  const sealed = seal((await findMerchantKey(house.db, one.merchantId))!, plain, personalLabel)
  const data = { personId: one.personId }
  const mark = markOf({
    at: exactText(house.now()),
    event: 'dossier.person_changed',
    subjectId: one.dossierId,
    merchantId: one.merchantId,
    actorKind: 'system',
    actorId: 'test',
    requestId: 'x',
    data,
    personalDigest: sha256(plain),
  })
  const { rows } = await sql<{ id: number }>`with written as (insert into audit_events (at, event, subject_id, merchant_id, actor_kind, actor_id, request_id, data, personal, personal_digest)
    values (${house.now()}, 'dossier.person_changed', ${one.dossierId}, ${one.merchantId}, 'system', 'test', 'x', ${JSON.stringify(data)}, ${sealed}, ${sha256(plain)}) returning id), waiting as (insert into audit_unsealed (event_id, mark) select id, ${mark} from written) select id from written`
    .execute(house.db)
  return rows[0]!.id
}
const reseal = (dryRun = false) => resealUnderOwnKeys(house.ctx(system('reseal-under-own-keys'), { dryRun }))

describe('what was sealed before', () => {
  it('is read before, in between and after; killed in the middle it goes on; done twice it does nothing; who is gone is gone', async () => {
    const [one, gone] = [await open(), await open()]
    const pieces = [await identityOf(one), await identityOf(one)]
    const merchantKey = (await findMerchantKey(house.db, one.merchantId))!
    for (const id of pieces) {
      await putFile(id, merchantKey, (await bytesOf(id))!)
      await run(sql`update documents set key_id = null where id = ${id}`)
      await unit(house.ctx(), (tx) => savePage(tx.db, { ...page, document_id: id, text: 'LENOIR', words: '[]' }))
    }
    const first = await before(one, 'mots d’avant')
    const last = await before(gone, 'mots d’un absent')
    await run(sql`update dossiers set is_erased = true where id = ${gone.dossierId}`)
    await run(sql`update resealing set reached = ${first - 1}, upto = ${last}`)
    expect([await verified(), await wordsOf(gone.dossierId)]).toEqual([[], ['mots d’un absent']])
    // a trial moves nothing
    expect(await reseal(true)).toMatchObject({ failed: 0 })
    expect((await pieceRow(house, pieces[0]!)).key_id).toBeNull()
    expect(await getFile(pieces[0]!, merchantKey)).toBeDefined()
    // the program dies between the file and its row: the row is behind, and the piece is read all the same
    await unit(house.ctx(), (tx) => personKeyFor(tx, { subject: one.personId, within: one.dossierId, merchantId: one.merchantId }))
    await expect(unit(house.ctx(), async (tx) => {
      await resealPiece(tx, { id: pieces[0]!, person_id: one.personId, dossier_id: one.dossierId, merchant_id: one.merchantId })
      throw new Error('killed')
    }))
      .rejects
      .toThrow('killed')
    await expect(getFile(pieces[0]!, merchantKey)).rejects.toThrow()
    expect([(await pieceRow(house, pieces[0]!)).key_id, sha256((await bytesOf(pieces[0]!))!)]).toEqual([
      null,
      (await pieceRow(house, pieces[0]!)).sha256,
    ])
    const reports = await Promise.all([reseal(), reseal()])
    expect([reports.reduce((sum, { failed }) => sum + failed, 0), reports.reduce((sum, { done }) => sum + done, 0)]).toEqual([0, 4])
    for (const id of pieces) {
      expect((await pieceRow(house, id)).key_id).toBe((await findLivingKey(house.db, one.personId))!.id)
      await expect(getFile(id, merchantKey)).rejects.toThrow()
      expect(sha256((await bytesOf(id))!)).toEqual((await pieceRow(house, id)).sha256)
      expect([
        (await house.db.selectFrom('document_pages').select('text').where('document_id', '=', id).executeTakeFirstOrThrow()).text,
        (await findPage(house.db, id, 1))?.text,
      ])
        .toEqual(['', 'LENOIR'])
    }
    expect([await wordsOf(one.dossierId), await wordsOf(gone.dossierId), await verified(), await reseal()]).toEqual([
      ['mots d’avant'],
      ['gone'],
      [],
      { done: 0, skipped: 0, failed: 0, touched: [] },
    ])
  })

  it('once, and only its wrapping: the database refuses anything else, and other words under a key are found out', async () => {
    const one = await open()
    const id = await before(one, 'vrai')
    const own = await unit(
      house.ctx(),
      (tx) => personKeyFor(tx, { subject: one.personId, within: one.dossierId, merchantId: one.merchantId }),
    )
    for (
      const wrong of [
        sql`update audit_events set data = '{}', key_id = ${own.id}, personal = '\\x00' where id = ${id}`,
        sql`update audit_events set personal = '\\x00' where id = ${id}`,
        sql`update audit_events set key_id = ${own.id}, personal = null, personal_digest = null where id = ${id}`,
      ]
    )
      await expect(run(wrong)).rejects.toThrow('written once')
    await run(
      sql`update audit_events set key_id = ${own.id}, personal = ${seal(own.key, Buffer.from('{"values":{"reason":"faux"}}'), personalLabel)} where id = ${id}`,
    )
    await expect(run(sql`update audit_events set key_id = ${own.id}, personal = '\\x00' where id = ${id}`)).rejects.toThrow('written once')
    const other = await before(one, 'encore')
    await run(sql`update audit_events set key_id = 'pkey_none', personal = '\\x00' where id = ${other}`)
    expect((await verified()).map((found) => [found.code, 'event' in found ? found.event : null])).toEqual([['personal_changed', id], [
      'personal_changed',
      other,
    ]])
  })
})
