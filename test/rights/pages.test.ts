import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { watchDataBreaches } from '#src/dataBreaches/watchDataBreaches.ts'
import { system, type StaffActor } from '#src/kernel/actor.ts'
import { roles, type Role } from '#src/kernel/permissions.ts'
import { buildPackages } from '#src/packages/buildPackages.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'
import { newPdf, openAccount, tellAll, type Signed } from '#test/support/merchant.ts'

let house: House
let shop: Signed
let people: Record<Role, StaffActor>
let agent: Client
let officer: Client
let administrator: Client
let own: Client

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  shop = await openAccount(house)
  await tellAll(house, shop)
  people = Object.fromEntries(await Promise.all(roles.map(async (role) => [role, await house.staff(role)]))) as Record<Role, StaffActor>
  ;[agent, officer, administrator] = [
    await house.clientOf(people.agent),
    await house.clientOf(people.officer),
    await house.clientOf(people.administrator),
  ]
  own = await house.clientOf(shop.actor)
})
afterAll(() => house.close())

const hiddenIn = (html: string, name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? ''
const form = {
  kind: 'erasure',
  requester: 'person',
  channel: 'letter',
  received_on: '2026-03-01',
  name: 'Anne Lenoir',
  email: 'anne@exemple.test',
  postal_address: '',
  birth_date: '1980-12-01',
  identity_given: 'gérante',
  said: 'Effacez tout.',
  lang: 'fr',
}
const file = async (more: Record<string, string> = {}): Promise<string> =>
  (await agent.post('/console/rights/new', { ...form, ...more })).location!

describe('by the pages', () => {
  it('an agent takes a letter in, finds the person, proposes; the officer carries out; the answer is kept and opened', async () => {
    for (
      const [name, value] of [
        ['kind', 'all'],
        ['received_on', '2026-03-03'],
        ['received_on', '2026-02-30'],
        ['name', ''],
        ['name', 'x'.repeat(200)],
        ['email', 'x'],
        ['lang', 'de'],
        ['birth_date', '2030-01-01'],
      ] as const
    ) expect([name, value, (await agent.post('/console/rights/new', { ...form, [name]: value })).status]).toEqual([name, value, 422])
    for (
      const [day, sentence] of [
        ['30/11/2026', 'Saisissez une date'],
        ['2026-02-30', 'Saisissez une date'],
        ['1000-01-01', 'plus d’un an'],
        ['2026-03-03', 'dans le futur'],
      ] as const
    ) expect((await agent.post('/console/rights/new', { ...form, received_on: day })).text).toContain(sentence)
    const path = await file({ ticket: 'once' })
    expect(path).toMatch(/^\/console\/rights\/rght_/)
    expect(await file({ ticket: 'once' })).toBe('/console/rights')
    expect((await agent.post(`${path}/take`)).status).toBe(303)
    expect((await agent.post(`${path}/take`)).status).toBe(409)
    const found = await agent.get(`${path}/subjects?name=lenoir+ANNE&born=1980-12-01`)
    const subject = hiddenIn(found.text, 'subject')
    expect(found.text).toContain('Boulangerie Lenoir')
    expect((await agent.get(`${path}/subjects?name=nobody&name=x&born=zz&last4=abcd`)).status).toBe(200)
    expect((await agent.post(`${path}/link`, { subject: 'pers_x' })).status).toBe(422)
    expect((await agent.post(`${path}/link`, { subject })).status).toBe(303)
    const page = await agent.get(path)
    for (const words of ['Anne Lenoir', '1er avr. 2026', 'CMF L561-12', 'Effacez tout.']) expect(page.text).toContain(words)
    const plan = await agent.get(`${path}/erasure`)
    expect((await agent.post(`${path}/erasure`, { seen: 'x' })).status).toBe(409)
    expect((await agent.post(`${path}/erasure`, { seen: hiddenIn(plan.text, 'seen') })).location).toBe(path)
    const dossier = await house.db.selectFrom('dossiers').select('id').where('merchant_id', '=', shop.merchantId).executeTakeFirstOrThrow()
    expect((await officer.get(`/console/dossiers/${dossier.id}`)).text).toContain('Usage restreint.')
    const done = await agent.get(path)
    expect(done.text).toContain('Ce qui est effacé ne revient pas')
    for (const act of ['withdraw', 'refuse', 'doubt']) {
      expect(done.text).not.toContain(`href="${path}/${act}"`)
      expect((await agent.get(`${path}/${act}`)).text).not.toContain('class="confirm"')
    }
    expect((await agent.post(`${path}/withdraw`, { reason: 'z' })).status).toBe(409)
    expect((await agent.post(`${path}/answer`, { outcome: 'all', words: '' })).status).toBe(422)
    expect((await agent.post(`${path}/answer`, { outcome: 'done', words: 'Voici.' })).status).toBe(303)
    const after = await agent.get(path)
    const [, letter] = /href="(\/console\/rights-files\/rfil_[^"]+)"/.exec(after.text)!
    const pdf = await agent.get(letter!)
    expect([pdf.status, pdf.text.slice(0, 5)]).toEqual([200, '%PDF-'])
    expect((await agent.get('/console/rights?shelf=closed&q=lenoir&kind=erasure&sort=newest')).text).toContain('Anne Lenoir')
    expect((await agent.get('/console/rights.csv?shelf=all')).text).toContain('Effacement')
    for (
      const list of [
        '/console/rights?shelf=x&kind=y&requester=z&sort=w&after=q',
        '/console/rights?after=2026-13-01.rght_000000000000000000000000&q=a&q=b',
        '/console/rights?shelf=late',
        '/console/rights?shelf=soon&sort=oldest',
        `/console/rights?shelf=all&after=2026-03-01.rght_${'0'.repeat(24)}`,
      ]
    ) expect([list, (await agent.get(list)).status]).toEqual([list, 200])
  })

  it('what is late is not offered two months more: the page says why, and no date', async () => {
    const path = await file({ received_on: '2026-01-29' })
    const { status, text } = await agent.get(`${path}/extend`)
    expect([
      status,
      text.includes('Le délai est passé'),
      text.includes('<textarea'),
      text.includes('avr. 2026'),
      (await agent.get(path)).text.includes('avr. 2026'),
    ])
      .toEqual([200, true, false, false, false])
    expect((await agent.post(`${path}/extend`, { reason: 'Complexe.' })).status).toBe(409)
  })

  it('each act says what it does, refuses what it must, and is nobody’s else', async () => {
    const path = await file({ kind: 'rectification', email: '', postal_address: '3 rue du Port, 29000 Quimper', name: '<b>Anne</b>' })
    expect((await agent.get(path)).text).toContain('&lt;b&gt;Anne&lt;/b&gt;')
    for (const act of ['doubt', 'extend', 'withdraw', 'refuse', 'rectify', 'restrict'])
      expect([act, (await agent.get(`${path}/${act}`)).status]).toEqual([act, 200])
    for (const act of ['verify', 'answer', 'package', 'erasure'])
      expect([act, [200, 303].includes((await agent.get(`${path}/${act}`)).status)]).toEqual([act, true])
    expect((await agent.post(`${path}/doubt`, { asked: '', reason: '' })).status).toBe(422)
    expect((await agent.post(`${path}/doubt`, { asked: 'Une facture.', reason: 'Nom fréquent.' })).status).toBe(303)
    expect((await agent.post(`${path}/extend`, { reason: 'Complexe.' })).status).toBe(409)
    const files = new File([new Uint8Array(await newPdf())], 'identite.pdf', { type: 'application/pdf' })
    expect((await agent.post(`${path}/files`, { file: files })).status).toBe(303)
    expect((await agent.post(`${path}/files`, { file: new File(['x'], 'x.exe') })).status).toBe(422)
    expect((await agent.get(path)).text).toContain('identite.pdf')
    expect((await agent.post(`${path}/verify`, { how: 'Facture vue.' })).status).toBe(303)
    expect((await agent.get(path)).text).not.toContain('identite.pdf')
    expect((await agent.post(`${path}/extend`, { reason: 'Complexe.' })).status).toBe(303)
    const person = (await house.db.selectFrom('people').select('id').executeTakeFirstOrThrow()).id
    await agent.post(`${path}/link`, { subject: person })
    const asks = async (field: string) =>
      /<(input|select)[^>]*name="value"[^>]*/.exec((await agent.get(`${path}/rectify?field=${field}`)).text)?.[0] ?? ''
    expect(await asks('')).toBe('')
    expect(await asks(`${person}.birth_date`)).toContain('type="date"')
    expect(await asks(`${person}.family_name`)).toContain('type="text"')
    const early = await agent.post(`${path}/rectify`, { field: `${person}.birth_date`, value: '1899-12-31', reason: 'Acte.' })
    expect([early.status, early.text.includes('Une naissance de 1900 ou après'), early.text.includes('value="1899-12-31"')]).toEqual([
      422,
      true,
      true,
    ])
    expect((await agent.post(`${path}/rectify`, { field: `${person}.family_name`, value: '', reason: 'Acte.' })).status).toBe(422)
    expect((await agent.post(`${path}/rectify`, { field: `${person}.birth_place`, value: 'Brest', reason: 'Acte de naissance.' })).status)
      .toBe(303)
    const { id } = await house.db.selectFrom('rectifications').select('id').executeTakeFirstOrThrow()
    expect((await agent.get(`/console/rectifications/${id}`)).status).toBe(403)
    expect((await officer.get(`/console/rectifications/${id}`)).text).toContain('Brest')
    expect((await officer.post(`/console/rectifications/${id}/apply`)).status).toBe(303)
    expect((await house.db.selectFrom('people').select('birth_place').where('id', '=', person).executeTakeFirstOrThrow()).birth_place).toBe(
      'Brest',
    )
    expect((await officer.post(`/console/rectifications/${id}/decline`, { reason: 'Trop tard.' })).location).toBe(path)
    expect((await agent.post(`${path}/restrict`, { ground: 'nothing' })).status).toBe(422)
    // a value was put right: what is left undone is said in the answer
    expect((await agent.post(`${path}/refuse`, { ground: 'excessive', words: 'Répétée.', balancing: '' })).status).toBe(409)
    expect((await agent.post(`${path}/answer`, { outcome: 'partly', words: 'Le lieu de naissance.', balancing: '' })).status).toBe(303)
    for (
      const missing of [
        '/console/rights/rght_x',
        `/console/rights/rght_${'0'.repeat(24)}`,
        '/console/rights-files/x',
        '/console/rectifications/x',
        '/console/restrictions/x/lift',
        '/console/data-breaches/x',
        `/console/rights/rght_${'0'.repeat(24)}/package.zip`,
      ]
    ) expect([missing, (await officer.get(missing)).status]).toEqual([missing, 404])
  })

  it('each door opens to whom it should', async () => {
    const path = await file({ kind: 'access' })
    const expected: Record<string, string> = {
      '/console/rights': 'g o u',
      [path]: 'g o u',
      '/console/rights/new': 'g o',
      [`${path}/subjects`]: 'g o',
      '/console/processing': 'o u d',
      '/console/processing.pdf': 'o u d',
      '/console/processing/settings': 'd',
      '/console/data-breaches': 'a g o u d',
      '/console/data-breaches/new': 'a g o d',
    }
    const letters: Record<Role, string> = { analyst: 'a', agent: 'g', officer: 'o', auditor: 'u', administrator: 'd' }
    const clients = await Promise.all(roles.map(async (role) => [letters[role], await house.clientOf(people[role])] as const))
    for (const [page, who] of Object.entries(expected)) {
      const through = []
      for (const [letter, client] of clients) if ((await client.get(page)).status === 200) through.push(letter)
      expect([page, through.join(' ')]).toEqual([page, who])
    }
  })
})

