import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { claimHit, releaseHit, takeNextHit } from '#src/hits/claimHit.ts'
import { confirmHit, declineHit } from '#src/hits/decideHit.ts'
import { judgeHit, type Judgement } from '#src/hits/judgeHit.ts'
import { mustBeScreened } from '#src/hits/mustBeScreened.ts'
import { approvePep, pepMark, savePepAnswers } from '#src/hits/pepFile.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { unit } from '#src/platform/ctx.ts'
import { validateDossier } from '#src/reviews/validateDossier.ts'
import { openDossier } from '#test/reviews/dossiers.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { proposalOf } from '#test/support/proposalOf.ts'
import { client, daily, due, hitsOf, register, searchesOf, take, takeOwn, type Client } from './ground.ts'

let house: House
let ana: StaffActor
let ben: StaffActor
let chief: StaffActor
let other: StaffActor

const frozen = [{ id: 1, name: 'KELTIVAROV', first: 'Radomir', born: '1976-10-20', country: 'RUSSIE' }, {
  id: 2,
  name: 'ABOUZAMIR',
  first: 'Haydar Tawfiq',
  born: '1959-01-01',
  country: 'SYRIE',
}]
const names = ({ dossierId }: Client) =>
  house
    .db
    .selectFrom('screening_versions as v')
    .innerJoin('screening_subjects as s', 's.id', 'v.subject_id')
    .select(['v.name', 's.role'])
    .where('s.dossier_id', '=', dossierId)
    .where('v.to_at', 'is', null)
    .orderBy('s.role')
    .orderBy('v.name')
    .execute()
const runs = () => house.db.selectFrom('screening_runs').selectAll().orderBy('id').execute()
const different = (said: Partial<Judgement> = {}): Judgement => ({
  answer: 'different',
  code: 'birth_differs',
  reason: 'Né vingt ans plus tard, vu sur la pièce.',
  ...said,
})
const same = (said: Partial<Judgement> = {}): Judgement => ({
  answer: 'same',
  code: 'birth_agrees',
  reason: 'Même date, même lieu.',
  ...said,
})
const screened = (one: Client) => unit(house.ctx(), (tx) => mustBeScreened(tx, one.dossierId))

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  ;[ana, ben, chief, other] = [
    await house.staff('analyst', 'Ana'),
    await house.staff('analyst', 'Ben'),
    await house.staff('officer', 'Chef'),
    await house.staff('officer', 'Autre'),
  ]
  await take(house, 'fr', register('2026-03-01', frozen))
  await takeOwn(house, 'house', '1;Gaspard Fuyantin;1985-06-21;FR;;;')
  await takeOwn(house, 'pep', '1;Honorine Vasselot;1964-05-02;FR;;;')
})
afterAll(() => house.close())

