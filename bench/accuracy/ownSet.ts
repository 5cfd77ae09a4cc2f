import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchBrowser } from '#test/support/browser.ts'
import { decoySheets } from '#test/support/pieces/decoys.ts'
import { newCard, oldCard, passportPage, permit, type Sample } from '#test/support/pieces/faces.ts'
import { allSheets, drawCards, drawSheets } from '#test/support/pieces/makeSet.ts'
import { cardPeople, type CardPerson } from '#test/support/pieces/people.ts'
import { drawWrongPieces } from './wrongPieces.ts'

const receivedOn = '2026-11-22'
const person = (at: number): CardPerson => cardPeople[at % cardPeople.length] as CardPerson

/** Every kind of card twice, of people whose names are hard in different ways. */
const cards = (): (Sample & { id: string })[] => [
  { id: 'card_new_1', ...newCard(person(0), 'T7X62TZ79') }, { id: 'card_new_2', ...newCard(person(1), 'D2H6862M2') }, { id: 'card_old_1', ...oldCard(person(3), '160913204518') },
  { id: 'card_old_2', ...oldCard(person(5), '180359301276') }, { id: 'passport_1', ...passportPage(person(7), '21AC45678') }, { id: 'passport_2', ...passportPage(person(4), 'Z184226B5') },
  { id: 'permit_1', ...permit(person(2), '2M4B7X9K1') }, { id: 'permit_2', ...permit(person(4), '9925K1T0Z') },
]

const declaredOf = ({ family, given, birth, birthPlace, country, address }: CardPerson, kind: string) =>
  ({ kind, person: { last_name: family, first_names: given, birth_date: birth, birth_place: birthPlace, nationality: country[0], address: address.join(', ') } })

const announced: Record<Sample['type'], string> = { fr_cni_e: 'cni_new', fr_cni_old: 'cni_old', passport: 'passport', titre_sejour: 'residence_permit' }

/** The last digit of a number that the zone protects, put up by one on the zone alone, as a forger would who has no pocket calculator. */
const altered = (sample: Sample, who: CardPerson): Sample & { id: string; more: Record<string, unknown> } => {
  const put = (line: string): string => line.replace(/(\d)(?=\d[FMX<]\d|[FMX<]\d{7}[A-Z<]|\d[FMX<]\d$)/, (digit) => String((Number(digit) + 1) % 10))
  const zone = sample.zone.map(put)
  const more = { received_on: receivedOn, kind: announced[sample.type], declared: declaredOf(who, announced[sample.type]), expect: [{ check: 'mrz_check_digits', verdict: 'fail', why: 'a digit of the zone altered' }] }
  // what is expected of it is a verdict: its zone must not verify
  return { ...sample, id: `${sample.key}_altered`, faces: sample.faces.map((face) => (face.zone ? { ...face, zone } : face)), truth: {}, zone, more: { ...more, mrz: null, fields: {} } }
}

/** What is a piece of nothing, sent for a Kbis or for a RIB. */
const sentFor = (truths: Record<string, unknown>): Record<string, unknown> => Object.fromEntries(
  Object.entries(truths).map(([id, truth]) => {
    const kind = /account|statement|mandate/.test(id) ? 'rib' : 'kbis'
    const company = { name: 'Atelier des Trois Rivières', legal_form: 'sas', siren: '732829320', rna: null, seat: '12 rue de la Roquette, 75011 Paris' }
    const declared = { kind, company, payout_iban: 'FR7630001007941234567890185', payout_holder: 'Atelier des Trois Rivières' }
    return [id, { ...(truth as object), received_on: receivedOn, kind, declared, expect: [{ check: 'kind', verdict: 'fail', why: 'nothing that proves anything' }] }]
  }),
)

/** Draws the project's own set into a new folder of the system's temporary one, and answers where: sheets, cards, decoys, wrong pieces. */
export const makeOwnSet = async (say: (line: string) => void): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'vigie-own-set-'))
  say(`drawing our own set into ${folder}…`)
  const browser = await launchBrowser()
  try {
    const forged = [altered(newCard(person(0), 'T7X62TZ79'), person(0)), altered(oldCard(person(3), '160913204518'), person(3)), altered(passportPage(person(7), '21AC45678'), person(7)), altered(permit(person(2), '2M4B7X9K1'), person(2))]
    const truth = {
      ...(await drawSheets(browser, folder, allSheets.filter((sheet) => !decoySheets.includes(sheet)))), ...sentFor(await drawSheets(browser, folder, decoySheets)),
      ...(await drawCards(browser, folder, [...cards(), ...forged])), ...(await drawWrongPieces(folder)),
    }
    await writeFile(join(folder, 'truth.json'), JSON.stringify(truth, null, 1))
  } finally {
    await browser.close()
  }
  return folder
}
