import { askedText } from '#src/kernel/asked.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { dictionary } from '#src/kernel/dictionary.ts'
import { isId } from '#src/kernel/ids.ts'
import { isAllowed, type Permission } from '#src/kernel/permissions.ts'
import { findTombstones, type Tombstone } from '#src/tombstones/tombstones.sql.ts'
import { view, type Answer } from '#src/web/answer.ts'
import type { Columns, Fact } from '#src/web/components.ts'
import { formatDay } from '#src/web/formats.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { askablePrefixes, findClaims, type Asker, type Claimed } from './claims.sql.ts'
import { comingOf, keptUntil, type Kept } from './keeping.ts'
import { isCircle } from './legalHolds.console.ts'
import { listHolding, type LegalHoldRow } from './legalHolds.sql.ts'
import { endingOf, type Category, type Ending, type Policy } from './policy.ts'
import { listProposed, listSigned, policyFrom, type PolicyRow } from './policies.sql.ts'
import { ruleText } from './policyWords.page.ts'

const here = '/console/retention/why'

const columnsOf = ({ t }: Visit): Columns => ({
  category: { label: t('retention:column.category'), isLead: true },
  rule: { label: t('retention:column.rule'), isWide: true },
  origin: { label: t('retention:why.origin') },
  end: { label: t('retention:why.end') },
  wins: { label: t('retention:column.state') },
})

const rowOf = (visit: Visit, claim: Kept, ending: Ending<Kept> | null) => {
  const { t, lang } = visit
  return {
    href: `/console/retention/${claim.policy.category}`,
    category: t(`retention:category.${claim.policy.category}`),
    rule: ruleText(visit, claim.policy),
    origin: claim.origin ? formatDay(claim.origin, lang) : t('retention:why.not_yet'),
    end: claim.on ? formatDay(claim.on, lang) : '—',
    chip: ending?.by === claim
      ? { tone: 'warning' as const, label: t('retention:why.decides') }
      : claim.isKept
      ? { tone: 'neutral' as const, label: t('retention:why.kept') }
      : null,
  }
}

/** One sentence: until when, and by what; or that it could go today. */
const verdictOf = ({ t, lang, ctx }: Visit, ending: Ending<Kept> | null, isHeld: boolean): string => {
  if (isHeld) return t('retention:why.held')
  if (!ending) return t('retention:why.unclaimed')
  if (ending.on === null) return t('retention:why.open', { origin: t(`retention:origin.${ending.by.policy.origin}`) })
  const isOver = ending.on <= parisDay(ctx.now)
  return t(`retention:why.${isOver ? 'over' : 'until'}${ending.by.isKept ? '_kept' : ''}`, {
    day: formatDay(ending.on, lang),
    category: t(`retention:category.${ending.by.policy.category}`),
  })
}

/** What keeps rows of a category beyond their period, where its purge looks for more than a date. */
const keepers: readonly Category[] = [
  'device',
  'mandate',
  'merchant_file',
  'prospect_contact',
  'rejected_dossier_aml',
  'account_login',
  'payout_statement',
  'rights_request',
  'house_entry',
  'unused_means',
]

/**
 * What would make it go earlier or later: a version that was signed or waits, what has to end or to begin first, a day of its own, an
 * order.
 */
const changesOf = (
  { t, lang, ctx }: Visit,
  kept: readonly Kept[],
  { coming, proposed, isHeld }: { coming: readonly Policy[]; proposed: readonly PolicyRow[]; isHeld: boolean },
): string[] => [
  ...(isHeld ? [t('retention:why.change.lift')] : []),
  ...coming.map((policy) =>
    t('retention:why.change.coming', {
      category: t(`retention:category.${policy.category}`),
      version: policy.version,
      rule: ruleText({ t }, policy),
      from: formatDay(policy.validFrom, lang),
    })
  ),
  ...proposed.map((row) =>
    t('retention:why.change.proposed', {
      category: t(`retention:category.${row.category}`),
      rule: ruleText({ t }, policyFrom(row)),
      from: formatDay(row.valid_from, lang),
    })
  ),
  ...kept.filter(({ origin, policy }) => origin === null && policy.bound !== 'with_source').map(({ policy }) =>
    t('retention:why.change.begins', {
      category: t(`retention:category.${policy.category}`),
      origin: t(`retention:origin.${policy.origin}`),
    })
  ),
  ...kept.flatMap(({ notBefore, policy }) => (notBefore !== null && policy.category === 'mandate' && notBefore > parisDay(ctx.now)
    ? [t('retention:why.change.lapses', { day: formatDay(notBefore, lang) })]
    : [])
  ),
  ...kept.filter(({ isKept, policy }) => isKept && keepers.includes(policy.category)).map(({ policy }) =>
    t(`retention:why.keeps.${policy.category}`)
  ),
]

