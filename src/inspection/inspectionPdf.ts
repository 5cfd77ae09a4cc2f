import { PDFDocument } from 'pdf-lib'
import { describePdf, facts, foot, heading, openSheet, ownWords, paragraph, small, subheading, title } from '#src/contracts/sheet.ts'
import { institution } from '#src/contracts/wording.ts'
import type { Paper } from './paper.ts'

/** What one reads first: the file as it was known, in order, what cannot be told of it, what happened, and how all of it is proved. */
export const inspectionPdf = async (paper: Paper, at: Date): Promise<Buffer> => {
  const pdf = await PDFDocument.create()
  describePdf(pdf, { title: paper.title, lang: paper.lang, at })
  const sheet = await openSheet(pdf, [JSON.stringify(paper)])
  title(sheet, paper.title, `${institution}. ${paper.when}`)
  facts(sheet, paper.facts)
  if (paper.gaps.length > 0) {
    heading(sheet, paper.gapsTitle)
    for (const gap of paper.gaps) ownWords(sheet, gap)
  }
  for (const { title: name, groups, lines, none } of paper.parts) {
    heading(sheet, name)
    for (const group of groups) {
      if (group.title) subheading(sheet, group.title)
      facts(sheet, group.facts)
    }
    for (const line of lines) ownWords(sheet, line)
    if (groups.length === 0 && lines.length === 0) small(sheet, none)
  }
  heading(sheet, paper.chronicleTitle)
  facts(sheet, paper.chronicle)
  heading(sheet, paper.proofTitle)
  for (const sentence of paper.proof) paragraph(sheet, sentence)
  foot(sheet, paper.foot)
  return Buffer.from(await pdf.save())
}
