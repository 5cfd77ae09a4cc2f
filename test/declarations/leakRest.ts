import { closeAlert } from '#src/alerts/closeAlert.ts'
import { issueInvoice } from '#src/billing/issueInvoice.ts'
import { takeIn, fileOwnRequest } from '#src/rights/fileRequest.ts'
import { proposeBreach } from '#src/breaches/proposeBreach.ts'
import { openDataBreach } from '#src/dataBreaches/workDataBreach.ts'
import { readReportLine } from '#src/disputeLines/disputeLine.ts'
import { checkImport } from '#src/disputeLines/importDisputes.ts'
import { takeDisputeLine } from '#src/disputeLines/takeDisputeLine.ts'
import { orderInspection } from '#src/inspection/orderInspection.ts'
import { judgeHit } from '#src/hits/judgeHit.ts'
import { system, type StaffActor } from '#src/kernel/actor.ts'
import { newId } from '#src/kernel/ids.ts'
import { unit } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { proposeRectification } from '#src/rectifications/rectifyPerson.ts'
import { openRequest } from '#src/requests/openRequest.ts'
import { buildFile } from '#src/resolutions/buildFile.ts'
import { addPieces, saveStatement } from '#src/resolutions/gatherEvidence.ts'
import { submitResolution } from '#src/resolutions/submitResolution.ts'
import { restrictAll } from '#src/restrictions/restrictUse.ts'
import { engageResolution } from '#src/resolutions/engageResolution.ts'
import { takeRequest } from '#src/rights/handleRequest.ts'
import { linkSubject } from '#src/rights/linkSubject.ts'
import { addRightsFiles, keepRightsFile } from '#src/rights/rightsFiles.ts'
import { settleLine } from '#src/settlements/settleLine.ts'
import { proposeCountry } from '#src/riskTables/proposeCountry.ts'
import { breach } from '#test/holds/ground.ts'
import { due, takeOwn } from '#test/screening/ground.ts'
import type { ApiMerchant } from '#test/support/api.ts'
import type { House } from '#test/support/house.ts'
import { newPdf, type Signed } from '#test/support/merchant.ts'
import { noteMeans, sendLinks } from './leakMeans.ts'

export type Staff = Record<'agent' | 'analyst' | 'officer' | 'first', StaffActor>
type Told = { shop: ApiMerchant; waiting: Signed; dossier: string }
type Ids = Record<string, string>

const paper = {
  lang: 'fr',
  title: 'Dossier de contrôle',
  when: '',
  facts: [],
  gapsTitle: '',
  gaps: [],
  parts: [],
  chronicleTitle: '',
  chronicle: [],
  proofTitle: '',
  proof: [],
  foot: '',
} as const

/** What persons ask about their data, and what went wrong with it. */
const askRights = async (house: House, { agent }: Staff, { shop, dossier }: Told): Promise<Ids> => {
  const by = house.ctx(agent)
  const person = (await house.db.selectFrom('people').select('id').where('dossier_id', '=', dossier).executeTakeFirstOrThrow()).id
  const rights = (await takeIn(by, {
    lang: 'fr',
    kind: 'rectification',
    requester: 'person',
    channel: 'letter',
    name: 'Anne Lenoir',
    email: 'anne@exemple.test',
    postalAddress: '',
    birthDate: null,
    said: 'Mon lieu de naissance est faux.',
    identityGiven: 'Carte vue',
    receivedOn: '2026-03-01',
  }))!
  await takeRequest(by, rights)
  await linkSubject(by, rights, person)
  await addRightsFiles(by, rights, 'request', [{ fileName: 'lettre.pdf', bytes: await newPdf() }])
  await proposeRectification(by, rights, { subjectId: person, field: 'birth_place', value: 'Quimper', reason: 'Acte reçu.' })
  const ownRights = (await fileOwnRequest(house.ctx(shop.actor), { kind: 'access', said: 'Tout.' }))!
  const answer = await unit(house.ctx(agent), async (tx) => {
    await record(tx, 'rights_request.answered', { subject: ownRights, merchantId: shop.merchantId })
    return keepRightsFile(tx, { id: ownRights }, {
      kind: 'answer',
      fileName: 'reponse.pdf',
      type: 'pdf',
      mime: 'application/pdf',
      bytes: await newPdf(),
    })
  })
  const dataBreach =
    (await openDataBreach(by, { title: 'Relevé envoyé à un autre', awareAt: house.now(), whatHappened: 'Deux adresses se suivent.' }))!
  return { rights, ownRights, answer, dataBreach }
}