const holdFacts = (visit: Visit, holds: readonly LegalHoldRow[]): Fact[] =>
  holds.map((hold) => ({
    label: visit.t(`retention:ground.${hold.ground}`),
    text: hold.subject_id,
    href: `/console/legal-holds/${hold.id}`,
    note: visit.t('retention:why.review', { day: formatDay(hold.review_on, visit.lang) }),
  }))

/** What an opposition holds is said to hold to nobody outside the circle: to him the rules alone speak. */
const answer = async (visit: Visit, id: string, claimed: Claimed) => {
  const { db, now } = visit.ctx
  const [signed, proposed, today] = [await listSigned(db), await listProposed(db), parisDay(now)]
  const kept = claimed.origins.map((origin) => keptUntil(signed, origin, today))
  const ending = endingOf(kept)
  const holds = await listHolding(db, { ...claimed, isCircle: isCircle(visit) })
  const asked = new Set<string>(kept.map(({ policy }) => policy.category))
  return {
    id,
    verdict: verdictOf(visit, ending, holds.length > 0),
    rows: kept.map((claim) => rowOf(visit, claim, ending)),
    holds: holdFacts(visit, holds),
    changes: changesOf(visit, kept, {
      coming: comingOf(signed, kept, today),
      proposed: proposed.filter(({ category }) => asked.has(category)),
      isHeld: holds.length > 0,
    }),
  }
}

const goneColumns = ({ t }: Visit): Columns => ({
  category: { label: t('retention:why.gone_what'), isLead: true },
  day: { label: t('retention:why.gone_on') },
  by: { label: t('retention:why.gone_by') },
  proof: { label: t('retention:why.gone_proof') },
})

/** No more than a tombstone says: a category, a day, a version, and the certificate of its purge. */
const goneRow = ({ t, lang }: Visit) => ({ category, at, purgeId, version, certificateId }: Tombstone) => ({
  category: t(`retention:category.${category}`),
  href: `/console/retention/${category}`,
  day: formatDay(parisDay(at), lang),
  by: version === null ? t('retention:why.gone_asked') : t('retention:why.gone_version', { version }),
  proof: certificateId
    ? { href: `/console/retention/${category}/purges/${purgeId}/certificate`, label: t('retention:purge.certificate') }
    : null,
})

/** Beside what is still there: what has gone of it already. */
const goneModel = (visit: Visit, tombstones: readonly Tombstone[], isThere: boolean) => {
  const [last] = tombstones
  if (!last) return null
  const { t, lang } = visit
  const verdict = isThere
    ? t('retention:why.gone_parts')
    : t('retention:why.gone', { day: formatDay(parisDay(last.at), lang), category: t(`retention:category.${last.category}`) })
  return { verdict, isThere, columns: goneColumns(visit), rows: tombstones.map(goneRow(visit)) }
}

/** What suspicion begins with is not for everybody who reads how long data is kept (AML-11); to him there is no such thing. */
const roomOf: Record<string, Permission> = dictionary({
  alrt: 'alerts.read',
  amlc: 'alerts.read',
  aans: 'alerts.read',
  acpc: 'alerts.read',
  btst: 'alerts.read',
  schi: 'screening.read',
  scsj: 'screening.read',
  scsv: 'screening.read',
  srch: 'screening.read',
  frez: 'screening.read',
  frev: 'screening.read',
  frrp: 'screening.read',
})

const askerOf = (visit: Visit): Asker => {
  const { roles } = staffOf(visit)
  return { mayKnow: (prefix) => roomOf[prefix] === undefined || isAllowed(roles, roomOf[prefix]), isCircle: isCircle(visit) }
}

const isSomeId = (id: string): boolean => /^[a-z]{4}_[0-9A-Za-z]{24}$/.test(id)

/**
 * GET /console/retention/why?id=…: the rules that keep a record, the one that decides, and until when; what holds it beside. Of what is
 * gone: its tombstone, and the certificate.
 */
export const showWhy = async (visit: Visit): Promise<Answer> => {
  const { t, ctx, query } = visit
  const id = askedText(query['id'], 40)
  const isAsked = askablePrefixes.some((prefix) => isId(prefix, id))
  const claimed = isAsked ? await findClaims(ctx.db, id, askerOf(visit)) : null
  const isThere = claimed !== null && claimed.origins.length > 0
  const gone = isSomeId(id) ? goneModel(visit, await findTombstones(ctx.db, id), isThere) : null
  return view('retention/why', {
    title: t('retention:why.title'),
    sentence: t('retention:why.sentence'),
    back: { href: '/console/retention', label: t('retention:title') },
    columns: columnsOf(visit),
    filters: {
      action: here,
      hidden: [],
      resetHref: null,
      fields: [{
        name: 'id',
        type: 'search' as const,
        label: t('retention:why.id'),
        value: id,
        placeholder: t('retention:why.id_hint'),
        width: 'full' as const,
      }],
    },
    id,
    found: isThere || (claimed && !gone) ? await answer(visit, id, claimed) : null,
    gone,
    none: id === '' || gone ? '' : t(isAsked || isSomeId(id) ? 'retention:why.nothing' : 'retention:why.unknown'),
  })
}
