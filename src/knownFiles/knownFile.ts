import { dictionary } from '#src/kernel/dictionary.ts'
import { knowCase, nothingKnown, type KnownCase } from './knownCase.ts'
import { knowDeclared, nothingDeclared, type KnownDeclared } from './knownDeclared.ts'
import { textIn, whoOf, type KnownEvent, type Who } from './knownEvent.ts'
import { knowPieces, type KnownPiece } from './knownPieces.ts'

/** Somebody looked at, or took away, a piece: how often, the first and the last time. */
export type Look = { who: Who; subjectId: string; what: 'opened' | 'downloaded'; first: Date; last: Date; times: number }

/** A dossier as its history makes it, event after event, and nothing of what stands in the tables today. */
export type KnownFile = KnownCase & KnownDeclared & { pieces: readonly KnownPiece[]; looks: Look[] }

const lookEvents: Record<string, Look['what']> = dictionary({
  'document.opened': 'opened',
  'document.downloaded': 'downloaded',
  'note.attachment_downloaded': 'downloaded',
  'dossier.known_opened': 'opened',
  'inspection.downloaded': 'downloaded',
})
export const isLook = ({ event }: Pick<KnownEvent, 'event'>): boolean => event in lookEvents

const addLook = (looks: Map<string, Look>, event: KnownEvent): void => {
  const what = lookEvents[event.event]!
  const subjectId = textIn(event.data, 'dossierId') && event.event === 'inspection.downloaded'
    ? textIn(event.data, 'dossierId')
    : event.subjectId
  const key = `${event.actorId} ${subjectId} ${what}`
  const before = looks.get(key)
  looks.set(
    key,
    before
      ? { ...before, last: event.at, times: before.times + 1 }
      : { who: whoOf(event), subjectId, what, first: event.at, last: event.at, times: 1 },
  )
}

/** `events`: all of the file, in the order in which they happened, up to the instant that is asked for. */
export const knowFile = (events: readonly KnownEvent[]): KnownFile => {
  let [file, declared, pieces] = [nothingKnown(), nothingDeclared(), [] as readonly KnownPiece[]]
  const looks = new Map<string, Look>()
  for (const event of events) {
    if (isLook(event)) addLook(looks, event)
    else [file, declared, pieces] = [knowCase(file, event), knowDeclared(declared, event), knowPieces(pieces, event)]
  }
  return { ...file, ...declared, pieces, looks: [...looks.values()].sort((a, b) => a.first.getTime() - b.first.getTime()) }
}
