import { countProposedBreaches } from '#src/breaches/breaches.sql.ts'
import { countLivingDisputes } from '#src/disputes/searchDisputes.sql.ts'
import { countLivingCases } from '#src/fraud/fraudCases.sql.ts'
import { countProposed } from '#src/holds/holds.sql.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { isAllowed, type Permission } from '#src/kernel/permissions.ts'
import { utcMonth } from '#src/programmes/programme.ts'
import { countWarned } from '#src/programmes/ranks.sql.ts'
import { countQueue } from '#src/reviews/queue.sql.ts'
import { countAllBreaks } from '#src/settlements/breakCounts.page.ts'
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
    places: [{
      href: '/console/queue', label: 'web:nav.dossiers', icon: 'inbox', permission: 'queue.read',
      also: /^\/console\/(dossiers|documents)\//,
    }, { href: '/console/fraud-cases', label: 'web:nav.fraud_cases', icon: 'flag', permission: 'fraud.read', also: /^\/console\/fraud-reports\// }, { href: '/console/disputes', label: 'web:nav.disputes', icon: 'swap', permission: 'disputes.read', also: /^\/console\/dispute-(imports|lines)/ }, { href: '/console/breaks', label: 'web:nav.breaks', icon: 'scale', permission: 'payments.read' }],
  },
  {
    label: 'web:nav.work',
    places: [
      { href: '/console/merchants', label: 'web:nav.merchants', icon: 'store', permission: 'merchants.read' },
      { href: '/console/payments', label: 'web:nav.payments', icon: 'card', permission: 'payments.read' },
      { href: '/console/clocks', label: 'web:nav.clocks', icon: 'clock', permission: 'clocks.read', also: /^\/console\/requests\// },
      { href: '/console/payouts', label: 'web:nav.payouts', icon: 'bank', permission: 'payouts.read', also: /^\/console\/(payout-batches|withheld-payouts)/ },
      { href: '/console/holds', label: 'web:nav.holds', icon: 'lock', permission: 'holds.read', also: /^\/console\/(breaches|release-calendar)/ },
      { href: '/console/invoices', label: 'web:nav.invoices', icon: 'receipt', permission: 'payouts.read' },
      { href: '/console/safeguarding', label: 'web:nav.safeguarding', icon: 'shield-check', permission: 'safeguarding.read' },
      { href: '/console/programmes', label: 'web:nav.programmes', icon: 'chart', permission: 'payments.read' },
      { href: '/console/history', label: 'web:nav.audit', icon: 'history', permission: 'audit.read' },
    ],
  },
  {
    label: 'web:nav.house',
    places: [
      { href: '/console/retention', label: 'web:nav.retention', icon: 'hourglass', permission: 'retention.read' },
      { href: '/console/legal-holds', label: 'web:nav.legal_holds', icon: 'lock', permission: 'legal_holds.read' },
      { href: '/console/jobs', label: 'web:nav.jobs', icon: 'refresh', permission: 'jobs.read' },
      { href: '/console/staff', label: 'web:nav.staff', icon: 'users', permission: 'staff.read' },
    ],
  },
]

const isHere = (path: string, { href, also }: Place): boolean =>
  path === href || (href !== '/console' && path.startsWith(`${href}/`)) || (also?.test(path) ?? false)

type Count = Pick<NavItem, 'count' | 'breaches' | 'isCapped'>

const countsOf = async (visit: Visit): Promise<Record<string, Count>> => {
  const { roles } = staffOf(visit)
  if (!isAllowed(roles, 'queue.read')) return {}
  const { db, now } = visit.ctx
  const ifMay = <T>(permission: Permission, count: () => Promise<T>): Promise<T> | null => (isAllowed(roles, permission) ? count() : null)
  const [{ open, breaches, isCapped }, breaks, fraud, disputes, held, programmes] = await Promise.all([
    countQueue(db, now), ifMay('payments.read', () => countAllBreaks(visit)), ifMay('fraud.read', () => countLivingCases(db)), ifMay('disputes.read', () => countLivingDisputes(db, parisDay(now))),
    ifMay('holds.decide', async () => (await countProposed(db, isAllowed(roles, 'holds.secret'))) + (await countProposedBreaches(db))), ifMay('payments.read', () => countWarned(db, utcMonth(now))),
  ])
  const some = (href: string, count: Count | null): Record<string, Count> => (count && (count.count ?? 0) > 0 ? { [href]: count } : {})
  return {
    '/console/queue': { count: open, breaches, isCapped }, ...(breaks ? { '/console/breaks': breaks } : {}), ...(fraud ? { '/console/fraud-cases': fraud } : {}), ...(disputes ? { '/console/disputes': disputes } : {}),
    ...some('/console/holds', held === null ? null : { count: held }), ...some('/console/programmes', programmes && { count: programmes.warned }),
  }
}

/** What this person may see, with what waits there. */
export const navOf = (visit: Visit, counts: Record<string, Count>): NavGroup[] => {
  const { roles } = staffOf(visit)
  const groups = places.map(({ label, places: all }) => ({
    label: label && visit.t(label),
    items: all
      .filter(({ permission }) => permission === null || isAllowed(roles, permission))
      .map(
        (place): NavItem =>
          ({
            href: place.href, label: visit.t(place.label), icon: place.icon, isCurrent: isHere(visit.path, place), ...counts[place.href],
          }),
      ),
  }))
  return groups.filter(({ items }) => items.length > 0)
}

/** What stands around every page of the console. */
export const consoleFrame = async (visit: Visit): Promise<Frame> => {
  const { name, roles } = staffOf(visit)
  const role = roles.map((one) => visit.t(`web:role.${one}`)).join(', ')
  const query = visit.query['q']
  return {
    home: '/console', idleMinutes: idleMinutes.console, nav: navOf(visit, await countsOf(visit)),
    account: { name, role, email: visit.session?.email ?? '', href: '/console/account', signOut: '/console/sign-out' },
    search: isAllowed(roles, 'merchants.read')
      ? { action: '/console/merchants', value: typeof query === 'string' ? query.slice(0, 200) : '' }
      : null,
  }
}