const evidence = {
  cover: {
    title: 'Preuves',
    under: '',
    facts: [],
    sections: [],
    index: { title: 'Pièces', columns: ['Pièce', 'Fichier', 'Page'], piece: (number: number) => `Pièce ${number}` },
    piece: (number: number) => `Pièce ${number}`,
    language: 'fr-FR',
  },
  label: (slot: string) => slot,
} as const

/** A dispute whose evidence is gathered, one whose file is built, a line that fits nothing, a file that was read. */
const contest = async (house: House, { agent }: Staff, { shop }: Told): Promise<Ids> => {
  const disputes = await house.db.selectFrom('disputes').select('id').where('merchant_id', '=', shop.merchantId).orderBy('id').execute()
  const by = house.ctx(shop.actor)
  const answer = async (dispute: string): Promise<string> => {
    const { id } = await engageResolution(by, dispute)
    await addPieces(by, id, 'other', [{ fileName: 'bon.pdf', bytes: await newPdf() }])
    return id
  }
  await answer(disputes[0]!.id)
  const built = await answer(disputes[1]!.id)
  await saveStatement(by, built, 'Livré le 2 mars.')
  await submitResolution(by, built)
  const { id: evidenceFile } = await buildFile(house.ctx(agent), built, evidence)
  await unit(house.ctx(system('read-settlements')), (tx) =>
    settleLine(tx, {
      act: 'capture',
      reference: 'R-INCONNU',
      original: null,
      amountCents: 500,
      currency: 'eur',
      scheme: 'visa',
      settledOn: '2026-03-02',
      callId: null,
    }))
  await unit(
    house.ctx(),
    (tx) =>
      takeDisputeLine(tx, readReportLine('CB-2026-118;ACQ-9999;national;45;;5400;eur;;opened')!, { origin: 'report', on: '2026-03-02' }),
  )
  await checkImport(
    house.ctx(agent),
    Buffer.from('reference;original;network;code;r_type;amount;currency;due_on;stage\nV-1;ACQ-1;visa;1040;;120,00;eur;31/03/2026;opened\n'),
  )
  return {
    evidenceFile,
    break: (await house.db.selectFrom('settlement_lines').select('id').where('reference', '=', 'R-INCONNU').executeTakeFirstOrThrow()).id,
  }
}

/** What one person decided and another is to judge again, whether it was drawn or not: an alert, and the second hit there is. */
const lookAgain = async (house: House, { analyst }: Staff, { shop }: Told): Promise<Ids> => {
  const { db } = house.database
  const alertLook = newId('alrt', house.now())
  await db
    .insertInto('alerts')
    .values({
      id: alertLook,
      scenario: 'TM-19',
      version: 1,
      revision: 1,
      merchant_id: shop.merchantId,
      subject: 'nuit',
      level: 'warn',
      window_from_on: '2026-01-01',
      window_to_on: '2026-03-02',
      says: 'night_sales',
      finding: JSON.stringify({ inputs: { captures: 3, nightCaptures: 3 }, values: { nightBps: 10_000 }, limits: {} }),
      raised_at: house.now(),
      due_at: house.now(),
    })
    .execute()
  await closeAlert(house.ctx(analyst), alertLook, { reason: 'seasonal', note: 'Le carnaval.' })
  await db
    .insertInto('alert_looks')
    .values({
      alert_id: alertLook,
      first_by: analyst.id,
      first_verdict: 'nothing',
      first_code: 'seasonal',
      first_words: 'Le carnaval.',
      chosen_at: house.now(),
    })
    .onConflict((oc) => oc.doNothing())
    .execute()
  const [, hit] = await db.selectFrom('screening_hits').select('id').orderBy('id').execute()
  await judgeHit(house.ctx(analyst), hit!.id, { answer: 'different', code: 'birth_differs', reason: 'Née un autre jour.' })
  await db
    .insertInto('second_looks')
    .values({ hit_id: hit!.id, first_by: analyst.id, chosen_at: house.now() })
    .onConflict((oc) => oc.doNothing())
    .execute()
  return { alertLook, hitLook: hit!.id }
}

