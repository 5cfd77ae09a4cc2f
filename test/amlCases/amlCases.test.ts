import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyClosedRegister } from '#src/audit/verifyClosedRegister.ts'
import { claimAlert } from '#src/alerts/claimAlert.ts'
import { escalateAlert } from '#src/alerts/escalateAlert.ts'
import { addAmlNote, addAmlPieces, answerQuestion, openAmlPiece, type Answering } from '#src/amlCases/addToAmlCase.ts'
import { amlLifecycle, amlQuestions, amlStates, dueOnOf, unanswered, type AmlAction } from '#src/amlCases/amlCase.ts'
import { askForPieces } from '#src/amlCases/askForPieces.ts'
import { detachFromCase } from '#src/amlCases/detachFromCase.ts'
import { beginExamination, concludeAmlCase, handOverAmlCase, reopenAmlCase } from '#src/amlCases/moveAmlCase.ts'
import { attachToCase, openAmlCase, takeIntoCase } from '#src/amlCases/openAmlCase.ts'
import { graphOf, type Tie } from '#src/caseGraph/caseGraph.ts'
import { listLinks } from '#src/caseGraph/links.sql.ts'
import { analysisOf, standOf } from '#src/conclusions/conclusion.ts'
import { confirmNoSuspicion, declineNoSuspicion, draftFromCase, proposeNoSuspicion } from '#src/conclusions/conclude.ts'
import { listConclusions } from '#src/conclusions/conclusions.sql.ts'
import { openReasoning } from '#src/conclusions/reasoning.ts'
import { findDeclaration } from '#src/declarations/declarations.sql.ts'
import { abandonDeclaration } from '#src/declarations/moveDeclaration.ts'
import { openContent } from '#src/declarations/sealed.ts'
import { suspendOperations } from '#src/declarations/suspendOperations.ts'
import { system, type StaffActor } from '#src/kernel/actor.ts'
import { openSteps } from '#src/kernel/lifecycle.ts'
import { monitorPayments } from '#src/monitoring/monitorPayments.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { newPdf, submitted, type Signed } from '#test/support/merchant.ts'
import { proposalOf } from '#test/support/proposalOf.ts'
import { pay } from '../monitoring/trade.ts'
import { due, takeOwn } from '../screening/ground.ts'

let house: House
let shop: Signed
let other: Signed
let [analyst, colleague, officer, auditor, agent, declarant, correspondent, controller]: StaffActor[] = []
let caseId: string

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-03T06:00:00Z' })
  shop = await submitted(house, { company: { website: 'https://maison.example' } })
  other = await submitted(house)
  ;[analyst, colleague, officer, auditor, agent] = [
    await house.staff('analyst', 'Ana Morel'),
    await house.staff('analyst', 'Basile Roy'),
    await house.staff('officer', 'Odile Prat', null),
    await house.staff('auditor'),
    await house.staff('agent'),
  ]
  ;[declarant, correspondent, controller] = [
    await house.staff('officer', 'Irène Vasseur'),
    await house.staff('officer', 'Paul Gérard', 'correspondent'),
    await house.staff('auditor', 'Yann Le Goff', 'controller'),
  ]
  await pay(
    house,
    shop.merchantId,
    Array.from({ length: 6 }, (_, i) => ({
      at: `2026-03-03T1${i}:00:00Z`,
      cents: 96_000 + i,
      card: '497010split',
      name: '<b>Ève</b>',
      ip: '198.51.100.7',
      agent: 'Curl/8',
    })),
  )
  await pay(
    house,
    shop.merchantId,
    Array.from({ length: 30 }, (_, i) => ({
      at: `2026-03-03T0${3 + (i % 6)}:10:00Z`,
      cents: 310_000 + i,
      card: `535310x${i}`,
      funding: 'prepaid' as const,
      country: 'GB',
    })),
  )
  await pay(house, other.merchantId, [{
    at: '2026-03-03T09:00:00Z',
    cents: 1_000,
    card: '497010split',
    ip: '198.51.100.7',
    agent: 'Curl/8',
  }])
  house.travel('2026-03-03T23:20:00Z')
  await monitorPayments(house.ctx(system('monitor-payments')))
})
afterAll(async () => {
  expect(await verifyClosedRegister(house.db)).toEqual({ ok: true, fault: null })
  await house.close()
})

const alertOf = (scenario: string, merchantId = shop.merchantId) =>
  house.db.selectFrom('alerts').selectAll().where('scenario', '=', scenario).where('merchant_id', '=', merchantId).executeTakeFirstOrThrow()
const rowOf = (id = caseId) => house.db.selectFrom('aml_cases').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const eventsOf = async (id: string) =>
  (await house.db.selectFrom('audit_events').select(['event', 'merchant_id']).where('subject_id', '=', id).orderBy('id').execute()).map((
    { event, merchant_id: merchant },
  ) => `${event}${merchant ?? ''}`)
