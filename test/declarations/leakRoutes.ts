import type { Route } from '#src/web/route.ts'
import type { World } from './leakWorld.ts'

const none = (prefix: string): string => `${prefix}_${'0'.repeat(24)}`

/**
 * What stands for the `:id` of every family of addresses: something that is there. A new family must be added here, and to the world: the
 * leak test fails until it is.
 */
const familiesOf = ({ ids }: World): Record<string, readonly string[]> => ({
  '/console/reviews': [ids['review']!],
  '/console/dossiers': [ids['dossier']!, ids['otherDossier']!],
  '/console/documents': [ids['document']!],
  '/console/merchants': [ids['merchant']!, ids['waitingMerchant']!],
  '/console/payments': [ids['payment']!],
  '/console/fraud-reports': [ids['fraudReport']!],
  '/console/fraud-cases': [ids['fraudCase']!],
  '/console/holds': [ids['hold']!],
  '/console/disputes': [ids['dispute']!],
  '/console/notes/attachments': [ids['attachment']!],
  '/console/payouts': [ids['payout']!],
  '/console/payout-batches': [ids['batch']!],
  '/console/retention': ['declaration', 'device', 'merchant_file'],
  '/console/legal-holds': [ids['legalHold']!],
  '/console/jobs': ['purge-expired', 'seal-audit-trail'],
  '/console/staff': [ids['staff']!],
  '/console/account/sessions': [ids['session']!],
  '/console/programmes': [ids['merchant']!],
  '/console/dashboards': ['reviews', 'alerts', 'hits', 'releases'],
  '/console/ratings': [ids['merchant']!],
  '/console/audit/chain': [ids['headDay']!],
  '/console/monitoring': ['TM-01'],
  '/console/alerts': [ids['alert']!],
  '/console/aml-cases': [ids['amlCase']!, ids['openCase']!],
  '/console/archive': [ids['dossier']!, ids['fraudCase']!, ids['dispute']!],
  '/console/restricted': [ids['dossier']!, ids['payment']!, ids['merchant']!],
  '/merchant/people': [ids['person']!],
  '/merchant/payments': [ids['payment']!],
  '/merchant/disputes': [ids['dispute']!],
  '/merchant/fraud-cases': [ids['fraudCase']!],
  '/merchant/fraud-reports': [ids['fraudReport']!],
  '/merchant/payouts': [ids['payout']!],
  '/console/jobs/runs': [ids['run']!],
  '/console/circle': [ids['seat']!],
  '/console/breaches': [ids['breach']!],
  '/console/resolution-pieces': [ids['piece']!],
  '/console/dispute-imports': [ids['disputeImport']!],
  '/console/dispute-lines': [ids['disputeLine']!],
  '/console/ratings/countries': [ids['country']!],
  '/console/screening/hits': [ids['hit']!],
  '/console/screening/subjects': [ids['subject']!],
  '/console/watchlists': ['house', 'fr'],
  '/console/watchlists/entries': [ids['entry']!],
  '/console/inspections': [ids['inspection']!],
  '/console/corrections': [ids['correction']!],
  '/console/account-changes': [ids['accountChange']!],
  '/console/rights': [ids['rights']!, ids['ownRights']!],
  '/console/rights-files': [ids['rightsFile']!],
  '/console/rectifications': [ids['rectification']!],
  '/console/data-breaches': [ids['dataBreach']!],
  '/merchant/documents': [ids['ownDocument']!],
  '/merchant/resolution-pieces': [ids['piece']!],
  '/merchant/developers': [ids['apiKey']!],
  '/merchant/my-data': [ids['ownRights']!],
  '/dev/mail': [ids['mail']!],
  '/v1/customers': [ids['payer']!],
  '/v1/cards': [ids['card']!],
  '/v1/sepa': [ids['mandate']!],
  '/v1/addresses': [ids['address']!],
  '/v1/checkout': [ids['payment']!, ids['testPayment']!],
  '/v1/disputes': [ids['dispute']!],
  '/v1/payouts': [ids['payout']!],
  '/console/requests': [ids['request']!],
  '/console/breaks': [ids['break']!],
  '/console/evidence-files': [ids['evidenceFile']!],
  '/console/invoices': [ids['invoice']!],
  '/console/alerts/looks': [ids['alertLook']!],
  '/console/screening/looks': [ids['hitLook']!],
  '/console/restrictions': [ids['restriction']!],
  '/merchant/activate': [ids['activation']!],
  '/merchant/reset': [ids['reset']!],
  '/merchant/contract/pages': ['1'],
  '/merchant/invoices': [ids['invoice']!],
  '/merchant/my-data-files': [ids['answer']!],
  '/pay': [ids['publicKey']!],
  '/v1/redirect': [ids['redirect']!],
  '/v1/consent': [ids['consent']!],
  '/v1/sepa/check': [ids['accountCheck']!],
  '/v1/refunds': [ids['refund']!],
  '/v1/scoring': [ids['scoring']!],
})

/**
 * Where no page opens though there is something, and why: a report that its merchant made is his, a batch has no file before it is given to
 * the bank, and the key of this world is of the test mode, which has no disputes and no payouts.
 */
export const emptyFamilies: readonly string[] = ['/console/fraud-reports', '/console/payout-batches', '/v1/disputes', '/v1/payouts']

export const familyOf = ({ path }: Route): string | null => (path.includes(':') ? path.slice(0, path.indexOf('/:')) : null)

/** Families that nothing stands for. */
export const unknownFamilies = (world: World, routes: readonly Route[]): string[] => {
  const known = familiesOf(world)
  return [...new Set(routes.map(familyOf).filter((family): family is string => family !== null && !Object.hasOwn(known, family)))]
}

/** The addresses of a route in this world. Parameters behind the first are an id that nothing has, or the first page. */
export const addressesOf = (world: World, route: Route): string[] => {
  const family = familyOf(route)
  if (family === null) return [route.path]
  return familiesOf(world)[family]!.map((id) =>
    route.path.replace(/:\w+/, id).replace(/:paymentId/g, world.ids['pagePayment']!).replace(/:page/g, '1').replace(/:\w+/g, none('none'))
  )
}

/** What one asks who looks for something: by the merchant's id, by an id of the compartment, by words. */
export const searches = ({ ids }: World, declarationId: string, merchant = ids['merchant']): string[] => [
  ...[merchant!, declarationId, 'lenoir', 'anne%20lenoir', 'decl', 'tracfin'].map((words) => `/console/merchants?q=${words}`),
  ...[merchant, declarationId].flatMap((id) => [
    `/console/history?merchant=${id}`,
    `/console/history.csv?merchant=${id}`,
    `/console/retention/why?id=${id}`,
    `/console/holds?state=all&q=${id}`,
    `/console/legal-holds?q=${id}`,
  ]),
  '/console/history?noun=declaration',
  '/console/history?noun=aml_case',
  ...['living', 'concluded', 'all'].map((view) => `/console/aml-cases?view=${view}`),
  '/console/aml-cases.csv?view=all',
  `/console/aml-cases?view=all&q=${declarationId}`,
  `/console/merchants?q=${ids['amlCase']}`,
  `/console/aml-cases/new?merchant=${merchant}`,
  '/console/history?actor=staff',
  '/console/holds?state=all',
  '/console/holds.csv?state=all',
  '/console/jobs/runs?idle=1',
  '/console/merchants.csv',
  '/console/payments?q=decl',
  '/console/staff?q=declarant',
]
