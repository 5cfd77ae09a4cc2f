import { parisDay } from '#src/kernel/calendar.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { policyOn } from '#src/retention/policy.ts'
import { listSigned } from '#src/retention/policies.sql.ts'
import type { Field } from '#src/web/components.ts'
import { formatDay } from '#src/web/formats.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { listEarlierRefusals } from './markers.sql.ts'
import { markerHash } from './noteRejection.ts'
import { isOfVigilance, rejectionGrounds, type RejectionGround } from './rejection.ts'

/**
 * The grounds, each with how long the file stays on it, by the policies in force today. `given`: what was typed; else what calls for a
 * second person says it.
 */
export const groundField = async (
  { t, ctx }: Visit,
  { given, isRequired, mayBeOfVigilance, error }: { given: string; isRequired: boolean; mayBeOfVigilance: boolean; error?: string },
): Promise<Field> => {
  const [signed, today] = [await listSigned(ctx.db), parisDay(ctx.now)]
  const kept = (ground: RejectionGround): string => {
    const { period } = policyOn(signed, isOfVigilance(ground) ? 'rejected_dossier_aml' : 'rejected_dossier', today)
    return period ? t(`retention:period.${period.unit}`, { count: period.length }) : ''
  }
  return {
    name: 'ground',
    type: 'radios',
    label: t('rejections:ground'),
    hint: t(isRequired ? 'rejections:hint' : 'rejections:hint_if'),
    isRequired,
    width: 'full',
    ...(error ? { error } : {}),
    options: rejectionGrounds.map((value) => ({
      value,
      label: t('rejections:option', { ground: t(`rejections:of.${value}`), kept: kept(value) }),
    })),
    value: given || (mayBeOfVigilance ? 'vigilance' : ''),
  }
}

/** On which ground, to whoever sees what monitoring and screening find: to whoever speaks with merchants a refusal is a refusal. */
export const groundWords = (
  visit: Visit,
  ground: RejectionGround | null,
): string => (ground && isAllowed(staffOf(visit).roles, 'alerts.read') ? visit.t(`rejections:of.${ground}`) : '')

/** What stands above a file whose company was refused before under another account; null where none is known. */
export const earlierRefusalNotice = async (visit: Visit, { siren, merchantId }: { siren: string | null; merchantId: string }) => {
  const { t, lang, ctx } = visit
  const [last] = siren ? await listEarlierRefusals(ctx.db, markerHash(siren), merchantId) : []
  if (!last) return null
  const ground = groundWords(visit, last.ground)
  const said = ground ? ` ${t('rejections:said', { ground })}.` : ''
  return {
    tone: 'warning' as const,
    title: t('rejections:before.title'),
    text: t('rejections:before.text', { day: formatDay(parisDay(last.at), lang) }) + said,
    ...(last.dossierId ? { action: { href: `/console/dossiers/${last.dossierId}`, label: t('rejections:before.open') } } : {}),
  }
}
