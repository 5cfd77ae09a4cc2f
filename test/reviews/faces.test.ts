import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StaffActor } from '#src/kernel/actor.ts'
import type { Role } from '#src/kernel/permissions.ts'
import { claimReview } from '#src/reviews/claimReview.ts'
import { overrideGap } from '#src/reviews/overrideGap.ts'
import { proposeDecision } from '#src/reviews/proposeDecision.ts'
import { rejectDossier } from '#src/reviews/rejectDossier.ts'
import { validateDossier } from '#src/reviews/validateDossier.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'
import { decisionsOf, documentsOf, dossierRow, merchantRow, openDossier, reviewRow, type Dossier, type DossierWish } from './dossiers.ts'

let house: House
const people = {} as Record<Role, StaffActor>
const clients = {} as Record<Role, Client>
const names: Record<Role, string> = {
  analyst: 'Alix Martin',
  officer: 'Claire Morel',
  agent: 'Sam Petit',
  auditor: 'Odile Rey',
  administrator: 'Max Roux',
}
beforeAll(async () => {
  house = await openHouse()
  for (const role of Object.keys(names) as Role[]) {
    people[role] = await house.staff(role, names[role])
    clients[role] = await house.clientOf(people[role])
  }
})
afterAll(() => house.close())

const page = (one: Dossier, name = ''): string => `/console/dossiers/${one.dossierId}${name && `/${name}`}`
const open = (wish: DossierWish = {}) => openDossier(house, wish)
const versionOf = async (one: Dossier): Promise<string> => String((await dossierRow(house, one.dossierId)).version)
const statuses = async (path: string): Promise<Record<string, number>> =>
  Object.fromEntries(
    await Promise.all((Object.keys(clients) as Role[]).map(async (role) => [role, (await clients[role].get(path)).status] as const)),
  )

/** What a page does not say: short, where the page itself is long. */
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ')
const lacking = (text: string, said: string[]): string[] => said.filter((one) => !plain(text).includes(plain(one)))

describe('who may come', () => {
  it('to the queue, its export and a dossier: everybody but the administrator', async () => {
    const one = await open()
    for (const path of ['/console/queue', '/console/queue.csv', page(one)]) {
      expect(await statuses(path)).toEqual({ analyst: 200, officer: 200, agent: 200, auditor: 200, administrator: 403 })
    }
  })

  it('to act: analysts and officers; to let a gap pass: officers', async () => {
    const one = await open({ pieces: 'received' })
    expect(await statuses(page(one, 'ask-for-documents'))).toEqual({
      analyst: 200,
      officer: 200,
      agent: 403,
      auditor: 403,
      administrator: 403,
    })
    const [piece] = await documentsOf(house, one.dossierId)
    expect(await statuses(`${page(one, 'override-gap')}?requirement=${encodeURIComponent(piece!.requirement_key)}`)).toEqual({
      analyst: 403,
      officer: 200,
      agent: 403,
      auditor: 403,
      administrator: 403,
    })
    for (const role of ['agent', 'auditor', 'administrator'] as const) {
      for (
        const path of [
          '/console/queue/next',
          `/console/reviews/${one.reviewId}/claim`,
          page(one, 'validate'),
          page(one, 'reject'),
          page(one, 'propose'),
          page(one, 'confirm'),
          page(one, 'decline'),
          page(one, 'presence'),
        ]
      ) {
        expect([path, (await clients[role].post(path, { reason: 'x', version: '1' })).status]).toEqual([path, 403])
      }
    }
  })

  it('signed out: to the sign-in page', async () => {
    const one = await open()
    const stranger = await house.client()
    for (const path of ['/console/queue', '/console/queue.csv', page(one)])
      expect((await stranger.get(path)).location).toContain('/console/sign-in')
    expect((await stranger.post(page(one, 'validate'))).location).toContain('/console/sign-in')
  })

  it('ids that are nobody’s are 404', async () => {
    for (const id of ['doss_000000000000000000000000', 'x', 'revw_000000000000000000000000', "doss_' or 1=1 --", '%00', '..%2f..']) {
      expect([id, (await clients.analyst.get(`/console/dossiers/${id}`)).status]).toEqual([id, 404])
      expect((await clients.analyst.post(`/console/reviews/${id}/claim`)).status).toBe(404)
      expect((await clients.analyst.post(`/console/dossiers/${id}/validate`, { version: '1' })).status).toBe(404)
    }
  })
})

