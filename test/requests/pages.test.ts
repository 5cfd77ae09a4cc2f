import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Browser } from 'playwright-core'
import type { StaffActor } from '#src/kernel/actor.ts'
import { unit } from '#src/platform/ctx.ts'
import { parkReview } from '#src/reviews/parkReview.ts'
import { lockDossier } from '#src/dossiers/dossiers.sql.ts'
import { moveDossier } from '#src/dossiers/moveDossier.ts'
import { openRequest } from '#src/requests/openRequest.ts'
import { extendRequest } from '#src/requests/extendRequest.ts'
import { sendClockReminders } from '#src/requests/sendClockReminders.ts'
import { deactivateOverdueMerchants } from '#src/requests/deactivateOverdueMerchants.ts'
import { system } from '#src/kernel/actor.ts'
import { cookieName } from '#src/web/session.ts'
import { expectAccessible, expectFitsWidth, launchBrowser, openPage, screenshot } from '#test/support/browser.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'
import { answer, ask, askAt, deliver, judge, merchantState, openCase, piece, requestRow, type Case } from './case.ts'

let house: House
let officer: StaffActor
let analyst: StaffActor
let rich: Case & { requestId: string }
let due: Case & { requestId: string }
let plain: Case & { requestId: string }
let lapsed: Case & { requestId: string }

const clientOf = (actor: StaffActor): Promise<Client> => house.clientOf(actor)

/** A request with everything that can happen to one: answered, given back, extended, reminded. */
const openRich = async (): Promise<Case & { requestId: string }> => {
  const pieces = [
    piece('identity_document:pers_x', 'unreadable', 'Le verso est coupé en bas.'),
    piece('statutes'),
    piece('rbe_extract', 'too_old'),
  ]
  const one = await askAt(house, '2026-02-02T10:00:00Z', {
    name: 'Les Ateliers du Port',
    analyst,
    pieces,
    message: 'Bonjour,\nil nous manque quelques pièces pour finir.',
  })
  house.travel('2026-02-09T09:00:00Z')
  await sendClockReminders(house.ctx(system('send-clock-reminders')))
  house.travel('2026-02-11T10:00:00Z')
  const documents = [
    await answer(house, one, 'identity_document:pers_x'),
    await answer(house, one, 'statutes'),
    await answer(house, one, 'rbe_extract'),
  ]
  house.travel('2026-02-14T15:00:00Z')
  await judge(house, one, documents[0]!, 'accepted')
  await judge(house, one, documents[1]!, 'refused')
  await unit(house.ctx(analyst), async (tx) => {
    await moveDossier(tx, await lockDossier(tx.db, one.dossierId), 'ask')
    await parkReview(tx, one.dossierId)
    await openRequest(tx, {
      dossierId: one.dossierId,
      merchantId: one.merchantId,
      purpose: 'onboarding',
      items: [piece('statutes', 'incomplete', 'Il manque les pages 3 à 8.')],
      message: 'Merci pour votre envoi.',
    })
  })
  await deliver(house)
  house.travel('2026-02-20T10:00:00Z')
  await extendRequest(house.ctx(officer), one.requestId, { days: 5, reason: 'Le greffe est fermé jusqu’au 2 mars, attestation reçue.' })
  return one
}

