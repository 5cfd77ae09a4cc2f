import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isUnsettled, whyNotSettled } from '#src/alertLooks/alertLook.ts'
import { judgeAlertAgain } from '#src/alertLooks/judgeAlertAgain.ts'
import { settleAlertLook } from '#src/alertLooks/settleAlertLook.ts'
import { standAside } from '#src/alertLooks/standAside.ts'
import { addAlertNote } from '#src/alerts/addAlertNote.ts'
import { triageDueAt } from '#src/alerts/alert.ts'
import { claimAlert } from '#src/alerts/claimAlert.ts'
import { closeAlert } from '#src/alerts/closeAlert.ts'
import { escalateAlert } from '#src/alerts/escalateAlert.ts'
import { releaseAlert } from '#src/alerts/releaseAlert.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { newId } from '#src/kernel/ids.ts'
import { isDrawn } from '#src/looks/secondLook.ts'
import { confirmSettings, proposeSettings } from '#src/screening/changeSettings.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { openAccount } from '#test/support/merchant.ts'

let house: House
let merchantId = ''
let [ana, basile, cyr, odile, paul, auditor, agent]: StaffActor[] = []

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-04T08:00:00Z' })
  merchantId = (await openAccount(house)).merchantId
  ;[ana, basile, cyr, odile, paul, auditor, agent] = [
    await house.staff('analyst', 'Ana Morel'),
    await house.staff('analyst', 'Basile Roy'),
    await house.staff('analyst', 'Cyr Lenoir'),
    await house.staff('officer', 'Odile Prat', null),
    await house.staff('officer', 'Paul Vidal', null),
    await house.staff('auditor'),
    await house.staff('agent'),
  ]
  await share(10_000)
})
afterAll(() => house.close())

/** The share of alerts; null: as of hits. */
const share = (bps: number | null, hits = 500) =>
  house.db.updateTable('screening_settings').set({ alert_look_bps: bps, second_look_bps: hits }).where('state', '=', 'in_force').execute()

let day = 0
const raise = async (): Promise<string> => {
  const on = `2026-02-${String(++day).padStart(2, '0')}`
  const id = newId('alrt', house.now())
  await house
    .db
    .insertInto('alerts')
    .values({
      id,
      scenario: 'TM-10',
      version: 1,
      revision: 1,
      merchant_id: merchantId,
      level: 'high',
      window_from_on: on,
      window_to_on: on,
      says: 'high_ticket_first',
      finding: JSON.stringify({ inputs: { payments: 2 }, values: { highestCents: 500_000, ceilingCents: 300_000 }, limits: {} }),
      raised_at: house.now(),
      due_at: triageDueAt(house.now()),
    })
    .execute()
  return id
}
const lookOf = (id: string) => house.db.selectFrom('alert_looks').selectAll().where('alert_id', '=', id).executeTakeFirst()
const alertOf = (id: string) => house.db.selectFrom('alerts').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const closed = async (by = ana!, note = 'Le carnaval de Dunkerque.'): Promise<string> => {
  const id = await raise()
  await closeAlert(house.ctx(by), id, { reason: 'seasonal', note })
  return id
}
const escalated = async (by = ana!): Promise<string> => {
  const id = await raise()
  await escalateAlert(house.ctx(by), id, { reason: 'Trop rond pour être vrai.' })
  return id
}
const pageOf = async (who: StaffActor, path: string) => (await house.clientOf(who)).get(`/console/alerts${path}`)

