import type { Browser, Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sealAuditTrail } from '#src/audit/sealAuditTrail.ts'
import { verifyAuditTrail } from '#src/audit/verifyAuditTrail.ts'
import { readDocuments } from '#src/documents/readDocuments.ts'
import { useReader } from '#src/platform/ocr.ts'
import { totpCode } from '#src/staff/totp.ts'
import { launchBrowser } from '#test/support/browser.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { readerAtItsWord } from '#test/support/readers.ts'
import { bakery, deliver, openLetter, openVisitor, pieceFile, says, signInAsMerchant, signInAsStaff, tellInOrder, useHouseLetterhead,
  type Bakery, type Visitor } from '#test/support/journey.ts'
import { codeIn, password, submitted, type Signed } from '#test/support/merchant.ts'
import { addNewcomer, addPerson, goodPassword, type Person } from '#test/staff/people.ts'

// The whole life of a dossier, each step taken on the page where a person takes it.

const email = 'anne.lenoir@exemple.test'
const minutes = 60_000

let house: House
let browser: Browser
let base: string
let merchant: Visitor
let analyst: Visitor
let person: Person
let firm: Bakery
let dossierPath: string
/** Pieces are read beside everything else, as the worker does it. */
let reading: Promise<unknown> = Promise.resolve()

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T08:00:00Z' })
  browser = await launchBrowser()
  base = await house.url()
  await useHouseLetterhead(house)
  firm = bakery()
  merchant = await openVisitor(browser, base)
  analyst = await openVisitor(browser, base)
  person = await addNewcomer(house, 'analyst')
})
afterAll(async () => {
  await browser?.close()
  await house?.close()
})

const theMerchant = () => house.db.selectFrom('merchants').selectAll().executeTakeFirstOrThrow()
const theDossier = () => house.db.selectFrom('dossiers').selectAll().executeTakeFirstOrThrow()
const theReview = () => house.db.selectFrom('review_items').selectAll().executeTakeFirstOrThrow()
const theRequest = () => house.db.selectFrom('document_requests').selectAll().executeTakeFirstOrThrow()
const pieceTitle = (
  kind: string,
  name = '',
): string => (name ? says('requests:piece_of', { piece: says(`requests:piece.${kind}`), person: name }) : says(`requests:piece.${kind}`))
const lineOf = ({ page }: Visitor, title: string): Locator =>
  page.locator('li.piece').filter({ has: page.getByRole('heading', { name: title, exact: true }) })
/** The file goes in by the form's own input and the button beside it. */
const sendPiece = async (visitor: Visitor, title: string, file: Awaited<ReturnType<typeof pieceFile>>): Promise<void> => {
  const line = lineOf(visitor, title)
  await line.locator('input[type=file]').setInputFiles(file)
  await visitor.press(new RegExp(says('dossiers:pieces.send')), line)
}

