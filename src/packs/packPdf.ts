import { PDFDocument } from 'pdf-lib'
import { describePdf, facts, foot, heading, openSheet, ownWords, type Sheet, table, title } from '#src/contracts/sheet.ts'

/** The declaration in words, in the order of the ERMES form: declarant, context, persons, operations, analysis, pieces. */
export type PackText = {
  name: string
  under: string
  madeAt: Date
  about: { label: string; value: string }[]
  headings: Record<'declarant' | 'context' | 'persons' | 'operations' | 'analysis' | 'pieces', string>
  declarant: string
  context: string
  ground: { label: string; value: string }[]
  persons: { label: string; value: string }[][]
  operations: { columns: string[]; rows: string[][] }
  operationsNote: string
  analysis: string
  pieces: string[][]
  none: string
  foot: string
}

const widths = [96, 52, 68, 92, 163] as const
/** What stands beside a column of amounts keeps away from it. */
const apart = (cell: string, i: number): string => (i === 3 ? `  ${cell}` : cell)
const operationTable = (sheet: Sheet, { columns, rows }: PackText['operations']): void =>
  table(
    sheet,
    columns.map((label, i) => ({ label: apart(label, i), width: widths[i]!, isRight: i === 2 })),
    rows.map((cells) => cells.map(apart)),
  )

const words = (sheet: Sheet, name: string, text: string, none: string): void => {
  heading(sheet, name)
  ownWords(sheet, text || none)
}

export const packPdf = async (said: PackText): Promise<Buffer> => {
  const pdf = await PDFDocument.create()
  describePdf(pdf, { title: said.name, lang: 'fr', at: said.madeAt })
  const sheet = await openSheet(
    pdf,
    JSON
      .stringify([said.declarant, said.context, said.analysis, said.about, said.ground, said.persons, said.operations.rows, said.pieces])
      .split('\\n'),
  )
  title(sheet, said.name, said.under)
  facts(sheet, said.about)
  words(sheet, said.headings.declarant, said.declarant, said.none)
  words(sheet, said.headings.context, said.context, said.none)
  facts(sheet, said.ground)
  heading(sheet, said.headings.persons)
  for (const person of said.persons) facts(sheet, person)
  heading(sheet, said.headings.operations)
  ownWords(sheet, said.operationsNote)
  if (said.operations.rows.length > 0) operationTable(sheet, said.operations)
  words(sheet, said.headings.analysis, said.analysis, said.none)
  heading(sheet, said.headings.pieces)
  if (said.pieces.length > 0) table(sheet, [{ label: '', width: 28 }, { label: '', width: 250 }, { label: '', width: 193 }], said.pieces)
  else ownWords(sheet, said.none)
  foot(sheet, said.foot)
  return Buffer.from(await pdf.save())
}