describe('the draw', () => {
  it('goes by the id, in the share that is set: as of hits where none is set for alerts; of both outcomes; the decision and its words are kept with it', async () => {
    const [one, other] = [await closed(), await escalated()]
    expect(await lookOf(one)).toMatchObject({
      first_by: ana!.id,
      first_verdict: 'nothing',
      first_code: 'seasonal',
      first_words: 'Le carnaval de Dunkerque.',
      by_staff: null,
    })
    expect(await lookOf(other)).toMatchObject({
      first_by: ana!.id,
      first_verdict: 'case',
      first_code: null,
      first_words: 'Trop rond pour être vrai.',
    })
    await share(0, 10_000)
    expect(await lookOf(await closed())).toBeUndefined()
    await share(null, 10_000)
    expect(await lookOf(await closed())).toBeDefined()
    await share(null, 0)
    expect(await lookOf(await closed())).toBeUndefined()
    await share(10_000)
    const drawn = Array.from({ length: 4_000 }, (_, i) => isDrawn(newId('alrt', new Date(i)), 500)).filter(Boolean).length
    expect(drawn / 4_000).toBeGreaterThan(0.035)
    expect(drawn / 4_000).toBeLessThan(0.065)
  })

  it('its share changes by two people, and nonsense is refused', async () => {
    const now = await house.db.selectFrom('screening_settings').selectAll().where('state', '=', 'in_force').executeTakeFirstOrThrow()
    const same = {
      alertBps: now.alert_bps,
      urgentBps: now.urgent_bps,
      twoPeopleBps: now.two_people_bps,
      secondLookBps: now.second_look_bps,
      reason: 'Plus d’alertes rejugées.',
    }
    await expect(proposeSettings(house.ctx(odile), { ...same, alertLookBps: 10_001 })).rejects.toMatchObject({
      fields: { alert_look: expect.any(String) },
    })
    await expect(proposeSettings(house.ctx(odile), { ...same, alertLookBps: 10_000 })).rejects.toMatchObject({
      fields: { alert: 'screening:settings.same' },
    })
    const client = await house.clientOf(odile!)
    expect(
      (await client.post('/console/screening/settings/propose', {
        alert: '0,87',
        urgent: '0,95',
        two_people: '0,95',
        second_look: '5',
        alert_look: 'x',
        reason: 'x',
      }))
        .status,
    )
      .toBe(422)
    const id = await proposeSettings(house.ctx(odile), { ...same, alertLookBps: 2_000 })
    await confirmSettings(house.ctx(paul), id)
    expect(await house.db.selectFrom('screening_settings').select('alert_look_bps').where('state', '=', 'in_force').executeTakeFirst())
      .toEqual({ alert_look_bps: 2_000 })
    await share(10_000)
  })
})

describe('the second answer', () => {
  it('is of somebody who had nothing to do with the first, once, with a reason; it moves nothing', async () => {
    const id = await closed()
    await expect(judgeAlertAgain(house.ctx(ana), id, { verdict: 'case', reason: 'x' })).rejects.toMatchObject({
      status: 403,
      code: 'four_eyes',
    })
    await expect(judgeAlertAgain(house.ctx(auditor), id, { verdict: 'case', reason: 'x' })).rejects.toMatchObject({ status: 403 })
    await expect(judgeAlertAgain(house.ctx(basile), id, { verdict: 'case', reason: ' ' })).rejects.toMatchObject({
      fields: { reason: 'web:field.missing' },
    })
    const both = await Promise.allSettled([
      judgeAlertAgain(house.ctx(basile), id, { verdict: 'case', reason: 'Les montants.' }),
      judgeAlertAgain(house.ctx(cyr), id, { verdict: 'nothing', reason: 'Rien.' }),
    ])
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { status: 409 } })
    expect(await alertOf(id)).toMatchObject({ state: 'closed', close_reason: 'seasonal' })
    expect(
      await house
        .db
        .selectFrom('audit_events')
        .select('data')
        .where('event', '=', 'alert.looked_again')
        .where('subject_id', '=', id)
        .execute(),
    )
      .toHaveLength(1)
  })

  it('is not of whoever held the alert, wrote of it, or stood aside to see the decision', async () => {
    const id = await raise()
    await claimAlert(house.ctx(basile), id)
    await addAlertNote(house.ctx(basile), id, { body: 'Vu.', ticket: '' })
    await releaseAlert(house.ctx(basile), id)
    await claimAlert(house.ctx(cyr), id)
    await closeAlert(house.ctx(odile), id, { reason: 'explained', note: '' })
    await standAside(house.ctx(ana), id)
    await standAside(house.ctx(ana), id)
    for (const who of [odile, basile, cyr, ana])
      await expect(judgeAlertAgain(house.ctx(who), id, { verdict: 'nothing', reason: 'x' }), who!.id).rejects.toMatchObject({
        code: 'four_eyes',
      })
    await judgeAlertAgain(house.ctx(paul), id, { verdict: 'nothing', reason: 'Expliquée.' })
    await expect(standAside(house.ctx(paul), id)).rejects.toMatchObject({ status: 409 })
    expect(await lookOf(id)).toMatchObject({ by_staff: paul!.id, settled_by: null })
    await expect(house.db.updateTable('alert_looks').set({ by_staff: odile!.id }).where('alert_id', '=', id).execute()).rejects.toThrow(
      /alert_looks_by_another/,
    )
  })
})

