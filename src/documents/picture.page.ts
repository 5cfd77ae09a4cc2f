import { fieldKey, labelOf } from '#src/checks/fieldLines.page.ts'
import type { Findings } from '#src/checks/findings.page.ts'
import type { Place } from '#src/pieces/piece.ts'
import type { Visit } from '#src/web/visit.ts'
import type { Sight } from './bench.page.ts'
import type { Declared } from './declared.page.ts'
import { joinBoxes, searchWords } from './textSearch.ts'
import { turned } from './turned.ts'

/** Before a page was read its shape is not known: the picture stands in the middle of a sheet of paper. */
const paper = { width: 1_000, height: 1_414 }

export type Read = { text: string; box: [number, number, number, number] }
export const wordsOf = ({ read }: Pick<Sight, 'read'>): Read[] => (read?.words ?? []) as unknown as Read[]

const margin = 3
const rect = (field: string, label: string, [x, y, right, bottom]: readonly number[]) => ({
  field,
  label,
  x: x! - margin,
  y: y! - margin,
  width: right! - x! + 2 * margin,
  height: bottom! - y! + 2 * margin,
})

/** Where on this page the declared words stand that nothing checks. */
const factBoxes = (sight: Sight, facts: readonly Declared[]) => {
  const search = searchWords(wordsOf(sight))
  return facts.flatMap(({ name, label, sought }) =>
    search(sought).flatMap((words) => joinBoxes(words.map(({ box }) => box))).map((box) => rect(name, label, box))
  )
}

/** Where on this page the program read its fields, and the signed code. */
const fieldBoxes = (visit: Visit, { page }: Sight, { piece }: Findings) => {
  const here = (places: readonly (Place | null)[]): Place[] => places.filter((place): place is Place => place?.page === page)
  const fields = (piece?.fields ?? []).flatMap((field) =>
    here(field.places).map(({ box }) => rect(fieldKey(field), labelOf(visit, field), box))
  )
  const seals = here((piece?.seals ?? []).map(({ place }) => place)).map(({ box }) =>
    rect('seal', visit.t('documents:field_line.seal'), box)
  )
  return [...new Map([...fields, ...seals].map((box) => [[box.field, box.x, box.y, box.width, box.height].join(), box])).values()]
}

/** The boxes have their own measure, that of the page as it was read: they fall on the picture whatever its own frame is. */
export const boxesModel = (visit: Visit, sight: Sight, facts: readonly Declared[]) => {
  const { width, height } = sight.read ?? paper
  return { width, height, boxes: [...factBoxes(sight, facts), ...fieldBoxes(visit, sight, sight.findings)] }
}

/** As the reader found it lying: in quarters of a turn, clockwise. */
const turnsOf = ({ read }: Sight): number => (((Math.round((read?.rotation_degrees ?? 0) / 90) % 4) + 4) % 4)

export const sheetModel = (visit: Visit, sight: Sight, facts: readonly Declared[]) => {
  const { width, height } = sight.read ?? paper
  const turns = turnsOf(sight)
  return { width, height, turns, turn: turned(width, height, turns), boxes: boxesModel(visit, sight, facts).boxes }
}
