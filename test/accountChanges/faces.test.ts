import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '#src/kernel/permissions.ts'
import { switchOffMerchant } from '#src/merchants/switchOffMerchant.ts'
import { unit } from '#src/platform/ctx.ts'
import type { ApiMerchant } from '#test/support/api.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'
import { password } from '#test/support/merchant.ts'
import { accountsOf, ask, changeOf, freshIban, oldIban, paid, readAll, ribOf } from './ground.ts'

let house: House
let shop: ApiMerchant & { dossierId: string }
let clients: Record<'analyst' | 'agent' | 'officer' | 'auditor' | 'administrator', Client>
beforeAll(async () => {
  house = await openHouse()
  shop = await paid(house)
  const signIn = async (role: Role) => house.clientOf(await house.staff(role))
  clients = {
    analyst: await signIn('analyst'),
    agent: await signIn('agent'),
    officer: await signIn('officer'),
    auditor: await signIn('auditor'),
    administrator: await signIn('administrator'),
  }
})
afterAll(() => house.close())

const rib = async (iban: string) => new File([new Uint8Array(await ribOf({ iban }))], 'rib.pdf', { type: 'application/pdf' })
const spaced = (iban: string) => iban.replace(/(.{4})(?=.)/g, '$1 ')

describe('the merchant area', () => {
  it('shows a validated merchant his account and the way to another, no greyed form', async () => {
    const own = await house.clientOf(shop.actor)
    const { text } = await own.get('/merchant/account')
    expect(text).toContain('href="/merchant/account/change"')
    expect(text).not.toMatch(/entre nos mains|f-iban/)
    expect((await own.get('/merchant/profile')).text).toContain('•••• 2606')
  })

  it('asks with the RIB and the password, gives back what was typed but neither, and takes it back', async () => {
    const own = await house.clientOf(shop.actor)
    const iban = freshIban()
    expect((await own.get('/merchant/account/change')).text).not.toContain(oldIban)
    const wrong = await own.post('/merchant/account/change', {
      holder: 'Boulangerie Lenoir',
      iban: spaced(iban),
      bic: '',
      password: 'Pas-le-bon-mot-8',
      file: await rib(iban),
    })
    expect(wrong.status).toBe(422)
    expect(wrong.text).toContain('Ce n’est pas votre mot de passe')
    expect(wrong.text).toContain(spaced(iban))
    expect(wrong.text).not.toContain('Pas-le-bon-mot-8')
    const lacking = await own.post('/merchant/account/change', { holder: 'Boulangerie Lenoir', iban: '', bic: '', password })
    expect(lacking.status).toBe(422)
    const sent = await own.post('/merchant/account/change', {
      holder: 'Boulangerie Lenoir',
      iban: spaced(iban),
      bic: '',
      password,
      file: await rib(iban),
    })
    expect([sent.status, sent.location]).toEqual([303, '/merchant/account/change'])
    const page = (await own.get('/merchant/account/change')).text
    expect(page).toContain(`•••• ${iban.slice(-4)}`)
    expect(page).not.toContain('type="file"')
    expect((await own.post('/merchant/account/change/withdraw')).location).toBe('/merchant/account/change')
    expect((await own.get('/merchant/account/change')).text).toContain('type="file"')
  })

  it('says why not, to whoever is off', async () => {
    const off = await paid(house)
    await unit(house.ctx(), (tx) => switchOffMerchant(tx, off.merchantId, 'suspend'))
    const { status, text } = await (await house.clientOf(off.actor)).get('/merchant/account/change')
    expect([status, text.includes('n’est pas en service'), text.includes('<form class="case-matter"')]).toEqual([200, true, false])
    expect(
      (await (await house.clientOf(off.actor)).post('/merchant/account/change', {
        holder: 'X Y',
        iban: freshIban(),
        bic: '',
        password,
        file: await rib(freshIban()),
      }))
        .status,
    )
      .toBe(409)
  })
})

