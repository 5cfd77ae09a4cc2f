import { sql } from 'kysely'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StaffActor } from '#src/kernel/actor.ts'
import { acceptDocument } from '#src/documents/acceptDocument.ts'
import { unit } from '#src/platform/ctx.ts'
import { inspectFiles, receiveDocument } from '#src/documents/receiveDocument.ts'
import { readDossierOfMerchant } from '#src/dossiers/readDossier.sql.ts'
import { identifyEverybody } from '#test/identification/measures.ts'
import { launchBrowser } from '#test/support/browser.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { openVisitor, says, signInAsStaff, tellInOrder, type Visitor } from '#test/support/journey.ts'
import { newPdf, submitted, type Signed } from '#test/support/merchant.ts'
import { addPerson, type Person } from '#test/staff/people.ts'

// A politically exposed owner: one person proposes, another decides (rules.md X-07, PEP-04).

let house: House
let browser: Browser
let one: Signed
let proposer: Visitor
let second: Visitor
let antoine: Person
let sophie: Person
let path: string

const file = () => readDossierOfMerchant(house.db, one.merchantId)
const decisions = async () =>
  house.db.selectFrom('decisions').selectAll().where('dossier_id', '=', (await file()).dossier.id).orderBy('id').execute()
const asOfficer = ({ id, name }: Person) => house.ctx({ kind: 'staff', id, name, roles: ['officer'] })
const acceptAll = async (): Promise<void> => {
  for (const { id } of (await file()).documents.filter(({ state }) => state === 'received')) await acceptDocument(asOfficer(antoine), id)
  await identifyEverybody(house, (await file()).dossier.id, asOfficer(antoine).actor as StaffActor)
}
const reason = 'Origine des fonds établie, mandat public déclaré.'
const propose = async (): Promise<void> => {
  await proposer.go(path)
  await proposer.follow(says('reviews:act.propose'))
  await proposer.page.getByLabel(says('reviews:verdict.validate'), { exact: true }).check()
  await proposer.fill(says('web:form.reason'), reason)
  await proposer.press(says('reviews:decide.propose.submit'))
  expect((await file()).dossier.state).toBe('proposed')
}

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-04T08:00:00Z' })
  browser = await launchBrowser()
  const base = await house.url()
  one = await submitted(house, { person: { isPep: true, pepFunction: 'Députée, mandat en cours' } })
  antoine = await addPerson(house, 'officer', { name: 'Antoine Delmas' })
  sophie = await addPerson(house, 'officer', { name: 'Sophie Marchetti' })
  proposer = await openVisitor(browser, base)
  second = await openVisitor(browser, base)
  path = `/console/dossiers/${(await file()).dossier.id}`
})
afterAll(async () => {
  await browser?.close()
  await house?.close()
})

describe('a dossier that two people decide', { timeout: 120_000 }, () => {
  tellInOrder()

  it('is high risk, and asks for more than others do', async () => {
    const { dossier, checklist } = await file()
    expect(dossier.risk).toBe('high')
    expect(checklist.filter(({ requirement }) => requirement.level === 'required').map(({ requirement }) => requirement.kind)).toContain(
      'source_of_funds',
    )
    await acceptAll()
  })

  it('one person alone cannot validate it: no button, no page, no act', async () => {
    await signInAsStaff(house, proposer, antoine)
    await proposer.go(path)
    expect(await proposer.text()).toContain('Il faut une seconde personne')
    expect(await proposer.page.getByRole('link', { name: says('reviews:act.validate'), exact: true }).count()).toBe(0)
    await proposer.go(`${path}/validate`)
    expect(proposer.path()).toBe(path)
    const client = await house.clientOf({ kind: 'staff', id: antoine.id, name: antoine.name, roles: ['officer'] })
    const answered = await client.post(`${path}/validate`, { version: String((await file()).dossier.version), reason: '' })
    expect(answered.status).toBe(409)
    expect((await file()).dossier.state).toBe('submitted')
  })

  it('who proposed cannot confirm, by any way', async () => {
    await propose()
    expect(await proposer.text()).toContain(says('reviews:missing.own_proposal').replace(/\s+/g, ' '))
    await proposer.go(`${path}/confirm`)
    expect(proposer.path()).toBe(path)
    const client = await house.clientOf({ kind: 'staff', id: antoine.id, name: antoine.name, roles: ['officer'] })
    expect(
      (await client.post(`${path}/confirm`, {
        version: String(
          (await file())
            .dossier
            .version,
        ),
        reason: '',
        proposal: (await decisions())[0]!.id,
      }))
        .status,
    )
      .toBe(403)
    await expect(sql`update decisions set state = 'taken', decided_by = proposed_by, decided_at = proposed_at`.execute(house.database.db))
      .rejects
      .toThrow(/four_eyes_are_two_people/)
    expect((await decisions())[0]).toMatchObject({ state: 'proposed', decided_by: null })
  })

  it('a piece that comes in between voids it under the eyes of the second person', async () => {
    await signInAsStaff(house, second, sophie)
    await second.go(path)
    await second.follow(says('reviews:act.confirm'))
    expect(await second.text()).toContain(reason)
    house.forward(60_000)
    const { dossier, checklist } = await file()
    const { requirement } = checklist.find(({ requirement: { kind } }) => kind === 'source_of_funds')!
    const [inspected] = await inspectFiles([{ fileName: 'complement.pdf', bytes: await newPdf() }])
    await unit(house.ctx(one.actor), (tx) =>
      receiveDocument(tx, {
        merchantId: one.merchantId,
        dossierId: dossier.id,
        requirementKey: requirement.key,
        kind: requirement.kind,
        personId: requirement.personId ?? null,
        ...inspected!,
      }))
    await second.press(says('reviews:decide.confirm_validate.submit'))
    expect(await second.text()).toContain(says('errors:dossier_changed.title').replace(/\s+/g, ' '))
    expect((await file()).dossier.state).toBe('submitted')
    expect((await decisions())[0]).toMatchObject({ state: 'voided', decided_by: null })
  })

  it('proposed again on the new file, the second person sees why, and that nothing changed since, and confirms', async () => {
    house.forward(60_000)
    await acceptAll()
    house.forward(60_000)
    await propose()
    await second.go('/console')
    await second.follow('Boulangerie Lenoir')
    await second.follow(says('reviews:act.confirm'))
    const seen = await second.text()
    expect(seen).toContain('Antoine Delmas')
    expect(seen).toContain(reason)
    expect(seen).toContain(says('reviews:four_eyes.pep'))
    expect(seen).toContain(says('reviews:proposal.nothing_since'))
    await second.press(says('reviews:decide.confirm_validate.submit'))
    expect(second.path()).toBe(path)
    expect((await file()).merchant.state).toBe('validated')
    expect((await decisions()).at(-1)).toMatchObject({ state: 'taken', proposed_by: antoine.id, decided_by: sophie.id })
    expect([...proposer.complaints(), ...second.complaints()]).toEqual([])
  })
})
