import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PieceFacts, PieceInput, PieceKind, PieceQuality } from '#src/demo/pieces/facts.ts'
import { makePiece } from '#src/demo/pieces/makePiece.ts'
import type { TruthDeclared, TruthPiece } from './truth.ts'

/** Pieces of our own making with one thing wrong each, beside the same pieces in order: what a bench of verdicts is about. */
type Wrong = {
  id: string
  make: Pick<PieceInput, 'kind' | 'flaw'>
  announced?: string
  printed?: (facts: PieceFacts) => PieceFacts
  check: string
  why: string
}

const receivedOn = '2026-11-22'
const qualities: PieceQuality[] = ['scan_jpeg', 'photo_jpeg']

const company: PieceFacts['company'] = {
  name: 'Les Vergers de la Dombes',
  legalForm: 'sarl',
  siren: '404833048',
  siret: '40483304800022',
  address: '48 route de Bourg',
  postcode: '01330',
  city: 'Villars-les-Dombes',
  capitalCents: 800_000,
  activity: 'Culture de fruits à pépins',
  registeredOn: '2017-06-01',
}
const association: PieceFacts['company'] = {
  name: 'Fanfare de la Presqu’île',
  legalForm: 'association',
  siren: null,
  siret: null,
  rna: 'W291004417',
  address: '7 rue de l’Abattoir',
  postcode: '29160',
  city: 'Crozon',
  activity: 'Pratique de la musique',
  registeredOn: '2024-01-12',
}
const owner = (
  givenNames: string,
  familyName: string,
  birthDate: string,
  birthPlace: string,
  sex: 'F' | 'M',
  address: string,
): PieceFacts['person'] => ({ givenNames, familyName, birthDate, birthPlace, nationality: 'FR', sex, address })
const people = [
  owner('Gwenaëlle Marie', 'Kervella', '1983-04-19', 'Landerneau', 'F', '12 rue de la Fontaine, 29800 Landerneau'),
  owner('Hippolyte', 'Desrousseaux', '1971-09-30', 'Roubaix', 'M', '4 place du Théâtre, 59100 Roubaix'),
  owner('Inès Léa', 'Benhaddou', '1995-12-08', 'Grenoble', 'F', '27 cours Berriat, 38000 Grenoble'),
]
const iban = 'FR7630006000011234567890189'

const factsOf = (kind: PieceKind, at: number): PieceFacts => ({
  company: kind === 'rna_recepisse' ? association : company,
  person: people[at % people.length]!,
  iban,
  bic: 'AGRIFRPPXXX',
})

const announcedAs: Partial<Record<PieceKind, string>> = {
  fr_cni_e: 'cni_new',
  fr_cni_old: 'cni_old',
  passport: 'passport',
  kbis: 'kbis',
  avis_sirene: 'avis_sirene',
  rib: 'rib',
  proof_of_address: 'proof_of_address',
  rna_recepisse: 'association_receipt',
}

const declaredOf = ({ company: { name, legalForm, siren, rna, address, postcode, city }, person }: PieceFacts): TruthDeclared => ({
  person: {
    last_name: person.familyName,
    first_names: person.givenNames.split(' '),
    birth_date: person.birthDate,
    birth_place: person.birthPlace,
    nationality: person.nationality,
    address: person.address,
  },
  company: { name, legal_form: legalForm, siren, rna: rna ?? null, seat: `${address}, ${postcode} ${city}` },
  payout_iban: iban,
  payout_holder: name,
})

const withCompany = (change: Partial<PieceFacts['company']>) => (facts: PieceFacts): PieceFacts => ({
  ...facts,
  company: { ...facts.company, ...change },
})
const withPerson = (change: Partial<PieceFacts['person']>) => (facts: PieceFacts): PieceFacts => ({
  ...facts,
  person: { ...facts.person, ...change },
})
const withAccount = (account: string, bic = 'AGRIFRPPXXX') => (facts: PieceFacts): PieceFacts => ({ ...facts, iban: account, bic })

const cards: PieceKind[] = ['fr_cni_e', 'fr_cni_old', 'passport']
const each = (
  kinds: PieceKind[],
  id: string,
  check: string,
  why: string,
  more: Pick<Wrong, 'printed'> & Pick<PieceInput, 'flaw'>,
): Wrong[] => kinds.map((kind) => ({ id: `${kind}_${id}`, make: { kind, flaw: more.flaw }, printed: more.printed, check, why }))
const instead = (kind: PieceKind, announced: string): Wrong => ({
  id: `${kind}_for_${announced}`,
  make: { kind },
  announced,
  check: 'kind',
  why: `a ${kind} sent for a ${announced}`,
})