beforeAll(async () => {
  house = await openHouse({ at: '2026-02-01T10:00:00Z' })
  officer = await house.staff('officer', 'Camille Roy')
  analyst = await house.staff('analyst', 'Alix Martin')
  rich = await openRich()
  due = await askAt(house, '2026-02-10T10:00:00Z', { name: 'Boulangerie Lenoir', analyst, pieces: [piece('statutes'), piece('accounts')] })
  const gone = await askAt(house, '2026-02-05T10:00:00Z', { name: 'Cordonnerie Vidal', analyst: officer })
  await askAt(house, '2026-02-09T10:00:00Z', { name: 'Librairie Bastide', analyst })
  await askAt(house, '2026-02-13T10:00:00Z', {
    name: 'Café des Halles',
    analyst,
    dossier: 'validated',
    merchant: 'validated',
    review: null,
    purpose: 'refresh',
  })
  plain = await askAt(house, '2026-03-01T10:00:00Z', { name: 'Association Les Voiles', analyst })
  const paused = await askAt(house, '2026-03-02T10:00:00Z', { name: 'Garage Perrin', analyst })
  house.travel('2026-03-06T10:00:00Z')
  await answer(house, paused, 'statutes')
  lapsed = await askAt(house, '2026-01-15T10:00:00Z', { name: 'Studio Marchal', analyst })
  house.travel('2026-02-15T10:00:00Z')
  await deactivateOverdueMerchants(house.ctx(system('deactivate-overdue-merchants')))
  house.travel('2026-03-12T14:00:00Z')
  await sendClockReminders(house.ctx(system('send-clock-reminders')))
  await ask(house, await openCase(house, { name: 'Fleurs Mignard', analyst }))
  expect((await requestRow(house, gone.requestId)).due_at!.getTime()).toBeLessThan(house.now().getTime())
})
afterAll(() => house.close())

describe('tonight’s board', () => {
  it('groups who will be switched off, late ones first', async () => {
    const { text, status } = await (await clientOf(analyst)).get('/console/clocks')
    expect(status).toBe(200)
    const places = [
      'Cordonnerie Vidal',
      'Boulangerie Lenoir',
      'Café des Halles',
      'Association Les Voiles',
      'Garage Perrin',
      'Fleurs Mignard',
    ]
      .map((name) => text.indexOf(name))
    expect(places.every((place) => place > 0)).toBe(true)
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(text).not.toContain('Studio Marchal')
  })

  it('filters, sorts, and never refuses an address', async () => {
    const client = await clientOf(analyst)
    expect((await client.get('/console/clocks?purpose=refresh')).text).not.toContain('Boulangerie Lenoir')
    expect((await client.get('/console/clocks?owner=me')).text).not.toContain('Cordonnerie Vidal')
    expect((await client.get('/console/clocks?risk=high')).text).toContain('Aucun délai dans cette liste')
    for (
      const odd of [
        '?group=nonsense&sort=x&after=~~',
        '?group=day&after=9999-99-99T99:99:99.000Z~dreq_000000000000000000000000',
        '?group[]=day',
        '?owner=%00',
        '?group=paused&sort=far&before=~dreq_000000000000000000000000',
      ]
    ) {
      expect((await client.get(`/console/clocks${odd}`)).status).toBe(200)
    }
  })

  it('pages by key, both ways', async () => {
    const { readBoard } = await import('#src/requests/board.sql.ts')
    const filter = { purpose: null, risk: null, openedBy: null }
    for (const sort of ['due', 'far'] as const) {
      const all = await readBoard(house.db, { group: 'month', filter, sort, cursor: null, size: 50 }, house.now())
      const place = (row: (typeof all.rows)[number]) => ({ at: row.dueAt, id: row.id })
      const seen: string[] = []
      let cursor: { direction: 'after'; place: ReturnType<typeof place> } | null = null
      for (;;) {
        const page: typeof all = await readBoard(house.db, { group: 'month', filter, sort, cursor, size: 1 }, house.now())
        seen.push(...page.rows.map(({ id }) => id))
        if (!page.hasAfter) break
        cursor = { direction: 'after', place: place(page.rows[0]!) }
      }
      expect(seen).toEqual(all.rows.map(({ id }) => id))
      const back = await readBoard(house.db, {
        group: 'month',
        filter,
        sort,
        cursor: { direction: 'before', place: place(all.rows.at(-1)!) },
        size: 50,
      }, house.now())
      expect(back.rows.map(({ id }) => id)).toEqual(all.rows.slice(0, -1).map(({ id }) => id))
    }
  })

  it('exports what it shows, and the export is remembered', async () => {
    const { text, headers } = await (await clientOf(analyst)).get('/console/clocks.csv?group=late')
    expect(headers.get('content-type')).toContain('text/csv')
    const lines = text.trim().split('\r\n')
    expect(lines[1]).toContain('Cordonnerie Vidal')
    expect(lines[1]).toContain('2026-02-05;2026-03-07')
    expect(lines.join()).not.toContain('Boulangerie Lenoir')
    const event = await house
      .db
      .selectFrom('audit_events')
      .select(['actor_id', 'data'])
      .where('event', '=', 'document_request.exported')
      .executeTakeFirstOrThrow()
    expect(event).toEqual({ actor_id: analyst.id, data: { group: 'late' } })
  })

  it('an administrator sees the clocks, and opens no request', async () => {
    const client = await clientOf(await house.staff('administrator'))
    const { text, status } = await client.get('/console/clocks')
    expect(status).toBe(200)
    expect(text).not.toContain(`/console/requests/${due.requestId}`)
    expect((await client.get(`/console/requests/${due.requestId}`)).status).toBe(403)
    expect((await client.get('/console/clocks.csv')).status).toBe(403)
  })
})