describe('who is searched, and when', () => {
  it('everybody of a file that was filed, a draft not; the company under both its names, and a holder who is somebody else', async () => {
    const draft = await client(house, {}, { state: 'draft' })
    const one = await client(house, { givenNames: 'Anne', familyName: 'Lenoir', usageName: 'Moreau' }, {
      company: { name: 'Boulangerie Lenoir', tradeName: 'Au Bon Pain' },
      holder: 'Marie Tierce',
    })
    await due(house)
    expect(await names(draft)).toEqual([])
    expect(await names(one)).toEqual([{ name: 'Boulangerie Lenoir', role: 'company' }, { name: 'Anne Lenoir', role: 'person' }, {
      name: 'Marie Tierce',
      role: 'payout_holder',
    }])
    const searches = await searchesOf(house, one)
    expect(searches.map(({ trigger, raised_count: raised }) => [trigger, raised])).toEqual([['entry', 0], ['entry', 0], ['entry', 0]])
  })

  it('once while nothing changes: the days leave a record of the run, not of each person', async () => {
    const [before] = (await sql<{ n: number }>`select count(*)::int as n from screening_searches`.execute(house.db)).rows
    house.forward(86_400_000)
    await daily(house)
    house.forward(86_400_000)
    await daily(house)
    const [after] = (await sql<{ n: number }>`select count(*)::int as n from screening_searches`.execute(house.db)).rows
    expect(after).toEqual(before)
    const [, last] = (await runs()).slice(-2)
    expect(last).toMatchObject({ trigger: 'daily', changed_count: 0, covered_count: 3 })
    const { rows: [hash] } = await sql<{ hash: Buffer }>`select sha256(convert_to(string_agg(id, '' order by id), 'UTF8')) as hash from screening_versions where to_at is null`
      .execute(house.db)
    expect(last!.covered_hash).toEqual(hash!.hash)
  })

  it('again when the file changes in what is compared, and not for the rest', async () => {
    const one = await client(house, { givenNames: 'Paule', familyName: 'Kerouan' })
    await due(house)
    await house.db.updateTable('people').set({ address: '9 rue Neuve' }).where('id', '=', one.personId).execute()
    await due(house)
    expect(await searchesOf(house, one)).toHaveLength(2)
    await house.db.updateTable('people').set({ birth_date: '1981-01-01' }).where('id', '=', one.personId).execute()
    await due(house)
    const last = (await searchesOf(house, one)).at(-1)!
    expect(last.trigger).toBe('change')
    expect(
      await house
        .db
        .selectFrom('screening_versions')
        .select(['number', 'to_at'])
        .where('subject_id', '=', last.subject_id)
        .orderBy('number')
        .execute(),
    )
      .toEqual([{ number: 1, to_at: house.now() }, { number: 2, to_at: null }])
  })

  it('what changes in a list against everybody, in one run; what was added meanwhile against all of it', async () => {
    const one = await client(house, { givenNames: 'Zéphyr', familyName: 'Lamolinette', birthDate: '1990-01-30' })
    await due(house)
    const searches = (await searchesOf(house, one)).length
    await take(house, 'fr', register('2026-03-05', [...frozen, { id: 3, name: 'LAMOLINETTE', first: 'Zephir', born: '1990-01-30' }]))
    house.forward(60_000)
    await due(house)
    expect((await searchesOf(house, one)).length).toBe(searches)
    expect(await hitsOf(house, one)).toMatchObject([{ state: 'open', topic: 'freeze', trigger: 'list', is_urgent: true }])
    expect((await runs()).at(-1)).toMatchObject({ trigger: 'list', changed_count: 1, raised_count: 1 })
    await due(house)
    expect(await hitsOf(house, one)).toHaveLength(1)
  })

  it('a list that is published while a run goes on is the next run’s: nobody is lost', async () => {
    const one = await client(house, { givenNames: 'Firmin', familyName: 'Escarbille', birthDate: '1971-02-03' })
    await due(house)
    await take(house, 'house', {
      name: 'house.csv',
      bytes: Buffer.from('ref;name;birth\n1;Gaspard Fuyantin;1985-06-21\n2;Autre Personne;1950-01-01\n'),
    })
    // a run pins its lists when it begins, and is interrupted before its first page: the publication comes between
    await sql`create function stop_run() returns trigger language plpgsql as $$ begin raise exception 'interrupted'; end $$`.execute(
      house.db,
    )
    await sql`create trigger stop_run before update of cursor on screening_runs for each row when (new.cursor <> old.cursor) execute function stop_run()`
      .execute(house.db)
    house.forward(60_000)
    await expect(due(house)).rejects.toThrow('interrupted')
    expect((await runs()).at(-1)).toMatchObject({ ended_at: null })
    await take(house, 'house', {
      name: 'house.csv',
      bytes: Buffer.from('ref;name;birth\n1;Gaspard Fuyantin;1985-06-21\n2;Autre Personne;1950-01-01\n3;Firmin Escarbile;1971-02-03\n'),
    })
    const late = await client(house, { givenNames: 'Autre', familyName: 'Personne', birthDate: '1950-01-01' })
    await sql`drop trigger stop_run on screening_runs`.execute(house.db)
    house.forward(60_000)
    await due(house)
    expect(await hitsOf(house, late)).toMatchObject([{ topic: 'house', trigger: 'entry' }])
    await due(house)
    expect(await hitsOf(house, one)).toMatchObject([{ topic: 'house', trigger: 'list' }])
    expect((await runs()).slice(-2)).toMatchObject([{ changed_count: 2 }, { changed_count: 1, raised_count: 1 }])
    expect((await sql`select 1 from screening_versions where run_id is not null`.execute(house.db)).rows).toEqual([])
  })
})

