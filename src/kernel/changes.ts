/** What a change of a row says, as the history keeps it. */
export type Plain = string | number | boolean | null

const plain = (value: unknown): Plain => {
  if (value instanceof Date) return value.toISOString()
  if (value === undefined || value === null) return null
  return typeof value === 'object' ? JSON.stringify(value) : (value as Plain)
}

/** What of the said is new: what is not said, and what is there already, is no change. */
export const differing = <Row extends object>(row: Row, said: Partial<Row>): Partial<Row> =>
  Object.fromEntries(
    Object.entries(said).filter(([name, value]) => value !== undefined && value !== null && plain(value) !== plain(row[name as keyof Row])),
  ) as Partial<Row>

/** Before and after, by name. */
export const beforeAndAfter = <Row extends object>(
  row: Row,
  change: Partial<Row>,
): { before: Record<string, Plain>; after: Record<string, Plain> } => {
  const names = Object.keys(change) as (keyof Row & string)[]
  const of = (one: Partial<Row>) => Object.fromEntries(names.map((name) => [name, plain(one[name])]))
  return { before: of(row), after: of(change) }
}
