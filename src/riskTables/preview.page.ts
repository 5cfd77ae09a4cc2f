import { levelText } from '#src/ratings/ratingWords.page.ts'
import { riskLevels, type RiskLevel } from '#src/ratings/rating.ts'
import { namesOfMerchants } from '#src/ratings/searchRatings.sql.ts'
import type { Columns, Effect } from '#src/web/components.ts'
import { formatNumber } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import type { Preview } from './previewMoves.ts'

const movesShown = 100

export const moveColumns = ({ t }: Visit): Columns => ({
  merchant: { label: t('ratings:column.merchant'), isLead: true, isWide: true },
  from: { label: t('ratings:column.now') },
  to: { label: t('ratings:column.then') },
  score: { label: t('ratings:column.score'), isNumber: true },
})

const effectOf = ({ t, lang }: Visit, { before, after }: Preview, level: RiskLevel): Effect => ({
  figure: `${formatNumber(before[level], lang)} → ${formatNumber(after[level], lang)}`,
  text: t('ratings:preview.level', { level: levelText({ t, lang }, level) }),
  tone: level === 'high' && after[level] > before[level] ? 'warning' : 'neutral',
})

/** How many would stand where, and who would move: what is signed is what was shown (`seen`). */
export const previewModel = async (visit: Visit, preview: Preview) => {
  const { t, lang } = visit
  const shown = preview.moves.slice(0, movesShown)
  const names = await namesOfMerchants(visit.ctx.db, shown.map(({ merchantId }) => merchantId))
  const effects: Effect[] = [{
    figure: formatNumber(preview.moves.length, lang),
    text: t('ratings:preview.moves', { count: preview.moves.length, rated: formatNumber(preview.rated, lang) }),
  }, ...[...riskLevels].reverse().map((level) => effectOf(visit, preview, level))]
  return {
    effects,
    columns: moveColumns(visit),
    more: preview.moves.length > movesShown ? t('ratings:preview.more', { count: preview.moves.length - movesShown }) : '',
    moves: shown.map(({ merchantId, from, to, score }) => ({
      href: `/console/ratings/${merchantId}`,
      merchant: names.get(merchantId) ?? merchantId,
      from: levelText(visit, from),
      to: levelText(visit, to),
      score: String(score),
    })),
  }
}