describe('a request', () => {
  it('shows its clock, ledger, pieces and letters', async () => {
    const { text } = await (await clientOf(officer)).get(`/console/requests/${rich.requestId}`)
    for (
      const words of [
        'Les Ateliers du Port',
        'Statuts à jour',
        'Il manque les pages 3 à 8.',
        'Réponse complète chez nous',
        '4 jours ne comptent pas',
        '5 jours de plus',
        'Le greffe est fermé',
        'Camille Roy',
        'Rappel du jour 7',
      ]
    ) expect(text).toContain(words)
  })

  it('404 for what is none', async () => {
    const client = await clientOf(officer)
    for (const path of ['dreq_000000000000000000000000', 'nonsense', `${due.requestId}/extend2`])
      expect((await client.get(`/console/requests/${path}`)).status).toBe(404)
  })

  it('missing buttons say why', async () => {
    const byAnalyst = (await (await clientOf(analyst)).get(`/console/requests/${due.requestId}`)).text
    expect(byAnalyst).toContain('Seul un responsable LCB-FT peut prolonger.')
    expect(byAnalyst).toContain(`/console/requests/${due.requestId}/withdraw`)
    expect((await (await clientOf(await house.staff('auditor'))).get(`/console/requests/${due.requestId}`)).text).toContain(
      'Il faut être analyste ou responsable.',
    )
    expect((await (await clientOf(officer)).get(`/console/requests/${lapsed.requestId}`)).text).toContain('La demande est close.')
  })
})

describe('extending', () => {
  const path = () => `/console/requests/${due.requestId}/extend`

  it('shows the new last day before it is granted', async () => {
    const { text } = await (await clientOf(officer)).get(`${path()}?days=10`)
    expect(text).toContain('22 mars 2026, 24:00')
    expect(text).toContain('12 mars 2026')
    expect((await (await clientOf(analyst)).get(path())).status).toBe(403)
    for (const odd of ['?days=x', '?days=-3', '?days=99999']) expect((await (await clientOf(officer)).get(path() + odd)).status).toBe(200)
  })

  it('refuses what is wrong, keeps what was typed', async () => {
    const client = await clientOf(officer)
    const refused = await client.post(path(), { days: '10', reason: ' ' })
    expect(refused.status).toBe(422)
    expect(refused.text).toContain('href="#f-reason"')
    expect((await client.post(path(), { days: '31', reason: 'Greffe fermé' })).status).toBe(422)
    const kept = await client.post(path(), { days: '10', reason: 'Greffe fermé', seen: '2026-03-20T23:00:00.000Z' })
    expect(kept.status).toBe(409)
    expect(kept.text).toContain('Greffe fermé')
    expect((await client.post(path(), { days: '10', reason: 'x‮y' })).status).toBe(422)
    expect((await requestRow(house, due.requestId)).extension_days).toBe(0)
  })

  it('grants, says the new date, and once is once', async () => {
    const client = await clientOf(officer)
    const { status, location } = await client.post(path(), { days: '10', reason: 'Greffe fermé', seen: '2026-03-22T23:00:00.000Z' })
    expect([status, location]).toEqual([303, `/console/requests/${due.requestId}`])
    expect((await client.get(location!)).text).toContain('Le délai prend fin maintenant le 22 mars 2026, 24:00.')
    expect((await client.post(path(), { days: '10', reason: 'Greffe fermé', seen: '2026-03-22T23:00:00.000Z' })).status).toBe(409)
    expect((await requestRow(house, due.requestId)).extension_days).toBe(10)
    expect((await (await clientOf(analyst)).post(path(), { days: '1', reason: 'x' })).status).toBe(403)
  })
})

