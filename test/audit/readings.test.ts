import { expect, it } from 'vitest'
import { routes } from '#src/routes.ts'

/** What is taken away: tables, files, papers, pictures of pieces. */
const takesAway = /\.(csv|zip|pdf|xml)$|\/(file|statement|signed|pack)$|certificates\/:|attachments\/|-(pieces|files)\/:id$|pages\/:page$/
/**
 * A merchant has his own contract before him while he signs it: no copy leaves, and the signature itself is an event. The description of
 * the API says nothing of anybody.
 */
const unrecorded = ['/merchant/contract/file', '/merchant/contract/pages/:page']

const gets = routes({ isTrial: true }).filter(({ method, path, contract }) => method === 'get' && !contract && !path.startsWith('/dev/'))

it('everything that is taken away leaves an event of who took it', () => {
  const taken = gets.filter(({ path }) => takesAway.test(path))
  expect(taken.length).toBeGreaterThan(30)
  expect(
    taken.filter(({ records, guard, path }) => !records && guard.door !== 'circle' && !unrecorded.includes(path)).map(({ path }) => path),
  )
    .toEqual([])
})

it('in the closed compartment, in its own register', () =>
  expect(gets.filter(({ guard, path, records }) => guard.door === 'circle' && takesAway.test(path) && !records).map(({ path }) => path))
    .toEqual([]))

it('and so does every look at a piece, a payment or held money, and at a file as it was known', () => {
  const looked = [
    '/console/documents/:id',
    '/console/documents/:id/reading',
    '/console/payments/:id',
    '/console/holds/:id',
    '/console/dossiers/:id/as-of',
  ]
  expect(looked.filter((wanted) => !gets.find(({ path }) => path === wanted)?.records)).toEqual([])
})
