import { unzipSync } from 'fflate'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyAuditTrail } from '#src/audit/verifyAuditTrail.ts'
import { sealAuditTrail } from '#src/audit/sealAuditTrail.ts'
import { verifyClosedRegister } from '#src/audit/verifyClosedRegister.ts'
import { readHead } from '#src/chainHeads/chainHead.ts'
import { listHeads } from '#src/chainHeads/chainHeads.sql.ts'
import { checkKeptHead } from '#src/chainHeads/checkKeptHead.ts'
import { exportChainHead } from '#src/chainHeads/exportChainHead.ts'
import { isGoingOnFromNewest, isRegisterGoingOn, sealRegisterEnd } from '#src/chainHeads/registerEnd.ts'
import { signHead } from '#src/chainHeads/signHead.ts'
import { up } from '#migrations/2026-12-27-0900_the_register_has_an_end.ts'
import { tampered } from '#test/audit/events.ts'
import { confirmSeat, endSeat, proposeSeat } from '#src/circle/nameSeat.ts'
import { differencesOf, lackingOf, type Content } from '#src/declarations/content.ts'
import { clockOf, declarationLifecycle, declarationStates, type DeclarationAction } from '#src/declarations/declaration.ts'
import { findDeclaration, listCriteria } from '#src/declarations/declarations.sql.ts'
import { draftAmendment, draftDeclaration, type Draft } from '#src/declarations/draftDeclaration.ts'
import { abandonDeclaration, acknowledgeDeclaration, approveDeclaration, closeDeclaration, fileDeclaration,
  sendBack } from '#src/declarations/moveDeclaration.ts'
import { openContent } from '#src/declarations/sealed.ts'
import { suspendOperations } from '#src/declarations/suspendOperations.ts'
import { writeDeclaration } from '#src/declarations/writeDeclaration.ts'
import { confirmHold } from '#src/holds/decideHold.ts'
import type { Actor, StaffActor } from '#src/kernel/actor.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { newId } from '#src/kernel/ids.ts'
import { openSteps } from '#src/kernel/lifecycle.ts'
import { seats } from '#src/kernel/permissions.ts'
import { endsOf, isOver, lastDayOf } from '#src/oppositions/opposition.ts'
import { extendOpposition, noteOpposition } from '#src/oppositions/noteOpposition.ts'
import { addPieces, removePiece, takeDocument } from '#src/packs/addPieces.ts'
import { openPiece } from '#src/packs/openPiece.ts'
import { openPdf } from '#src/platform/pdf.ts'
import { payable, receive } from '#test/payouts/ground.ts'
import type { ApiMerchant } from '#test/support/api.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'
import { newPdf, submitted } from '#test/support/merchant.ts'

let house: House
let shop: ApiMerchant
let declarant: StaffActor
let correspondent: StaffActor
let examiner: StaffActor
let controller: StaffActor
let outsider: StaffActor
let client: Client
/** A merchant whose file waits: he never traded. */
let waiting: string

beforeAll(async () => {
  house = await openHouse({ at: '2026-05-04T08:00:00Z' })
  ;[declarant, correspondent] = [
    await house.staff('officer', 'Irène Vasseur'),
    await house.staff('officer', 'Paul Gérard', 'correspondent'),
  ]
  ;[examiner, controller, outsider] = [
    await house.staff('analyst', 'Léa Morin', 'examiner'),
    await house.staff('auditor', 'Yann Le Goff', 'controller'),
    await house.staff('officer', 'Sans fauteuil', null),
  ]
  shop = await payable(house)
  await receive(house, shop.merchantId, 95_000)
  ;({ merchantId: waiting } = await submitted(house))
  client = await house.clientOf(declarant)
})
afterAll(async () => {
  expect(await verifyClosedRegister(house.db)).toEqual({ ok: true, fault: null })
  expect((await verifyAuditTrail(house.db)).fault ?? null).toBeNull()
  await house.close()
})

const draft = async (said: Partial<Draft> = {}, by: Actor = examiner): Promise<string> =>
  (await draftDeclaration(house.ctx(by), {
    merchantId: shop.merchantId,
    suspectedAt: house.now(),
    offence: 'Blanchiment d’escroqueries',
    from: '2026-01-01',
    to: '2026-05-04',
    caseId: '',
    declarant: 'Vigie',
    isUrgent: false,
    ...said,
  }))!
const rowOf = async (id: string) => (await findDeclaration(house.db, id))!
const versionOf = async (id: string) => (await rowOf(id)).version
const written = {
  offence: 'Blanchiment d’escroqueries',
  isSerious: true,
  isTaxFraud: false,
  criteria: [] as string[],
  isAttempt: false,
  stance: 'none' as const,
  executedWhy: '',
  declarant: 'Vigie, déclarante',
  context: 'Volume triplé en une semaine.',
  analysis: 'Cartes en série, un seul appareil.',
}
const write = async (id: string, said: Partial<typeof written> = {}, by: Actor = examiner) =>
  writeDeclaration(house.ctx(by), id, { words: { ...written, ...said }, isUrgent: false, seenVersion: await versionOf(id) })