describe('a hit', () => {
  let one: Client
  const hit = async () => (await hitsOf(house, one)).at(-1)!

  it('says why, and stands in the way of a validation', async () => {
    one = await client(house, { givenNames: 'Radomyr', familyName: 'Keltivarof', birthDate: '1996-11-02', nationality: 'FR' })
    await due(house)
    expect(await hitsOf(house, one)).toEqual([])
    await house.db.updateTable('people').set({ birth_date: '1976-10-20' }).where('id', '=', one.personId).execute()
    await expect(screened(one)).resolves.toBeUndefined()
    await due(house)
    const row = await hit()
    expect(row).toMatchObject({ state: 'open', topic: 'freeze', list_code: 'fr', trigger: 'change' })
    expect((row.result as unknown as { parts: { how: string }[]; adjustments: unknown[] }).parts.map(({ how }) => how)).toEqual(
      expect.arrayContaining(['transliteration']),
    )
    expect((row.result as unknown as { adjustments: { on: string; how: string }[] }).adjustments).toEqual(
      expect.arrayContaining([expect.objectContaining({ on: 'birth', how: 'same' })]),
    )
    await expect(screened(one)).rejects.toMatchObject({ status: 409, code: 'hits_open' })
  })

  it('is one person’s at a time; whoever comes second hears it', async () => {
    const { id } = await hit()
    await claimHit(house.ctx(ana), id)
    await expect(claimHit(house.ctx(ben), id)).rejects.toMatchObject({ status: 409, code: 'hit_held' })
    await expect(judgeHit(house.ctx(ben), id, same())).rejects.toMatchObject({ code: 'hit_held' })
    house.forward(31 * 60_000)
    await claimHit(house.ctx(ben), id)
    await releaseHit(house.ctx(ben), id)
  })

  it('two at once: one judges, the other hears that it was judged', async () => {
    const { id } = await hit()
    const both = await Promise.allSettled([judgeHit(house.ctx(ana), id, same()), judgeHit(house.ctx(ben), id, same())])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { status: 409, code: 'hit_proposed' } })
  })

  it('that somebody is listed takes a second person; the first cannot be the second, an analyst neither', async () => {
    const { id } = await hit()
    await expect(confirmHit(house.ctx(ana), id, { proposal: await proposalOf(house, 'verdict', id) })).rejects.toMatchObject({
      status: 403,
    })
    const read = await proposalOf(house, 'verdict', id)
    await declineHit(house.ctx(other), id, {
      reason: 'Le lieu de naissance n’a pas été comparé.',
      proposal: await proposalOf(house, 'verdict', id),
    })
    expect(await hit()).toMatchObject({ state: 'open', proposed_by: null })
    await judgeHit(house.ctx(chief), id, same())
    await expect(confirmHit(house.ctx(chief), id, { proposal: await proposalOf(house, 'verdict', id) })).rejects.toMatchObject({
      status: 403,
      code: 'four_eyes',
    })
    // he read the first one's verdict: of another he says nothing by it
    for (
      const late of [
        () => confirmHit(house.ctx(other), id, { proposal: read }),
        () => declineHit(house.ctx(other), id, { reason: 'x', proposal: read }),
      ]
    )
      await expect(late()).rejects.toMatchObject({ status: 409, code: 'proposal_has_changed' })
    expect(await hit()).toMatchObject({ state: 'proposed', proposed_by: chief.id })
    await declineHit(house.ctx(other), id, { reason: 'Encore une fois.', proposal: await proposalOf(house, 'verdict', id) })
  })

  it('wants a reason of its own kind, and what the judge had before him', async () => {
    const { id } = await hit()
    await expect(judgeHit(house.ctx(ana), id, different({ code: 'document_seen', reason: ' ' }))).rejects.toMatchObject({
      status: 422,
      fields: { code: 'web:field.bad_choice', reason: 'web:field.missing' },
    })
    await expect(judgeHit(house.ctx(ana), id, { answer: 'unsure', code: 'birth_unknown', reason: 'x' })).rejects.toMatchObject({
      fields: { wants: 'web:field.missing' },
    })
    await expect(judgeHit(house.ctx(ana), id, same({ seen: 'scsv_x wled_y' }))).rejects.toMatchObject({ status: 409, code: 'hit_changed' })
    for (const who of [await house.staff('agent'), await house.staff('auditor')])
      await expect(judgeHit(house.ctx(who), id, same())).rejects.toMatchObject({ status: 403 })
  })

  it('unsure: whoever wants a second opinion is not the second', async () => {
    const { id } = await hit()
    await judgeHit(house.ctx(ana), id, { answer: 'unsure', code: 'namesake_likely', reason: 'Prénom courant.', wants: 'opinion' })
    await expect(judgeHit(house.ctx(ana), id, different())).rejects.toMatchObject({ code: 'four_eyes' })
    // so near a freeze, clearing is not one person's word either
    expect(await judgeHit(house.ctx(ben), id, different())).toBe('propose')
    await confirmHit(house.ctx(chief), id, { proposal: await proposalOf(house, 'verdict', id) })
    expect(await hit()).toMatchObject({ state: 'different', proposed_by: ben.id, decided_by: chief.id })
    await expect(screened(one)).resolves.toBeUndefined()
  })

  it('what was cleared stays so over a new version that changes nothing of it, and over the days', async () => {
    await take(
      house,
      'fr',
      register('2026-03-08', [{ ...frozen[0]!, reasons: 'Autres motifs, mêmes faits.' }, frozen[1]!, {
        id: 4,
        name: 'NOUVEAU',
        first: 'Venu',
      }]),
    )
    house.forward(60_000)
    await due(house)
    await daily(house)
    expect(await hitsOf(house, one)).toHaveLength(1)
    expect(await hit()).toMatchObject({ state: 'different' })
  })

  it('and comes back when the list gives another birth date, saying so; then when the file does', async () => {
    await take(house, 'fr', register('2026-03-09', [{ ...frozen[0]!, born: '1976-10-21' }, frozen[1]!]))
    house.forward(60_000)
    await due(house)
    const [first, second] = await hitsOf(house, one)
    expect(second).toMatchObject({ state: 'open', reopened_from: first!.id, changed: ['entry.birth'] })
    const judged = await judgeHit(house.ctx(ana), second!.id, different())
    if (judged === 'propose') await confirmHit(house.ctx(chief), second!.id, { proposal: await proposalOf(house, 'verdict', second!.id) })
    await house.db.updateTable('people').set({ birth_date: '1976-10-21' }).where('id', '=', one.personId).execute()
    await due(house)
    expect(await hit()).toMatchObject({ state: 'open', reopened_from: second!.id, changed: ['subject.birth'] })
  })

  it('ends when the publisher strikes the entry off, and when the person leaves the file', async () => {
    await take(house, 'fr', register('2026-03-10', [frozen[1]!]))
    house.forward(60_000)
    await due(house)
    expect(await hit()).toMatchObject({ state: 'ended', ended_why: 'entry_removed' })
    await take(house, 'fr', register('2026-03-11', frozen))
    house.forward(60_000)
    await due(house)
    const back = await hit()
    expect(back).toMatchObject({ state: 'open', reopened_from: null })
    await house.db.updateTable('people').set({ removed_at: house.now() }).where('id', '=', one.personId).execute()
    await due(house)
    expect(await hit()).toMatchObject({ id: back.id, state: 'ended', ended_why: 'subject_gone' })
  })
})