describe('the console', () => {
  it('counts and lists what waits by its last four; an administrator has none of it', async () => {
    const client = await paid(house)
    const iban = freshIban()
    const id = await ask(house, client, { iban })
    const { text } = await clients.agent.get('/console/account-changes')
    expect(text).toContain(`/console/account-changes/${id}`)
    expect(text).toContain(`•••• ${iban.slice(-4)}`)
    expect(text).not.toContain(iban)
    expect(text).toMatch(/href="\/console\/account-changes"[^>]*aria-current="page"/)
    for (
      const path of [
        '/console/account-changes',
        '/console/account-changes.csv',
        `/console/account-changes/${id}`,
        `/console/account-changes/${id}/pages/1`,
        `/console/account-changes/${id}/file`,
      ]
    ) expect((await clients.administrator.get(path)).status, path).toBe(403)
    expect((await clients.agent.get(`/console/account-changes?q=${iban.slice(-4)}`)).text).toContain(id)
    expect((await clients.agent.get(`/console/account-changes?q=${spaced(iban).replaceAll(' ', '+')}`)).text).toContain(id)
    const csv = (await clients.agent.get('/console/account-changes.csv?shelf=all')).text
    expect([csv.includes(id), csv.includes(iban)]).toEqual([true, false])
    expect((await clients.agent.get(`/console/account-changes/acch_${'0'.repeat(24)}`)).status).toBe(404)
  })

  it('shows both accounts, the checks of the RIB and its picture; decides, with words where the program disagrees', async () => {
    const client = await paid(house)
    const [asked, printed] = [freshIban(), freshIban()]
    const id = await ask(house, client, { iban: asked, on: { iban: printed } })
    const path = `/console/account-changes/${id}`
    const reading = (await clients.agent.get(path)).text
    expect(reading).toContain('en cours de lecture')
    expect(reading).not.toContain(`action="${path}/accept"`)
    await readAll(house)
    const page = (await clients.agent.get(path)).text
    for (const words of [spaced(oldIban), spaced(asked), `${path}/pages/1`, `action="${path}/accept"`, `action="${path}/decline"`])
      expect(page).toContain(words)
    expect((await clients.agent.get(`${path}/pages/1`)).headers.get('content-type')).toBe('image/webp')
    expect((await clients.agent.get(`${path}/pages/9`)).status).toBe(404)
    for (const reader of [clients.analyst, clients.auditor]) {
      const { text } = await reader.get(path)
      expect([text.includes('sans les décider'), text.includes(`action="${path}/accept"`)]).toEqual([true, false])
      expect((await reader.post(`${path}/accept`, { note: 'Vu' })).status).toBe(403)
    }
    const without = await clients.agent.post(`${path}/accept`, { note: '' })
    expect([without.status, without.text.includes('Dites pourquoi vous acceptez')]).toEqual([422, true])
    expect((await clients.agent.post(`${path}/decline`, { reason: 'other', note: '' })).status).toBe(422)
    expect((await clients.agent.post(`${path}/accept`, { note: 'Relu avec la banque' })).location).toBe(path)
    expect((await accountsOf(house, client.dossierId)).at(-1)!.iban).toBe(asked)
    expect((await clients.agent.post(`${path}/decline`, { reason: 'unreadable', note: '' })).status).toBe(409)
    for (const at of [`/console/merchants/${client.merchantId}`, `/console/dossiers/${client.dossierId}`])
      expect((await clients.agent.get(at)).text, at).toContain(path)
    expect((await clients.agent.get(path)).text).toContain('Relu avec la banque')
  })

  it('points at another merchant who has that account', async () => {
    const [first, second] = [await paid(house), await paid(house)]
    const iban = freshIban()
    await ask(house, first, { iban })
    const id = await ask(house, second, { iban })
    const { text } = await clients.agent.get(`/console/account-changes/${id}`)
    expect(text).toContain('Signal de fraude')
    expect(text).toContain(`/console/merchants/${first.merchantId}`)
    expect((await clients.agent.get('/console/account-changes')).text).toContain('IBAN connu ailleurs')
    expect((await changeOf(house, id)).state).toBe('asked')
  })

  it('the bench shows such a RIB and sends whoever would judge it to the change', async () => {
    const client = await paid(house)
    const id = await ask(house, client)
    const { document_id: documentId } = await changeOf(house, id)
    const { status, text } = await clients.analyst.get(`/console/documents/${documentId}`)
    expect([status, text.includes('se juge avec le changement de compte'), text.includes(`/console/documents/${documentId}/accept`)])
      .toEqual([200, true, false])
  })

  it('of a file in the archive, opens with a reason alone', async () => {
    const client = await paid(house)
    const id = await ask(house, client)
    await house
      .db
      .updateTable('merchants')
      .set({ state: 'terminated', ended_on: '2012-01-31' })
      .where('id', '=', client.merchantId)
      .execute()
    const paths = [`/console/account-changes/${id}`, `/console/account-changes/${id}/pages/1`, `/console/account-changes/${id}/file`]
    for (const path of paths) expect((await clients.officer.get(path)).text).toContain(`/console/archive/${client.dossierId}`)
    expect((await clients.officer.post(`/console/archive/${client.dossierId}`, { reason: 'Réclamation sur un virement' })).status).toBe(303)
    for (const path of paths) expect((await clients.officer.get(path)).text).not.toContain(`/console/archive/${client.dossierId}`)
  })
})