describe('withdrawing', () => {
  it('asks for a reason, then does it once', async () => {
    const path = `/console/requests/${plain.requestId}/withdraw`
    const client = await clientOf(analyst)
    expect((await client.get(path)).text).toContain('le dossier revient dans la file, tel qu’il est')
    expect((await client.post(path, { reason: '' })).status).toBe(422)
    expect((await (await clientOf(await house.staff('agent'))).post(path, { reason: 'x' })).status).toBe(403)
    expect((await client.post(path, { reason: 'Pièce reçue par ailleurs' })).status).toBe(303)
    expect((await client.post(path, { reason: 'Pièce reçue par ailleurs' })).status).toBe(409)
    expect((await requestRow(house, plain.requestId)).state).toBe('withdrawn')
    expect(await merchantState(house, plain.merchantId)).toBe('onboarding')
  })
})

describe('the letter box of a trial', () => {
  it('shows every letter, its links to be followed; its HTML stands in a sandbox', async () => {
    const client = await house.client()
    const list = await client.get('/dev/mail')
    expect(list.status).toBe(200)
    const [, path] = /href="(\/dev\/mail\/mail_[0-9A-Za-z]+)"/.exec(list.text)!
    const letter = await client.get(path!)
    expect(letter.text).toMatch(/<a href="http[^"]+">http/)
    const html = await client.get(`${path}/html`)
    expect(html.headers.get('content-security-policy')).toMatch(/default-src 'none'; sandbox/)
    for (const odd of ['/dev/mail/x', '/dev/mail/mail_000000000000000000000000', '/dev/mail/x/html'])
      expect((await client.get(odd)).status).toBe(404)
    expect((await client.get('/dev/mail?before=x')).status).toBe(200)
  })
})

describe('looked at', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser.close())

  const sizes = [{ name: '1440', width: 1440, height: 900 }, { name: '390', width: 390, height: 844 }]
  const pages = () =>
    [
      ['clocks', '/console/clocks'],
      ['clocks-week', '/console/clocks?group=week'],
      ['request', `/console/requests/${rich.requestId}`],
      ['request-extend', `/console/requests/${rich.requestId}/extend?days=10`],
      ['request-withdraw', `/console/requests/${rich.requestId}/withdraw`],
      ['request-lapsed', `/console/requests/${lapsed.requestId}`],
      ['dev-mail', '/dev/mail'],
    ] as const

  it.each(sizes)('every page at $name is accessible and fits', async ({ name, width, height }) => {
    const { page, complaints, close } = await openPage(browser, { viewport: { width, height } })
    const client = await clientOf(officer)
    await page.context().addCookies([{ name: cookieName.console, value: client.cookies.get(cookieName.console)!, url: await house.url() }])
    for (const [shot, path] of pages()) {
      await page.goto((await house.url()) + path)
      await screenshot(page, `${shot}-${name}`)
      await expectFitsWidth(page)
      await expectAccessible(page)
    }
    await page.locator('a[href^="/dev/mail/mail_"]', { hasText: 'pièce' }).first().click()
    await screenshot(page, `dev-letter-${name}`)
    await expectFitsWidth(page)
    await expectAccessible(page)
    expect(complaints).toEqual([])
    const letter = await openPage(browser, { viewport: { width, height } })
    await letter.page.goto(`${page.url()}/html`)
    await screenshot(letter.page, `letter-${name}`)
    await expectFitsWidth(letter.page)
    expect(await letter.page.evaluate('getComputedStyle(document.querySelector("h1")).fontSize')).toBe('20px')
    await letter.close()
    await close()
  }, 120_000)
})