describe('the queue page', () => {
  it('shows a file, its risk, its service level in words; claims it; takes the next', async () => {
    const one = await open({ name: 'Atelier Kervadec', isRisky: true })
    const { text } = await clients.analyst.get('/console/queue?risk=high')
    expect(lacking(text, ['Atelier Kervadec'])).toEqual([])
    expect(lacking(text, ['Élevé'])).toEqual([])
    expect(text).toMatch(/reste 2 jours|reste \d+/)
    const claimed = await clients.analyst.post(`/console/reviews/${one.reviewId}/claim`)
    expect(claimed).toMatchObject({ status: 303, location: page(one) })
    expect(lacking((await clients.analyst.get('/console/queue?owner=me')).text, ['Atelier Kervadec'])).toEqual([])
    const next = await clients.officer.post('/console/queue/next')
    expect(next.status).toBe(303)
  })

  it('says what it is when it is empty', async () => {
    expect(lacking((await clients.analyst.get('/console/queue?kind=unlock_request&risk=low&state=proposed')).text, ['Rien ne correspond']))
      .toEqual([])
  })

  it('bad addresses are the usual list, never an error', async () => {
    for (
      const query of [
        'state=x&kind[]=1',
        'after=zzz',
        'before=%00',
        `owner=${'a'.repeat(3_000)}`,
        'sort=drop table',
        'risk=high&risk=low',
        'after=2026-99-99T99:99:99.000000Z~revw_000000000000000000000000',
      ]
    ) {
      expect([query, (await clients.analyst.get(`/console/queue?${query}`)).status]).toEqual([query, 200])
      expect((await clients.analyst.get(`/console/queue.csv?${query}`)).status).toBe(200)
    }
  })

  it('exports the whole filtered list, and says so in the history', async () => {
    await open({ name: '=cmd()' })
    const { text, headers } = await clients.auditor.get('/console/queue.csv?risk=low')
    expect(headers.get('content-type')).toContain('text/csv')
    const lines = text.trim().split('\r\n')
    expect(lines[0]).toContain('dossier;merchant_id;merchant')
    expect(lines.every((line) => !line.includes(';high;'))).toBe(true)
    expect(lacking(text, ["'=cmd()"])).toEqual([])
    expect(
      await house
        .db
        .selectFrom('audit_events')
        .select('data')
        .where('event', '=', 'review.queue_exported')
        .where('actor_id', '=', people.auditor.id)
        .execute(),
    )
      .not
      .toEqual([])
  })
})