const approved = async (): Promise<string> => {
  const id = await draft()
  await write(id)
  await approveDeclaration(house.ctx(correspondent), id, { seenVersion: await versionOf(id) })
  return id
}
let number = 0
const filed = async (): Promise<string> => {
  const id = await approved()
  await fileDeclaration(house.ctx(declarant), id, { reference: `ERMES-2026-${++number}`, filedAt: house.now() })
  return id
}
const registerOf = async (id: string) =>
  (await sql<{ event: string; actor: string }>`select event, actor_id as actor from closed_events where subject_id = ${id} order by number`
    .execute(house.db))
    .rows

describe('the table of its life', () => {
  const actions: DeclarationAction[] = ['approve', 'send_back', 'file', 'acknowledge', 'complete', 'close', 'abandon']
  const grid: Record<string, string> = {
    draft: 'approve abandon',
    approved: 'file send_back abandon',
    filed: 'acknowledge complete close',
    acknowledged: 'complete close',
    amended: 'acknowledge complete close',
    closed: 'complete',
    abandoned: '',
  }
  const as = (...roles: StaffActor['roles']): StaffActor => ({ kind: 'staff', id: 'staf_x', name: '', roles })

  it.each(declarationStates)('%s', (state) => {
    expect(actions.filter((action) => declarationLifecycle[state][action])).toEqual(
      actions.filter((action) => grid[state]!.split(' ').includes(action)),
    )
    for (const role of ['analyst', 'agent', 'officer', 'auditor', 'administrator'] as const)
      expect(openSteps(declarationLifecycle, state, as(role))).toEqual([])
    expect(openSteps(declarationLifecycle, state, as('controller'))).toEqual([])
  })

  it('is a declarant’s to file, and nobody else’s', () =>
    expect(seats.filter((seat) => openSteps(declarationLifecycle, 'approved', as(seat)).includes('file'))).toEqual(['declarant']))
})

describe('what is due without delay', () => {
  const at = (text: string) => new Date(text)
  it.each([
    ['an hour later', '2026-05-04T09:00:00Z', 1, false, false],
    ['at the end of the day, Paris time', '2026-05-04T21:59:59Z', 13, false, false],
    ['midnight', '2026-05-04T22:00:00Z', 14, true, false],
    ['a day after', '2026-05-05T08:00:00Z', 24, true, true],
  ])(
    '%s',
    (_name, now, hours, isLate, isFlagged) =>
      expect(
        clockOf(
          { state: 'draft', suspected_at: at('2026-05-04T08:00:00Z'), drafted_at: at('2026-05-04T08:00:00Z'), filed_at: null },
          at(now),
        ),
      )
        .toMatchObject({ hours, isLate, isFlagged, isRunning: true }),
  )
  it('stands still once it is filed', () =>
    expect(clockOf({
      state: 'filed',
      suspected_at: at('2026-05-04T08:00:00Z'),
      drafted_at: at('2026-05-04T08:00:00Z'),
      filed_at: at('2026-05-04T10:30:00Z'),
    }, at('2026-06-01T08:00:00Z')))
      .toMatchObject({ hours: 2, isLate: false, isFlagged: false, isRunning: false }))
})

describe('ten working days (CAL-07)', () => {
  it.each([['2026-05-04', '2026-05-18', '2026-05-20'], ['2026-12-18', '2026-12-31', '2027-01-05']])(
    'notified on %s',
    (on, sooner, later) => {
      const ends = { ...endsOf(on), extended_to: null }
      expect(ends).toMatchObject({ sooner_on: sooner, later_on: later })
      expect([lastDayOf(ends), isOver(ends, later), isOver(ends, '2027-02-01'), lastDayOf({ ...ends, extended_to: '2027-03-01' })]).toEqual(
        [later, false, true, '2027-03-01'],
      )
    },
  )
})

