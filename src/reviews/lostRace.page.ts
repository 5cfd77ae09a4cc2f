import { formatDistance } from '#src/web/formats.ts'
import { hasText } from '#src/web/i18n.ts'
import type { Visit } from '#src/web/visit.ts'
import { lastActOfAnother } from './historyModel.page.ts'

export type Refused = { values: Record<string, unknown>; errors: Record<string, string> }

/** A refusal that is about the file and not about what was typed: the state moved, somebody holds it, something is missing. */
export const isAboutFile = ({ errors }: Refused): boolean => /^errors:[a-z_]+\.text$/.test(errors['form'] ?? '')

export type LostRace = { title: string; text: string; happened: string }

/** What stood in the way, and who did what a moment ago: shown above the page as it now is. */
export const lostRace = async (visit: Visit, merchantId: string, { errors }: Refused): Promise<LostRace | null> => {
  const key = errors['form']
  if (!key?.startsWith('errors:')) return null
  const { t, lang, ctx } = visit
  const title = key.replace(/\.text$/, '.title')
  const last = await lastActOfAnother(visit, merchantId)
  const happened = last ? t('reviews:lost.happened', { who: last.who, what: last.what, when: formatDistance(last.at, ctx.now, lang) }) : ''
  return { title: t(hasText(lang, title) ? title : 'errors:conflict.title'), text: t(hasText(lang, key) ? key : 'errors:conflict.text'), happened }
}
