import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { claimHit } from '#src/hits/claimHit.ts'
import { proposeHold } from '#src/holds/proposeHold.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { takeIn } from '#src/rights/fileRequest.ts'
import { takeRequest } from '#src/rights/handleRequest.ts'
import { wanted } from '#test/holds/ground.ts'
import { payable } from '#test/payouts/ground.ts'
import { client as filed, due, hitsOf, takeOwn } from '#test/screening/ground.ts'
import { openHouse, type House } from '#test/support/house.ts'

let house: House
let analyst: StaffActor
let agent: StaffActor
let officer: StaffActor
let colleague: StaffActor
let hitId: string
let requestId: string
const holds = { reserve: '', secret: '' }

const flat = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/[\s\u00a0\u202f]+/g, ' ')
const plain = (html: string): string => html.replaceAll('&#x3D;', '=')
const mainOf = async (who: StaffActor): Promise<string> => {
  const { text } = await (await house.clientOf(who)).get('/console')
  return text.slice(text.indexOf('<main'))
}

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  ;[analyst, agent, officer, colleague] = [
    await house.staff('analyst'),
    await house.staff('agent'),
    await house.staff('officer', undefined, null),
    await house.staff('officer', 'Irène Vasseur'),
  ]
  const one = await filed(house, { givenNames: 'Gwendal', familyName: 'Kerzoncuf' })
  await takeOwn(house, 'house', 'H1;Gwendal Kerzoncuf;;;;;')
  await due(house)
  hitId = (await hitsOf(house, one))[0]!.id
  await claimHit(house.ctx(analyst), hitId)
  requestId = (await takeIn(house.ctx(agent), {
    kind: 'access',
    requester: 'payer',
    channel: 'letter',
    name: 'Nolwenn Le Bihan',
    email: 'nolwenn@exemple.test',
    postalAddress: '',
    birthDate: null,
    said: 'Que savez-vous de moi ?',
    identityGiven: 'commande',
    receivedOn: '2026-01-02',
    lang: 'fr',
  }))!
  await takeRequest(house.ctx(agent), requestId)
  const { merchantId } = await payable(house)
  holds.reserve = (await proposeHold(house.ctx(colleague), wanted(merchantId, { releaseOn: '2026-09-01' })))!
  holds.secret = (await proposeHold(
    house.ctx(colleague),
    wanted(merchantId, { title: 'asset_freeze', amountCents: null, reference: 'REF-9' }),
  ))!
})
afterAll(() => house.close())

describe('my work', () => {
  it('says of each queue one may see what is open, mine, oldest and late, each figure leading to what it counts', async () => {
    const page = await mainOf(agent)
    for (
      const href of [
        '/console/queue',
        '/console/fraud-cases',
        '/console/disputes',
        '/console/rights',
        '/console/breaks',
        '/console/data-breaches',
      ]
    ) expect(page, href).toContain(`<a href="${href}">`)
    for (const href of ['/console/screening', '/console/alerts', '/console/aml-cases']) expect(page, href).not.toContain(href)
    expect(page).toMatch(/dashboards\/rights\/items\?[^"]*held[^"]*staf_\w+">1</)
    expect(page).toMatch(/dashboards\/rights\/items\?[^"]*late">1</)
    // he works no dossiers: their kinds are nothing he can act on
    expect(flat(page)).not.toContain('Nouveaux dossiers')
  })

  it('lists what one holds of whatever queue', async () => {
    expect(await mainOf(agent)).toContain(`href="/console/rights/${requestId}"`)
    const page = await mainOf(analyst)
    expect(page).toContain(`href="/console/screening/hits/${hitId}"`)
    expect(flat(page)).toContain('Vous avez une affaire en main.')
    expect(flat(page)).not.toContain('Rien en main')
    for (const next of ['/console/queue/next', '/console/screening/next']) expect(page).toContain(`action="${next}"`)
    expect(await mainOf(officer)).not.toContain(`href="/console/screening/hits/${hitId}"`)
  })

  it('lists what waits for a second person to whoever may be that one, and nothing of the compartment outside its circle', async () => {
    const page = await mainOf(officer)
    expect(page).toContain(`href="/console/holds/${holds.reserve}"`)
    expect(page).not.toContain(holds.secret)
    expect(flat(page)).toContain('Une proposition attend votre regard.')
    expect(await mainOf(colleague)).not.toContain(holds.reserve)
    expect(await mainOf(await house.staff('officer', undefined, 'declarant'))).toContain(holds.secret)
    for (const who of [analyst, agent, await house.staff('auditor')]) expect(await mainOf(who)).not.toContain(holds.reserve)
  })

  it('is told beside the left column’s name with what it opens: held funds at what waits', async () => {
    const client = await house.clientOf(officer)
    const { text } = await client.get('/console')
    expect(flat(text.slice(text.indexOf('<nav class="side"')))).toMatch(/Fonds retenus 1 /)
    expect(plain(text)).toContain('<a href="/console/holds?state=waiting"')
    const opened = await client.get('/console/holds?state=waiting')
    expect(flat(opened.text)).toMatch(/À décider 1 /)
    expect(plain(opened.text)).toMatch(/<a href="\/console\/holds\?state=waiting" aria-current="page"/)
  })

  it('tells an administrator of the queue that is his', async () => {
    const page = await mainOf(await house.staff('administrator'))
    expect(page).toContain('<a href="/console/data-breaches">')
    expect(page).not.toContain('<a href="/console/disputes">')
  })
})
