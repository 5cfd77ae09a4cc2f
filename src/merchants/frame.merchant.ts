import { countOwnWaiting } from '#src/disputes/searchDisputes.sql.ts'
import { fileOf, isClosedOff, stepsOf } from '#src/dossiers/file.page.ts'
import type { DossierFile } from '#src/dossiers/readDossier.sql.ts'
import { railOf } from '#src/dossiers/steps.page.ts'
import { wantedItems } from '#src/dossiers/wantedPieces.ts'
import { idleMinutes } from '#src/platform/sessions.ts'
import type { NavItem } from '#src/web/page-model.ts'
import type { Frame } from '#src/web/send.ts'
import type { Visit } from '#src/web/visit.ts'
import { seesHisMoney } from './merchant.ts'

const isUnder = (path: string, href: string): boolean => (href === '/merchant'
  ? path === href
  : path === href || path.startsWith(`${href}/`) || (href === '/merchant/fraud-cases' && path.startsWith('/merchant/fraud-reports/')))

/** The places of a merchant who is not filling in his file: while he is, the steps lead him. */
const navOf = (visit: Visit, file: DossierFile, disputes: number): NavItem[] => {
  const place = (href: string, label: string, icon: string, count?: number): NavItem => ({
    href,
    label: visit.t(label),
    icon,
    isCurrent: isUnder(visit.path, href),
    ...(count ? { count } : {}),
  })
  const home = place('/merchant', 'merchants:nav.home', 'home')
  const pieces = place('/merchant/documents', 'merchants:nav.documents', 'file', wantedItems(file).length)
  const payments = place('/merchant/payments', 'merchants:nav.payments', 'card')
  const contested = place('/merchant/disputes', 'merchants:nav.disputes', 'swap', disputes)
  const money = [
    payments,
    contested,
    place('/merchant/balance', 'merchants:nav.balance', 'euro'),
    place('/merchant/payouts', 'merchants:nav.payouts', 'bank'),
    place('/merchant/invoices', 'merchants:nav.invoices', 'receipt'),
    place('/merchant/fraud-cases', 'merchants:nav.fraud', 'flag'),
  ]
  if (isClosedOff(file))
    return [
      ...(file.request ? [home, pieces] : []),
      ...(seesHisMoney(file.merchant.state) ? [...(file.request ? [] : [home]), ...money] : []),
    ]
  const developers = place('/merchant/developers', 'merchants:nav.developers', 'key')
  if (file.merchant.state === 'validated') return [home, ...money, pieces, developers]
  return file.dossier.state === 'draft' ? [home, payments, developers] : [home, pieces, payments, developers]
}

const isStepPage = (path: string): boolean => /^\/merchant\/(company|people|account|documents|contract|submit)(\/|$)/.test(path)

/** What stands around every page of the merchant area: where he is, his steps while the file is a draft, his account. */
export const merchantFrame = async (visit: Visit): Promise<Frame> => {
  const file = await fileOf(visit)
  const { session } = visit
  const isDraft = file.dossier.state === 'draft' && !isClosedOff(file)
  return {
    home: '/merchant',
    idleMinutes: idleMinutes.merchant,
    nav: [{ label: null, items: navOf(visit, file, await countOwnWaiting(visit.ctx.db, file.merchant.id)) }].filter(({ items }) =>
      items.length > 0
    ),
    steps: isDraft && isStepPage(visit.path) ? railOf(visit, stepsOf(visit, file)) : [],
    account: session &&
      {
        name: session.name || session.email,
        role: file.merchant.name,
        email: session.email,
        href: '/merchant/profile',
        signOut: '/merchant/sign-out',
      },
  }
}
