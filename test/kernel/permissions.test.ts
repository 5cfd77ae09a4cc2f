import { describe, expect, it } from 'vitest'
import { isAllowed, permissions, roles, seats, type Permission, type Role } from '#src/kernel/permissions.ts'

/**
 * product.md, "Console: what each user must be able to do", read once more and written down by hand. a analyst, g agent, o officer, u
 * auditor, d administrator.
 */
const grid: Record<Permission, string> = {
  'queue.read': 'a g o u -',
  'queue.work': 'a - o - -',
  'dossiers.read': 'a g o u -',
  'documents.read': 'a - o u -',
  'documents.decide': 'a - o - -',
  'gaps.override': '- - o - -',
  'notes.write': 'a g o - -',
  'merchants.read': 'a g o u -',
  'clocks.read': 'a g o u d',
  'clocks.extend': '- - o - -',
  'audit.read': '- - o u -',
  'chain.read': '- - o u d',
  'inspections.make': '- - o u -',
  'jobs.read': '- - o u d',
  'jobs.operate': '- - - - d',
  'staff.read': '- - - u d',
  'staff.manage': '- - - - d',
  'ledger.close': '- - o - -',
  'payouts.read': '- g o u d',
  'payouts.send': '- - o - -',
  'bank_files.take': '- - o - d',
  'safeguarding.read': '- - o u d',
  'payments.read': 'a g o u -',
  'ledger.read': 'a - o u -',
  'cards.read': 'a - o u -',
  'breaks.resolve': '- g o - -',
  'fraud.read': 'a g o u -',
  'holds.read': 'a g o u -',
  'holds.decide': '- - o - -',
  // no role's: by name alone (AML-11)
  'holds.secret': '- - - - -',
  'declarations.read': '- - - - -',
  'declarations.write': '- - - - -',
  'declarations.decide': '- - - - -',
  'declarations.file': '- - - - -',
  'circle.appoint': '- - o - -',
  'fraud.work': 'a g o - -',
  'fraud.decide': '- - o - -',
  'watchlists.read': 'a - o u d',
  'watchlists.manage': 'a - o - d',
  'screening.read': 'a - o u -',
  'screening.work': 'a - o - -',
  'screening.decide': '- - o - -',
  'ratings.read': 'a - o u -',
  'ratings.propose': 'a - o - -',
  'ratings.decide': '- - o - -',
  'alerts.read': 'a - o u -',
  'alerts.handle': 'a - o - -',
  'alerts.settle': '- - o - -',
  'thresholds.propose': 'a - o - -',
  'thresholds.decide': '- - o - -',
  'disputes.read': 'a g o u -',
  'disputes.work': 'a g o - -',
  'retention.read': '- - o u d',
  'archive.open': 'a - o u -',
  'restrictions.open': 'a - o u -',
  'retention.decide': '- - o - -',
  'legal_holds.read': '- - o u -',
  'legal_holds.decide': '- - o - -',
  'rights.read': '- g o u -',
  'rights.handle': '- g o - -',
  'rights.decide': '- - o - -',
  'processing.read': '- - o u d',
  'processing.set': '- - - - d',
  'data_breaches.read': 'a g o u d',
  'data_breaches.report': 'a g o - d',
  'data_breaches.work': '- - o - d',
  'dashboards.read': 'a g o u d',
  'workload.read': '- - o u -',
  'account_changes.read': 'a g o u -',
  'account_changes.decide': '- g o - -',
  'merchant_users.manage': '- g o - -',
  'corrections.read': 'a g o u -',
  'corrections.propose': '- g o - -',
  'corrections.decide': '- - o - -',
  'exports.make': 'a g o u -',
}
const letters: Record<Role, string> = { analyst: 'a', agent: 'g', officer: 'o', auditor: 'u', administrator: 'd' }

it('knows every permission', () => {
  expect(Object.keys(grid).sort()).toEqual(Object.keys(permissions).sort())
})

describe.each(Object.keys(grid) as Permission[])('%s', (permission) => {
  it.each(roles)('%s', (role) => {
    expect(isAllowed([role], permission)).toBe(grid[permission].includes(letters[role]))
  })

  it('is nobody’s who has no role', () => expect(isAllowed([], permission)).toBe(false))
})

it('adds the rights of several roles, and nothing more', () => {
  for (const permission of Object.keys(grid) as Permission[]) {
    for (const one of roles)
      for (const two of roles) expect(isAllowed([one, two], permission)).toBe(isAllowed([one], permission) || isAllowed([two], permission))
  }
})

describe('no role for changing things', () => {
  const changing: Permission[] = [
    'queue.work',
    'documents.decide',
    'gaps.override',
    'notes.write',
    'clocks.extend',
    'jobs.operate',
    'staff.manage',
    'bank_files.take',
    'fraud.work',
    'fraud.decide',
  ]

  it('is the auditor’s', () => expect(changing.filter((permission) => isAllowed(['auditor'], permission))).toEqual([]))
  it('opens documents to the administrator', () => expect(isAllowed(['administrator'], 'documents.read')).toBe(false))
})

describe('seats of the closed circle', () => {
  // d declarant, c correspondent, e examiner, k controller
  it.each(
    [['declarations.read', 'd c e k'], ['declarations.write', 'd c e -'], ['declarations.decide', 'd c - -'], [
      'declarations.file',
      'd - - -',
    ], ['holds.secret', 'd c e k']] as const,
  )('%s', (permission, may) => {
    expect(seats.map((seat) => isAllowed([seat], permission))).toEqual(may.split(' ').map((one) => one !== '-'))
  })

  it('bring nothing beside: a seat opens no other page, and gives no right of a role', () => {
    const closed: Permission[] = ['declarations.read', 'declarations.write', 'declarations.decide', 'declarations.file', 'holds.secret']
    for (const permission of (Object.keys(grid) as Permission[]).filter((one) => !closed.includes(one)))
      expect([permission, isAllowed(seats, permission)]).toEqual([permission, false])
  })
})
