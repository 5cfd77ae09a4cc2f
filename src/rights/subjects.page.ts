import type { Candidate } from '#src/personalData/candidates.sql.ts'
import type { Columns } from '#src/web/components.ts'
import { formatDay } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'

export const subjectColumns = ({ t }: Visit, hasActs: boolean): Columns => ({
  name: { label: t('rights:subject.name'), isLead: true },
  kind: { label: t('rights:subject.kind') },
  tell: { label: t('rights:subject.tell'), isWide: true },
  merchant: { label: t('rights:subject.merchant') },
  seen: { label: t('rights:subject.seen'), isSpare: true },
  ...(hasActs ? { act: { label: t('rights:subject.act'), isLabelHidden: true } } : {}),
})

/** Where one looks at him; nothing for a payer, who has no page of his own. */
const hrefOf = ({ kind, merchantId, id }: Candidate): string => (kind === 'user'
  ? `/console/merchants/${merchantId}`
  : kind === 'person'
  ? `/console/merchants/${merchantId}`
  : `/console/payments?q=${id}`)

/** Enough to tell two of a name apart. */
const tellOf = ({ t, lang }: Visit, { email, mobile, bornOn, detail }: Candidate): string =>
  [bornOn ? t('rights:subject.born', { day: formatDay(bornOn, lang) }) : '', detail ?? '', email ?? '', mobile ?? ''].filter(Boolean).join(
    ' · ',
  )

export const subjectRow = (visit: Visit, one: Candidate, act: { post: string; label: string } | null) => ({
  id: one.id,
  href: hrefOf(one),
  name: one.name,
  kind: visit.t(`rights:subject_kind.${one.id.slice(0, 4)}`),
  tell: tellOf(visit, one),
  merchant: one.merchantName || visit.t('payments:list.unnamed'),
  merchantHref: `/console/merchants/${one.merchantId}`,
  seenOn: one.seenOn,
  act: act && { post: act.post, label: act.label, kind: 'quiet' as const, fields: [{ name: 'subject', value: one.id }] },
})