/** What is asked of a merchant who trades, what he owes us, and a payer whose data is kept and not used. */
const askAndBill = async (house: House, { agent, officer }: Staff, { shop }: Told, { payer, rights }: Ids): Promise<Ids> => {
  const { merchantId } = shop
  const { id: dossierId } = await house
    .db
    .selectFrom('dossiers')
    .select('id')
    .where('merchant_id', '=', merchantId)
    .executeTakeFirstOrThrow()
  const { id: request } = await unit(house.ctx(officer), (tx) =>
    openRequest(tx, {
      dossierId,
      merchantId,
      purpose: 'refresh',
      items: [{ requirementKey: 'statutes', kind: 'statutes', personId: null, reason: 'missing', note: '' }],
      message: '',
    }))
  await unit(house.ctx(system('issue-invoices')), (tx) =>
    issueInvoice(tx, {
      merchantId,
      lines: [{
        kind: 'invoice',
        what: 'processing',
        taxCode: 'exempt_261c',
        currency: 'eur',
        operations: 3,
        netCents: 231,
        vatCents: 0,
      }],
    }, '2026-02-01'))
  await unit(house.ctx(agent), (tx) => restrictAll(tx, rights!, [{ subject_id: payer!, merchant_id: merchantId }], 'accuracy'))
  return { request, invoice: await oneOf(house, 'invoices'), restriction: await oneOf(house, 'restrictions') }
}

const oneOf = async (
  house: House,
  table: 'rights_files' | 'rectifications' | 'resolution_pieces' | 'dispute_lines' | 'dispute_imports' | 'screening_hits'
    | 'screening_subjects' | 'watchlist_entries' | 'closed_seats' | 'mails' | 'api_keys' | 'documents' | 'invoices' | 'restrictions',
  merchantId?: string,
): Promise<string> => {
  const all = house.db.selectFrom(table).select('id').orderBy('id').limit(1)
  return (await (merchantId ? all.where('merchant_id' as never, '=', merchantId as never) : all).executeTakeFirstOrThrow()).id
}

/** Another account to be paid on, as the merchant's area leaves it. */
const askChange = (house: House, { shop, dossier }: Told): Promise<string> =>
  unit(house.ctx(shop.actor), async (tx) => {
    const id = newId('acch', tx.now)
    await tx
      .db
      .insertInto('account_changes')
      .values({
        id,
        merchant_id: shop.merchantId,
        dossier_id: dossier,
        iban: 'FR7630006000011234567890189',
        holder: 'Boulangerie Lenoir',
        document_id: await oneOf(house, 'documents', shop.merchantId),
        asked_by: shop.actor.id,
        asked_at: tx.now,
      })
      .execute()
    await record(tx, 'account_change.asked', { subject: id, merchantId: shop.merchantId })
    return id
  })

/** Of most of what a house has besides, one: each is asked for by its own id. */
export const addRest = async (house: House, staff: Staff, told: Told): Promise<Ids> => {
  const { shop, dossier } = told
  const contested = await contest(house, staff, told)
  const means = { ...(await noteMeans(house, shop)), ...(await sendLinks(house, shop)) }
  const rights = await askRights(house, staff, told)
  const someone = await house
    .db
    .selectFrom('people')
    .select(['given_names', 'family_name', 'birth_date'])
    .where('dossier_id', '=', dossier)
    .executeTakeFirstOrThrow()
  const listed = `${someone.given_names} ${someone.family_name};${someone.birth_date};FR;;;`
  await takeOwn(house, 'house', `1;${listed}`, `2;${listed}`)
  await due(house)
  return {
    ...contested,
    ...means,
    ...rights,
    ...(await lookAgain(house, staff, told)),
    ...(await askAndBill(house, staff, told, { ...means, ...rights })),
    breach: await proposeBreach(house.ctx(staff.first), breach(shop.merchantId)),
    inspection: (await orderInspection(house.ctx(staff.officer), dossier, {
      until: house.now(),
      reason: 'Contrôle sur place.',
      paper: { ...paper, facts: [], gaps: [], parts: [], chronicle: [], proof: [] },
    }))!
      .id,
    country: await proposeCountry(house.ctx(staff.officer), {
      country: 'IS',
      isListed: true,
      validFrom: '2026-04-01',
      source: 'Essai',
      reason: 'Essai',
    }),
    rightsFile: await oneOf(house, 'rights_files'),
    rectification: await oneOf(house, 'rectifications'),
    piece: await oneOf(house, 'resolution_pieces'),
    disputeLine: await oneOf(house, 'dispute_lines'),
    disputeImport: await oneOf(house, 'dispute_imports'),
    hit: await oneOf(house, 'screening_hits'),
    subject: await oneOf(house, 'screening_subjects'),
    entry: await oneOf(house, 'watchlist_entries'),
    seat: await oneOf(house, 'closed_seats'),
    mail: await oneOf(house, 'mails'),
    apiKey: await oneOf(house, 'api_keys', shop.merchantId),
    ownDocument: await oneOf(house, 'documents', shop.merchantId),
    accountChange: await askChange(house, told),
  }
}