describe('where they differ', () => {
  it('an officer who is neither settles it: closed in error, the alert is back in the queue, and is not drawn again', async () => {
    const id = await closed(odile!)
    await expect(settleAlertLook(house.ctx(paul), id, { verdict: 'case', reason: 'x' })).rejects.toMatchObject({ status: 409 })
    await judgeAlertAgain(house.ctx(basile), id, { verdict: 'case', reason: 'Les montants.' })
    for (const [who, code] of [[ana, 'forbidden'], [odile, 'four_eyes']] as const)
      await expect(settleAlertLook(house.ctx(who), id, { verdict: 'case', reason: 'x' })).rejects.toMatchObject({ status: 403, code })
    await expect(settleAlertLook(house.ctx(paul), id, { verdict: 'case', reason: '' })).rejects.toMatchObject({ status: 422 })
    expect(await settleAlertLook(house.ctx(paul), id, { verdict: 'case', reason: 'À examiner.' })).toEqual({ isReopened: true })
    expect(await alertOf(id)).toMatchObject({
      state: 'new',
      owner_id: null,
      close_reason: null,
      closed_at: null,
      due_at: triageDueAt(house.now()),
    })
    await expect(settleAlertLook(house.ctx(paul), id, { verdict: 'nothing', reason: 'x' })).rejects.toMatchObject({ status: 409 })
    await closeAlert(house.ctx(basile), id, { reason: 'explained', note: '' })
    expect(await lookOf(id)).toMatchObject({ first_by: odile!.id, first_code: 'seasonal', settled_verdict: 'case' })
  })

  it('in a case where nothing comes of it, nothing moves; the first may have been right', async () => {
    const [id, other] = [await escalated(), await closed()]
    for (const one of [id, other])
      await judgeAlertAgain(house.ctx(basile), one, { verdict: one === id ? 'nothing' : 'case', reason: 'Autrement.' })
    expect(await settleAlertLook(house.ctx(odile), id, { verdict: 'nothing', reason: 'Rien.' })).toEqual({ isReopened: false })
    expect(await settleAlertLook(house.ctx(odile), other, { verdict: 'nothing', reason: 'Bien classée.' })).toEqual({ isReopened: false })
    expect([(await alertOf(id)).state, (await alertOf(other)).state]).toEqual(['escalated', 'closed'])
  })

  it('as the pure rule says', () => {
    const look = { first_by: 'a', first_verdict: 'nothing', by_staff: 'b', verdict: 'case', settled_by: null }
    expect([isUnsettled(look), isUnsettled({ ...look, verdict: 'nothing' }), isUnsettled({ ...look, settled_by: 'c' })]).toEqual([
      true,
      false,
      false,
    ])
    expect(['a', 'b', 'c'].map((id) => whyNotSettled(look, id))).toEqual(['four_eyes', 'four_eyes', null])
  })
})