describe('the door', () => {
  it('a file that is complete is not validated while somebody of it may be listed; searched in the very call, what was found stays', async () => {
    const one = await openDossier(house)
    await house
      .db
      .updateTable('people')
      .set({ given_names: 'Haydar Tawfiq', family_name: 'Abouzamir', birth_date: '1959-01-01' })
      .where('id', '=', one.personId)
      .execute()
    const decided = { reason: 'Dossier complet.' }
    await expect(validateDossier(house.ctx(ana), one.dossierId, decided)).rejects.toMatchObject({ status: 409, code: 'hits_open' })
    const [hit] = await hitsOf(house, one)
    expect(hit).toMatchObject({ state: 'open', topic: 'freeze', trigger: 'decision' })
    await judgeHit(house.ctx(ana), hit!.id, different())
    await confirmHit(house.ctx(chief), hit!.id, { proposal: await proposalOf(house, 'verdict', hit!.id) })
    await validateDossier(house.ctx(ana), one.dossierId, decided)
    expect(await house.db.selectFrom('merchants').select('state').where('id', '=', one.merchantId).executeTakeFirst()).toEqual({
      state: 'validated',
    })
  })
})

describe('other lists', () => {
  it('of the house’s own one word is enough, and nothing is frozen; it lets in', async () => {
    const one = await client(house, { givenNames: 'Gaspard', familyName: 'Fuyantin', birthDate: '1985-06-21' })
    await due(house)
    const [hit] = await hitsOf(house, one)
    expect(await judgeHit(house.ctx(ana), hit!.id, same())).toBe('flag')
    expect(await hitsOf(house, one)).toMatchObject([{ state: 'same' }])
    await expect(screened(one)).resolves.toBeUndefined()
    expect(await house.db.selectFrom('holds').selectAll().execute()).toEqual([])
  })

  it('an exposed person is let in by the executive alone, on answers that are there', async () => {
    const one = await client(house, { givenNames: 'Honorine', familyName: 'Vasselot', birthDate: '1964-05-02' })
    await due(house)
    const [hit] = await hitsOf(house, one)
    expect(await judgeHit(house.ctx(ana), hit!.id, same())).toBe('propose')
    await confirmHit(house.ctx(chief), hit!.id, { proposal: await proposalOf(house, 'verdict', hit!.id) })
    expect(
      await house.db.selectFrom('audit_events').select(['subject_id', 'data']).where('event', '=', 'screening.pep_confirmed').execute(),
    )
      .toMatchObject([{ subject_id: one.dossierId, data: { hitId: hit!.id } }])
    await expect(screened(one)).rejects.toMatchObject({ code: 'pep_unapproved' })
    await expect(approvePep(house.ctx(chief), hit!.id, { seen: '' })).rejects.toMatchObject({ status: 409 })
    const answers = {
      sourceOfWealth: 'Indemnités et patrimoine déclaré à la HATVP.',
      sourceOfFunds: 'Recettes de la boulangerie.',
      measures: 'Revue tous les douze mois.',
    }
    await expect(savePepAnswers(house.ctx(ana), hit!.id, { ...answers, measures: ' ' })).rejects.toMatchObject({
      fields: { measures: 'web:field.missing' },
    })
    await savePepAnswers(house.ctx(ana), hit!.id, answers)
    const seen = pepMark(answers)
    await expect(approvePep(house.ctx(ana), hit!.id, { seen })).rejects.toMatchObject({ status: 403 })
    await savePepAnswers(house.ctx(ana), hit!.id, { ...answers, measures: 'Revue tous les trois mois.' })
    await expect(approvePep(house.ctx(chief), hit!.id, { seen })).rejects.toMatchObject({ status: 409, code: 'proposal_has_changed' })
    await savePepAnswers(house.ctx(ana), hit!.id, answers)
    await approvePep(house.ctx(chief), hit!.id, { seen })
    await expect(screened(one)).resolves.toBeUndefined()
  })

  it('two who ask for the next get two', async () => {
    for (const familyName of ['Abouzamir', 'Abuzamir'])
      await client(house, { givenNames: 'Haydar Tawfiq', familyName, birthDate: '1959-03-03' })
    await due(house)
    const [a, b] = await Promise.all([takeNextHit(house.ctx(ana)), takeNextHit(house.ctx(ben))])
    expect(a).not.toBe(b)
    expect([a, b].every((id) => id?.startsWith('schi_'))).toBe(true)
  })

  it.each([
    ['seven scripts', 'Иван 伊凡 إيفان איוואן 이반 イワン Ἰωάννης'],
    ['one letter', 'X'],
    ['a form of company', 'SARL'],
    ['a name of thousands of signs', 'Jean '.repeat(400)],
    ['nothing but marks', '… — ’'],
    ['a wildcard', "%_\\' or 1=1"],
  ])('searches %s as any other name', async (_, familyName) => {
    const one = await client(house, {})
    await house.db.updateTable('people').set({ given_names: '-', family_name: familyName }).where('id', '=', one.personId).execute()
    const { failed } = await due(house)
    expect(failed).toBe(0)
    expect((await searchesOf(house, one)).length).toBeGreaterThanOrEqual(2)
  })
})