const get = async (who: StaffActor, path: string) => (await house.clientOf(who)).get(path)
const behind = async (id = caseId) =>
  (await house.db.selectFrom('aml_case_payments').select('payment_id').distinct().where('case_id', '=', id).execute()).length
const answering = (said: Partial<Answering> = {}): Answering => ({
  question: 'origin',
  isEstablished: true,
  words: 'Six paiements d’une même carte.',
  source: 'payments',
  sourceWords: '',
  pieceId: '',
  ...said,
})
const answerAll = async (id: string): Promise<void> => {
  for (const question of amlQuestions) await answerQuestion(house.ctx(analyst), id, answering({ question, words: `Réponse ${question}` }))
}

describe('the table of its life', () => {
  const actions: AmlAction[] = ['hand_over', 'begin', 'conclude', 'reopen']
  const grid: Record<string, string> = { open: 'hand_over begin', examination: 'hand_over conclude', concluded: 'reopen' }
  it.each(amlStates)('%s', (state) => {
    expect(actions.filter((action) => amlLifecycle[state][action])).toEqual(
      actions.filter((action) => grid[state]!.split(' ').includes(action)),
    )
    for (const role of ['agent', 'auditor', 'administrator', 'controller'] as const)
      expect(openSteps(amlLifecycle, state, { kind: 'staff', id: 'staf_x', name: '', roles: [role] })).toEqual([])
  })
  it.each([['2026-03-03T10:30:00Z', '2026-03-17'], ['2026-03-07T10:30:00Z', '2026-03-23'], ['2026-04-03T08:00:00Z', '2026-04-20'], [
    '2026-03-03T23:30:00Z',
    '2026-03-18',
  ]])('ten working days from %s: %s', (at, due) => expect(dueOnOf(new Date(at))).toBe(due))
  it('asks five questions', () => expect(unanswered(['origin', 'purpose'])).toEqual(['destination', 'beneficiary', 'justification']))
})

describe('a graph', () => {
  const tie = (id: string, payments: number, others: string[] = [], more = 0): Tie => ({
    id,
    kind: 'card',
    label: id,
    payments,
    isOfFile: false,
    more,
    others: others.map((one) => ({ id: one, label: one, count: 1 })),
  })
  it('has what reaches others first, is bounded, and says what was left out', () => {
    const ties = [
      ...Array.from({ length: 20 }, (_, i) => tie(`a${i}`, 50 - i)),
      tie('bridge', 2, Array.from({ length: 15 }, (_, i) => `m${i}`), 4),
    ]
    const graph = graphOf({ id: 'own', label: 'Nous', payments: 70 }, ties)!
    expect(graph.nodes.filter(({ column }) => column === 1).map(({ id }) => id)[0]).toBe('bridge')
    expect([0, 1, 2].map((column) => graph.nodes.filter((node) => node.column === column).length)).toEqual([1, 14, 12])
    expect(graph.left).toEqual({ ties: 7, merchants: 7 })
    expect(graph.edges.every(({ from, to }) => graph.nodes.some(({ id }) => id === from) && graph.nodes.some(({ id }) => id === to))).toBe(
      true,
    )
    expect(graphOf({ id: 'own', label: '', payments: 0 }, [])).toBeNull()
  })
})

describe('what stands of a conclusion', () => {
  it.each(
    [
      [{ isConcluded: false, cleared: null, declarationId: null }, 'examined'],
      [{ isConcluded: true, cleared: null, declarationId: null }, 'to_decide'],
      [{ isConcluded: true, cleared: 'proposed', declarationId: null }, 'proposed'],
      [{ isConcluded: true, cleared: 'decided', declarationId: null }, 'cleared'],
      [{ isConcluded: true, cleared: 'proposed', declarationId: 'decl_1' }, 'declared'],
    ] as const,
  )('%j: %s', (said, stand) => expect(standOf(said)).toBe(stand))
  it('begins an analysis with what people wrote, and no longer than a form takes', () => {
    const labels = { alerts: 'A', payments: 'P', notEstablished: 'non établi', facts: 'F' }
    expect(analysisOf({
      summary: '',
      facts: 'Faits',
      scenarios: ['TM-01'],
      sums: '6 × 1',
      findings: [{ question: 'origin', title: 'Origine', isEstablished: false, words: 'Rien', source: 'none', sourceText: 'Recherché' }],
      labels,
    }))
      .toBe('A\n– TM-01\n\nP 6 × 1\n\nOrigine (non établi)\nRien\n(Recherché)\n\nF\nFaits')
    expect(analysisOf({ summary: '', facts: 'x'.repeat(30_000), scenarios: [], sums: '', findings: [], labels })).toHaveLength(20_000)
  })
})

