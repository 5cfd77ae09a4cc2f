import { waitingChanges } from '#src/accountChanges/accountChanges.sql.ts'
import { waitingAlerts } from '#src/alerts/alertCounts.sql.ts'
import { livingAmlCases } from '#src/amlCases/amlCases.sql.ts'
import { proposedCorrections } from '#src/corrections/corrections.sql.ts'
import { countToConclude } from '#src/conclusions/conclusions.sql.ts'
import { proposedBreaches } from '#src/breaches/breaches.sql.ts'
import { countToFile } from '#src/declarations/declarations.sql.ts'
import { openBreaches } from '#src/dataBreaches/dataBreaches.sql.ts'
import { livingDisputes } from '#src/disputes/searchDisputes.sql.ts'
import { livingCases } from '#src/fraud/fraudCases.sql.ts'
import { waitingHits } from '#src/hits/searchHits.sql.ts'
import { proposedHolds } from '#src/holds/holds.sql.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { isAllowed, isSeat, type Permission } from '#src/kernel/permissions.ts'
import { askTogether } from '#src/platform/together.ts'
import { utcMonth } from '#src/programmes/programme.ts'
import { warnedMerchants } from '#src/programmes/ranks.sql.ts'
import { queueCounts } from '#src/reviews/queue.sql.ts'
import { runningRequests } from '#src/rights/searchRights.sql.ts'
import { allBreaks, breakQuestions } from '#src/settlements/breakCounts.page.ts'
import type { NavGroup, NavItem } from '#src/web/page-model.ts'
import type { Frame } from '#src/web/send.ts'
import { idleMinutes } from '#src/web/session.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'

type Place = { href: string; label: string; icon: string; permission: Permission | null; also?: RegExp }

