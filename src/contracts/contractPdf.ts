import { PDFDocument } from 'pdf-lib'
import { sayInstant } from '#src/notifications/letterDates.ts'
import type { ContractFacts } from './contract.ts'
import { facts, foot, heading, openSheet, paragraph, small, title, type Sheet } from './sheet.ts'
import { clausesOf, contractTitle, englishNote, institution } from './wording.ts'

const parties = (sheet: Sheet, contract: ContractFacts): void => {
  heading(sheet, 'Le Client')
  facts(sheet, contract.client)
  heading(sheet, 'Représenté par')
  facts(sheet, contract.signer)
  if (contract.owners.length > 0) {
    heading(sheet, 'Bénéficiaires effectifs déclarés')
    facts(sheet, contract.owners)
  }
  heading(sheet, 'Compte bancaire de reversement')
  facts(sheet, contract.account)
}

const clauses = (sheet: Sheet, wording: string): void => {
  clausesOf(wording).forEach((clause, i) => {
    heading(sheet, `${i + 1}. ${clause.title}`)
    for (const text of clause.paragraphs) paragraph(sheet, text)
  })
}

/** The same facts make the same bytes: the date written in the file is that of the drawing. */
const describe = (pdf: PDFDocument, { id, drawnAt }: ContractFacts): void => {
  pdf.setTitle(`${contractTitle} ${id}`)
  pdf.setAuthor('Vigie')
  pdf.setLanguage('fr-FR')
  pdf.setProducer('Vigie')
  pdf.setCreator('Vigie')
  pdf.setCreationDate(drawnAt)
  pdf.setModificationDate(drawnAt)
}

/** The contract, drawn from the dossier: what will be shown, and byte for byte what will be signed. */
export const contractPdf = async (contract: ContractFacts): Promise<Buffer> => {
  const pdf = await PDFDocument.create()
  describe(pdf, contract)
  const { client, signer, owners, account } = contract
  const sheet = await openSheet(pdf, [...client, ...signer, ...owners, ...account].flatMap(({ label, value }) => [label, value]))
  title(
    sheet,
    contractTitle,
    `Entre ${institution}, et le Client désigné ci-dessous. Établi le ${sayInstant(contract.drawnAt, 'fr')} (heure de Paris).`,
  )
  parties(sheet, contract)
  clauses(sheet, contract.wording)
  heading(sheet, 'English')
  for (const text of englishNote) small(sheet, text)
  foot(sheet, `Contrat ${contract.id} · version ${contract.wording}`)
  return Buffer.from(await pdf.save())
}