describe('what an approval needs', () => {
  const content: Content = {
    ...written,
    taken: {
      at: '',
      from: '',
      to: '',
      caseId: '',
      isCut: false,
      persons: [{ key: 'a', kind: 'legal', name: 'A', role: '', born: '', nationality: '', address: '', identifier: '' }],
      operations: [],
    },
    said: [],
    isAttempt: true,
  }
  it.each([
    ['all is there', {}, []],
    ['no ground', { isSerious: false }, ['is_serious']],
    ['tax fraud without a criterion (AML-02)', { isTaxFraud: true }, ['criteria']],
    ['with a criterion that is no longer in force', { isTaxFraud: true, criteria: ['gone'] }, ['criteria']],
    ['with one', { isTaxFraud: true, isSerious: false, criteria: ['sudden_rise'] }, []],
    ['no operation and no attempt', { isAttempt: false }, ['operations']],
    ['executed, and not why (AML-06)', { stance: 'executed' as const }, ['executed_why']],
    ['no analysis', { analysis: ' ' }, ['analysis']],
  ])('%s', (_name, said, lacking) => expect(Object.keys(lackingOf({ ...content, ...said }, ['sudden_rise'])).sort()).toEqual(lacking))

  it('knows the sixteen criteria of the decree, from its day on', async () => {
    expect((await listCriteria(house.db, '2026-05-04')).map(({ code }) => code)).toHaveLength(16)
    expect(await listCriteria(house.db, '2009-07-17')).toEqual([])
  })
})

describe('from the suspicion to the receipt', () => {
  it('takes persons and operations from the file, is written by one and approved by another, filed, acknowledged, closed', async () => {
    const id = await draft()
    const content = openContent(await rowOf(id))
    expect(content.taken.persons.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['legal', 'natural', 'account']))
    expect(content.taken.operations).toEqual([expect.objectContaining({ kind: 'payment', amountCents: 95_000, currency: 'eur' })])
    await expect(approveDeclaration(house.ctx(correspondent), id, { seenVersion: 1 })).rejects.toMatchObject({
      status: 422,
      fields: { analysis: 'web:field.missing', context: 'web:field.missing', is_serious: 'declarations:lacking.ground' },
    })
    await write(id)
    await write(id, {}, declarant)
    for (const writer of [declarant])
      await expect(approveDeclaration(house.ctx(writer), id, { seenVersion: 3 })).rejects.toMatchObject({ status: 403, code: 'four_eyes' })
    await expect(approveDeclaration(house.ctx(correspondent), id, { seenVersion: 2 })).rejects.toMatchObject({
      status: 409,
      code: 'declaration_changed',
    })
    await approveDeclaration(house.ctx(correspondent), id, { seenVersion: 3 })
    await expect(write(id)).rejects.toMatchObject({ status: 409 })
    await expect(fileDeclaration(house.ctx(correspondent), id, { reference: 'X', filedAt: house.now() })).rejects.toMatchObject({
      status: 403,
    })
    await expect(fileDeclaration(house.ctx(declarant), id, { reference: 'X', filedAt: new Date('2026-05-04T07:59:00Z') }))
      .rejects
      .toMatchObject({ fields: { filed_on: 'declarations:field.bad_filed' } })
    house.forward(3_600_000)
    await fileDeclaration(house.ctx(declarant), id, { reference: 'ERMES-A', filedAt: house.now() })
    await expect(fileDeclaration(house.ctx(declarant), id, { reference: 'ERMES-A', filedAt: house.now() })).rejects.toMatchObject({
      status: 409,
    })
    await acknowledgeDeclaration(house.ctx(correspondent), id, { receipt: 'AR-1', at: house.now() })
    await closeDeclaration(house.ctx(correspondent), id, { reason: 'Aucune suite attendue.' })
    expect(await rowOf(id)).toMatchObject({
      state: 'closed',
      reference: 'ERMES-A',
      receipt: 'AR-1',
      approved_by: correspondent.id,
      filed_by: declarant.id,
      written_by: [examiner.id, declarant.id],
    })
    expect(openContent(await rowOf(id)).said).toMatchObject([{
      event: 'declaration.closed',
      words: 'Aucune suite attendue.',
      by: correspondent.id,
    }])
    expect((await registerOf(id)).map(({ event }) => event.split('.')[1])).toEqual([
      'drafted',
      'written',
      'written',
      'approved',
      'filed',
      'acknowledged',
      'closed',
    ])
  })

  it('the database itself lets no writer approve, and no number serve twice', async () => {
    const id = await draft()
    await expect(
      sql`update closed_declarations set state = 'approved', approved_by = ${examiner.id}, approved_at = now() where id = ${id}`.execute(
        house.db,
      ),
    )
      .rejects
      .toThrow(/two_people/)
    const [one, other] = [await filed(), await approved()]
    await expect(fileDeclaration(house.ctx(declarant), other, { reference: (await rowOf(one)).reference!, filedAt: house.now() }))
      .rejects
      .toMatchObject({ status: 409, code: 'reference_taken' })
    await expect(sql`update closed_events set event = 'x.y'`.execute(house.db)).rejects.toThrow(/written once/)
  })

  it('two who file at once file once; a form sent twice drafts once', async () => {
    const id = await approved()
    const done = await Promise.allSettled(
      ['R-1', 'R-2'].map((reference) => fileDeclaration(house.ctx(declarant), id, { reference, filedAt: house.now() })),
    )
    expect(done.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const twice = await Promise.all([1, 2].map(() =>
      draftDeclaration(house.ctx(examiner), {
        merchantId: shop.merchantId,
        suspectedAt: house.now(),
        offence: 'x',
        from: '2026-05-01',
        to: '2026-05-04',
        caseId: '',
        declarant: '',
        isUrgent: false,
        ticket: 'one-ticket',
      })
    ))
    expect(twice.filter(Boolean)).toHaveLength(1)
  })

  it('goes back to its writers, or is abandoned with its reasoning', async () => {
    const id = await approved()
    await expect(sendBack(house.ctx(correspondent), id, { reason: ' ' })).rejects.toMatchObject({ status: 422 })
    await sendBack(house.ctx(correspondent), id, { reason: 'Citez les cartes.' })
    expect(await rowOf(id)).toMatchObject({ state: 'draft', approved_by: null })
    await abandonDeclaration(house.ctx(examiner), id, { reason: 'L’activité s’explique par une foire.' })
    expect(await rowOf(id)).toMatchObject({ state: 'abandoned' })
    await expect(write(id)).rejects.toMatchObject({ status: 409 })
  })

  it('an attempt is declared of a file that was never served (AML-03)', async () => {
    const id = await draft({ merchantId: waiting })
    expect(openContent(await rowOf(id))).toMatchObject({ isAttempt: true, taken: { operations: [] } })
  })

  it('refuses what is no draft of anything', async () => {
    const wrong: [Partial<Draft>, string][] = [
      [{ merchantId: newId('mrch', house.now()) }, 'merchant_id'],
      [{ suspectedAt: new Date('2026-06-01T00:00:00Z') }, 'suspected_on'],
      [{ suspectedAt: null }, 'suspected_on'],
      [{ from: '2026-05-05', to: '2026-05-04' }, 'from_on'],
      [{ from: 'x' }, 'from_on'],
      [{ caseId: newId('frdc', house.now()) }, 'case_id'],
      [{ offence: ' ' }, 'offence'],
    ]
    for (const [said, field] of wrong)
      await expect(draft(said)).rejects.toMatchObject({ status: 422, fields: { [field]: expect.any(String) } })
  })
})

