import { PDFDocument, StandardFonts } from 'pdf-lib'
import { visitor, type MerchantActor } from '#src/kernel/actor.ts'
import { draftContract } from '#src/contracts/draftContract.ts'
import { sendContractCode } from '#src/contracts/sendContractCode.ts'
import { signContract } from '#src/contracts/signContract.ts'
import { addPerson } from '#src/dossiers/addPerson.ts'
import { isLacking } from '#src/dossiers/checklist.ts'
import type { CompanyInput } from '#src/dossiers/company.ts'
import type { PersonInput } from '#src/dossiers/person.ts'
import { readDossierOfMerchant } from '#src/dossiers/readDossier.sql.ts'
import { saveCompany } from '#src/dossiers/saveCompany.ts'
import { savePayoutAccount } from '#src/dossiers/savePayoutAccount.ts'
import { sendPieces } from '#src/dossiers/sendPieces.ts'
import { submitDossier } from '#src/dossiers/submitDossier.ts'
import { activateAccount } from '#src/merchants/activateAccount.ts'
import { listUsers } from '#src/merchants/merchantUsers.sql.ts'
import { signUpMerchant } from '#src/merchants/signUpMerchant.ts'
import type { House } from './house.ts'

export const password = 'Tournesol-Pluie-7-Ancre'
let count = 0

/** A SIRET that passes: a SIREN of eight digits and its Luhn key, and an establishment likewise. */
const luhnKey = (digits: string): string => {
  const sum = [...digits].reverse().reduce((all, digit, i) => {
    const value = Number(digit) * (i % 2 === 0 ? 2 : 1)
    return all + (value > 9 ? value - 9 : value)
  }, 0)
  return String((10 - (sum % 10)) % 10)
}
export const newSiret = (): string => {
  const eight = String(81_000_000 + ++count)
  const siren = eight + luhnKey(eight)
  return `${siren}0001${luhnKey(`${siren}0001`)}`
}

export const company = (said: Partial<CompanyInput> = {}): CompanyInput => ({
  legalForm: 'sarl',
  name: 'Boulangerie Lenoir',
  tradeName: '',
  siret: newSiret(),
  rna: '',
  addressLine1: '12 quai de l’Odet',
  addressLine2: '',
  postcode: '29000',
  city: 'Quimper',
  managementAddress: '',
  activity: 'Pains et viennoiseries, vente sur place',
  naf: '10.71C',
  mcc: '5462',
  website: '',
  expectedMonthlyCents: 1_200_000,
  expectedTicketCents: 1_850,
  isListed: false,
  ...said,
})

export const person = (said: Partial<PersonInput> = {}): PersonInput => ({
  kind: 'natural',
  role: 'gerant',
  isBeneficialOwner: true,
  isSignatory: false,
  representsPersonId: '',
  givenNames: 'Anne',
  familyName: 'Lenoir',
  usageName: '',
  birthDate: '1980-12-01',
  birthPlace: 'Saint-Brieuc',
  birthCountry: 'FR',
  nationality: 'FR',
  address: '3 rue du Port, 29000 Quimper',
  companyName: '',
  companySiren: '',
  capitalBps: 10_000,
  votesBps: 10_000,
  controlNature: '',
  ownerSince: '2019-01-01',
  isPep: false,
  pepFunction: '',
  ...said,
})

export const account = { iban: 'FR1420041010050500013M02606', bic: '', holder: 'Boulangerie Lenoir' }

/** A small PDF of its own: no two are the same file. */
export const newPdf = async (words = 'Pièce'): Promise<Buffer> => {
  const pdf = await PDFDocument.create()
  const font = await pdf.embedFont(StandardFonts.Helvetica)
  pdf.addPage([300, 200]).drawText(`${words} ${++count}`, { x: 20, y: 120, size: 14, font })
  return Buffer.from(await pdf.save())
}

/** The words of the newest letter of a template to an address. */
export const letterOf = async (house: House, template: string, address: string): Promise<string> => {
  const row = await house
    .db
    .selectFrom('mails')
    .select('text_body')
    .where('template', '=', template)
    .where('to_address', '=', address)
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()
  return row.text_body ?? ''
}

export const tokenIn = (letter: string): string => /\/(?:activate|reset)\/([0-9A-Za-z]{32})/.exec(letter)?.[1] ?? ''
export const codeIn = (letter: string): string => /\b(\d{6})\b/.exec(letter.replace(/(\d{3})[\s\u00a0](\d{3})/, '$1$2'))?.[1] ?? ''

export type Signed = { merchantId: string; email: string; actor: MerchantActor }

/** Signed up and activated, by the program's own use cases. */
export const openAccount = async (
  house: House,
  { lang = 'fr' as 'fr' | 'en', email = `marchand${++count}@exemple.test` } = {},
): Promise<Signed> => {
  const { merchantId } = await signUpMerchant(house.ctx(visitor), { email, password, lang })
  await activateAccount(house.ctx(visitor), tokenIn(await letterOf(house, 'activation', email)))
  const [user] = await listUsers(house.db, merchantId!)
  return { merchantId: merchantId!, email, actor: { kind: 'merchant', id: user!.id, merchantId: merchantId!, name: email } }
}

/** Company, one manager who owns it, account. */
export const tellAll = async (
  house: House,
  { actor }: Signed,
  said: { company?: Partial<CompanyInput>; person?: Partial<PersonInput> } = {},
): Promise<void> => {
  await saveCompany(house.ctx(actor), company(said.company))
  await addPerson(house.ctx(actor), person(said.person))
  await savePayoutAccount(house.ctx(actor), account)
}

export const sendEveryPiece = async (house: House, { actor, merchantId }: Signed): Promise<void> => {
  for (const { requirement } of (await readDossierOfMerchant(house.db, merchantId)).checklist.filter(isLacking)) {
    await sendPieces(house.ctx(actor), { requirementKey: requirement.key, files: [{ fileName: 'piece.pdf', bytes: await newPdf() }] })
  }
}

export const signEverything = async (house: House, { actor, merchantId, email }: Signed): Promise<void> => {
  const { people } = await readDossierOfMerchant(house.db, merchantId)
  await draftContract(house.ctx(actor), { signerId: people[0]!.id })
  await sendContractCode(house.ctx(actor))
  await signContract(house.ctx(actor), { code: codeIn(await letterOf(house, 'contract_code', email)), ip: '127.0.0.1', userAgent: 'test' })
}

/** From nothing to a file in the queue. */
export const submitted = async (house: House, said: Parameters<typeof tellAll>[2] = {}): Promise<Signed> => {
  const signed = await openAccount(house)
  await tellAll(house, signed, said)
  await sendEveryPiece(house, signed)
  await signEverything(house, signed)
  await submitDossier(house.ctx(signed.actor))
  return signed
}
