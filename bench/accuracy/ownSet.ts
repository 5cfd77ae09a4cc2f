import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchBrowser } from '#test/support/browser.ts'
import { between } from '#src/demo/pieces/seed.ts'
import { decoySheets } from '#test/support/pieces/decoys.ts'
import { drawAgain } from '#test/support/pieces/drawAgain.ts'
import { newCard, oldCard, passportPage, permit, type Sample, type Term } from '#test/support/pieces/faces.ts'
import { cardNumber, luckOf, otherDigits } from '#test/support/pieces/luck.ts'
import { allSheets, drawCards, drawSheets } from '#test/support/pieces/makeSet.ts'
import { cardPeople, type CardPerson, someoneLike } from '#test/support/pieces/people.ts'
import { drawWrongPieces } from './wrongPieces.ts'

const receivedOn = '2026-11-22'
const person = (at: number): CardPerson => cardPeople[at % cardPeople.length] as CardPerson

const usualTerm = {
  newCard: ['2023-05-16', '2033-05-15'],
  oldCard: ['2016-09-12', '2031-09-11'],
  passportPage: ['2021-04-02', '2031-04-01'],
  permit: ['2024-01-20', '2034-01-19'],
} as const
type Facts = { who: CardPerson; number: string; term: Term }

/** As given, or of somebody else with another number and other days of the same validity. */
const factsOf = (
  id: string,
  who: CardPerson,
  number: string,
  [issued, expires]: readonly [string, string],
  seed: number | undefined,
): Facts => {
  if (seed === undefined) return { who, number, term: [issued, expires] }
  const roll = luckOf(seed, id)
  const day = `${String(between(roll, 1, 12)).padStart(2, '0')}-${String(between(roll, 2, 28)).padStart(2, '0')}`
  const eve = `${day.slice(0, 3)}${String(Number(day.slice(3)) - 1).padStart(2, '0')}`
  const other = /^\d{12}$/.test(number)
    ? `${issued.slice(2, 4)}${day.slice(0, 2)}${otherDigits(number.slice(4), roll)}`
    : /^\d\d[A-Z]{2}\d{5}$/.test(number)
    ? otherDigits(number, roll)
    : cardNumber(roll)
  return { who: someoneLike(who, roll), number: other, term: [`${issued.slice(0, 5)}${day}`, `${expires.slice(0, 5)}${eve}`] }
}

const makes = { newCard, oldCard, passportPage, permit }
type Made = { sample: Sample & { id: string }; who: CardPerson }
const made = (id: string, make: keyof typeof makes, at: number, number: string, seed: number | undefined): Made => {
  const { who, number: own, term } = factsOf(id, person(at), number, usualTerm[make], seed)
  return { sample: { id, ...makes[make](who, own, term) }, who }
}

/** Every kind of card twice, of people whose names are hard in different ways. */
const cards = (seed?: number): (Sample & { id: string })[] =>
  ([
    ['card_new_1', 'newCard', 0, 'T7X62TZ79'],
    ['card_new_2', 'newCard', 1, 'D2H6862M2'],
    ['card_old_1', 'oldCard', 3, '160913204518'],
    ['card_old_2', 'oldCard', 5, '180359301276'],
    ['passport_1', 'passportPage', 7, '21AC45678'],
    ['passport_2', 'passportPage', 4, 'Z184226B5'],
    ['permit_1', 'permit', 2, '2M4B7X9K1'],
    ['permit_2', 'permit', 4, '9925K1T0Z'],
  ] as const)
    .map(([id, make, at, number]) => made(id, make, at, number, seed).sample)

/** One of each kind again, its zone altered. */
const forgeries = (seed?: number): Made[] =>
  ([
    ['cni_new', 'newCard', 0, 'T7X62TZ79'],
    ['cni_old', 'oldCard', 3, '160913204518'],
    ['passport', 'passportPage', 7, '21AC45678'],
    ['residence_permit', 'permit', 2, '2M4B7X9K1'],
  ] as const)
    .map(([id, make, at, number]) => made(id, make, at, number, seed))

const declaredOf = ({ family, given, birth, birthPlace, country, address }: CardPerson, kind: string) => ({
  kind,
  person: {
    last_name: family,
    first_names: given,
    birth_date: birth,
    birth_place: birthPlace,
    nationality: country[0],
    address: address.join(', '),
  },
})

const announced: Record<Sample['type'], string> = {
  fr_cni_e: 'cni_new',
  fr_cni_old: 'cni_old',
  passport: 'passport',
  titre_sejour: 'residence_permit',
}

/** The last digit of a number that the zone protects, put up by one on the zone alone, as a forger would who has no pocket calculator. */
const altered = (sample: Sample, who: CardPerson): Sample & { id: string; more: Record<string, unknown> } => {
  const put = (line: string): string =>
    line.replace(/(\d)(?=\d[FMX<]\d|[FMX<]\d{7}[A-Z<]|\d[FMX<]\d$)/, (digit) => String((Number(digit) + 1) % 10))
  const zone = sample.zone.map(put)
  const more = {
    received_on: receivedOn,
    kind: announced[sample.type],
    declared: declaredOf(who, announced[sample.type]),
    expect: [{ check: 'mrz_check_digits', verdict: 'fail', why: 'a digit of the zone altered' }],
  }
  // what is expected of it is a verdict: its zone must not verify
  return {
    ...sample,
    id: `${sample.key}_altered`,
    faces: sample.faces.map((face) => (face.zone ? { ...face, zone } : face)),
    truth: {},
    zone,
    more: { ...more, mrz: null, fields: {} },
  }
}

/** What is a piece of nothing, sent for a Kbis or for a RIB. */
const sentFor = (truths: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(truths).map(([id, truth]) => {
      const kind = /account|statement|mandate/.test(id) ? 'rib' : 'kbis'
      const company = {
        name: 'Atelier des Trois Rivières',
        legal_form: 'sas',
        siren: '732829320',
        rna: null,
        seat: '12 rue de la Roquette, 75011 Paris',
      }
      const declared = { kind, company, payout_iban: 'FR7630001007941234567890185', payout_holder: 'Atelier des Trois Rivières' }
      return [id, {
        ...(truth as object),
        received_on: receivedOn,
        kind,
        declared,
        expect: [{ check: 'kind', verdict: 'fail', why: 'nothing that proves anything' }],
      }]
    }),
  )

/**
 * Draws the project's own set into a new folder of the system's temporary one, and answers where: sheets, cards, decoys, wrong pieces.
 * `seed`: of other people, companies, numbers, days, hands and lamps. Readers are tuned on the usual set and judged on seeds never looked
 * at.
 */
export const makeOwnSet = async (say: (line: string) => void, seed?: number): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'vigie-own-set-'))
  say(`drawing our own set${seed === undefined ? '' : `, seed ${seed},`} into ${folder}…`)
  const browser = await launchBrowser()
  try {
    const into = { folder, seed }
    const forged = forgeries(seed).map(({ sample, who }) => altered(sample, who))
    const sheets = allSheets.filter((sheet) => !decoySheets.includes(sheet)).map((
      sheet,
    ) => (seed === undefined ? sheet : drawAgain(sheet, seed)))
    const truth = {
      ...(await drawSheets(browser, into, sheets)),
      ...sentFor(await drawSheets(browser, into, decoySheets)),
      ...(await drawCards(browser, into, [...cards(seed), ...forged])),
      ...(await drawWrongPieces(folder, seed)),
    }
    await writeFile(join(folder, 'truth.json'), JSON.stringify(truth, null, 1))
  } finally {
    await browser.close()
  }
  return folder
}