describe('what is learnt later (AML-04)', () => {
  it('is a declaration of its own, written, approved and filed; the first says that it was completed, and is reopened where it was closed', async () => {
    const first = await filed()
    await closeDeclaration(house.ctx(declarant), first, { reason: 'Rien de plus.' })
    await receive(house, shop.merchantId, 12_300)
    const later = (await draftAmendment(house.ctx(examiner), first, { learntAt: house.now() }))!
    expect(openContent(await rowOf(later))).toMatchObject({ context: written.context, analysis: '' })
    expect(openContent(await rowOf(later)).taken.operations.length).toBe(openContent(await rowOf(first)).taken.operations.length + 1)
    await write(later, { analysis: 'Une nouvelle série.' })
    await approveDeclaration(house.ctx(correspondent), later, { seenVersion: await versionOf(later) })
    expect(await rowOf(first)).toMatchObject({ state: 'closed' })
    await fileDeclaration(house.ctx(declarant), later, { reference: 'ERMES-B', filedAt: house.now() })
    expect([await rowOf(first), await rowOf(later)]).toMatchObject([{ state: 'amended', ended_at: null }, {
      state: 'filed',
      amends_id: first,
    }])
    await expect(draftAmendment(house.ctx(examiner), later, { learntAt: house.now() })).rejects.toMatchObject({ status: 409 })
    await acknowledgeDeclaration(house.ctx(declarant), first, { receipt: 'AR-9', at: house.now() })
    expect(await rowOf(first)).toMatchObject({ state: 'amended', receipt: 'AR-9' })
    await expect(draftAmendment(house.ctx(examiner), await draft(), { learntAt: house.now() })).rejects.toMatchObject({ status: 409 })
  })

  it('is told apart line by line', () => {
    const line = {
      key: 'p1',
      kind: 'natural' as const,
      name: 'Anne Lenoir',
      role: 'gerant',
      born: '',
      nationality: 'FR',
      address: 'Quimper',
      identifier: '',
    }
    const taken = (persons: typeof line[]) => ({ at: '', from: '', to: '', caseId: '', isCut: false, persons, operations: [] })
    expect(differencesOf(taken([line]), taken([{ ...line, address: 'Brest' }, { ...line, key: 'p2', name: 'Luc' }]))).toEqual([
      { table: 'persons', name: 'Anne Lenoir', kind: 'changed', fields: [{ field: 'address', before: 'Quimper', after: 'Brest' }] },
      { table: 'persons', name: 'Luc', kind: 'added', fields: [] },
    ])
    expect(differencesOf(taken([line]), taken([]))).toMatchObject([{ kind: 'removed', name: 'Anne Lenoir' }])
  })
})