describe('the dossier page', () => {
  it('says where things stand and why a button is missing', async () => {
    const one = await open({ isPep: true })
    const { text } = await clients.analyst.get(page(one))
    expect(lacking(text, [
      'Jeanne Lenoir',
      '<span>732</span><wbr><span>829</span><wbr><span>320</span>',
      '<span>FR76</span><wbr><span>3000</span>',
      'proposez une décision',
      'Il faut une seconde personne : risque élevé, personne politiquement exposée',
      'PPE',
      'Députée',
    ]))
      .toEqual([])
    expect(text.includes(`${page(one, 'validate')}"`)).toBe(false)
    expect(lacking(text, [`${page(one, 'propose')}"`])).toEqual([])
  })

  it('a reader is told that he reads', async () => {
    const one = await open()
    const { text } = await clients.auditor.get(page(one))
    expect(lacking(text, ['Votre rôle lit ce dossier sans le modifier'])).toEqual([])
    expect(text.includes(page(one, 'validate'))).toBe(false)
  })

  it('who is slower to claim sees who was quicker, and the page as it is now', async () => {
    const one = await open()
    await claimReview(house.ctx(people.officer), one.reviewId)
    const { status, text } = await clients.analyst.post(`/console/reviews/${one.reviewId}/claim`)
    expect(status).toBe(409)
    expect(lacking(text, ['Une autre personne tient ce dossier'])).toEqual([])
    expect(lacking(text, ['Claire Morel a pris le dossier'])).toEqual([])
    expect(lacking(text, ['Claire Morel tient ce dossier.'])).toEqual([])
  })

  it('keeps its owner’s lock while it is open, without an event', async () => {
    const one = await open()
    await claimReview(house.ctx(people.analyst), one.reviewId)
    expect(lacking((await clients.analyst.get(page(one))).text, [`data-presence="${page(one, 'presence')}"`])).toEqual([])
    const count = async () =>
      (await house.db.selectFrom('audit_events').select('id').where('merchant_id', '=', one.merchantId).execute()).length
    const before = await count()
    expect(JSON.parse((await clients.analyst.post(page(one, 'presence'))).text)).toEqual({ isMine: true })
    expect(JSON.parse((await clients.officer.post(page(one, 'presence'))).text)).toEqual({ isMine: false })
    expect(await count()).toBe(before)
  })

  it('hands over to a colleague', async () => {
    const one = await open()
    await clients.analyst.post(`/console/reviews/${one.reviewId}/claim`)
    expect(lacking((await clients.analyst.get(`/console/reviews/${one.reviewId}/hand-over`)).text, ['Claire Morel'])).toEqual([])
    expect((await clients.analyst.post(`/console/reviews/${one.reviewId}/hand-over`, { to: '', reason: '' })).status).toBe(422)
    expect((await clients.analyst.post(`/console/reviews/${one.reviewId}/hand-over`, { to: people.auditor.id })).status).toBe(422)
    expect((await clients.analyst.post(`/console/reviews/${one.reviewId}/hand-over`, { to: people.officer.id, reason: 'Congés' })).status)
      .toBe(303)
    expect(await reviewRow(house, one.reviewId)).toMatchObject({ owner_id: people.officer.id })
    expect((await clients.analyst.post(`/console/reviews/${one.reviewId}/release`)).status).toBe(409)
  })
})