describe('the pages', () => {
  it('say nothing of the first decision to whoever may be the second: the alert leads to the blind page until he stands aside', async () => {
    const id = await closed(ana!, 'Mot secret de la première.')
    expect(await pageOf(cyr!, `/${id}`)).toMatchObject({ status: 303, location: `/console/alerts/looks/${id}` })
    const blind = await pageOf(cyr!, `/looks/${id}`)
    expect(blind.status).toBe(200)
    for (const word of ['Mot secret', 'Saison', 'Ana Morel', 'Sans suite par', 'Classée'])
      expect(blind.text.replace(/<label[\s\S]*?<\/label>/g, '')).not.toContain(word)
    const list = await pageOf(cyr!, '/looks')
    expect(list.text).toContain(`/console/alerts/looks/${id}`)
    for (const word of ['Mot secret', 'Ana Morel', 'Saison']) expect(list.text).not.toContain(word)
    expect((await pageOf(ana!, '/looks')).text).not.toContain(`/console/alerts/looks/${id}`)
    // the first, and whoever reads, see the alert as it is
    for (const who of [ana!, auditor!]) expect((await pageOf(who, `/${id}`)).text).toContain('Mot secret')
    expect((await pageOf(ana!, `/looks/${id}`)).text).toContain('Vous avez pris la première décision')
    const client = await house.clientOf(cyr!)
    expect(await client.post(`/console/alerts/looks/${id}/aside`)).toMatchObject({ status: 303, location: `/console/alerts/${id}` })
    expect((await client.get(`/console/alerts/${id}`)).text).toContain('Mot secret')
  })

  it('judge, settle, count and export; who was one of the two is told why he does not settle', async () => {
    const id = await closed(odile!)
    const [second, third] = [await house.clientOf(basile!), await house.clientOf(paul!)]
    expect((await second.post(`/console/alerts/looks/${id}`, { verdict: 'x', reason: '' })).status).toBe(422)
    expect(await second.post(`/console/alerts/looks/${id}`, { verdict: 'case', reason: '=Les montants' })).toMatchObject({
      status: 303,
      location: '/console/alerts/looks',
    })
    expect((await pageOf(odile!, `/looks/${id}`)).text).toContain('Vous êtes l’une des deux personnes')
    expect((await third.get('/console/alerts/looks?state=unsettled')).text).toContain(`/console/alerts/looks/${id}`)
    expect((await third.get('/console/alerts')).text).toContain('Seconds regards (')
    expect((await third.post(`/console/alerts/looks/${id}/settle`, { verdict: 'nothing', reason: '' })).status).toBe(422)
    expect(await third.post(`/console/alerts/looks/${id}/settle`, { verdict: 'nothing', reason: 'Le premier avait raison.' }))
      .toMatchObject({ status: 303 })
    expect((await third.get(`/console/alerts/${id}`)).text).toMatch(/Tranché\s: première réponse/)
    const done = (await third.get('/console/alerts/looks?state=done')).text
    for (const word of ['Odile Prat', 'Saison ou événement connu', 'Rejugés']) expect(done).toContain(word)
    const csv = await third.get('/console/alerts/looks.csv')
    expect(csv.text).toContain("'=Les montants")
    expect(csv.text).toContain('Le premier avait raison.')
  })

  it('are nobody’s without the right, and answer whatever an address asks', async () => {
    const id = await closed()
    for (const path of ['/looks', '/looks.csv', `/looks/${id}`]) expect((await pageOf(agent!, path)).status).toBe(403)
    const reader = await house.clientOf(auditor!)
    expect((await reader.get(`/console/alerts/looks/${id}`)).text).toContain('la jugera de nouveau')
    for (const act of ['', '/aside', '/settle'])
      expect((await reader.post(`/console/alerts/looks/${id}${act}`, { verdict: 'case', reason: 'x' })).status).toBe(403)
    for (const path of ['/looks?state=x&after=y', '/looks?state[]=done&after=alrt_']) expect((await pageOf(cyr!, path)).status).toBe(200)
    for (const path of ['/looks/x', '/looks/alrt_000000000000000000000000']) expect((await pageOf(cyr!, path)).status).toBe(404)
  })
})

describe('take the next', () => {
  it('is not offered where nothing is free, and says why', async () => {
    const client = await house.clientOf(basile!)
    const open = await house.db.selectFrom('alerts').select('id').where('state', '=', 'new').execute()
    for (const { id } of open) await claimAlert(house.ctx(ana), id)
    const held = await raise()
    expect((await client.get('/console/alerts')).text).toContain('action="/console/alerts/next"')
    await claimAlert(house.ctx(ana), held)
    const page = (await client.get('/console/alerts')).text
    expect(page).not.toContain('action="/console/alerts/next"')
    expect(page).toContain('déjà en main')
  })
})