describe('the money meanwhile', () => {
  it('is kept by abstention, then by opposition, each by two; only the court’s paper extends', async () => {
    const id = await draft()
    await expect(suspendOperations(house.ctx(examiner), id, { grounds: 'x' })).rejects.toMatchObject({ status: 403 })
    const holdId = await suspendOperations(house.ctx(declarant), id, { grounds: 'Soupçon formé ce matin.' })
    await expect(suspendOperations(house.ctx(declarant), id, { grounds: 'x' })).rejects.toMatchObject({ status: 409 })
    await confirmHold(house.ctx(correspondent), holdId)
    await expect(noteOpposition(house.ctx(declarant), id, { notifiedOn: parisDay(house.now()), reference: 'N-1', grounds: 'x' }))
      .rejects
      .toMatchObject({ status: 409 })
    const one = await filed()
    await expect(noteOpposition(house.ctx(declarant), one, { notifiedOn: '2026-05-01', reference: 'N-1', grounds: 'x' }))
      .rejects
      .toMatchObject({ fields: { notified_on: expect.any(String) } })
    const oppositionId = await noteOpposition(house.ctx(declarant), one, {
      notifiedOn: '2026-05-04',
      reference: 'N-1',
      grounds: 'Notifiée ce jour.',
    })
    const extend = (extendedTo: string, files: { fileName: string; bytes: Buffer }[]) =>
      extendOpposition(house.ctx(declarant), one, { oppositionId, extendedTo, files })
    await expect(extend('2026-06-30', [])).rejects.toMatchObject({ fields: { file: 'declarations:field.no_order' } })
    await expect(extend('2026-06-30', [{ fileName: 'ordonnance.pdf', bytes: Buffer.from('not a pdf') }])).rejects.toMatchObject({
      status: 422,
    })
    const order = { fileName: 'ordonnance.pdf', bytes: await newPdf('Ordonnance') }
    await expect(extend('2026-05-20', [order])).rejects.toMatchObject({ fields: { extended_to: expect.any(String) } })
    await extend('2026-06-30', [order])
    await expect(extend('2026-07-30', [order])).rejects.toMatchObject({ status: 409 })
    expect(await house.db.selectFrom('holds').select(['title', 'notified_on', 'state']).orderBy('id').execute()).toEqual([{
      title: 'aml_pre_declaration',
      notified_on: null,
      state: 'active',
    }, { title: 'tracfin_opposition', notified_on: '2026-05-04', state: 'proposed' }])
    client = await house.clientOf(declarant)
    expect((await client.get(`/console/declarations/${one}`)).text).toMatch(/18 mai 2026[\s\S]*20 mai 2026[\s\S]*30 juin 2026/)
  })
})

describe('pieces and the pack', () => {
  it('are sealed under its own key, taken from the file without a word to the file, and leave as one archive', async () => {
    const merchantId = waiting
    const id = await draft({ merchantId }, declarant)
    const { id: document } = await house
      .db
      .selectFrom('documents')
      .select('id')
      .where('merchant_id', '=', merchantId)
      .orderBy('id')
      .executeTakeFirstOrThrow()
    const events = async () => (await sql<{ n: number }>`select count(*)::int as n from audit_events`.execute(house.db)).rows[0]!.n
    const before = await events()
    const bytes = await newPdf('Relevé')
    await addPieces(house.ctx(declarant), id, [{ fileName: 'relevé.pdf', bytes }, { fileName: 'encore.pdf', bytes }])
    await takeDocument(house.ctx(declarant), id, document)
    await takeDocument(house.ctx(declarant), id, document)
    await expect(takeDocument(house.ctx(declarant), id, newId('docu', house.now()))).rejects.toMatchObject({ status: 422 })
    await expect(addPieces(house.ctx(declarant), id, [{ fileName: 'x.exe', bytes: Buffer.from('MZ') }])).rejects.toMatchObject({
      status: 422,
    })
    expect(await events()).toBe(before)
    const answered = await fetch(`${await house.url()}/console/declarations/${id}/pack.zip`, {
      headers: { cookie: `vigie_console=${client.cookies.get('vigie_console')}` },
    })
    const files = unzipSync(new Uint8Array(await answered.arrayBuffer()))
    expect(Object.keys(files)).toEqual([
      'declaration.pdf',
      'declaration.json',
      'persons.csv',
      'operations.csv',
      'pieces/01-relevé.pdf',
      'pieces/02-piece.pdf',
    ])
    const pdf = await openPdf(files['declaration.pdf']!)
    const text = pdf.pageText(1) + (pdf.pageCount > 1 ? pdf.pageText(2) : '')
    pdf.close()
    const places = ['1. Déclarant', '2. Contexte', '3. Personnes', '4. Opérations', '5. Analyse', '6. Pièces'].map((name) =>
      text.indexOf(name)
    )
    expect(places.every((place, i) => place > (places[i - 1] ?? -1))).toBe(true)
    expect(JSON.parse(Buffer.from(files['declaration.json']!).toString())).toMatchObject({
      declaration: { id, completes: null },
      grounds: { attempt: true },
      pieces: [{ file_name: 'relevé.pdf' }, { document_id: document }],
    })
    const [piece] = await house.db.selectFrom('closed_pieces').select('id').where('declaration_id', '=', id).orderBy('id').execute()
    expect((await openPiece(house.ctx(controller), id, piece!.id)).bytes.equals(bytes)).toBe(true)
    await expect(openPiece(house.ctx(controller), await draft(), piece!.id)).rejects.toMatchObject({ status: 404 })
    await removePiece(house.ctx(declarant), id, piece!.id)
    await expect(openPiece(house.ctx(controller), id, piece!.id)).rejects.toMatchObject({ status: 404 })
    expect((await registerOf(id)).map(({ event }) => event.split('.')[1])).toEqual([
      'drafted',
      'piece_added',
      'piece_added',
      'piece_known',
      'pack_taken',
      'piece_read',
      'piece_removed',
    ])
  })
})

