import { parisDay } from '#src/kernel/calendar.ts'
import { daysLeft } from '#src/renewals/expiry.ts'
import type { Chip } from '#src/web/components.ts'
import { formatDay } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import type { DossierFile } from './readDossier.sql.ts'

type Renewal = DossierFile['renewals'][number]

/** Until when the piece we have holds, and what happens then. */
export const sayExpiry = ({ t, lang }: Visit, { expiresOn }: Renewal): string =>
  t('renewals:expiring.until', { on: formatDay(expiresOn, lang) })

/** How many days are left of it; past its last day until the request has opened. */
export const expiringChip = ({ t, ctx }: Visit, { expiresOn }: Renewal): Chip => {
  const today = parisDay(ctx.now)
  if (today > expiresOn) return { tone: 'bad', icon: 'clock', label: t('renewals:expiring.past') }
  const count = daysLeft(expiresOn, today)
  return { tone: 'warning', icon: 'clock', label: count === 0 ? t('renewals:expiring.today') : t('renewals:expiring.left', { count }) }
}
