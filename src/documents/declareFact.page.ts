import type { Day } from '#src/kernel/calendar.ts'
import { writeInGroups } from '#src/kernel/identifiers.ts'
import type { Declared, Setting } from './declared.page.ts'

/** One declared fact; none where nothing was said. */
export const declare = ({ visit }: Setting, name: string, text: string, sought: string[] = []): Declared[] =>
  text === '' ? [] : [{ name, label: visit.t(`documents:declared.${name}`), text, sought: sought.filter((one) => one !== '') }]

/** « 732 829 320 00074 » */
export const grouped = (digits: string | null): string => writeInGroups(digits, ' ')

const monthNames = ['janvier', 'février', 'mars', 'avril', 'mai', 'juin', 'juillet', 'août', 'septembre', 'octobre', 'novembre', 'décembre']

/** « 12/05/1984 » whatever stands between, « 12 mai 1984 », « 1er mai 1984 », and as a foreign form writes it. */
export const daySought = (day: Day): string[] => {
  const [year = '', month = '', date = ''] = day.split('-')
  const name = monthNames[Number(month) - 1] ?? ''
  const inWords = [`${Number(date)}${name}${year}`, `${date}${name}${year}`, ...(date === '01' ? [`1er${name}${year}`] : [])]
  return [`${date}${month}${year}`, ...inWords, `${year}${month}${date}`]
}
