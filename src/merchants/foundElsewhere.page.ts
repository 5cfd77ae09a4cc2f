import { readAtHandSince } from '#src/archive/atHand.page.ts'
import { findDossier, findPerson } from '#src/dossiers/dossiers.sql.ts'
import { isAllowed, type Permission } from '#src/kernel/permissions.ts'
import { lastFourOfWhole, paymentAddress, readPaymentQuery, soughtIn } from '#src/payments/paymentSearch.ts'
import { searchPayments } from '#src/payments/searchPayments.sql.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { findAnyRefund } from '#src/refunds/refunds.sql.ts'
import { findResolution } from '#src/resolutions/resolutions.sql.ts'
import { seeOther, type Answer } from '#src/web/answer.ts'
import type { Columns } from '#src/web/components.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { lookedFor, merchantAddress, type MerchantQuery } from './merchantSearch.ts'
import { findUser } from './merchantUsers.sql.ts'
import { findMerchant } from './merchants.sql.ts'
import { addressAt, placeOfId, type Placed } from './pastedId.ts'
import { searchPeople, type FoundPerson } from './searchPeople.sql.ts'

const may = (visit: Visit, permission: Permission): boolean => isAllowed(staffOf(visit).roles, permission)

/** Whose page shows it; null where there is no such thing. */
const owners: Record<NonNullable<Placed['of']>, (db: ReadDb, id: string) => Promise<string | null>> = {
  resolution: async (db, id) => (await findResolution(db, id))?.dispute_id ?? null,
  refund: async (db, id) => (await findAnyRefund(db, id))?.payment_id ?? null,
  merchant: async (db, id) => (await findMerchant(db, id))?.id ?? null,
  dossier: async (db, id) => (await findDossier(db, id))?.id ?? null,
  user: async (db, id) => (await findUser(db, id))?.merchant_id ?? null,
  person: async (db, id) => (await findPerson(db, id))?.dossier_id ?? null,
}

/** Only for who may read such a page; whoever may not learns nothing, not even whether there is one. */
const pageOf = async (visit: Visit, place: Placed): Promise<Answer | null> => {
  if (!may(visit, place.permission)) return null
  const id = place.of ? await owners[place.of](visit.ctx.db, place.id) : place.id
  return id === null ? null : seeOther(addressAt(place, id))
}

const paymentsFor = (search: string): string => paymentAddress('/console/payments', { ...readPaymentQuery({}), search })
const invoiceNumber = /^[FA]\d{4}-\d{6}$/i

/** The box at the top of every page is asked for anything that has an id or a number. A whole card number or IBAN stays in no address. */
export const elsewhere = async (visit: Visit, query: MerchantQuery): Promise<Answer | null> => {
  const { search } = query
  const last4 = lastFourOfWhole(search)
  if (last4)
    return seeOther(merchantAddress('/console/merchants', { ...query, search: last4, before: null }), {
      tone: 'warning',
      key: 'payments:list.whole_number',
    })
  const place = placeOfId(search)
  const page = place && (await pageOf(visit, place))
  if (page) return page
  if (invoiceNumber.test(search) && may(visit, 'payouts.read')) return seeOther(`/console/invoices?q=${search.toUpperCase()}`)
  const sought = soughtIn(search)
  return sought?.by === 'id' && sought.noun !== 'merchant' && may(visit, 'payments.read') ? seeOther(paymentsFor(search)) : null
}

const mostPeople = 20

const peopleColumns = ({ t }: Visit): Columns => ({
  person: { label: t('merchants:console.person'), isLead: true },
  role: { label: t('merchants:console.person_role') },
  merchant: { label: t('merchants:console.name'), isWide: true },
})

const personRow = ({ t }: Visit, { dossierId, name, role, merchantName }: FoundPerson) => ({
  href: `/console/dossiers/${dossierId}`,
  name,
  role: t(`dossiers:role.${role}`),
  merchant: merchantName || t('merchants:console.unnamed'),
})

/** Somebody typed words: people of dossiers who are called so, and where payments answer to them too. A page further on, this was said. */
export const foundBeside = async (visit: Visit, { search, before }: MerchantQuery) => {
  const looked = before === null ? lookedFor(search) : null
  const people = looked?.by === 'name' && may(visit, 'dossiers.read') ? await searchPeople(visit.ctx.db, search, mostPeople) : []
  const isSought = (looked?.by === 'name' || looked?.by === 'email') && may(visit, 'payments.read')
  const hasPayments = isSought &&
    (await searchPayments(visit.ctx.db, { ...readPaymentQuery({}), search }, {
        merchantId: null,
        atHandSince: await readAtHandSince(visit, 'payment'),
      }, 1))
        .length > 0
  return {
    peopleColumns: peopleColumns(visit),
    people: people.map((one) => personRow(visit, one)),
    payments: hasPayments ? paymentsFor(search) : null,
  }
}