describe('who may', () => {
  it('404 to whoever is not named, be he an officer; 403 to a seat that reads', async () => {
    const id = await draft()
    for (const actor of [outsider, await house.staff('administrator'), shop.actor]) {
      await expect(draft({}, actor)).rejects.toMatchObject({ status: 404 })
      await expect(approveDeclaration(house.ctx(actor), id, { seenVersion: 1 })).rejects.toMatchObject({ status: 404 })
      await expect(openPiece(house.ctx(actor), id, newId('dpce', house.now()))).rejects.toMatchObject({ status: 404 })
    }
    await expect(draft({}, controller)).rejects.toMatchObject({ status: 403 })
    await expect(write(id, {}, controller)).rejects.toMatchObject({ status: 403 })
    const reader = await house.clientOf(controller)
    expect([
      (await reader.get(`/console/declarations/${id}`)).status,
      (await reader.get('/console/declarations/new')).status,
      (await reader.post(`/console/declarations/${id}/edit`)).status,
    ])
      .toEqual([200, 403, 403])
  })

  it('is named by two, from a day on, and not a click longer than he is', async () => {
    const analyst = await house.staff('analyst', 'Nouveau Venu')
    const said = { staffId: analyst.id, seat: 'examiner' as const, fromOn: '2026-05-05', reason: 'Décision du 4 mai.' }
    await expect(proposeSeat(house.ctx(analyst), said)).rejects.toMatchObject({ status: 403 })
    const seat = await proposeSeat(house.ctx(outsider), said)
    await expect(proposeSeat(house.ctx(declarant), said)).rejects.toMatchObject({ status: 409, code: 'has_a_seat' })
    await expect(confirmSeat(house.ctx(outsider), seat)).rejects.toMatchObject({ status: 403, code: 'four_eyes' })
    const self = await proposeSeat(house.ctx(declarant), { ...said, staffId: outsider.id })
    await expect(confirmSeat(house.ctx(outsider), self)).rejects.toMatchObject({ status: 403, code: 'four_eyes' })
    const theirs = await house.clientOf(analyst)
    const status = async () => (await theirs.get('/console/declarations')).status
    expect(await status()).toBe(404)
    await confirmSeat(house.ctx(declarant), seat)
    expect(await status()).toBe(404)
    house.travel('2026-05-05T08:00:00Z')
    expect(await (await house.clientOf(analyst)).get('/console/declarations').then(({ status: one }) => one)).toBe(200)
    await endSeat(house.ctx(declarant), seat, { reason: 'Mutation.' })
    expect(await (await house.clientOf(analyst)).get('/console/declarations').then(({ status: one }) => one)).toBe(404)
    client = await house.clientOf(declarant)
  })
})

