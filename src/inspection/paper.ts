import type { KnownSection } from '#src/knownFiles/knownSection.ts'

export type PaperLang = 'fr' | 'en'
export type PaperLine = { label: string; value: string }
/** `facts` under titles of their own, then sentences; `none` where there is neither. */
export type PaperPart = { title: string; groups: { title: string; facts: PaperLine[] }[]; lines: string[]; none: string }
/** All that the pack's paper says, in the words of whoever ordered it. */
export type Paper = {
  lang: PaperLang
  title: string
  when: string
  facts: PaperLine[]
  gapsTitle: string
  gaps: string[]
  parts: PaperPart[]
  chronicleTitle: string
  chronicle: PaperLine[]
  proofTitle: string
  proof: string[]
  foot: string
}

/**
 * A table on a page is a list on paper: its first cell leads, the others follow with their headings. What changed since is said of the day,
 * not on it.
 */
export const partOf = ({ title, groups, columns, rows, lines, none }: KnownSection): PaperPart => ({
  title,
  lines: [...lines],
  none,
  groups: [
    ...groups.map((group) => ({
      title: group.title,
      facts: group.facts.filter(({ text }) => text !== '').map(({ label, text }) => ({ label, value: text })),
    })),
    ...(rows.length > 0
      ? [{
        title: '',
        facts: rows.map(([first, ...rest]) => ({
          label: first?.text ?? '',
          value: rest.flatMap(({ text }, i) => (text === '' ? [] : [`${columns[i + 1]} : ${text}`])).join(' · '),
        })),
      }]
      : []),
  ],
})
