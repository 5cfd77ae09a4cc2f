import type { HistoryFilter } from '#src/audit/readHistory.sql.ts'
import { dictionary } from '#src/kernel/dictionary.ts'
import { formatDistance } from '#src/web/formats.ts'
import { hasText } from '#src/web/i18n.ts'
import type { Visit } from '#src/web/visit.ts'
import { newestAct } from './historyModel.page.ts'
import type { Written } from './written.page.ts'

export type Refused = { values: Record<string, unknown>; errors: Record<string, string> }

/** A refusal that is about the file and not about what was typed: the state moved, somebody holds it, something is missing. */
export const isAboutFile = ({ errors }: Refused): boolean => /^errors:[a-z_]+\.text$/.test(errors['form'] ?? '')

/** `written`: what the person had typed and the page below has no place for. */
export type LostRace = { title: string; text: string; happened: string; written: Written[] }

/** What moves a case, by the nouns of its events: not what follows from it, as letters, dates, keys and the queue's own steps do. */
const acts: Record<string, readonly string[]> = dictionary({
  dossier: [
    'submitted',
    'documents_requested',
    'answered',
    'request_withdrawn',
    'lapsed',
    'decision_proposed',
    'validated',
    'rejected',
    'proposal_declined',
    'reconsidered',
    'company_saved',
    'person_added',
    'person_changed',
    'person_removed',
    'account_saved',
  ],
  gap: ['overridden', 'override_withdrawn'],
  identification: ['recorded', 'withdrawn'],
  contract: ['signed'],
  document: ['received', 'withdrawn', 'accepted', 'refused', 'reconsidered'],
  document_request: ['left', 'answered', 'reopened', 'extended', 'satisfied', 'lapsed', 'withdrawn'],
})
const moves = new RegExp(`^(${Object.entries(acts).map(([noun, verbs]) => `${noun}\\.(${verbs.join('|')})`).join('|')})$`)
const takes = /^review\.(claimed|released|handed_over|lock_expired|closed)$/

/** Refusals that somebody's act brings about, and which acts those are. The others say by themselves what is missing. */
const causes: Record<string, RegExp> = dictionary({
  state_has_changed: moves,
  proposal_has_changed: moves,
  dossier_changed: moves,
  already_decided: moves,
  request_is_open: moves,
  request_end_has_changed: moves,
  review_held: takes,
  review_not_yours: takes,
})

/** Who did it, the reader himself in another window included: whatever came last is what stood in the way. */
const happenedText = ({ t, lang, ctx }: Visit, act: Awaited<ReturnType<typeof newestAct>>) =>
  act
    ? t(act.isOwn ? 'reviews:lost.happened_own' : 'reviews:lost.happened', {
      who: act.told.who,
      what: act.told.what,
      when: formatDistance(act.told.at, ctx.now, lang),
    })
    : ''

/** What stood in the way, and who did what. `among`: whose history it is; `values`: what the refusal's own sentence names. */
export const lostRaceAmong = async (
  visit: Visit,
  among: HistoryFilter,
  { errors }: Refused,
  written: Written[] = [],
  values: Record<string, string> = {},
): Promise<LostRace | null> => {
  const code = /^errors:([a-z_]+)\.text$/.exec(errors['form'] ?? '')?.[1]
  if (!code) return null
  const { t, lang } = visit
  const said = (part: string): string =>
    t(hasText(lang, `errors:${code}.${part}`) ? `errors:${code}.${part}` : `errors:conflict.${part}`, values)
  const act = causes[code] ? await newestAct(visit, among, causes[code]) : null
  return {
    title: act?.isOwn ? t('reviews:lost.title_own') : said('title'),
    text: said('text'),
    happened: happenedText(visit, act),
    written,
  }
}

/** The same on the case of a merchant: shown above the page as it now is. */
export const lostRace = (
  visit: Visit,
  merchantId: string,
  refused: Refused,
  written: Written[] = [],
  values: Record<string, string> = {},
): Promise<LostRace | null> => lostRaceAmong(visit, { merchantId }, refused, written, values)