describe('a dossier, from sign-up to live keys', { timeout: 120_000 }, () => {
  tellInOrder()

  it('a merchant signs up, follows the link of the letter and signs in', async () => {
    const { go, follow, press, fill, path, text, page } = merchant
    await go('/merchant')
    expect(path()).toBe('/merchant/sign-in')
    await follow(says('merchants:link.sign_up'))
    await fill(says('merchants:field.email'), email)
    await fill(says('merchants:field.password'), password)
    await press(says('merchants:sign_up.submit'))
    expect(path()).toBe('/merchant/sign-up/sent')
    await deliver(house)
    await openLetter(merchant, /^Activez votre compte/)
    await page.locator('main').getByRole('link', { name: /\/merchant\/activate\// }).click()
    await page.waitForLoadState('load')
    expect((await theMerchant()).name).toBe('')
    await press(says('merchants:activate.submit'))
    expect(await text()).toContain(says('merchants:flash.activated').replace(/\s+/g, ' '))
    await signInAsMerchant(merchant, email, password)
  })

  it('describes the company', async () => {
    house.forward(5 * minutes)
    const { follow, press, fill, heading, page } = merchant
    const { company, siret } = firm
    await follow(says('dossiers:home.next_company'))
    await page.getByLabel(says('dossiers:company.field.legal_form')).selectOption('sarl')
    await fill(says('dossiers:company.field.name'), company.name)
    await fill(says('dossiers:company.field.siret'), siret)
    await page.getByLabel(says('dossiers:company.field.address1'), { exact: true }).fill(company.address)
    await fill(says('dossiers:company.field.zip'), company.postcode)
    await fill(says('dossiers:company.field.city'), company.city)
    await fill(says('dossiers:company.field.activity'), company.activity)
    await page.getByLabel(says('dossiers:company.field.mcc')).selectOption('5462')
    await fill(says('dossiers:company.field.monthly'), '12 000')
    await fill(says('dossiers:company.field.ticket'), '18,50')
    await press(says('dossiers:save_next'))
    expect(await heading()).toBe(says('dossiers:people.title'))
  })

  it.each(['anne', 'marc'] as const)('declares %s', async (who) => {
    const { follow, press, fill, page, path } = merchant
    const one = firm[who]
    await follow(says('dossiers:people.add_person'))
    await page.getByLabel(says('dossiers:person.field.role')).selectOption(who === 'anne' ? 'gerant' : 'associe')
    await fill(says('dossiers:person.field.given_names'), one.givenNames)
    await fill(says('dossiers:person.field.family_name'), one.familyName)
    await fill(says('dossiers:person.field.birth_date'), one.birthDate)
    await fill(says('dossiers:person.field.birth_place'), one.birthPlace)
    await page.getByLabel(says('dossiers:person.field.is_owner'), { exact: true }).check()
    await fill(says('dossiers:person.field.capital'), String(one.capitalBps / 100))
    await fill(says('dossiers:person.field.votes'), String(one.votesBps / 100))
    await fill(says('dossiers:person.field.owner_since'), firm.company.registeredOn)
    await fill(says('dossiers:person.field.address'), one.address)
    await page.getByLabel(says('dossiers:person.pep_no'), { exact: true }).check()
    await press(says('web:verb.save'))
    expect(path()).toBe('/merchant/people')
  })

  it('gives the account to pay out to', async () => {
    house.forward(5 * minutes)
    const { follow, press, fill, heading } = merchant
    await follow(says('web:verb.continue'))
    await fill(says('dossiers:account.field.iban'), firm.iban)
    await press(says('dossiers:save_next'))
    expect(await heading()).toBe(says('dossiers:pieces.title'))
  })

  it('sends each piece that the legal form asks for; one card is a photograph, one has expired', async () => {
    const plain = [
      'registration_proof',
      'statutes',
      'beneficial_owner_declaration',
      'rbe_extract',
      'payout_account_proof',
      'activity_proof',
    ]
    for (const kind of plain) {
      house.forward(minutes)
      await sendPiece(merchant, pieceTitle(kind), await pieceFile(house, firm, kind))
    }
    await sendPiece(
      merchant,
      pieceTitle('identity_document', 'Anne Marie Lenoir'),
      await pieceFile(house, firm, 'identity_document', { quality: 'scan_jpeg' }),
    )
    await sendPiece(
      merchant,
      pieceTitle('identity_document', 'Marc Le Goff'),
      await pieceFile(house, firm, 'identity_document', { of: 'marc', flaw: 'expired' }),
    )
    expect(await merchant.text()).toContain(says('dossiers:pieces.sentence_draft_zero'))
  })

  it('signs the contract with the code of the letter', async () => {
    const { follow, press, fill, go, text } = merchant
    await follow(says('web:verb.continue'))
    await press(says('contracts:draw'))
    await press(says('contracts:code_ask'))
    await deliver(house)
    const code = codeIn(await openLetter(merchant, /^Votre code pour signer/))
    await go('/merchant/contract')
    await fill(says('contracts:field.code'), code)
    await press(says('contracts:sign'))
    expect(await text()).toContain(says('contracts:signed_title'))
  })

  it('submits, and waits', async () => {
    const { go, press, text, path } = merchant
    await go('/merchant/submit')
    await press(says('dossiers:submit.submit'))
    expect(path()).toBe('/merchant')
    expect(await text()).toContain(says('dossiers:situation.with_us.state'))
    expect((await theDossier()).state).toBe('submitted')
    await deliver(house)
    await openLetter(merchant, /^Nous avons reçu votre dossier/)
    // the card that was photographed is read by the engine; of what is text, the engine's own tests hear whether its picture says the same
    useReader(readerAtItsWord)
    reading = readDocuments(house.ctx())
  })

  it('an analyst comes in for the first time: own password, telephone enrolled with the secret shown', async () => {
    house.travel('2026-03-03T08:30:00Z')
    const { go, fill, press, path, page } = analyst
    await go('/console/queue')
    expect(path()).toBe('/console/sign-in')
    await fill(says('staff:field.email'), person.email)
    await fill(says('staff:field.password'), person.password)
    await press(says('staff:sign_in.submit'))
    expect(path()).toBe('/console/new-password')
    await page.getByLabel(says('staff:field.new_password')).fill(goodPassword)
    await page.getByLabel(says('staff:field.password_again')).fill(goodPassword)
    await press(says('staff:new_password.submit'))
    expect(path()).toBe('/console/enrol')
    const secret = (await page.locator('.secret code').innerText()).replace(/\s/g, '')
    await fill(says('staff:field.code'), totpCode(secret, house.now()))
    await press(says('staff:enrol.submit'))
    expect(path()).toBe('/console/queue')
    person = { ...person, password: goodPassword, secret }
    await page.locator('.menu summary').click()
    await press(says('web:frame.sign_out'))
    await signInAsStaff(house, analyst, person)
  })

  it('takes the next file, which is his from then on', async () => {
    const { go, press, heading, text, path } = analyst
    await go('/console/queue')
    expect(await text()).toContain('Boulangerie Lenoir')
    await press(says('web:verb.next'))
    dossierPath = path()
    expect(dossierPath).toBe(`/console/dossiers/${(await theDossier()).id}`)
    expect(await heading()).toBe('Boulangerie Lenoir')
    expect((await theReview()).owner_id).toBe(person.id)
  })

  it('finds the words of a photographed card beside its picture', async () => {
    await reading
    const { follow, page, go, text } = analyst
    await go(dossierPath)
    await follow(/^cni-lenoir/)
    expect(await text()).toMatch(/Lu par OCR, confiance \d+ sur 100/)
    expect((await page.locator('mark').allInnerTexts()).join(' ').toUpperCase()).toContain('LENOIR')
  })

  it('reads each piece on the bench, refuses the expired one with its reason, accepts the others', async () => {
    const { go, press, follow, page, path, heading, text } = analyst
    await go(dossierPath)
    await follow(says('reviews:act.judge_next'))
    let refused = 0
    for (let left = 8; left > 0; left--) {
      house.forward(minutes)
      expect(path()).toMatch(/^\/console\/documents\/docu_/)
      if (!(await heading()).includes('Le Goff')) {
        await press(says('documents:verdict.accept'))
        continue
      }
      refused++
      await page.keyboard.press('r')
      await page.getByLabel(says('documents:refusal.expired')).check()
      await page.getByLabel(says('documents:refuse.note')).fill('Échue depuis l’an dernier.')
      await press(says('documents:refuse.submit'))
    }
    expect(refused).toBe(1)
    expect(path()).toBe(dossierPath)
    expect(await text()).toContain(says('reviews:stand.lacking', { count: 1 }).replace(/\s+/g, ' '))
  })

  it('asks for it again: one letter, whose leaving starts the clock', async () => {
    const { follow, press, page, path, text } = analyst
    await follow(says('reviews:act.ask'))
    await page.getByLabel(says('reviews:ask.message')).fill('Merci d’avance.')
    await press(says('reviews:ask.see_letter'))
    expect(await text()).toContain('jeudi 2 avril 2026'.slice(6))
    await press(says('web:verb.request_documents'))
    expect(path()).toBe(dossierPath)
    expect(await theRequest()).toMatchObject({ state: 'leaving', started_at: null })
    await deliver(house)
    expect(await theRequest()).toMatchObject({ state: 'open', due_at: new Date('2026-04-02T22:00:00Z') })
    expect((await theReview()).state).toBe('waiting')
  })

  it('the merchant reads what is asked and how many days are left, and answers', async () => {
    house.travel('2026-03-09T10:00:00Z')
    const letter = await openLetter(merchant, /^Une pièce à nous envoyer/)
    expect(letter).toContain('Marc Le Goff')
    await signInAsMerchant(merchant, email, password)
    const seen = await merchant.text()
    expect(seen).toContain(says('requests:reason.expired').replace(/\s+/g, ' '))
    expect(seen).toContain('Il reste 24 jours')
    expect(seen).toMatch(/2 avr\. 2026, 24:00/)
    await merchant.follow(says('dossiers:home.send_pieces'))
    await sendPiece(
      merchant,
      pieceTitle('identity_document', 'Marc Le Goff'),
      await pieceFile(house, firm, 'identity_document', { of: 'marc' }),
    )
    await merchant.go('/merchant')
    expect(await merchant.text()).toContain(says('dossiers:situation.with_us.state'))
    expect(await theRequest()).toMatchObject({ state: 'answered', due_at: null })
    expect(await theReview()).toMatchObject({ state: 'open', kind: 'answered_request' })
  })

  it('the analyst accepts the answer and validates', async () => {
    house.travel('2026-03-10T09:00:00Z')
    await signInAsStaff(house, analyst, person)
    const { go, press, follow, page, path, text } = analyst
    await go('/console/queue')
    await press(says('web:verb.next'))
    await follow(says('reviews:act.judge_next'))
    await press(says('documents:verdict.accept'))
    expect(path()).toBe(dossierPath)
    // Of those who own and those who act, Anne alone acts; the copy of her card is one measure, and the law asks for two (R561-5-2).
    expect(await text()).toContain(says('reviews:stand.unidentified', { people: 'Anne Marie Lenoir' }).replace(/\s+/g, ' '))
    expect(await page.getByRole('link', { name: says('reviews:act.validate'), exact: true }).count()).toBe(0)
    await page.getByText(says('identification:record.open')).click()
    await page.getByLabel(says('identification:field.measure')).selectOption('4')
    await page.getByLabel(says('identification:field.evidence')).fill('Confirmée par écrit par sa banque, le 9 mars.')
    await press(says('identification:record.submit'))
    expect(await text()).toContain(says('reviews:stand.ready').replace(/\s+/g, ' '))
    await follow(says('reviews:act.validate'))
    await press(says('reviews:decide.validate.submit'))
    expect(path()).toBe(dossierPath)
    expect((await theMerchant()).state).toBe('validated')
    expect(await theReview()).toMatchObject({ state: 'closed', outcome: 'validated' })
    expect(await theRequest()).toMatchObject({ state: 'satisfied' })
    await deliver(house)
  })

  it('the merchant reads the live secret once; the API answers to it', async () => {
    await openLetter(merchant, /^Votre dossier est validé/)
    await signInAsMerchant(merchant, email, password)
    const { go, press, page, text } = merchant
    await go('/merchant/developers')
    await press(says('merchants:keys.reveal'))
    const secret = await page.locator('.secret code').innerText()
    expect(secret).toMatch(/^sprod_/)
    const answered = await fetch(`${base}/v1/`, { headers: { authorization: `Basic ${Buffer.from(`${secret}:`).toString('base64')}` } })
    expect(answered.status).toBe(200)
    expect(await answered.json()).toEqual({ merchant: (await theMerchant()).id, live_mode: true })
    await go('/merchant/developers')
    expect(await text()).not.toContain(secret)
    expect(await page.getByRole('button', { name: says('merchants:keys.reveal') }).count()).toBe(0)
  })

  it('the history holds every step in its order, and proves itself', async () => {
    const events = (await house
      .db
      .selectFrom('audit_events')
      .select('event')
      .where('merchant_id', '=', (await theMerchant()).id)
      .orderBy('id')
      .execute())
      .map(({ event }) => event)
    const expected = [
      'merchant.signed_up',
      'mail.sent',
      'account.activated',
      'dossier.company_saved',
      'dossier.person_added',
      'dossier.person_added',
      'dossier.account_saved',
      'document.received',
      'contract.drafted',
      'contract.code_sent',
      'contract.signed',
      'dossier.submitted',
      'review.claimed',
      'document.opened',
      'document.accepted',
      'identification.recorded',
      'document.refused',
      'dossier.documents_requested',
      'document_request.opened',
      'document_request.left',
      'document.received',
      'dossier.answered',
      'review.claimed',
      'document.accepted',
      'identification.recorded',
      'document_request.satisfied',
      'dossier.validated',
      'review.closed',
      'merchant.validated',
      'mail.written',
      'api_key.revealed',
    ]
    let at = 0
    for (const event of events) if (event === expected[at]) at++
    expect(expected.slice(at), `after ${expected[at - 1]}: ${events.join(' ')}`).toEqual([])
    await sealAuditTrail(house.ctx())
    expect(await verifyAuditTrail(house.db)).toMatchObject({ ok: true })
  })

  it('an officer reads that history and verifies it', async () => {
    const officer = await openVisitor(browser, base)
    await signInAsStaff(house, officer, await addPerson(house, 'officer'))
    await officer.go('/console/history')
    await officer.press(/V[ée]rifier/)
    expect(await officer.text()).toMatch(/intact/)
    expect(officer.complaints()).toEqual([])
    await officer.close()
  })

  it('no browser had anything to complain of', () => expect([...merchant.complaints(), ...analyst.complaints()]).toEqual([]))
})

describe('the same desk without script', { timeout: 120_000 }, () => {
  tellInOrder()
  let reader: Visitor
  let officer: Person
  let one: Signed
  const innerReason = 'Pièces contrefaites, signalement à préparer.'

  it('an officer signs in with password and code, and takes the next file', async () => {
    house.travel('2026-03-11T09:00:00Z')
    one = await submitted(house, {
      company: { legalForm: 'ei', name: 'Jeanne Kerjean' },
      person: { role: 'exploitant', isBeneficialOwner: false, capitalBps: 0, votesBps: 0, ownerSince: '' },
    })
    officer = await addPerson(house, 'officer')
    reader = await openVisitor(browser, base, { javaScriptEnabled: false })
    await signInAsStaff(house, reader, officer)
    await reader.follow(new RegExp(`^${says('web:nav.dossiers')}`))
    await reader.press(says('web:verb.next'))
    expect(await reader.heading()).toBe('Jeanne Kerjean')
  })

  it('refuses a piece, thinks again, accepts it', async () => {
    const { follow, press, page, text } = reader
    await follow(says('reviews:act.judge_next'))
    const bench = page.url()
    await page.locator('summary', { hasText: says('documents:verdict.refuse') }).click()
    await page.getByLabel(says('documents:refusal.mismatch')).check()
    await press(says('documents:refuse.submit'))
    await page.goto(bench)
    expect(await text()).toContain(says('documents:refusal.mismatch'))
    await press(says('documents:verdict.reconsider'))
    await press(says('documents:verdict.accept'))
    const states = (await house.db.selectFrom('documents').select('state').where('merchant_id', '=', one.merchantId).execute()).map((
      { state },
    ) => state)
    expect(states.toSorted()).toEqual(['accepted', 'received', 'received', 'received'])
  })

  it('rejects: the merchant reads the neutral wording and nothing of the reason', async () => {
    const { go, follow, press, fill, path, text, page } = reader
    const { id } = await house.db.selectFrom('dossiers').select('id').where('merchant_id', '=', one.merchantId).executeTakeFirstOrThrow()
    await go(`/console/dossiers/${id}`)
    await follow(says('reviews:act.reject'))
    await press(says('reviews:decide.reject.submit'))
    expect(await text()).toContain(says('web:field.missing'))
    await fill(says('web:form.reason'), innerReason)
    // a reason alone does not do: the ground decides how long the file is kept
    await press(says('reviews:decide.reject.submit'))
    expect(await text()).toContain(says('web:field.bad_choice'))
    await page.getByLabel(says('rejections:of.fraud')).check()
    await press(says('reviews:decide.reject.submit'))
    expect(path()).toBe(`/console/dossiers/${id}`)
    expect(await text()).toContain(innerReason)
    await deliver(house)
    await openLetter(reader, /^Notre réponse à votre demande/)
    expect(await text()).not.toContain('contrefaites')
    expect(await text()).not.toContain(says('rejections:of.fraud'))
    await signInAsMerchant(reader, one.email, password)
    const seen = await text()
    expect(seen).toContain(says('dossiers:situation.rejected.state'))
    expect(seen).not.toContain('contrefaites')
    expect(reader.complaints()).toEqual([])
    await reader.close()
  })
})