describe('a case', () => {
  it('opens with an alert, whose payments it keeps; two who take two alerts of one merchant have one case', async () => {
    const [split, high] = [await alertOf('TM-01'), await alertOf('TM-10')]
    for (const who of [agent, auditor])
      await expect(takeIntoCase(house.ctx(who), split.id, { reason: 'x' })).rejects.toMatchObject({ status: 403 })
    await expect(takeIntoCase(house.ctx(analyst), split.id, { reason: ' ' })).rejects.toMatchObject({ status: 422 })
    await expect(takeIntoCase(house.ctx(analyst), `alrt_${'0'.repeat(24)}`, { reason: 'x' })).rejects.toMatchObject({ status: 404 })
    const taken = await Promise.all([
      takeIntoCase(house.ctx(analyst), split.id, { reason: 'Carte fractionnée <i>x</i>' }),
      takeIntoCase(house.ctx(colleague), high.id, { reason: 'Montants <i>x</i>' }),
    ])
    expect(taken[0]).toBe(taken[1])
    caseId = taken[0]!
    expect((await rowOf()).state).toBe('open')
    expect(await alertOf('TM-01')).toMatchObject({ state: 'escalated', case_id: caseId, escalate_note: 'Carte fractionnée <i>x</i>' })
    expect(await behind()).toBe(6 + 30)
    await expect(takeIntoCase(house.ctx(analyst), split.id, { reason: 'x' })).rejects.toMatchObject({ status: 409 })
    await expect(openAmlCase(house.ctx(analyst), { merchantId: shop.merchantId, alertIds: [], hitIds: [], reason: 'x' }))
      .rejects
      .toMatchObject({ code: 'case_is_living' })
    if ((await rowOf()).owner_id !== analyst!.id) await handOverAmlCase(house.ctx(officer), caseId, { to: analyst!.id })
    expect(await eventsOf(caseId)).not.toContain(expect.stringContaining('mrch_'))
  })

  it('takes more alerts of its merchant, never of another, and those that were escalated before it', async () => {
    await escalateAlert(house.ctx(analyst), (await alertOf('TM-18')).id, { reason: 'Prépayées' })
    await attachToCase(house.ctx(colleague), caseId, { alertIds: [(await alertOf('TM-18')).id], hitIds: [], reason: 'Va avec' })
    expect(await alertOf('TM-18')).toMatchObject({ case_id: caseId, escalate_note: 'Prépayées' })
    await expect(attachToCase(house.ctx(analyst), caseId, { alertIds: [], hitIds: [], reason: 'x' })).rejects.toMatchObject({
      fields: { alerts: 'amlCases:field.choose_some' },
    })
    const foreign = await house.db.selectFrom('alerts').select('id').where('merchant_id', '=', other.merchantId).executeTakeFirstOrThrow()
    await expect(attachToCase(house.ctx(analyst), caseId, { alertIds: [foreign.id], hitIds: [], reason: 'x' })).rejects.toMatchObject({
      fields: { alerts: 'amlCases:field.other_merchant' },
    })
    const held = await alertOf('TM-08')
    await claimAlert(house.ctx(colleague), held.id)
    await expect(attachToCase(house.ctx(analyst), caseId, { alertIds: [held.id], hitIds: [], reason: 'x' })).rejects.toMatchObject({
      code: 'alert_held',
    })
    for (const hit of [`schi_${'0'.repeat(24)}`, 'x'])
      await expect(attachToCase(house.ctx(analyst), caseId, { alertIds: [], hitIds: [hit], reason: 'x' })).rejects.toMatchObject({
        fields: { hits: 'amlCases:field.other_merchant' },
      })
  })

  it('lets an alert go: it is decided anew by who took it out, and why is a note', async () => {
    const { id } = await alertOf('TM-18')
    await detachFromCase(house.ctx(analyst), caseId, { subjectId: id, reason: 'Sans rapport' })
    expect(await alertOf('TM-18')).toMatchObject({ state: 'triage', owner_id: analyst!.id, case_id: null, escalate_note: '' })
    expect(await house.db.selectFrom('aml_case_payments').select('payment_id').where('alert_id', '=', id).execute()).toEqual([])
    await expect(detachFromCase(house.ctx(analyst), caseId, { subjectId: id, reason: 'x' })).rejects.toMatchObject({ status: 409 })
    await expect(detachFromCase(house.ctx(analyst), caseId, { subjectId: 'x', reason: 'x' })).rejects.toMatchObject({ status: 404 })
    expect((await house.db.selectFrom('aml_case_notes').select('body').execute()).map(({ body }) => body)).toEqual(['Sans rapport'])
    expect(await eventsOf(id)).toContain('alert.detached')
  })

  it('takes a hit from the hit’s own page, once; one of a freeze or one that ended never', async () => {
    const person = await house
      .db
      .selectFrom('people as p')
      .innerJoin('dossiers as d', 'd.id', 'p.dossier_id')
      .select([
        'p.given_names',
        'p.family_name',
        'p.birth_date',
      ])
      .where('d.merchant_id', '=', shop.merchantId)
      .executeTakeFirstOrThrow()
    await takeOwn(house, 'house', `1;${person.given_names} ${person.family_name};${person.birth_date};FR;;;`)
    await due(house)
    const { id } = await house
      .db
      .selectFrom('screening_hits')
      .select('id')
      .where('merchant_id', '=', shop.merchantId)
      .executeTakeFirstOrThrow()
    const [client, path] = [await house.clientOf(analyst!), `/console/screening/hits/${id}`]
    const shown = async (who = client) => (await who.get(path)).text.replaceAll('&#x3D;', '=')
    const into = `/console/aml-cases/new?hit=${id}`
    expect(await shown()).toContain(into)
    expect(await shown(await house.clientOf(auditor!))).not.toContain(into)
    for (
      const [change, why] of [[{ topic: 'freeze' }, 'hors des dossiers d’examen'], [{
        state: 'ended',
        ended_why: 'subject_gone',
        closed_at: house.now(),
      }, 'il n’y a plus rien à examiner']] as const
    ) {
      const before = await house
        .db
        .selectFrom('screening_hits')
        .select(['topic', 'state', 'ended_why', 'closed_at'])
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      await house.database.db.updateTable('screening_hits').set(change).where('id', '=', id).execute()
      expect(await shown()).toContain(why)
      await expect(attachToCase(house.ctx(analyst), caseId, { alertIds: [], hitIds: [id], reason: 'x' })).rejects.toMatchObject({
        fields: { hits: 'amlCases:field.hit_not_taken' },
      })
      await house.database.db.updateTable('screening_hits').set(before).where('id', '=', id).execute()
    }
    const { location } = await client.get(into)
    expect(location).toBe(`/console/aml-cases/${caseId}/attach?hit=${id}`)
    expect((await client.get(location!)).text).toMatch(new RegExp(`value="${id}"[^>]* checked`))
    const [first, second] = await Promise.all(
      [1, 2].map(() => client.post(`/console/aml-cases/${caseId}/attach`, { hits: id, reason: 'Même personne' })),
    )
    expect([first!.status, second!.status].sort()).toEqual([303, 409])
    expect(await shown()).not.toContain(into)
    expect(await shown()).toContain(`href="/console/aml-cases/${caseId}"`)
    expect((await client.get(into)).location).toBe(`/console/aml-cases/${caseId}`)
    expect((await client.get(`/console/aml-cases/${caseId}/detach?of=${id}`)).text).toContain(`Criblage · ${person.given_names}`)
    await detachFromCase(house.ctx(analyst), caseId, { subjectId: id, reason: 'Homonyme' })
    expect((await client.get(`/console/aml-cases/${caseId}/detach?of=${id}`)).status).toBe(409)
  })

  it('is moved by its owner or an officer, and handed over to who handles alerts', async () => {
    await expect(beginExamination(house.ctx(colleague), caseId)).rejects.toMatchObject({ code: 'aml_case_held' })
    await expect(handOverAmlCase(house.ctx(colleague), caseId, { to: colleague!.id })).rejects.toMatchObject({ code: 'aml_case_held' })
    for (const to of [agent!.id, auditor!.id, analyst!.id, 'x'])
      await expect(handOverAmlCase(house.ctx(analyst), caseId, { to })).rejects.toMatchObject({
        fields: { to: 'alerts:field.bad_colleague' },
      })
    await handOverAmlCase(house.ctx(analyst), caseId, { to: colleague!.id })
    await handOverAmlCase(house.ctx(officer), caseId, { to: analyst!.id })
    await expect(concludeAmlCase(house.ctx(analyst), caseId, { facts: 'x' })).rejects.toMatchObject({ code: 'state_has_changed' })
    await expect(answerQuestion(house.ctx(analyst), caseId, answering())).rejects.toMatchObject({
      fields: { question: 'amlCases:field.not_begun' },
    })
    await beginExamination(house.ctx(analyst), caseId)
    await expect(beginExamination(house.ctx(analyst), caseId)).rejects.toMatchObject({ status: 409 })
  })

  it('is examined question by question, each answer with its source; the one before is kept', async () => {
    await addAmlPieces(house.ctx(analyst), caseId, [{ fileName: 'releve.pdf', bytes: await newPdf('Relevé') }])
    const [piece] = await house.db.selectFrom('aml_case_pieces').select('id').execute()
    expect((await openAmlPiece(house.ctx(analyst), caseId, piece!.id)).bytes.subarray(0, 5).toString()).toBe('%PDF-')
    await expect(openAmlPiece(house.ctx(analyst), `amlc_${'0'.repeat(24)}`, piece!.id)).rejects.toMatchObject({ status: 404 })
    await expect(answerQuestion(house.ctx(analyst), caseId, answering({ source: 'none' }))).rejects.toMatchObject({
      fields: { source: 'amlCases:field.source_needed' },
    })
    await expect(answerQuestion(house.ctx(analyst), caseId, answering({ words: ' ' }))).rejects.toMatchObject({ status: 422 })
    await expect(answerQuestion(house.ctx(analyst), caseId, answering({ pieceId: 'x' }))).rejects.toMatchObject({
      fields: { piece_id: 'web:field.bad_choice' },
    })
    await answerQuestion(
      house.ctx(analyst),
      caseId,
      answering({ isEstablished: false, words: 'Rien trouvé', source: 'none', ticket: 'one' }),
    )
    await answerQuestion(house.ctx(analyst), caseId, answering({ words: 'Deux fois', ticket: 'one' }))
    await expect(concludeAmlCase(house.ctx(analyst), caseId, { facts: 'x' })).rejects.toMatchObject({ code: 'examination_incomplete' })
    expect((await get(analyst!, `/console/aml-cases/${caseId}/conclude`)).text).toMatch(
      /4 questions attendent leur réponse\. Destination des fonds, Objet/,
    )
    await answerAll(caseId)
    await answerQuestion(
      house.ctx(colleague),
      caseId,
      answering({ pieceId: piece!.id, words: 'Carte d’un tiers.', source: 'third_party', sourceWords: 'Émetteur, 4 mars' }),
    )
    const rows = await house
      .db
      .selectFrom('aml_case_answers')
      .select(['words', 'replaced_at', 'answered_by'])
      .where('question', '=', 'origin')
      .orderBy('id')
      .execute()
    expect(rows.map(({ words, replaced_at: gone }) => [words, gone === null])).toEqual([['Rien trouvé', false], ['Réponse origin', false], [
      'Carte d’un tiers.',
      true,
    ]])
    expect(rows.at(-1)!.answered_by).toBe(colleague!.id)
  })

  it('shows what hangs together with another merchant, by payments and by files', async () => {
    const links = await listLinks(house.db, caseId)
    expect(links.map(({ kind, payments, merchants }) => [kind, payments, merchants])).toEqual(
      expect.arrayContaining([['card', 6, 1], ['ip', 6, 1], ['device', 6, 1]]),
    )
    const page = (await get(analyst!, `/console/aml-cases/${caseId}`)).text
    for (
      const words of [
        '<svg class="graph"',
        'même carte, 6 paiements',
        'même dirigeant ou bénéficiaire, d’après les dossiers',
        `/console/merchants/${other.merchantId}`,
        'Carte d’un tiers.',
        'Émetteur, 4 mars',
        '36 paiements',
        '&lt;i&gt;x&lt;/i&gt;',
      ]
    ) expect(page).toContain(words)
    expect(page).not.toContain('<i>x</i>')
  })

  it('asks the merchant by the usual letter alone: no word of ours, nothing of the case in it', async () => {
    await expect(askForPieces(house.ctx(analyst), caseId, ['source_of_funds'])).rejects.toMatchObject({ code: 'state_has_changed' })
    expect((await get(analyst!, `/console/aml-cases/${caseId}/ask`)).text).toContain('n’est pas validé')
    await house.database.db.updateTable('dossiers').set({ state: 'validated' }).where('merchant_id', '=', shop.merchantId).execute()
    for (const keys of [[], ['identity_document'], ['source_of_funds', 'x']])
      await expect(askForPieces(house.ctx(analyst), caseId, keys)).rejects.toMatchObject({
        fields: { pieces: 'amlCases:field.choose_pieces' },
      })
    await askForPieces(house.ctx(analyst), caseId, ['source_of_funds'])
    await expect(askForPieces(house.ctx(analyst), caseId, ['source_of_funds'])).rejects.toMatchObject({ code: 'request_is_open' })
    const [mail] = await house
      .db
      .selectFrom('mails')
      .select(['text_body', 'subject'])
      .where('template', '=', 'documents_requested')
      .where('merchant_id', '=', shop.merchantId)
      .execute()
    expect(`${mail!.subject} ${mail!.text_body}`).not.toMatch(/amlc_|examen renforc|soup[cç]on|alerte|tracfin|blanchiment|L561/i)
    const [request] = await house.db.selectFrom('document_requests').selectAll().where('merchant_id', '=', shop.merchantId).execute()
    expect(request).toMatchObject({ message: '', origin: 'analyst' })
    expect((await get(agent!, `/console/requests/${request!.id}`)).text).not.toMatch(/amlc_|aml-cases/)
  })

  it('is read by who reads alerts; support finds nothing of it anywhere', async () => {
    const path = `/console/aml-cases/${caseId}`
    for (
      const one of [
        '/console/aml-cases',
        path,
        '/console/aml-cases.csv',
        `${path}/pieces/${(await house.db.selectFrom('aml_case_pieces').select('id').executeTakeFirstOrThrow()).id}`,
      ]
    ) {
      expect([one, (await get(agent!, one)).status]).toEqual([one, 403])
      for (const who of [analyst!, officer!, auditor!]) expect([one, (await get(who, one)).status]).toEqual([one, 200])
    }
    for (
      const one of [
        '/console',
        `/console/merchants/${shop.merchantId}`,
        `/console/merchants?q=${caseId}`,
        '/console/payments',
        `/console/history?merchant=${shop.merchantId}`,
      ]
    ) expect((await get(agent!, one)).text.replaceAll(caseId, '')).not.toMatch(/aml-cases|amlc_/)
    expect((await get(agent!, `/console/merchants?q=${caseId}`)).location ?? '').not.toContain('aml-cases')
    expect((await get(analyst!, `/console/merchants?q=${caseId}`)).location).toBe(path)
    const page = (await get(auditor!, path)).text
    expect(page).not.toContain(`action="${path}`)
    for (const act of ['answer?question=origin', 'ask', 'attach', 'detach', 'conclude', 'hand-over'])
      expect((await get(auditor!, `${path}/${act}`)).status).toBe(403)
  })

  it.each([
    '?view[]=x&q=%00%27&after=zzz~1&from=2026-13-45&owner=__proto__',
    '?after=2026-03-17~amlc_000000000000000000000000&view=late',
    '?sort=newest&after=2026-03-04T00:00:00.000000Z~amlc_000000000000000000000000',
    `?q=${'%25'.repeat(150)}&sort=constructor`,
  ])('whatever an address says: %s', async (query) => {
    for (const path of ['/console/aml-cases', '/console/aml-cases.csv', `/console/aml-cases/${caseId}`])
      expect([path, (await get(analyst!, `${path}${query}`)).status]).toEqual([path, 200])
    for (const path of ['x', 'amlc_x', `${caseId.slice(0, -1)}é`])
      expect((await get(analyst!, `/console/aml-cases/${path}`)).status).toBe(404)
  })

  it('is found, filtered and taken away', async () => {
    const client = await house.clientOf(analyst!)
    for (
      const [query, has] of [
        ['', true],
        ['?view=mine', true],
        ['?view=late', false],
        ['?view=concluded', false],
        [`?q=${shop.merchantId}`, true],
        [`?q=${other.merchantId}`, false],
        [`?q=${(await alertOf('TM-01')).id}`, true],
        [`?owner=${colleague!.id}`, false],
        ['?from=2026-03-05', false],
        ['?sort=newest', true],
      ] as const
    ) expect([query, (await client.get(`/console/aml-cases${query}`)).text.includes(caseId)]).toEqual([query, has])
    expect((await client.get('/console/aml-cases.csv')).text).toContain(caseId)
    expect((await client.get('/console')).text).toMatch(/aml-cases"[^>]*>[\s\S]{0,400}?1</)
    expect((await client.post(`/console/aml-cases/${caseId}/answer`, { question: 'constructor', established: 'yes' })).status).toBe(404)
    expect((await client.post(`/console/aml-cases/${caseId}/answer`, { question: 'origin', established: 'maybe' })).status).toBe(422)
    expect((await client.post(`/console/aml-cases/${caseId}/notes`, { body: ' ' })).status).toBe(422)
    expect((await client.get(`/console/aml-cases/new?alert=${(await alertOf('TM-18')).id}`)).location).toBe(`/console/aml-cases/${caseId}`)
    expect((await client.get('/console/aml-cases/new?merchant=mrch_x')).text).toContain('Aucun marchand')
  })

  it('whose it is to be is looked for by what one knows of him, without script; what was typed stays', async () => {
    const client = await house.clientOf(analyst!)
    const { name } = await house.db.selectFrom('merchants').select('name').where('id', '=', other.merchantId).executeTakeFirstOrThrow()
    const { siren } = await house
      .db
      .selectFrom('companies as c')
      .innerJoin('dossiers as d', 'd.id', 'c.dossier_id')
      .select('c.siren')
      .where('d.merchant_id', '=', other.merchantId)
      .executeTakeFirstOrThrow()
    const [dossier, user] = [
      await house.db.selectFrom('dossiers').select('id').where('merchant_id', '=', other.merchantId).executeTakeFirstOrThrow(),
      await house.db.selectFrom('merchant_users').select('email').where('merchant_id', '=', other.merchantId).executeTakeFirstOrThrow(),
    ]
    const looked = async (said: string) => client.get(`/console/aml-cases/new?${new URLSearchParams({ merchant: said })}`)
    for (const said of [name, name.toUpperCase().slice(0, 6), siren!, ` ${siren!.replace(/(...)(...)/, '$1 $2 ')}`, dossier.id, user.email])
      expect((await looked(said)).text.replaceAll('&#x3D;', '='), said).toContain(
        `href="/console/aml-cases/new?merchant=${other.merchantId}"`,
      )
    const form = (await looked(other.merchantId)).text
    expect(form).toContain(`name="merchant_id" value="${other.merchantId}"`)
    const none = await looked('<b>Personne de ce nom')
    expect([none.status, none.text.includes('Aucun marchand sous ce nom'), none.text.includes('value="&lt;b&gt;Personne de ce nom"')])
      .toEqual([200, true, true])
    expect((await looked((await alertOf('TM-18')).id)).location).toBe(`/console/aml-cases/${caseId}`)
    for (const said of ['alrt_000000000000000000000000', '%', '\u0000', '_', 'x'.repeat(5_000)])
      expect((await looked(said)).status, said).toBe(200)
    const refused = await client.post('/console/aml-cases/new', { merchant_id: other.merchantId, reason: ' ' })
    expect([refused.status, refused.text.includes(`name="merchant_id" value="${other.merchantId}"`)]).toEqual([422, true])
    const gone = await client.post('/console/aml-cases/new', {
      merchant_id: 'mrch_000000000000000000000000',
      reason: 'Volumes sans rapport.',
    })
    expect([gone.status, gone.text.includes('Aucun marchand sous ce nom')]).toEqual([422, true])
    expect((await (await house.clientOf(await house.staff('agent'))).get(`/console/aml-cases/new?merchant=${other.merchantId}`)).status)
      .toBe(403)
  })
})

describe('handed over', () => {
  it('is concluded once with its facts; nothing is added any more', async () => {
    await addAmlNote(house.ctx(analyst), caseId, { body: 'Vu', ticket: 't' })
    await addAmlNote(house.ctx(analyst), caseId, { body: 'Vu', ticket: 't' })
    await expect(concludeAmlCase(house.ctx(analyst), caseId, { facts: ' ' })).rejects.toMatchObject({ status: 422 })
    const both = await Promise.allSettled([
      concludeAmlCase(house.ctx(analyst), caseId, { facts: 'Six paiements de 960 €.' }),
      concludeAmlCase(house.ctx(officer), caseId, { facts: 'Six paiements, relus.' }),
    ])
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const acts = [
      () => addAmlNote(house.ctx(analyst), caseId, { body: 'x' }),
      () => answerQuestion(house.ctx(analyst), caseId, answering()),
      () => attachToCase(house.ctx(analyst), caseId, { alertIds: ['x'], hitIds: [], reason: 'x' }),
      async () => addAmlPieces(house.ctx(analyst), caseId, [{ fileName: 'x.pdf', bytes: await newPdf() }]),
    ]
    for (const act of acts) await expect(act()).rejects.toMatchObject({ status: 409 })
    expect(await house.db.selectFrom('aml_case_notes').select('id').where('body', '=', 'Vu').execute()).toHaveLength(1)
    expect((await get(analyst!, `/console/aml-cases/${caseId}/conclude`)).status).toBe(409)
  })

  it('no suspicion takes two of the circle, with a reasoning that is sealed', async () => {
    for (const who of [analyst, officer, auditor, agent])
      await expect(proposeNoSuspicion(house.ctx(who), caseId, { reasoning: 'x' })).rejects.toMatchObject({ status: 404 })
    await expect(proposeNoSuspicion(house.ctx(controller), caseId, { reasoning: 'x' })).rejects.toMatchObject({ status: 403 })
    await expect(proposeNoSuspicion(house.ctx(declarant), caseId, { reasoning: ' ' })).rejects.toMatchObject({ status: 422 })
    await expect(confirmNoSuspicion(house.ctx(correspondent), caseId, { proposal: await proposalOf(house, 'conclusion') }))
      .rejects
      .toMatchObject({ status: 409 })
    const outside = await rowOf()
    const both = await Promise.allSettled([
      proposeNoSuspicion(house.ctx(declarant), caseId, { reasoning: 'Promotion établie.' }),
      proposeNoSuspicion(house.ctx(declarant), caseId, { reasoning: 'Deux fois' }),
    ])
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await expect(confirmNoSuspicion(house.ctx(declarant), caseId, { proposal: await proposalOf(house, 'conclusion') }))
      .rejects
      .toMatchObject({ code: 'four_eyes' })
    const read = await proposalOf(house, 'conclusion')
    await declineNoSuspicion(house.ctx(correspondent), caseId, { reason: 'La promotion est postérieure.', proposal: read })
    await proposeNoSuspicion(house.ctx(correspondent), caseId, { reasoning: 'Confirmée par le site.' })
    const late = [
      () => confirmNoSuspicion(house.ctx(declarant), caseId, { proposal: read }),
      () => declineNoSuspicion(house.ctx(declarant), caseId, { reason: 'x', proposal: read }),
    ]
    for (const one of late) await expect(one()).rejects.toMatchObject({ status: 409, code: 'proposal_has_changed' })
    await confirmNoSuspicion(house.ctx(declarant), caseId, { proposal: await proposalOf(house, 'conclusion') })
    await expect(confirmNoSuspicion(house.ctx(declarant), caseId, { proposal: await proposalOf(house, 'conclusion') }))
      .rejects
      .toMatchObject({ status: 409 })
    await expect(draftFromCase(house.ctx(declarant), caseId, {
      suspectedAt: house.now(),
      offence: 'x',
      isUrgent: false,
      declarant: 'V',
      context: 'c',
      analysis: 'a',
    }))
      .rejects
      .toMatchObject({ status: 409 })
    const rows = await listConclusions(house.db, caseId)
    expect(rows.map(({ state }) => state)).toEqual(['decided', 'declined'])
    expect(openReasoning(rows[1]!)).toEqual({ words: expect.any(String), declined: 'La promotion est postérieure.' })
    expect(
      (await sql<{ n: number }>`select count(*)::int as n from closed_conclusions where encode(content, 'escape') like '%site%'`.execute(
        house.db,
      ))
        .rows[0]!
        .n,
    )
      .toBe(0)
    await expect(sql`update closed_conclusions set decided_by = proposed_by where id = ${rows[0]!.id}`.execute(house.database.db))
      .rejects
      .toThrow(/two_people/)
    expect(await rowOf()).toEqual(outside)
  })

  it('something new reopens it, once, with a new date; the circle concludes that examination by itself', async () => {
    house.travel('2026-03-24T09:00:00Z')
    await expect(reopenAmlCase(house.ctx(analyst), caseId, { reason: ' ' })).rejects.toMatchObject({ status: 422 })
    const both = await Promise.allSettled([
      reopenAmlCase(house.ctx(colleague), caseId, { reason: 'Nouvelle carte' }),
      reopenAmlCase(house.ctx(colleague), caseId, { reason: 'Nouvelle carte' }),
    ])
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await rowOf()).toMatchObject({
      state: 'examination',
      owner_id: colleague!.id,
      due_on: '2026-04-08',
      round: 2,
      concluded_at: null,
    })
    await expect(proposeNoSuspicion(house.ctx(declarant), caseId, { reasoning: 'x' })).rejects.toMatchObject({ status: 409 })
  })

  it('a declaration begins with the case: its persons, the payments behind its alerts, its examination; without waiting for its end', async () => {
    const said = {
      suspectedAt: house.now(),
      offence: 'Blanchiment',
      isUrgent: false,
      declarant: 'Vigie',
      context: 'Ouvert le 3 mars.',
      analysis: 'Carte fractionnée.',
    }
    for (const who of [analyst, officer]) await expect(draftFromCase(house.ctx(who), caseId, said)).rejects.toMatchObject({ status: 404 })
    const ids = await Promise.all([
      draftFromCase(house.ctx(declarant), caseId, said),
      draftFromCase(house.ctx(correspondent), caseId, said),
    ])
    expect(ids[0]).toBe(ids[1])
    const row = (await findDeclaration(house.db, ids[0]!))!
    const { taken, context, analysis } = openContent(row)
    expect([context, analysis, taken.caseId, taken.operations.filter(({ kind }) => kind === 'payment').length, taken.isCut]).toEqual([
      'Ouvert le 3 mars.',
      'Carte fractionnée.',
      caseId,
      36,
      false,
    ])
    expect(taken.persons.length).toBeGreaterThan(1)
    const hold = await suspendOperations(house.ctx(declarant), row.id, { grounds: 'Abstention' })
    expect((await house.db.selectFrom('holds').select('title').where('id', '=', hold).executeTakeFirstOrThrow()).title).toBe(
      'aml_pre_declaration',
    )
    await abandonDeclaration(house.ctx(declarant), row.id, { reason: 'Repris autrement' })
    expect(await draftFromCase(house.ctx(declarant), caseId, said)).not.toBe(ids[0])
  })

  it('its pages are there for the circle alone', async () => {
    for (
      const path of [
        '/console/conclusions',
        '/console/conclusions.csv',
        `/console/conclusions/${caseId}`,
        `/console/conclusions/${caseId}/declare`,
      ]
    ) {
      for (const who of [analyst!, officer!, auditor!, agent!]) expect([path, (await get(who, path)).status]).toEqual([path, 404])
      expect([path, [200, 303].includes((await get(declarant!, path)).status)]).toEqual([path, true])
    }
    const client = await house.clientOf(declarant!)
    for (const view of ['to_decide', 'proposed', 'declared', 'cleared', 'all', 'constructor'])
      expect((await client.get(`/console/conclusions?view=${view}&q=lenoir&after=x`)).status).toBe(200)
    expect((await client.get('/console/conclusions?view=declared')).text).toContain(caseId)
    const page = (await client.get(`/console/conclusions/${caseId}`)).text
    for (const words of ['Confirmée par le site.', 'La promotion est postérieure.', 'Six paiements', 'a confirmé l’absence de soupçon'])
      expect(page).toContain(words)
    expect((await client.get(`/console/conclusions/amlc_${'0'.repeat(24)}`)).status).toBe(404)
    expect((await (await house.clientOf(controller!)).post(`/console/conclusions/${caseId}/propose`, { reasoning: 'x' })).status).toBe(403)
  })
})
