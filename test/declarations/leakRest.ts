import { takeIn, fileOwnRequest } from '#src/rights/fileRequest.ts'
import { proposeBreach } from '#src/breaches/proposeBreach.ts'
import { openDataBreach } from '#src/dataBreaches/workDataBreach.ts'
import { readReportLine } from '#src/disputeLines/disputeLine.ts'
import { checkImport } from '#src/disputeLines/importDisputes.ts'
import { takeDisputeLine } from '#src/disputeLines/takeDisputeLine.ts'
import { orderInspection } from '#src/inspection/orderInspection.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { unit } from '#src/platform/ctx.ts'
import { proposeRectification } from '#src/rectifications/rectifyPerson.ts'
import { addPieces } from '#src/resolutions/gatherEvidence.ts'
import { engageResolution } from '#src/resolutions/engageResolution.ts'
import { takeRequest } from '#src/rights/handleRequest.ts'
import { linkSubject } from '#src/rights/linkSubject.ts'
import { addRightsFiles } from '#src/rights/rightsFiles.ts'
import { proposeCountry } from '#src/riskTables/proposeCountry.ts'
import { breach } from '#test/holds/ground.ts'
import { due, takeOwn } from '#test/screening/ground.ts'
import type { ApiMerchant } from '#test/support/api.ts'
import type { House } from '#test/support/house.ts'
import { newPdf, type Signed } from '#test/support/merchant.ts'

export type Staff = Record<'agent' | 'analyst' | 'officer' | 'first', StaffActor>
type Told = { shop: ApiMerchant; waiting: Signed; dossier: string }
type Ids = Record<string, string>

const paper = { lang: 'fr', title: 'Dossier de contrôle', when: '', facts: [], gapsTitle: '', gaps: [], parts: [], chronicleTitle: '', chronicle: [], proofTitle: '', proof: [], foot: '' } as const

/** What a client of the API has noted in his test world. */
const noteMeans = async ({ shop }: Told): Promise<Ids> => {
  const post = async (path: string, body: object): Promise<string> => {
    const said = await shop.test('POST', path, body)
    if (said.status >= 300) throw new Error(`${path}: ${said.text}`)
    return said.body['id']
  }
  const card = { number: '4000000000000077', exp_month: 12, exp_year: 2030, cvc: '123' }
  return {
    payer: await post('/customers', { name: 'Luc Martin', email: 'luc.martin@exemple.test' }), card: await post('/cards', card), mandate: await post('/sepa', { iban: 'FR1420041010050500013M02606', name: 'Luc Martin' }),
    address: await post('/addresses', { line1: '3 rue du Port', city: 'Brest', zip_code: '29200', country: 'FR' }), testPayment: await post('/checkout', { amount: 2_000, currency: 'eur', card }),
  }
}

/** What persons ask about their data, and what went wrong with it. */
const askRights = async (house: House, { agent }: Staff, { shop, dossier }: Told): Promise<Ids> => {
  const by = house.ctx(agent)
  const person = (await house.db.selectFrom('people').select('id').where('dossier_id', '=', dossier).executeTakeFirstOrThrow()).id
  const rights = (await takeIn(by, { lang: 'fr', kind: 'rectification', requester: 'person', channel: 'letter', name: 'Anne Lenoir', email: 'anne@exemple.test', postalAddress: '', birthDate: null, said: 'Mon lieu de naissance est faux.', identityGiven: 'Carte vue', receivedOn: '2026-03-01' }))!
  await takeRequest(by, rights)
  await linkSubject(by, rights, person)
  await addRightsFiles(by, rights, 'request', [{ fileName: 'lettre.pdf', bytes: await newPdf() }])
  await proposeRectification(by, rights, { subjectId: person, field: 'birth_place', value: 'Quimper', reason: 'Acte reçu.' })
  const ownRights = (await fileOwnRequest(house.ctx(shop.actor), { kind: 'access', said: 'Tout.' }))!
  const dataBreach = (await openDataBreach(by, { title: 'Relevé envoyé à un autre', awareAt: house.now(), whatHappened: 'Deux adresses se suivent.' }))!
  return { rights, ownRights, dataBreach }
}

/** A dispute whose evidence is gathered, a line that fits nothing, a file that was read. */
const contest = async (house: House, { agent }: Staff, { shop }: Told): Promise<void> => {
  const dispute = await house.db.selectFrom('disputes').select('id').where('merchant_id', '=', shop.merchantId).orderBy('id').executeTakeFirstOrThrow()
  const { id } = await engageResolution(house.ctx(shop.actor), dispute.id)
  await addPieces(house.ctx(shop.actor), id, 'other', [{ fileName: 'bon.pdf', bytes: await newPdf() }])
  await unit(house.ctx(), (tx) => takeDisputeLine(tx, readReportLine('CB-2026-118;ACQ-9999;national;45;;5400;eur;;opened')!, { origin: 'report', on: '2026-03-02' }))
  await checkImport(house.ctx(agent), Buffer.from('reference;original;network;code;r_type;amount;currency;due_on;stage\nV-1;ACQ-1;visa;1040;;120,00;eur;31/03/2026;opened\n'))
}

const oneOf = async (house: House, table: 'rights_files' | 'rectifications' | 'resolution_pieces' | 'dispute_lines' | 'dispute_imports' | 'screening_hits' | 'screening_subjects' | 'watchlist_entries' | 'closed_seats' | 'mails' | 'api_keys' | 'documents', merchantId?: string): Promise<string> => {
  const all = house.db.selectFrom(table).select('id').orderBy('id').limit(1)
  return (await (merchantId ? all.where('merchant_id' as never, '=', merchantId as never) : all).executeTakeFirstOrThrow()).id
}

/** Of most of what a house has besides, one: each is asked for by its own id. */
export const addRest = async (house: House, staff: Staff, told: Told): Promise<Ids> => {
  const { shop, dossier } = told
  await contest(house, staff, told)
  const means = await noteMeans(told)
  const rights = await askRights(house, staff, told)
  const someone = await house.db.selectFrom('people').select(['given_names', 'family_name', 'birth_date']).where('dossier_id', '=', dossier).executeTakeFirstOrThrow()
  await takeOwn(house, 'house', `1;${someone.given_names} ${someone.family_name};${someone.birth_date};FR;;;`)
  await due(house)
  return {
    ...means, ...rights, breach: await proposeBreach(house.ctx(staff.first), breach(shop.merchantId)),
    inspection: (await orderInspection(house.ctx(staff.officer), dossier, { until: house.now(), reason: 'Contrôle sur place.', paper: { ...paper, facts: [], gaps: [], parts: [], chronicle: [], proof: [] } }))!.id,
    country: await proposeCountry(house.ctx(staff.officer), { country: 'IS', isListed: true, validFrom: '2026-04-01', source: 'Essai', reason: 'Essai' }),
    rightsFile: await oneOf(house, 'rights_files'), rectification: await oneOf(house, 'rectifications'), piece: await oneOf(house, 'resolution_pieces'), disputeLine: await oneOf(house, 'dispute_lines'), disputeImport: await oneOf(house, 'dispute_imports'),
    hit: await oneOf(house, 'screening_hits'), subject: await oneOf(house, 'screening_subjects'), entry: await oneOf(house, 'watchlist_entries'), seat: await oneOf(house, 'closed_seats'), mail: await oneOf(house, 'mails'),
    apiKey: await oneOf(house, 'api_keys', shop.merchantId), ownDocument: await oneOf(house, 'documents', shop.merchantId),
  }
}
