import { PDFDocument } from 'pdf-lib'
import { describePdf, facts, foot, heading, openSheet, paragraph, title } from '#src/contracts/sheet.ts'
import { institution } from '#src/contracts/wording.ts'

/** The words of a register, as its page has them. */
export type RegisterOnPaper = {
  title: string
  version: string
  lang: 'fr' | 'en'
  at: Date
  settings: readonly { label: string; value: string }[]
  sections: readonly { heading: string; intro: string; facts: readonly { label: string; value: string }[] }[]
  securityTitle: string
  security: readonly string[]
}

/** The same words make the same bytes. */
export const registerPdf = async (
  { title: name, version, lang, at, settings, sections, securityTitle, security }: RegisterOnPaper,
): Promise<Buffer> => {
  const pdf = await PDFDocument.create()
  describePdf(pdf, { title: `${name} ${version}`, lang, at })
  const sheet = await openSheet(pdf, [...settings, ...sections.flatMap((one) => one.facts)].map(({ value }) => value))
  title(sheet, name, `${institution}. ${version}`)
  facts(sheet, settings)
  for (const section of sections) {
    heading(sheet, section.heading)
    paragraph(sheet, section.intro)
    facts(sheet, section.facts)
  }
  heading(sheet, securityTitle)
  for (const one of security) paragraph(sheet, `– ${one}`)
  foot(sheet, `${name}, ${version}`)
  return Buffer.from(await pdf.save())
}
