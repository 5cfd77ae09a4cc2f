import type { PieceField } from '#src/pieces/piece.ts'
import type { Visit } from '#src/web/visit.ts'
import type { CheckRow } from './checks.sql.ts'
import { fieldKey, fieldLine, otherPage, readKeys, sourceOf, type Desk } from './fieldLines.page.ts'
import { lookOf, ruleOf, titleOf, checkChip, whyOf } from './words.page.ts'

/** What a check looked at of what was read, as it counts now. */
const fieldsOf = ({ findings }: Desk, { fields }: CheckRow): PieceField[] =>
  (findings.piece?.fields ?? []).filter(({ name }) => fields.includes(name))

/** How it was read, each way once: « MRZ, imprimé 91 % ». What a hand put right is said even where no value stands beside it. */
const sourcesOf = (visit: Visit, fields: readonly PieceField[], { read }: CheckRow): string => {
  const ways = read === null ? (['hand'] as const) : (['hand', 'code', 'mrz', 'text'] as const)
  return ways
    .flatMap((way) => {
      const [least] = fields.filter(({ source }) => source === way).toSorted((a, b) => (a.confidence ?? 101) - (b.confidence ?? 101))
      return least ? [sourceOf(visit, least)] : []
    })
    .join(', ')
}

/** The fields it looked at; one that was not read at all can be typed in. */
const keysOf = (fields: readonly PieceField[], { fields: wanted }: CheckRow): { name: string; nth: number }[] => {
  const read = [...new Map(fields.map(({ name, nth }) => [fieldKey({ name, nth }), { name, nth }])).values()]
  const missing = wanted.filter((name) => !read.some((one) => one.name === name)).map((name) => ({ name, nth: 0 }))
  return [...read, ...missing]
}

const rowOf = (visit: Visit, desk: Desk, check: CheckRow) => {
  const fields = fieldsOf(desk, check)
  const look = lookOf(check)
  const lines = keysOf(fields, check).map((one) => fieldLine(visit, desk, one))
  return {
    id: check.check_id,
    isOpen: lines.some(({ edit }) => edit?.isOpen),
    title: titleOf(visit, check.check_id),
    declared: check.declared ?? '',
    read: check.read ?? '',
    source: sourcesOf(visit, fields, check),
    chip: checkChip(visit, look),
    isQuiet: look === 'pass',
    tone: look,
    why: whyOf(visit, check),
    rule: ruleOf(check.check_id),
    other: otherPage(visit, desk, fields.flatMap(({ places }) => places)),
    lights: [...new Set(fields.map(fieldKey)), ...(check.check_id === 'seal' ? ['seal'] : [])].join(' '),
    fields: lines,
    elsewhere: desk.findings.elsewhere.get(check.check_id) ?? [],
  }
}

/** One row a check, the worst first. */
export const checkRows = (visit: Visit, desk: Desk) => desk.findings.checks.map((check) => rowOf(visit, desk, check))

/** What was read besides, and no check looks at. */
export const restOfFields = (visit: Visit, desk: Desk) => {
  const looked = new Set(desk.findings.checks.flatMap(({ fields }) => fields))
  return readKeys(desk.findings).filter(({ name }) => !looked.has(name)).map((one) => fieldLine(visit, desk, one))
}
