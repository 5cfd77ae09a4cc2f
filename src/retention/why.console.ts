import { askedText } from '#src/kernel/asked.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { isId } from '#src/kernel/ids.ts'
import { findTombstones, type Tombstone } from '#src/tombstones/tombstones.sql.ts'
import { view, type Answer } from '#src/web/answer.ts'
import type { Columns, Fact } from '#src/web/components.ts'
import { formatDay } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import { askablePrefixes, findClaims, type Claimed } from './claims.sql.ts'
import { isCircle } from './legalHolds.console.ts'
import { listHolding, type LegalHoldRow } from './legalHolds.sql.ts'
import { endOf, endingOf, inForceOn, type Claim, type Ending } from './policy.ts'
import { listSigned } from './policies.sql.ts'
import { ruleText } from './policyWords.page.ts'

const here = '/console/retention/why'

const columnsOf = ({ t }: Visit): Columns => ({
  category: { label: t('retention:column.category'), isLead: true }, rule: { label: t('retention:column.rule'), isWide: true }, origin: { label: t('retention:why.origin') }, end: { label: t('retention:why.end') }, wins: { label: t('retention:column.state') },
})

const claimsOf = async ({ ctx }: Visit, { origins }: Claimed): Promise<Claim[]> => {
  const signed = await listSigned(ctx.db)
  return origins.map(({ category, origin }) => ({ policy: inForceOn(signed, category, parisDay(ctx.now))!, origin }))
}

const rowOf = (visit: Visit, claim: Claim, ending: Ending | null) => {
  const { t, lang } = visit
  const end = claim.origin === null ? null : endOf(claim.policy, claim.origin)
  return {
    href: `/console/retention/${claim.policy.category}`, category: t(`retention:category.${claim.policy.category}`), rule: ruleText(visit, claim.policy), origin: claim.origin ? formatDay(claim.origin, lang) : t('retention:why.not_yet'), end: end ? formatDay(end, lang) : '—',
    chip: ending?.by === claim ? { tone: 'warning' as const, label: t('retention:why.decides') } : null,
  }
}

/** One sentence: until when, and by what; or that it could go today. */
const verdictOf = ({ t, lang, ctx }: Visit, ending: Ending | null, isHeld: boolean): string => {
  if (isHeld) return t('retention:why.held')
  if (!ending) return t('retention:why.unclaimed')
  if (ending.on === null) return t('retention:why.open', { origin: t(`retention:origin.${ending.by.policy.origin}`) })
  return t(ending.on <= parisDay(ctx.now) ? 'retention:why.over' : 'retention:why.until', { day: formatDay(ending.on, lang), category: t(`retention:category.${ending.by.policy.category}`) })
}

const holdFacts = (visit: Visit, holds: readonly LegalHoldRow[]): Fact[] =>
  holds.map((hold) => ({ label: visit.t(`retention:ground.${hold.ground}`), text: hold.subject_id, href: `/console/legal-holds/${hold.id}`, note: visit.t('retention:why.review', { day: formatDay(hold.review_on, visit.lang) }) }))

/** What an opposition holds is said to hold to nobody outside the circle: to him the rules alone speak. */
const answer = async (visit: Visit, id: string, claimed: Claimed) => {
  const claims = await claimsOf(visit, claimed)
  const ending = endingOf(claims)
  const holds = await listHolding(visit.ctx.db, { ...claimed, isCircle: isCircle(visit) })
  return { id, verdict: verdictOf(visit, ending, holds.length > 0), rows: claims.map((claim) => rowOf(visit, claim, ending)), holds: holdFacts(visit, holds) }
}

const goneColumns = ({ t }: Visit): Columns => ({
  category: { label: t('retention:why.gone_what'), isLead: true }, day: { label: t('retention:why.gone_on') }, by: { label: t('retention:why.gone_by') }, proof: { label: t('retention:why.gone_proof') },
})

/** No more than a tombstone says: a category, a day, a version, and the certificate of its purge. */
const goneRow = ({ t, lang }: Visit) => ({ category, at, purgeId, version, certificateId }: Tombstone) => ({
  category: t(`retention:category.${category}`), href: `/console/retention/${category}`, day: formatDay(parisDay(at), lang), by: version === null ? t('retention:why.gone_asked') : t('retention:why.gone_version', { version }),
  proof: certificateId ? { href: `/console/retention/${category}/purges/${purgeId}/certificate`, label: t('retention:purge.certificate') } : null,
})

/** Beside what is still there: what has gone of it already. */
const goneModel = (visit: Visit, tombstones: readonly Tombstone[], isThere: boolean) => {
  const [last] = tombstones
  if (!last) return null
  const { t, lang } = visit
  const verdict = isThere ? t('retention:why.gone_parts') : t('retention:why.gone', { day: formatDay(parisDay(last.at), lang), category: t(`retention:category.${last.category}`) })
  return { verdict, isThere, columns: goneColumns(visit), rows: tombstones.map(goneRow(visit)) }
}

const isSomeId = (id: string): boolean => /^[a-z]{4}_[0-9A-Za-z]{24}$/.test(id)

/** GET /console/retention/why?id=…: the rules that keep a record, the one that decides, and until when; what holds it beside. Of what is gone: its tombstone, and the certificate. */
export const showWhy = async (visit: Visit): Promise<Answer> => {
  const { t, ctx, query } = visit
  const id = askedText(query['id'], 40)
  const isAsked = askablePrefixes.some((prefix) => isId(prefix, id))
  const claimed = isAsked ? await findClaims(ctx.db, id) : null
  const isThere = claimed !== null && claimed.origins.length > 0
  const gone = isSomeId(id) ? goneModel(visit, await findTombstones(ctx.db, id), isThere) : null
  return view('retention/why', {
    title: t('retention:why.title'), sentence: t('retention:why.sentence'), back: { href: '/console/retention', label: t('retention:title') }, columns: columnsOf(visit),
    filters: { action: here, hidden: [], resetHref: null, fields: [{ name: 'id', type: 'search' as const, label: t('retention:why.id'), value: id, placeholder: t('retention:why.id_hint'), width: 'full' as const }] },
    id, found: isThere || (claimed && !gone) ? await answer(visit, id, claimed) : null, gone, none: id === '' || gone ? '' : t(isAsked || isSomeId(id) ? 'retention:why.nothing' : 'retention:why.unknown'),
  })
}
