import { parisDay } from '#src/kernel/calendar.ts'
import type { Chip, Fact } from '#src/web/components.ts'
import type { Visit } from '#src/web/visit.ts'
import { isOver } from './opposition.ts'
import type { OppositionRow } from './oppositions.sql.ts'

const chipOf = ({ t, ctx }: Visit, row: OppositionRow): Chip => {
  const today = parisDay(ctx.now)
  if (isOver(row, today)) return { tone: 'neutral', label: t('declarations:opposition.over') }
  return today > row.sooner_on
    ? { tone: 'bad', label: t('declarations:opposition.between') }
    : { tone: 'warning', label: t('declarations:opposition.runs') }
}

/** Each with both counts, what extends it, and where the money is. */
export const oppositionCards = (visit: Visit, path: string, rows: readonly OppositionRow[], mayExtend: boolean) =>
  rows.map((row) => {
    const { t } = visit
    const facts: Fact[] = [
      { label: t('web:word.state'), chip: chipOf(visit, row) },
      { label: t('declarations:opposition.notified'), day: row.notified_on },
      { label: t('declarations:opposition.reference'), text: row.reference },
      { label: t('declarations:opposition.sooner'), day: row.sooner_on },
      { label: t('declarations:opposition.later'), day: row.later_on },
      ...(row.extended_to
        ? [{ label: t('declarations:opposition.extended'), day: row.extended_to }, {
          label: t('declarations:opposition.order'),
          text: t('declarations:opposition.order_link'),
          href: `${path}/pieces/${row.order_piece_id}`,
        }]
        : []),
      ...(row.hold_id
        ? [{ label: t('declarations:fact.hold'), text: t('declarations:fact.hold_link'), href: `/console/holds/${row.hold_id}` }]
        : []),
    ]
    const extend: Fact[] = mayExtend && !row.extended_to
      ? [{
        label: t('declarations:opposition.order'),
        text: t('declarations:act.extend'),
        href: `${path}/acts/extend?opposition=${row.id}`,
      }]
      : []
    return { facts: [...facts, ...extend] }
  })