/** The left column. `also`: pages that stand under this one though their address does not. */
const places: readonly { label: string | null; places: readonly Place[] }[] = [
  { label: null, places: [{ href: '/console', label: 'web:nav.my_work', icon: 'home', permission: null }] },
  {
    label: 'web:nav.queues',
    places: [
      {
        href: '/console/queue',
        label: 'web:nav.dossiers',
        icon: 'inbox',
        permission: 'queue.read',
        also: /^\/console\/(dossiers|documents|inspections)\//,
      },
      { href: '/console/screening', label: 'web:nav.screening', icon: 'search', permission: 'screening.read' },
      {
        href: '/console/fraud-cases',
        label: 'web:nav.fraud_cases',
        icon: 'flag',
        permission: 'fraud.read',
        also: /^\/console\/fraud-reports\//,
      },
      { href: '/console/alerts', label: 'web:nav.alerts', icon: 'bell', permission: 'alerts.read' },
      { href: '/console/aml-cases', label: 'web:nav.aml_cases', icon: 'folder', permission: 'alerts.read' },
      {
        href: '/console/disputes',
        label: 'web:nav.disputes',
        icon: 'swap',
        permission: 'disputes.read',
        also: /^\/console\/dispute-(imports|lines)/,
      },
      { href: '/console/account-changes', label: 'web:nav.account_changes', icon: 'bank', permission: 'account_changes.read' },
      { href: '/console/breaks', label: 'web:nav.breaks', icon: 'scale', permission: 'payments.read' },
      {
        href: '/console/rights',
        label: 'web:nav.rights',
        icon: 'user',
        permission: 'rights.read',
        also: /^\/console\/(rectifications|restrictions)\//,
      },
    ],
  },
  {
    label: 'web:nav.work',
    places: [
      { href: '/console/merchants', label: 'web:nav.merchants', icon: 'store', permission: 'merchants.read' },
      { href: '/console/payments', label: 'web:nav.payments', icon: 'card', permission: 'payments.read' },
      { href: '/console/clocks', label: 'web:nav.clocks', icon: 'clock', permission: 'clocks.read', also: /^\/console\/requests\// },
      { href: '/console/dashboards', label: 'web:nav.dashboards', icon: 'chart', permission: 'dashboards.read' },
      { href: '/console/forecast', label: 'web:nav.forecast', icon: 'calendar', permission: 'clocks.read' },
      {
        href: '/console/payouts',
        label: 'web:nav.payouts',
        icon: 'bank',
        permission: 'payouts.read',
        also: /^\/console\/(payout-batches|withheld-payouts)/,
      },
      {
        href: '/console/holds',
        label: 'web:nav.holds',
        icon: 'lock',
        permission: 'holds.read',
        also: /^\/console\/(breaches|release-calendar)/,
      },
      { href: '/console/corrections', label: 'web:nav.corrections', icon: 'swap', permission: 'corrections.read' },
      { href: '/console/invoices', label: 'web:nav.invoices', icon: 'receipt', permission: 'payouts.read' },
      { href: '/console/safeguarding', label: 'web:nav.safeguarding', icon: 'shield-check', permission: 'safeguarding.read' },
      { href: '/console/programmes', label: 'web:nav.programmes', icon: 'chart', permission: 'payments.read' },
      { href: '/console/ratings', label: 'web:nav.ratings', icon: 'scale', permission: 'ratings.read' },
      { href: '/console/monitoring', label: 'web:nav.monitoring', icon: 'eye', permission: 'alerts.read' },
      { href: '/console/conclusions', label: 'web:nav.conclusions', icon: 'scale', permission: 'declarations.read' },
      { href: '/console/declarations', label: 'web:nav.declarations', icon: 'shield', permission: 'declarations.read' },
      { href: '/console/watchlists', label: 'web:nav.watchlists', icon: 'list', permission: 'watchlists.read' },
      { href: '/console/history', label: 'web:nav.audit', icon: 'history', permission: 'audit.read' },
    ],
  },
  {
    label: 'web:nav.house',
    places: [
      { href: '/console/retention', label: 'web:nav.retention', icon: 'hourglass', permission: 'retention.read' },
      { href: '/console/circle', label: 'web:nav.circle', icon: 'users', permission: 'circle.appoint' },
      { href: '/console/legal-holds', label: 'web:nav.legal_holds', icon: 'lock', permission: 'legal_holds.read' },
      { href: '/console/processing', label: 'web:nav.processing', icon: 'list', permission: 'processing.read' },
      { href: '/console/data-breaches', label: 'web:nav.data_breaches', icon: 'shield', permission: 'data_breaches.read' },
      { href: '/console/audit/chain', label: 'web:nav.chain', icon: 'shield-check', permission: 'chain.read' },
      { href: '/console/jobs', label: 'web:nav.jobs', icon: 'refresh', permission: 'jobs.read' },
      { href: '/console/staff', label: 'web:nav.staff', icon: 'users', permission: 'staff.read' },
    ],
  },
]

const isHere = (path: string, { href, also }: Place): boolean =>
  path === href || (href !== '/console' && path.startsWith(`${href}/`)) || (also?.test(path) ?? false)

/** `href`: where what is counted stands, when the room opens on something else. */
type Count = Pick<NavItem, 'count' | 'breaches' | 'isCapped'> & Partial<Pick<NavItem, 'href'>>

const dayMs = 24 * 3_600_000
/** Drafts of the closed circle, to nobody else. */
const closedCounts = async ({ ctx: { db, now } }: Visit): Promise<Record<string, Count>> => {
  const { open, old } = await countToFile(db, new Date(now.getTime() - dayMs))
  const toConclude = await countToConclude(db)
  return {
    ...(open > 0 ? { '/console/declarations': { count: open, breaches: old } } : {}),
    ...(toConclude > 0 ? { '/console/conclusions': { count: toConclude } } : {}),
  }
}

const questionsOf = (visit: Visit) => {
  const { roles } = staffOf(visit)
  const { now } = visit.ctx
  const today = parisDay(now)
  const ifMay = <T>(permission: Permission, question: () => T): T | null => (isAllowed(roles, permission) ? question() : null)
  const { brokenLines, brokenAnswers } = breakQuestions(visit)
  return {
    queue: ifMay('queue.read', () => queueCounts(now)),
    lines: ifMay('payments.read', () => brokenLines),
    answers: ifMay('payments.read', () => brokenAnswers),
    fraud: ifMay('fraud.read', livingCases),
    disputes: ifMay('disputes.read', () => livingDisputes(today)),
    holds: ifMay('holds.decide', () => proposedHolds(isAllowed(roles, 'holds.secret'))),
    breaches: ifMay('holds.decide', proposedBreaches),
    programmes: ifMay('payments.read', () => warnedMerchants(utcMonth(now))),
    asked: ifMay('rights.read', () => runningRequests(today)),
    accounts: ifMay('account_changes.read', waitingChanges),
    corrections: ifMay('corrections.decide', proposedCorrections),
    lost: ifMay('data_breaches.read', openBreaches),
    alerts: ifMay('alerts.read', () => waitingAlerts(now)),
    cases: ifMay('alerts.read', () => livingAmlCases(today)),
    hits: ifMay('screening.read', () => waitingHits(now)),
  }
}

/** What waits, of all that this person may see: asked in one statement, for every page shows it. */
const countsOf = async (visit: Visit): Promise<Record<string, Count>> => {
  const { queue, lines, answers, fraud, disputes, holds, breaches, programmes, asked, lost, alerts, cases, hits, accounts, corrections } =
    await askTogether(visit.ctx.db, questionsOf(visit))
  // nothing that waits is no figure: the eye goes to those that are there
  const some = (href: string, count: Count | null): Record<string, Count> => (count && (count.count ?? 0) > 0 ? { [href]: count } : {})
  return {
    ...some('/console/queue', queue && { count: queue.open, breaches: queue.breaches, isCapped: queue.isCapped }),
    ...some('/console/breaks', lines && allBreaks(lines, answers)),
    ...some('/console/fraud-cases', fraud),
    ...some('/console/disputes', disputes && { count: disputes.count, breaches: disputes.breaches, isCapped: disputes.isCapped }),
    ...some('/console/alerts', alerts && { count: alerts.count, breaches: alerts.breaches, isCapped: alerts.isCapped }),
    ...some('/console/aml-cases', cases),
    ...some('/console/screening', hits && { count: hits.open + hits.proposed, breaches: hits.late }),
    ...some('/console/holds', holds && { count: holds.count + (breaches?.count ?? 0), href: '/console/holds?state=waiting' }),
    ...some('/console/programmes', programmes && { count: programmes.warned }),
    ...some('/console/rights', asked && { count: asked.living, breaches: asked.late }),
    ...some('/console/account-changes', accounts),
    ...some('/console/corrections', corrections),
    ...some('/console/data-breaches', lost && { count: lost.count, breaches: lost.late }),
  }
}

/** What this person may see, with what waits there. */
export const navOf = (visit: Visit, counts: Record<string, Count>): NavGroup[] => {
  const { roles } = staffOf(visit)
  const groups = places.map(({ label, places: all }) => ({
    label: label && visit.t(label),
    items: all
      .filter(({ permission }) => permission === null || isAllowed(roles, permission))
      .map((place): NavItem => ({
        href: place.href,
        label: visit.t(place.label),
        icon: place.icon,
        isCurrent: isHere(visit.path, place),
        ...counts[place.href],
      })),
  }))
  return groups.filter(({ items }) => items.length > 0)
}

/** What stands around every page of the console. */
export const consoleFrame = async (visit: Visit): Promise<Frame> => {
  const { name, roles } = staffOf(visit)
  const role = roles.filter((one) => !isSeat(one)).map((one) => visit.t(`web:role.${one}`)).join(', ')
  const query = visit.query['q']
  return {
    home: '/console',
    idleMinutes: idleMinutes.console,
    nav: navOf(visit, { ...(await countsOf(visit)), ...(isAllowed(roles, 'declarations.read') ? await closedCounts(visit) : {}) }),
    account: { name, role, email: visit.session?.email ?? '', href: '/console/account', signOut: '/console/sign-out' },
    search: isAllowed(roles, 'merchants.read')
      ? { action: '/console/merchants', value: typeof query === 'string' ? query.slice(0, 200) : '' }
      : null,
  }
}