describe('decisions', () => {
  it('validate: the effects before, the act after', async () => {
    const one = await open()
    const { text } = await clients.analyst.get(page(one, 'validate'))
    expect(lacking(text, [
      'clés de production créées',
      'lettre au marchand',
      'Une validation ne s’annule pas',
      `name="version" value="${await versionOf(one)}"`,
    ]))
      .toEqual([])
    expect(await clients.analyst.post(page(one, 'validate'), { version: await versionOf(one), reason: '' })).toMatchObject({
      status: 303,
      location: page(one),
    })
    expect(await merchantRow(house, one.merchantId)).toMatchObject({ state: 'validated' })
    expect(lacking((await clients.analyst.get(page(one))).text, ['Le dossier est validé'])).toEqual([])
  })

  it('reject: wants a reason, shows the neutral letter', async () => {
    const one = await open()
    expect(lacking((await clients.analyst.get(page(one, 'reject'))).text, ['La lettre au marchand'])).toEqual([])
    const refused = await clients.analyst.post(page(one, 'reject'), { version: await versionOf(one), reason: '' })
    expect(refused.status).toBe(422)
    expect(lacking(refused.text, ['href="#f-reason"'])).toEqual([])
    expect(
      (await clients.analyst.post(page(one, 'reject'), { version: await versionOf(one), reason: 'Hors périmètre', ground: 'eligibility' }))
        .status,
    )
      .toBe(303)
    const after = (await clients.analyst.get(page(one))).text
    expect(lacking(after, ['Hors périmètre'])).toEqual([])
    expect((await clients.officer.get(page(one, 'reconsider'))).status).toBe(200)
    expect((await clients.analyst.post(page(one, 'reconsider'), { version: await versionOf(one), reason: 'Non' })).status).toBe(403)
    expect((await clients.officer.post(page(one, 'reconsider'), { version: await versionOf(one), reason: 'À revoir' })).status).toBe(303)
  })

  it('a closed door leads back to the dossier, which says why', async () => {
    const one = await open({ pieces: 'received' })
    for (const name of ['validate', 'confirm', 'reconsider', 'accept-answers'])
      expect([name, (await clients.officer.get(page(one, name))).location]).toEqual([name, page(one)])
    const { status, text } = await clients.analyst.post(page(one, 'validate'), { version: await versionOf(one) })
    expect(status).toBe(409)
    expect(lacking(text, ['Toutes les pièces ne sont pas réglées'])).toEqual([])
  })

  it('propose and confirm; the proposer is refused his own', async () => {
    const one = await open({ isPep: true })
    expect((await clients.analyst.post(page(one, 'propose'), { version: await versionOf(one), verdict: 'perhaps', reason: 'x' })).status)
      .toBe(422)
    expect(
      (await clients.officer.post(page(one, 'propose'), { version: await versionOf(one), verdict: 'validate', reason: 'Fonds justifiés.' }))
        .status,
    )
      .toBe(303)
    expect(lacking((await clients.officer.get(page(one))).text, ['Il faut une seconde personne : vous avez proposé'])).toEqual([])
    const proposal = (await decisionsOf(house, one.dossierId))[0]!.id
    expect((await clients.officer.post(page(one, 'confirm'), { version: await versionOf(one), proposal })).status).toBe(403)
    const other = await house.staff('officer', 'Nadia Lopes')
    const second = await house.clientOf(other)
    const shown = (await second.get(page(one, 'confirm'))).text
    expect(lacking(shown, ['Fonds justifiés.', 'Rien n’a changé depuis la proposition', 'Claire Morel'])).toEqual([])
    expect((await second.post(page(one, 'decline'), { version: await versionOf(one), reason: '', proposal })).status).toBe(422)
    expect((await second.post(page(one, 'confirm'), { version: await versionOf(one), proposal: 'deci_x' })).status).toBe(409)
    expect((await second.post(page(one, 'confirm'), { version: await versionOf(one), proposal })).status).toBe(303)
    expect(await decisionsOf(house, one.dossierId)).toMatchObject([{ state: 'taken', decided_by: other.id }])
  })

  it('two decide at once: one wins, the other is told who did what, on the page as it now is', async () => {
    const one = await open()
    const version = await versionOf(one)
    await claimReview(house.ctx(people.officer), one.reviewId)
    await validateDossier(house.ctx(people.officer), one.dossierId, { reason: '' })
    const { status, text } = await clients.analyst.post(page(one, 'reject'), { version, reason: 'Trop tard', ground: 'eligibility' })
    expect(status).toBe(409)
    expect(lacking(text, ['Claire Morel a validé le dossier'])).toEqual([])
    expect(await decisionsOf(house, one.dossierId)).toHaveLength(1)
  })

  it('asks for documents: a form, the letter read over, one request however often one presses', async () => {
    const one = await open({ pieces: 'refused' })
    const keys = [...new Set((await documentsOf(house, one.dossierId)).map(({ requirement_key }) => requirement_key))].slice(0, 2)
    const form = Object.fromEntries(keys.flatMap((key) => [[`reason:${key}`, 'unreadable'], [`note:${key}`, 'Recto et verso, merci']]))
    expect(lacking((await clients.analyst.get(page(one, 'ask-for-documents'))).text, ['Voir la lettre'])).toEqual([])
    const none = await clients.analyst.post(page(one, 'ask-for-documents/preview'), { version: await versionOf(one) })
    expect(none.status).toBe(422)
    expect(lacking(none.text, ['Choisissez au moins une pièce'])).toEqual([])
    const wrong = await clients.analyst.post(page(one, 'ask-for-documents/preview'), {
      version: await versionOf(one),
      piece: keys,
      ...form,
      [`reason:${keys[0]}`]: 'because',
    })
    expect(wrong.status).toBe(422)
    const preview = await clients.analyst.post(page(one, 'ask-for-documents/preview'), {
      version: await versionOf(one),
      piece: keys,
      ...form,
      message: 'Bonjour',
    })
    expect(preview.status).toBe(200)
    expect(lacking(preview.text, ['1er avril 2026', 'Recto et verso, merci', 'Bonjour', 'name="ticket"'])).toEqual([])
    const ticket = /name="ticket" value="(\w+)"/.exec(preview.text)![1]!
    const sent = { version: await versionOf(one), piece: keys, ...form, message: 'Bonjour', ticket }
    const twice = await Promise.all([
      clients.analyst.post(page(one, 'ask-for-documents'), sent),
      clients.analyst.post(page(one, 'ask-for-documents'), sent),
    ])
    expect(twice.map(({ status }) => status)).toEqual([303, 303])
    expect(await house.db.selectFrom('document_requests').selectAll().where('dossier_id', '=', one.dossierId).execute()).toHaveLength(1)
    expect(await dossierRow(house, one.dossierId)).toMatchObject({ state: 'awaiting_documents' })
    expect(await reviewRow(house, one.reviewId)).toMatchObject({ state: 'waiting', owner_id: null })
    expect(lacking((await clients.analyst.get(page(one))).text, ['La lettre n’est pas encore partie'])).toEqual([])
  })

  it('lets a gap pass and takes it back', async () => {
    const one = await open({ pieces: 'received' })
    const [piece] = await documentsOf(house, one.dossierId)
    const requirement = piece!.requirement_key
    expect((await clients.officer.post(page(one, 'override-gap'), { requirement, reason: '' })).status).toBe(422)
    expect((await clients.officer.post(page(one, 'override-gap'), { requirement: 'nothing', reason: 'x' })).status).toBe(404)
    expect((await clients.officer.post(page(one, 'override-gap'), { requirement, reason: 'Vérifié au guichet' })).status).toBe(303)
    expect(lacking((await clients.analyst.get(page(one))).text, ['Vérifié au guichet'])).toEqual([])
    expect((await clients.officer.post(page(one, 'withdraw-override'), { requirement })).status).toBe(303)
    const again = await clients.officer.post(page(one, 'withdraw-override'), { requirement })
    expect(again.status).toBe(409)
  })

  it('bad input is refused by name, never broken', async () => {
    const one = await open()
    const bads = ['', 'x', '-1', '1e9', '9'.repeat(40), '\u0000', '<script>alert(1)</script>', "1' or '1'='1", '\u202e']
    for (const version of bads)
      expect([version, (await clients.analyst.post(page(one, 'reject'), { version, reason: 'x', ground: 'eligibility' })).status]).toEqual([
        version,
        422,
      ])
    for (const reason of ['\u0000', 'a\u202eb', 'x'.repeat(5_000)])
      expect((await clients.analyst.post(page(one, 'reject'), { version: await versionOf(one), reason, ground: 'eligibility' })).status)
        .toBe(422)
    const stored = '<img src=x onerror=alert(1)> & « é »'
    await overrideGap(house.ctx(people.officer), (await openDossier(house, { pieces: 'received' })).dossierId, {
      requirementKey: 'activity_proof',
      reason: stored,
    })
    const marked = await open({ isPep: true })
    await proposeDecision(house.ctx(people.analyst), marked.dossierId, { verdict: 'reject', ground: 'vigilance', reason: stored })
    const { text } = await clients.officer.get(page(marked))
    expect(text.includes('<img src=x')).toBe(false)
    expect(lacking(text, ['&lt;img src&#x3D;x'])).toEqual([])
  })

  it('every page of every state is drawn, in both languages, for each reader', async () => {
    const rejected = await open()
    await rejectDossier(house.ctx(people.analyst), rejected.dossierId, { ground: 'eligibility', reason: 'Non' })
    const proposed = await open({ isRisky: true, pieces: 'received' })
    await proposeDecision(house.ctx(people.analyst), proposed.dossierId, { verdict: 'reject', ground: 'vigilance', reason: 'Jeux' })
    const cases = [
      await open({ dossier: 'draft', review: null, pieces: null, isSigned: false }),
      await open({ pieces: 'received' }),
      await open({ pieces: 'refused', isRisky: true }),
      await open({ merchant: 'deactivated' }),
      rejected,
      proposed,
      await open({ dossier: 'lapsed', merchant: 'deactivated', review: null }),
    ]
    await house.db.updateTable('staff').set({ language: 'en' }).where('id', '=', people.auditor.id).execute()
    for (const one of cases)
      for (const role of ['analyst', 'officer', 'agent', 'auditor'] as const) expect((await clients[role].get(page(one))).status).toBe(200)
    expect(lacking((await clients.auditor.get('/console/queue')).text, ['To work on'])).toEqual([])
  })
})
