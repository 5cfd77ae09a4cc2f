/** `since`: what it is today, in words, where it is another thing. `href`: where the reader may look. */
export type KnownCell = { text: string; since: string; href?: string; isMono?: boolean }
export type KnownFact = KnownCell & { label: string }
/** Some facts of one thing: a person, a decision. Without a title where the section has one alone. */
export type KnownGroup = { title: string; since: string; facts: KnownFact[] }
/** One part of a file as it was known: what a page shows and a paper prints. `none`: what is said where there was nothing. */
export type KnownSection = {
  id: string
  title: string
  groups: KnownGroup[]
  columns: string[]
  rows: KnownCell[][]
  lines: string[]
  none: string
}

export const cell = (text: string, rest: Partial<KnownCell> = {}): KnownCell => ({ since: '', ...rest, text })
export const fact = (label: string, text: string, rest: Partial<KnownCell> = {}): KnownFact => ({ label, ...cell(text, rest) })
export const section = (id: string, title: string, none: string, rest: Partial<KnownSection> = {}): KnownSection => ({
  groups: [],
  columns: [],
  rows: [],
  lines: [],
  ...rest,
  id,
  title,
  none,
})
export const isEmpty = ({ groups, rows, lines }: KnownSection): boolean => groups.length === 0 && rows.length === 0 && lines.length === 0