export const wrongMakes: Wrong[] = [
  ...each(cards, 'expired', 'not_expired', 'expired', { flaw: 'expired' }),
  ...each(cards, 'of_another', 'name_matches', 'another person', { flaw: 'wrong_name' }),
  ...each(cards, 'of_a_homonym', 'birth_matches', 'born another day', { printed: withPerson({ birthDate: '1964-02-11' }) }),
  ...each(['kbis', 'avis_sirene'], 'of_another', 'siren_matches', 'another company', { flaw: 'wrong_company' }),
  ...each(['kbis', 'avis_sirene'], 'of_another_name', 'company_name_matches', 'another company', {
    printed: withCompany({ name: 'Transports Garrigue et Fils' }),
  }),
  ...each(['kbis', 'avis_sirene'], 'altered', 'luhn', 'a digit of the SIREN altered', {
    printed: withCompany({ siren: '404833049', siret: '40483304900022' }),
  }),
  ...each(['kbis', 'avis_sirene', 'proof_of_address'], 'old', 'age', 'older than three months', { flaw: 'old' }),
  ...each(['rib'], 'of_another_account', 'iban_matches', 'another account', { flaw: 'wrong_iban' }),
  ...each(['rib'], 'altered', 'iban_matches', 'a digit of the IBAN altered', { printed: withAccount('FR7630006000011234567890188') }),
  ...each(['rib'], 'foreign', 'iban_matches', 'a foreign account', { printed: withAccount('BE68539007547034', 'KREDBEBB') }),
  ...each(['rib'], 'of_another', 'holder_matches', 'another holder', { flaw: 'wrong_company' }),
  ...each(['proof_of_address'], 'of_another', 'name_matches', 'another person', { flaw: 'wrong_name' }),
  ...each(['rna_recepisse'], 'of_another', 'company_name_matches', 'another association', { flaw: 'wrong_company' }),
  instead('proof_of_address', 'kbis'),
  instead('rib', 'kbis'),
  instead('kbis', 'rib'),
  instead('passport', 'cni_new'),
  instead('activity_proof', 'avis_sirene'),
  instead('statuts', 'kbis'),
]

/** In order: the same announced kinds, printed as they were declared. */
const rightMakes: Wrong[] = [
  ...each(cards, 'right', 'name_matches', 'in order', {}),
  ...each(['kbis', 'avis_sirene'], 'right', 'siren_matches', 'in order', {}),
  ...each(['rib'], 'right', 'iban_matches', 'in order', {}),
  ...each(['proof_of_address'], 'right', 'age', 'in order', {}),
  ...each(['rna_recepisse'], 'right', 'company_name_matches', 'in order', {}),
]

type Set = { folder: string; seed: number }

const makeOne = async ({ folder, seed }: Set, wrong: Wrong, at: number, verdict: 'pass' | 'fail'): Promise<[string, TruthPiece]> => {
  const { kind } = wrong.make
  const facts = factsOf(kind, at + seed)
  const files: string[] = []
  for (const quality of qualities) {
    const { bytes } = await makePiece({
      ...wrong.make,
      facts: wrong.printed?.(facts) ?? facts,
      quality,
      seed: seed * 1_000 + at + 1,
      today: receivedOn,
    })
    files.push(`${wrong.id}.${quality.replace('_jpeg', '')}.jpg`)
    await writeFile(join(folder, files.at(-1) ?? ''), bytes)
  }
  const shows = kind === 'activity_proof' ? 'other' : kind === 'proof_of_address' ? 'proof_address' : kind
  const declared = { ...declaredOf(facts), kind: wrong.announced ?? announcedAs[kind] }
  return [wrong.id, {
    kind: declared.kind,
    shows,
    files,
    mrz: null,
    fields: {},
    received_on: receivedOn,
    declared,
    expect: [{ check: wrong.check, verdict, why: wrong.why }],
  }]
}

/** Draws them into the folder, each scanned and photographed; answers their part of the truth. `seed`: other people, hands and lamps. */
export const drawWrongPieces = async (folder: string, seed = 0): Promise<Record<string, TruthPiece>> => {
  const truths: [string, TruthPiece][] = []
  for (const [at, wrong] of wrongMakes.entries()) truths.push(await makeOne({ folder, seed }, wrong, at, 'fail'))
  for (const [at, right] of rightMakes.entries()) truths.push(await makeOne({ folder, seed }, right, at, 'pass'))
  return Object.fromEntries(truths)
}