describe('in the merchant area', () => {
  it('a user asks, follows, gives what is asked, fetches what is his; another sees nothing of it', async () => {
    expect((await own.get('/merchant/profile')).text).toContain('/merchant/my-data')
    const page = await own.get('/merchant/my-data')
    expect((await own.post('/merchant/my-data', { kind: 'x' })).status).toBe(422)
    const ticket = hiddenIn(page.text, 'ticket')
    const path = (await own.post('/merchant/my-data', { kind: 'access', said: 'Tout.', ticket })).location!
    expect((await own.post('/merchant/my-data', { kind: 'access', said: 'Tout.', ticket })).location).toBe('/merchant/my-data')
    const id = path.split('/').at(-1)!
    const staffPath = `/console/rights/${id}`
    await agent.post(`${staffPath}/doubt`, { asked: 'Une facture.', reason: 'Doute interne sur lui.' })
    expect((await own.get(path)).text).toContain('Un élément est attendu de vous')
    expect((await own.post(`${path}/files`, { file: new File([new Uint8Array(await newPdf())], 'facture.pdf') })).status).toBe(303)
    await agent.post(`${staffPath}/verify`, { how: 'Vu.' })
    expect((await own.post(`${path}/files`, { file: new File([new Uint8Array(await newPdf())], 'b.pdf') })).status).toBe(409)
    await agent.post(`${staffPath}/package`)
    expect((await agent.get(`${staffPath}/package/progress`)).text).toContain('package-progress')
    await buildPackages(house.ctx(system('build-packages')))
    expect((await agent.get(staffPath)).text).toContain('package.zip')
    expect((await own.get(`${path}/package.zip`)).status).toBe(404)
    await agent.post(`${staffPath}/answer`, { outcome: 'done', words: 'Voici votre copie.' })
    const answered = await own.get(path)
    expect(answered.text).toContain('Voici votre copie.')
    expect(answered.text).not.toMatch(/fraud|Doute interne/i)
    expect([
      (await own.get(`${path}/package.zip`)).status,
      (await own.get(/\/merchant\/my-data-files\/rfil_\w+/.exec(answered.text)![0])).text.slice(0, 5),
    ])
      .toEqual([200, '%PDF-'])
    const stranger = await house.clientOf((await openAccount(house)).actor)
    for (
      const address of [
        path,
        `${path}/package.zip`,
        /\/merchant\/my-data-files\/rfil_\w+/.exec(answered.text)![0],
        '/merchant/my-data/x',
        `/merchant/my-data/${(await file()).split('/').at(-1)}`,
      ]
    ) expect([address, (await stranger.get(address)).status]).toEqual([address, 404])
    expect((await stranger.get('/merchant/my-data')).text).not.toContain(id)
    expect(
      await house
        .db
        .selectFrom('rights_acts')
        .select('actor_kind')
        .where('request_id', '=', id)
        .where('act', '=', 'package_downloaded')
        .execute(),
    )
      .toEqual([{ actor_kind: 'merchant' }])
  })
})

