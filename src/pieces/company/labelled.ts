import type { FieldName, PieceField } from '#src/pieces/piece.ts'
import { candidates, type Hit, type Label, labelsIn, wrapped } from './labels.ts'
import type { Cell, Row } from './sheet.ts'
import { fieldFrom } from './span.ts'
import type { Take, Taken } from './takes.ts'

/** What a label announces and how its value is taken; `lines`: over how many more lines it may run. */
export type Rule = Label<FieldName> & { take?: Take; lines?: number }

export const rule = (name: FieldName, phrases: string, take: Take, lines = 0): Rule => ({ name, phrases: phrases.split('|'), take, lines })
/** Labels of things that nobody asks for, so that they are not taken for values. */
export const passOver = (phrases: string): Rule => ({ name: null, phrases: phrases.split('|') })

export type Labelled = { hits: Hit<FieldName>[]; isLabel: (cell: Cell) => boolean }

/** A cell that begins with a long label, or is one as a whole. A company called « Enseigne » plus something is no label. */
export const labelledBy = (rows: readonly Row[], rules: readonly Rule[]): Labelled => {
  const hits = labelsIn(rows, rules)
  const cells = new Set(
    hits.filter(({ at, rest, hasColon, phrase }) => at === 0 && (rest.length === 0 || hasColon || phrase.length > 8)).map(({ cell }) =>
      cell
    ),
  )
  return { hits, isLabel: (cell) => cells.has(cell) }
}

export const valueOf = (
  hit: Hit<FieldName>,
  { take, lines = 0 }: Rule,
  rows: readonly Row[],
  isLabel: (cell: Cell) => boolean,
): Taken | null => {
  let doubtful: Taken | null = null
  for (const cell of candidates(hit, rows, isLabel)) {
    const found = take?.(lines ? wrapped(cell, rows, isLabel, lines).words : cell.words) ?? null
    if (found?.isSure) return found
    doubtful ??= found
  }
  return doubtful
}

const ruleOf = (hit: Hit<FieldName>, rules: readonly Rule[]): Rule | undefined =>
  rules.find(({ name, phrases }) => name === hit.name && phrases.length > 0)

/** The first label of each kind that has a value of its kind; a value that satisfies its own check digit goes before one that does not. */
export const fieldsByLabel = (rows: readonly Row[], rules: readonly Rule[]): PieceField[] => {
  const { hits, isLabel } = labelledBy(rows, rules)
  const found = new Map<FieldName, Taken>()
  for (const hit of hits) {
    const one = ruleOf(hit, rules)
    if (!hit.name || !one || found.get(hit.name)?.isSure) continue
    const value = valueOf(hit, one, rows, isLabel)
    if (value && (value.isSure || !found.has(hit.name))) found.set(hit.name, value)
  }
  return [...found].flatMap(([name, { span, normal }]) => fieldFrom(name, span, normal))
}

/** The first of the rows that holds such a thing: for what is printed without a label. */
export const firstIn = (
  rows: readonly Row[],
  name: FieldName,
  take: Take,
  isSought: (cell: Cell) => boolean = () => true,
): PieceField[] => {
  let doubtful: Taken | null = null
  for (const cell of rows.flatMap(({ cells }) => cells)) {
    const found = isSought(cell) ? take(cell.words) : null
    if (found?.isSure) return fieldFrom(name, found.span, found.normal)
    doubtful ??= found
  }
  return doubtful ? fieldFrom(name, doubtful.span, doubtful.normal) : []
}

/** Fields of the first list, and of the second those that the first has not. */
export const filledWith = (
  fields: readonly PieceField[],
  more: readonly PieceField[],
): PieceField[] => [...fields, ...more.filter(({ name }) => !fields.some((field) => field.name === name))]
