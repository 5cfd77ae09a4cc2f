import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { roles, type Role } from '#src/kernel/permissions.ts'
import { openHouse, type House } from '#test/support/house.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
  await house.url()
})
afterAll(() => house.close())

const home = async (role: Role | Role[], name?: string): Promise<string> =>
  (await (await house.clientOf(await house.staff(role, name))).get('/console')).text
const linksOf = (page: string): string[] =>
  [...page.slice(page.indexOf('<nav class="side"'), page.indexOf('</nav>')).matchAll(/<li><a href="([^"]+)"/g)].map(([, href]) => href!)

const expected: Record<Role, string[]> = {
  analyst: [
    '/console',
    '/console/queue',
    '/console/screening',
    '/console/fraud-cases',
    '/console/alerts',
    '/console/aml-cases',
    '/console/disputes',
    '/console/account-changes',
    '/console/breaks',
    '/console/merchants',
    '/console/payments',
    '/console/clocks',
    '/console/dashboards',
    '/console/forecast',
    '/console/holds',
    '/console/corrections',
    '/console/programmes',
    '/console/ratings',
    '/console/monitoring',
    '/console/watchlists',
    '/console/data-breaches',
  ],
  agent: [
    '/console',
    '/console/queue',
    '/console/fraud-cases',
    '/console/disputes',
    '/console/account-changes',
    '/console/breaks',
    '/console/rights',
    '/console/merchants',
    '/console/payments',
    '/console/clocks',
    '/console/dashboards',
    '/console/forecast',
    '/console/payouts',
    '/console/holds',
    '/console/corrections',
    '/console/invoices',
    '/console/programmes',
    '/console/data-breaches',
  ],
  officer: [
    '/console',
    '/console/queue',
    '/console/screening',
    '/console/fraud-cases',
    '/console/alerts',
    '/console/aml-cases',
    '/console/disputes',
    '/console/account-changes',
    '/console/breaks',
    '/console/rights',
    '/console/merchants',
    '/console/payments',
    '/console/clocks',
    '/console/dashboards',
    '/console/forecast',
    '/console/payouts',
    '/console/holds',
    '/console/corrections',
    '/console/invoices',
    '/console/safeguarding',
    '/console/programmes',
    '/console/ratings',
    '/console/monitoring',
    '/console/watchlists',
    '/console/history',
    '/console/retention',
    '/console/circle',
    '/console/legal-holds',
    '/console/processing',
    '/console/data-breaches',
    '/console/audit/chain',
    '/console/jobs',
  ],
  auditor: [
    '/console',
    '/console/queue',
    '/console/screening',
    '/console/fraud-cases',
    '/console/alerts',
    '/console/aml-cases',
    '/console/disputes',
    '/console/account-changes',
    '/console/breaks',
    '/console/rights',
    '/console/merchants',
    '/console/payments',
    '/console/clocks',
    '/console/dashboards',
    '/console/forecast',
    '/console/payouts',
    '/console/holds',
    '/console/corrections',
    '/console/invoices',
    '/console/safeguarding',
    '/console/programmes',
    '/console/ratings',
    '/console/monitoring',
    '/console/watchlists',
    '/console/history',
    '/console/retention',
    '/console/legal-holds',
    '/console/processing',
    '/console/data-breaches',
    '/console/audit/chain',
    '/console/jobs',
    '/console/staff',
  ],
  administrator: [
    '/console',
    '/console/clocks',
    '/console/dashboards',
    '/console/forecast',
    '/console/payouts',
    '/console/invoices',
    '/console/safeguarding',
    '/console/watchlists',
    '/console/retention',
    '/console/processing',
    '/console/data-breaches',
    '/console/audit/chain',
    '/console/jobs',
    '/console/staff',
  ],
}

describe('the left column', () => {
  it.each(roles)(
    'shows the %s what the role may see',
    async (role) =>
      expect(linksOf(await (await house.clientOf(await house.staff(role, undefined, null))).get('/console').then(({ text }) => text)))
        .toEqual(expected[role]),
  )

  it('has the rooms of the closed circle for whoever is named to it, whatever his role', async () => {
    for (const [role, seat] of [['officer', 'declarant'], ['analyst', 'examiner'], ['auditor', 'controller']] as const) {
      const links = linksOf((await (await house.clientOf(await house.staff(role, undefined, seat))).get('/console')).text)
      expect(links.filter((one) => !expected[role].includes(one))).toEqual(['/console/conclusions', '/console/declarations'])
    }
  })

  it('joins the columns of two roles', async () => {
    expect(linksOf(await home(['analyst', 'administrator']))).toEqual([
      '/console',
      '/console/queue',
      '/console/screening',
      '/console/fraud-cases',
      '/console/alerts',
      '/console/aml-cases',
      '/console/disputes',
      '/console/account-changes',
      '/console/breaks',
      '/console/merchants',
      '/console/payments',
      '/console/clocks',
      '/console/dashboards',
      '/console/forecast',
      '/console/payouts',
      '/console/holds',
      '/console/corrections',
      '/console/invoices',
      '/console/safeguarding',
      '/console/programmes',
      '/console/ratings',
      '/console/monitoring',
      '/console/watchlists',
      '/console/retention',
      '/console/processing',
      '/console/data-breaches',
      '/console/audit/chain',
      '/console/jobs',
      '/console/staff',
    ])
  })

  it('marks where one is', async () => {
    const page = (await (await house.clientOf(await house.staff('auditor'))).get('/console/staff')).text
    expect(page).toMatch(/<a href="\/console\/staff" aria-current="page">/)
    expect(page.match(/side[\s\S]*<\/nav>/)![0].match(/aria-current="page"/g)).toHaveLength(1)
  })
})

it('says who one is, and lets one out', async () => {
  const page = await home('officer', 'Sidonie Marchand')
  expect(page).toContain('Sidonie Marchand')
  expect(page).toContain('<form method="post" action="/console/sign-out">')
  expect(page).toContain('data-idle-minutes="15"')
})

it('escapes a name', async () => {
  expect(await home('officer', '<b>Ève</b> & "cie"')).toContain('&lt;b&gt;Ève&lt;/b&gt; &amp; &quot;cie&quot;')
})

describe('my work', () => {
  it('is empty in words, with the next step', async () => {
    const page = await home('analyst')
    for (const words of ['Vous ne tenez aucun dossier.', 'Rien en main', 'Prendre le suivant', 'rien en attente'])
      expect(page).toContain(words)
  })

  it('offers nothing to take to who only reads', async () => expect(await home('auditor')).not.toContain('Prendre le suivant'))

  it('leads whoever has no queue to what is his', async () => {
    const page = await home('administrator', 'Alix')
    expect(page).toContain('Bonjour Alix.')
  })
})
