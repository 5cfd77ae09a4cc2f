import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The longest files, the longest first: they begin before the others, so that no worker is left alone with one at the end. */
const long = [
  'browser/pages',
  'journeys/dossier',
  'platform/ocr',
  'declarations/leak',
  'web/hostileQueries',
  'staff/routes',
  'browser/styleguide',
  'merchants/journey.browser',
  'payments/pages.browser',
  'reviews/pages',
  'checks/reread',
  'browser/bench',
  'platform/ocr/badInput',
  'browser/mismatches',
  'documents/readDocuments',
  'backups/backups',
  'accountChanges/accountChanges',
  'checks/checkDocuments',
  'paypage/page.browser',
  'platform/embedded-postgres',
  'merchants/badInput',
  'demo/portfolio',
  'demo/trade',
  'journeys/clock',
  'seals/importCertificates',
  'checks/correctField',
  'documents/bench',
  'merchants/faces',
  'payouts/pages.browser',
  'journeys/stolen-keys',
  'journeys/card-dispute',
  'journeys/termination',
  'fraudDecisions/effects',
  'browser/seal',
  'browser/staff',
  'disputePages/pages',
  'resolutions/assembleFile',
  'staff/signIn',
  'requests/pages',
]

const rankOf = ({ moduleId }: TestSpecification): number => {
  const found = long.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`))
  return found < 0 ? long.length : found
}

/** Vitest's own order, which knows how long each file took where it ran before; on a clean checkout nobody has. */
export class LongestFirst extends BaseSequencer {
  override async sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(specifications)).sort((a, b) => rankOf(a) - rankOf(b))
  }
}
