import { checkRows, restOfFields } from '#src/checks/checkRows.page.ts'
import type { Desk } from '#src/checks/fieldLines.page.ts'
import { programModel } from '#src/checks/program.page.ts'
import { sealsModel } from '#src/checks/seals.page.ts'
import type { Refused } from '#src/reviews/lostRace.page.ts'
import type { Visit } from '#src/web/visit.ts'
import type { Sight } from './bench.page.ts'
import { uncovered } from './coveredFacts.ts'
import { declaredFacts, type Declared } from './declared.page.ts'
import { boxesModel, wordsOf } from './picture.page.ts'
import { readingModel } from './reading.page.ts'
import { expectedOf } from './rulesOfLine.page.ts'
import { searchText, searchWords } from './textSearch.ts'

/** On which page the very words stand, this one first; a word that OCR tore in two stands in the page's words, not in its lines. */
const placeFinder = (sight: Sight): (sought: readonly string[]) => number | null => {
  const { read, page } = sight
  const here = [searchText(read?.text ?? ''), searchWords(wordsOf(sight))]
  const texts = sight.texts.map((one) => ({ page: one.page, search: searchText(one.text) }))
  return (
    sought,
  ) => (here.some((search) => search(sought).length > 0) ? page : texts.find(({ search }) => search(sought).length > 0)?.page ?? null)
}

/** Not a check: whether the words stand in the text. What OCR missed an eye may see. */
const factRows = (sight: Sight, facts: readonly Declared[]) => {
  const find = placeFinder(sight)
  const isOver = sight.piece.reading_state === 'read'
  return facts.map(({ name, label, text, sought }) => {
    const page = sought.length > 0 ? find(sought) : null
    const seen = page !== null ? 'seen' : sought.length > 0 && isOver ? 'unseen' : ''
    const isElsewhere = page !== null && page !== sight.page
    return { field: name, label, text, page, seen, isElsewhere, href: `/console/documents/${sight.piece.id}?page=${page ?? 1}` }
  })
}

const factsOf = (visit: Visit, { file, piece, findings }: Sight): { all: Declared[]; open: Declared[] } => {
  const all = declaredFacts({ visit, file, piece })
  return { all, open: uncovered(all, findings.checks.map(({ check_id }) => check_id), piece.kind) }
}

/** Who may judge the piece now may put its readings right. */
const deskOf = ({ piece, page, findings, missing }: Sight, refused: Refused | undefined): Desk => ({
  documentId: piece.id,
  page,
  findings,
  refused,
  mayCorrect: missing === null,
})

/** What the piece should be, and what was asked for in its place. */
const aboutModel = (visit: Visit, { file, piece }: Sight) => {
  const line = file.checklist.find(({ requirement }) => requirement.key === piece.requirement_key)
  const item = file.request?.items.find(({ requirement_key: key }) => key === piece.requirement_key)
  const isGone = piece.person_id !== null && !file.people.some(({ id }) => id === piece.person_id)
  return {
    expected: line ? expectedOf(visit, line.requirement) : '',
    asked: item ? [visit.t(`requests:reason.${item.reason}`), item.note].filter(Boolean).join(' ') : '',
    gone: isGone ? visit.t('documents:declared.gone') : '',
  }
}

/** What changes while the program is at work: its word, the table, the boxes, the text. The page asks for these anew until it is done. */
export const liveModel = (visit: Visit, sight: Sight, refused?: Refused) => {
  const { all, open } = factsOf(visit, sight)
  const desk = deskOf(sight, refused)
  return {
    program: programModel(visit, sight.piece, sight.findings),
    compare: {
      ...aboutModel(visit, sight),
      rows: checkRows(visit, desk),
      facts: factRows(sight, open),
      rest: restOfFields(visit, desk),
      seals: sealsModel(visit, desk),
    },
    boxes: boxesModel(visit, sight, open),
    reading: readingModel(visit, { ...sight, sought: all.flatMap(({ sought }) => sought) }),
    open,
  }
}