describe('pages', () => {
  it('every reading is on its register, by name', async () => {
    const id = await draft()
    const reader = await house.clientOf(controller)
    for (const path of [`/console/declarations/${id}`, `/console/declarations/${id}/compare`, `/console/declarations/${id}/pack.zip`])
      expect((await reader.get(path)).status).toBe(200)
    expect((await registerOf(id)).slice(1)).toEqual(
      ['read', 'compared', 'pack_taken'].map((name) => ({ event: `declaration.${name}`, actor: controller.id })),
    )
    expect((await client.get(`/console/declarations/${id}`)).text).toContain('Yann Le Goff')
  })

  it('draft, write and approve by form, and keep what was typed where it is refused', async () => {
    const form = {
      merchant_id: shop.merchantId,
      suspected_on: '2026-05-05',
      suspected_time: '09:00',
      offence: 'Escroquerie en bande',
      from_on: '2026-01-01',
      to_on: '2026-05-05',
      case_id: '',
      is_urgent: 'on',
      ticket: 'tick',
    }
    const refused = await client.post('/console/declarations/new', { ...form, suspected_time: '25:00' })
    expect([refused.status, refused.text.includes('Escroquerie en bande')]).toEqual([422, true])
    const made = await client.post('/console/declarations/new', form)
    const path = made.location!
    expect([made.status, path]).toEqual([303, expect.stringMatching(/^\/console\/declarations\/decl_/)])
    expect((await client.post('/console/declarations/new', form)).location).toBe('/console/declarations')
    const edit = {
      seen: '1',
      declarant: 'Vigie',
      context: 'c',
      analysis: 'a',
      offence: 'o',
      is_tax_fraud: 'on',
      criteria: ['sudden_rise', 'cash', 'invented'],
      stance: 'none',
      executed_why: '',
    }
    expect((await client.post(`${path}/edit`, edit)).status).toBe(303)
    expect((await client.post(`${path}/edit`, edit)).status).toBe(409)
    expect(openContent(await rowOf(path.split('/').at(-1)!)).criteria).toEqual(['sudden_rise', 'cash'])
    expect((await client.get(path)).text).toContain('Vous en avez écrit une partie')
    const second = await house.clientOf(correspondent)
    expect((await second.post(`${path}/acts/approve`, { seen: '1' })).status).toBe(409)
    expect((await second.post(`${path}/acts/approve`, { seen: '2' })).status).toBe(303)
    expect((await client.get(`${path}/acts/file`)).status).toBe(200)
    expect((await client.post(`${path}/acts/file`, { reference: '', filed_on: '2026-05-05', filed_time: '10:00' })).status).toBe(422)
    expect((await client.post(`${path}/acts/file`, { reference: 'ERMES-F', filed_on: '2026-05-05', filed_time: '10:00' })).status).toBe(303)
    expect((await client.get('/console/declarations?state=filed&q=ERMES-F')).text).toContain('Boulangerie Lenoir')
    expect((await client.get('/console/declarations.csv?state=all')).text).toContain('ERMES-F')
  })

  it('flags a draft that is a day old, to the circle alone', async () => {
    await draft()
    house.travel('2026-05-06T09:00:00Z')
    client = await house.clientOf(declarant)
    expect((await client.get('/console/declarations')).text).toMatch(/brouillons? (a|ont) plus d’un jour/)
    expect((await client.get('/console')).text).toContain('/console/declarations')
    expect((await (await house.clientOf(outsider)).get('/console')).text).not.toContain('declarations')
  })

  it.each([
    '/console/declarations?state=x&q=%00&after=zz',
    '/console/declarations?q=a&q=b',
    '/console/declarations/decl_1',
    `/console/declarations/${'decl_'.padEnd(29, '0')}`,
    '/console/declarations/new?merchant=%27;drop',
    '/console/declarations.csv?state=x',
    '/console/declarations/constructor/acts/constructor',
    '/console/circle/seat_1',
  ])('%s breaks nothing', async (path) => {
    expect((await client.get(path)).status).toBeLessThan(500)
  })
})

