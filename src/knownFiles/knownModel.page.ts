import { tellEvent } from '#src/audit/tellEvent.ts'
import { historyWords } from '#src/audit/historyWords.page.ts'
import { parisDay, type Day } from '#src/kernel/calendar.ts'
import type { HistoryEntry } from '#src/web/components.ts'
import { formatDay, formatInstant } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import { caseSections, listSections, standSection } from './caseSections.page.ts'
import { declaredSections } from './declaredSections.page.ts'
import type { Gap } from './gaps.ts'
import { isLook } from './knownFile.ts'
import type { KnownSection } from './knownSection.ts'
import { fieldText, maySeeScreening, personText, pieceText } from './knownWords.page.ts'
import { lookSection, pieceSection } from './pieceSections.page.ts'
import type { Known } from './readKnown.sql.ts'
import type { When } from './when.ts'

/** All of the file as it was known, in the order in which one reads it. */
export const sectionsOf = (visit: Visit, known: Known): KnownSection[] => {
  const [company, people, account] = declaredSections(visit, known) as [KnownSection, KnownSection, KnownSection]
  return [
    standSection(visit, known),
    company,
    people,
    account,
    pieceSection(visit, known),
    ...caseSections(visit, known),
    ...listSections(visit, known, maySeeScreening(visit)),
    lookSection(visit, known),
  ]
}

const whose = (visit: Visit, { then, now }: Known, part: string, personId: string): string => {
  if (part !== 'person') return visit.t(`knownFiles:part.${part}`)
  const found = [...then.people, ...now.people].find(({ id }) => id === personId)
  return found ? personText(found.values, personId) : personId
}

/** What cannot be told, one sentence each. */
export const gapText = (visit: Visit, known: Known, gap: Gap): string => {
  const { t } = visit
  if (gap.code === 'history_cut') return t('knownFiles:gap.history_cut')
  if (gap.code === 'reading_replaced') {
    const piece = known.then.pieces.find(({ id }) => id === gap.documentId)
    return t('knownFiles:gap.reading_replaced', { piece: piece ? pieceText(visit, known, piece.requirementKey) : gap.documentId })
  }
  return t(`knownFiles:gap.${gap.code}`, {
    whose: whose(visit, known, gap.part, gap.personId),
    fields: gap.fields.map((field) => fieldText(visit, field)).join(', ') || whose(visit, known, gap.part, ''),
  })
}

export const whenText = ({ t, lang }: Visit, { until, day, isInstant, isNow }: When): string =>
  t(isNow ? 'knownFiles:when.now' : isInstant ? 'knownFiles:when.instant' : 'knownFiles:when.day', {
    day: formatDay(day, lang),
    at: formatInstant(new Date(until.getTime() - 1), lang),
  })

const shownEvents = 60

/** What happened up to then; where something of the file was erased since, without the words of it. */
export const toldEvents = (visit: Visit, { events, isThinner }: Known): HistoryEntry[] =>
  events.map((one) => tellEvent(isThinner ? { ...one, personal: null, isErased: one.personal !== null } : one, historyWords(visit)))

/** What happened that day, the newest first, up to the instant that is asked for. */
export const dayEntries = (visit: Visit, known: Known, day: Day): HistoryEntry[] =>
  toldEvents(visit, known).filter(({ at }) => parisDay(at) === day).slice(-shownEvents).reverse()

/** The minutes of that day in which something changed, each by its last instant: it can be asked for by itself. */
export const momentsOf = ({ events }: Known, day: Day): Date[] => {
  const found = events.filter((one) => parisDay(one.at) === day && !isLook(one)).map(({ at }) => at.getTime())
  return [...new Map(found.map((ms) => [Math.floor(ms / 60_000), ms])).values()].map((ms) => new Date(ms)).slice(-24)
}