describe('the registers', () => {
  it('processing: as it is and as it was; what an administrator types is kept with what was there', async () => {
    expect((await officer.get('/console/processing')).text).toContain('En qualité de sous-traitant')
    expect((await officer.get('/console/processing?on=2019-01-01')).status).toBe(200)
    for (const face of ['', '.csv', '.pdf'])
      for (const on of ['2026-02-30', '2030-01-01', '30/11/2026', '2019-01-01&on=x'])
        expect([face, on, (await officer.get(`/console/processing${face}?on=${on}`)).status]).toEqual([face, on, 422])
    expect((await officer.get('/console/processing.csv?on=2026-03-01')).text).toContain('CMF L561-12')
    expect((await officer.get('/console/processing.pdf')).text.slice(0, 5)).toBe('%PDF-')
    const said = {
      controller: 'Vigie',
      representative: '',
      officer: 'Maud Keller, dpo@vigie.example',
      transfers: 'Aucun',
      processors: '',
      package_days: '15',
    }
    expect((await administrator.post('/console/processing/settings', { ...said, package_days: '400' })).status).toBe(422)
    expect((await administrator.post('/console/processing/settings', said)).status).toBe(303)
    house.forward(60_000)
    expect((await officer.get('/console/processing')).text).toContain('Maud Keller')
    expect((await officer.get('/console/processing?on=2026-03-01')).text).not.toContain('Maud Keller')
    expect((await administrator.get('/console/processing/settings')).text).toContain('Délégué à la protection des données')
    await expect(sql`update privacy_settings set value = 'x'`.execute(house.db)).rejects.toThrow()
  })

  it('breaches: 72 hours from when we knew; late only with reasons; closed only with answers', async () => {
    const open = { title: 'Relevé au mauvais marchand', aware_at: '2026-03-01', aware_at_time: '10:00', what: 'Un e-mail.' }
    for (const [name, value] of [['aware_at', '2026-03-03'], ['aware_at_time', '25:00'], ['title', ''], ['aware_at', 'x']] as const)
      expect([name, value, (await agent.post('/console/data-breaches/new', { ...open, [name]: value })).status]).toEqual([name, value, 422])
    const path = (await agent.post('/console/data-breaches/new', open)).location!
    expect((await agent.get(path)).text).toMatch(/encore 47 h|encore 48 h/)
    expect((await agent.get(`${path}/assess`)).status).toBe(403)
    expect(
      (await agent.post(`${path}/describe`, {
        what: 'Un relevé est parti chez un autre.',
        natures: ['confidentiality'],
        categories: ['accounting', 'payment'],
        persons: 'payeurs',
        persons_count: '12',
        records_count: '',
        consequences: 'Limitées.',
        measures: 'Rappel et attestation de destruction.',
        began_on: '2026-03-01',
        ended_on: '',
      }))
        .status,
    )
      .toBe(303)
    expect((await agent.post(`${path}/describe`, { what: 'x', natures: ['fire'], persons_count: '-1' })).status).toBe(422)
    expect((await officer.post(`${path}/close`, { conclusion: 'Fini.' })).status).toBe(409)
    expect(
      (await officer.post(`${path}/assess`, { risk: 'risk', risk_reason: 'Données financières.', notify: 'no', notify_reason: 'x' }))
        .status,
    )
      .toBe(422)
    expect(
      (await officer.post(`${path}/assess`, {
        risk: 'high',
        risk_reason: 'Données financières.',
        notify: 'yes',
        notify_reason: 'Article 33.',
      }))
        .status,
    )
      .toBe(303)
    const watch = async (to: string): Promise<number> => {
      house.travel(to)
      const done = await watchDataBreaches(house.ctx(system('watch-rights-clocks')))
      expect((await watchDataBreaches(house.ctx(system('watch-rights-clocks')))).done).toBe(0)
      return done.done
    }
    // 10:00 in Paris is 09:00Z: the end is the 4th, 09:00Z
    expect([
      await watch('2026-03-02T09:30:00Z'),
      await watch('2026-03-03T08:59:59Z'),
      await watch('2026-03-03T09:00:00Z'),
      await watch('2026-03-04T08:59:59Z'),
      await watch('2026-03-04T09:00:01Z'),
    ])
      .toEqual([1, 0, 1, 1, 1])
    const again = [await house.clientOf(people.officer), await house.clientOf(people.agent)] as const
    const sent = { phase: 'initial', sent_at: '2026-03-04', sent_at_time: '10:00', reference: 'CNIL 26-1' }
    expect((await again[0].post(`${path}/notify`, { ...sent, sent_at_time: '09:00', phase: 'final' })).status).toBe(422)
    expect((await again[0].post(`${path}/notify`, { ...sent, sent_at_time: '10:01' })).status).toBe(422)
    house.travel('2026-03-04T09:12:00Z')
    expect((await again[0].post(`${path}/notify`, { ...sent, sent_at_time: '10:01' })).status).toBe(422)
    expect((await again[0].post(`${path}/notify`, { ...sent, sent_at_time: '10:01', late_reason: 'Ampleur connue tard.' })).status).toBe(
      303,
    )
    expect((await again[0].post(`${path}/notify`, sent)).status).toBe(422)
    expect((await again[0].post(`${path}/close`, { conclusion: 'Fini.' })).status).toBe(409)
    expect((await again[0].post(`${path}/tell`, { told: 'yes', told_at: '2026-03-04', told_at_time: '10:10', how: '' })).status).toBe(422)
    expect(
      (await again[0].post(`${path}/tell`, { told: 'yes', told_at: '2026-03-04', told_at_time: '10:10', how: 'Lettre à chacun.' })).status,
    )
      .toBe(303)
    expect((await again[0].get(`${path}/draft.pdf`)).text.slice(0, 5)).toBe('%PDF-')
    expect((await again[0].post(`${path}/close`, { conclusion: 'Procédure d’envoi corrigée.' })).status).toBe(303)
    expect((await again[0].post(`${path}/describe`, { what: 'y' })).status).toBe(409)
    expect((await again[1].get('/console/data-breaches?shelf=closed&q=relev%C3%A9')).text).toContain('Relevé au mauvais marchand')
    expect((await again[1].get('/console/data-breaches?shelf=all&after=x&q=%25')).status).toBe(200)
    expect((await again[0].get('/console/data-breaches.csv?shelf=all')).text).toContain('Ampleur connue tard.')
    expect(await house.db.selectFrom('data_breaches').select(['state', 'is_notified']).execute()).toEqual([{
      state: 'closed',
      is_notified: true,
    }])
  })
})