describe('the register', () => {
  const of = (statement: string) => tampered(house, statement, verifyClosedRegister)
  const last = async (): Promise<number> =>
    (await sql<{ n: number }>`select max(number)::int as n from closed_events`.execute(house.db)).rows[0]!.n

  it('misses what is taken from its end, and from its middle, by number; what is altered, added, or all of it', async () => {
    const n = await last()
    expect(await of(`delete from closed_events where number > ${n - 3}`)).toMatchObject({
      ok: false,
      fault: n - 2,
      wrong: [`events ${n - 2} to ${n} are missing`],
    })
    expect(await of('delete from closed_events')).toMatchObject({
      ok: false,
      fault: 1,
      wrong: expect.arrayContaining([`events 1 to ${n} are missing`]),
    })
    expect(await of('delete from closed_events where number in (4, 5)')).toMatchObject({
      ok: false,
      fault: 4,
      wrong: expect.arrayContaining(['events 4 to 5 are missing']),
    })
    expect(await of('delete from closed_events where number = 1')).toMatchObject({
      ok: false,
      fault: 1,
      wrong: expect.arrayContaining(['event 1 is missing']),
    })
    expect(await of(`update closed_events set actor_id = 'staf_x' where number = 7`)).toMatchObject({
      ok: false,
      fault: 7,
      wrong: ['event 7 was changed'],
    })
    expect(
      await of(
        `insert into closed_events select number + 1, at, event, subject_id, actor_kind, actor_id, request_id, data, hash, sha256('x') from closed_events where number = ${n}`,
      ),
    )
      .toMatchObject({ ok: false, fault: n + 1 })
    for (const gone of ['delete from closed_events; delete from closed_register_end', 'delete from closed_register_end'])
      expect((await of(gone)).ok).toBe(false)
  })

  it('of a house that had none is marked as it stands, by the migration', async () => {
    expect(await tampered(house, 'drop table closed_register_end', async (trx) => up(trx as never).then(() => verifyClosedRegister(trx))))
      .toEqual({ ok: true, fault: null })
  })

  it('nor does it forget when the mark is set back with the rows, or when work goes on', async () => {
    const n = await last()
    // who has the database can copy the hash of a row; not the MAC of the end, nor the event that made a declaration
    const setBack = await of(
      `delete from closed_events where number > ${n - 1}; update closed_register_end set number = ${n - 1}, hash = (select hash from closed_events where number = ${n - 1})`,
    )
    expect(setBack).toMatchObject({ ok: false, fault: n - 1, wrong: [expect.stringContaining('its end is not the one that was marked')] })
    const id = await draft()
    const drafted =
      (await sql<{ n: number }>`select number::int as n from closed_events where subject_id = ${id}`.execute(house.db)).rows[0]!.n
    expect((await of(`delete from closed_events where number = ${drafted}`)).wrong).toContain(
      `${id} stands without its event declaration.drafted`,
    )
    const after = await tampered(house, `delete from closed_events where number >= ${drafted}`, async (trx) => {
      const ctx = { ...house.ctx(examiner), db: trx, begin: (work: (tx: never) => Promise<unknown>) => work(trx as never) } as ReturnType<House['ctx']>
      await draftDeclaration(ctx, {
        merchantId: shop.merchantId,
        suspectedAt: house.now(),
        offence: 'x',
        from: '2026-01-01',
        to: '2026-05-04',
        caseId: '',
        declarant: '',
        isUrgent: false,
      })
      return verifyClosedRegister(trx)
    })
    expect(after).toMatchObject({ ok: false, fault: drafted, wrong: expect.arrayContaining([`event ${drafted} is missing`]) })
  })

  it('has its end in the head of the chain, in words of nobody: there, as long, and another each time; and what was cut before it is missed', async () => {
    await sealAuditTrail(house.ctx())
    await exportChainHead(house.ctx())
    const { content } = (await listHeads(house.db, null, 1))[0]!
    const [one, other] = await Promise.all([sealRegisterEnd(house.db), sealRegisterEnd(house.db)])
    const empty = await tampered(house, 'delete from closed_events; delete from closed_register_end', sealRegisterEnd)
    expect([one, other, empty, readHead(content)!.head.register!].map(({ length }) => length)).toEqual([138, 138, 138, 138])
    expect(one).not.toBe(other)
    expect(await isRegisterGoingOn(house.db, empty)).toBe(true)
    await draft()
    expect([await checkKeptHead(house.db, content), await isGoingOnFromNewest(house.db)]).toMatchObject([{ ok: true }, true])
    const n = await last()
    // all that the database knows set back to an instant of before: the mark with its true MAC too. The copy outside is younger
    const whole = 'delete from closed_events; delete from closed_register_end'
    expect(await tampered(house, whole, (db) => checkKeptHead(db, content))).toMatchObject({ ok: false, fault: 'register_cut' })
    expect(await tampered(house, `delete from closed_events where number >= ${n - 1}`, isGoingOnFromNewest)).toBe(false)
    const { register: _, ...before } = readHead(content)!.head
    expect(await checkKeptHead(house.db, signHead(before))).toMatchObject({ ok: true })
  })
})

describe('the readable copy', () => {
  it('says when an operation was in Paris, and a birth in words; the tables keep both as they were taken', async () => {
    house.travel('2026-05-06T22:30:00Z')
    await receive(house, shop.merchantId, 12_345)
    const id = await draft({ to: '2026-05-07' }, declarant)
    const answered = await fetch(`${await house.url()}/console/declarations/${id}/pack.zip`, {
      headers: { cookie: `vigie_console=${(await house.clientOf(declarant)).cookies.get('vigie_console')}` },
    })
    const files = unzipSync(new Uint8Array(await answered.arrayBuffer()))
    const pdf = await openPdf(files['declaration.pdf']!)
    const text = Array.from({ length: pdf.pageCount }, (_, page) => pdf.pageText(page + 1)).join('\n').replace(/\s+/g, ' ')
    pdf.close()
    expect(text).toContain('7 mai 2026, 00:30')
    expect(text).toMatch(/\d{1,2}(er)? \S+ 19\d\d, /)
    expect(text).not.toMatch(/\d{4}-\d{2}-\d{2}/)
    expect(Buffer.from(files['operations.csv']!).toString()).toContain('2026-05-06T22:30:00Z')
    expect(Buffer.from(files['persons.csv']!).toString()).toMatch(/19\d\d-\d{2}-\d{2}/)
  })
})
