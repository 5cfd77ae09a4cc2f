import { dictionary } from '#src/kernel/dictionary.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { listClosedOf, type ClosedEvent } from '#src/platform/recordClosed.ts'
import { namesOfStaff } from '#src/staff/staff.sql.ts'
import type { HistoryEntry } from '#src/web/components.ts'
import type { Visit } from '#src/web/visit.ts'
import type { Content } from './content.ts'

const icons: Record<string, string> = dictionary({
  approved: 'check',
  filed: 'check',
  acknowledged: 'check',
  sent_back: 'arrow-left',
  abandoned: 'x',
  read: 'eye',
  piece_read: 'eye',
  compared: 'eye',
  pack_taken: 'download',
})

const entryOf = ({ t }: Visit, { said }: Content, names: Map<string, string>) => ({ at, event, actorId }: ClosedEvent): HistoryEntry => {
  const name = event.split('.')[1]!
  const why = said.find((one) => one.event === event && one.at === at.toISOString())?.words
  return {
    at,
    who: names.get(actorId) ?? actorId,
    what: t(`declarations:done.${name}`),
    ...(why ? { why } : {}),
    ...(icons[name] ? { icon: icons[name] } : {}),
  }
}

const shown = 100

/** What was done with one declaration and who read it, the newest first; readings of one person that follow each other are told once. */
export const registerOf = async (db: ReadDb, visit: Visit, id: string, content: Content): Promise<HistoryEntry[]> => {
  const events = await listClosedOf(db, id, shown)
  const names = await namesOfStaff(db, [...new Set(events.map(({ actorId }) => actorId))])
  const isSame = (one: ClosedEvent, other: ClosedEvent | undefined): boolean =>
    one.event === 'declaration.read' && other?.event === one.event && other.actorId === one.actorId
  return events.filter((one, i) => !isSame(one, events[i - 1])).map(entryOf(visit, content, names))
}
