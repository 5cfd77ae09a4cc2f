import { describe, expect, it } from 'vitest'
import { alertHours, breachAlertDue, dataBreachLifecycle, notifyBefore, openQuestions, standingAt } from '#src/dataBreaches/dataBreach.ts'
import { lastOutOfUse, lineOf, mayGoEarly } from '#src/erasure/plan.ts'
import { system, type Actor } from '#src/kernel/actor.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { asCsv } from '#src/packages/contents.ts'
import { isGiven, withheldCategories } from '#src/personalData/columns.ts'
import { notHis, paths } from '#src/personalData/reach.sql.ts'
import { registerOn, purposes } from '#src/processing/activity.ts'
import { settingProblem, versionOf } from '#src/processing/setting.ts'
import { isRectifiable, valueProblem } from '#src/rectifications/rectification.ts'
import { restrictionModel } from '#src/restrictions/restrictionModel.page.ts'
import { claimsOf, dataMap } from '#src/retention/dataMap.ts'
import { categories, type Policy } from '#src/retention/policy.ts'
import type { OneRequest } from '#src/rights/oneRequest.page.ts'
import { translator } from '#src/web/i18n.ts'
import type { Visit } from '#src/web/visit.ts'
import { alertDue, answerBy, legalLimit, standingOn, type RightsClock } from '#src/rights/rightsClock.ts'
import { rightsLifecycle, rightsStates, whyNoLonger, type RightsAction } from '#src/rights/rightsRequest.ts'

const clock = (said: Partial<RightsClock>): RightsClock => ({
  received_on: '2026-01-31',
  extended_at: null,
  suspended_on: null,
  suspended_days: 0,
  ...said,
})
const at = (text: string): Date => new Date(text)

describe('the clock of a request (rules.md DSR-01)', () => {
  it.each([
    ['2026-01-31', false, 0, '2026-02-28'],
    ['2028-01-31', false, 0, '2028-02-29'],
    ['2026-01-31', true, 0, '2026-04-30'],
    ['2028-01-31', true, 0, '2028-04-30'],
    ['2026-11-30', true, 0, '2027-02-28'],
    ['2026-12-01', false, 0, '2027-01-01'],
    ['2026-03-02', false, 0, '2026-04-02'],
    ['2026-08-31', false, 0, '2026-09-30'],
    // months first, then the days it stood still (CAL-02)
    ['2026-01-31', false, 5, '2026-03-05'],
    ['2026-01-31', true, 5, '2026-05-05'],
    ['2026-01-15', false, 0, '2026-02-15'],
  ])(
    '%s, extended %s, %i days still: %s',
    (receivedOn, isExtended, suspendedDays, dueOn) => expect(answerBy(receivedOn, { isExtended, suspendedDays })).toBe(dueOn),
  )

  it.each([['2026-02-28', '2026-03-02'], ['2026-05-01', '2026-05-04'], ['2026-12-25', '2026-12-28'], ['2026-04-06', '2026-04-07'], [
    '2026-03-03',
    '2026-03-03',
  ]])('%s: the Regulation would admit %s, we work by the first', (dueOn, limitOn) => expect(legalLimit(dueOn)).toBe(limitOn))

  it('ends at 24:00 of Paris, and may be made longer until then', () => {
    expect(standingOn(clock({}), at('2026-02-28T22:59:59Z'))).toMatchObject({ daysLeft: 0, isLate: false, mayExtend: true })
    expect(standingOn(clock({}), at('2026-02-28T23:00:00Z'))).toMatchObject({ daysLeft: -1, isLate: true, mayExtend: false })
    expect(standingOn(clock({ extended_at: at('2026-02-10T10:00:00Z') }), at('2026-04-30T21:59:59Z'))).toMatchObject({
      isLate: false,
      dueOn: '2026-04-30',
      mayExtend: false,
    })
    expect(standingOn(clock({ extended_at: at('2026-02-10T10:00:00Z') }), at('2026-04-30T22:00:00Z')).isLate).toBe(true)
  })

  it('stands still while somebody is in doubt, and says what is left as it was', () => {
    const still = clock({ suspended_on: '2026-02-10', suspended_days: 3 })
    for (const day of ['2026-02-10', '2026-02-20', '2026-07-01'])
      expect(standingOn(still, at(`${day}T10:00:00Z`))).toMatchObject({ isLate: false, isSuspended: true, mayExtend: false, daysLeft: 21 })
  })

  it.each([[8, null], [7, 7], [4, 7], [3, 3], [2, 3], [1, 1], [0, 1], [-1, 0], [-40, 0]])(
    'with %i days left the alert is %s',
    (left, alert) => expect(alertDue(left)).toBe(alert),
  )
})

describe('the table of its states', () => {
  const agent: Actor = { kind: 'staff', id: 'a', name: 'a', roles: ['agent'] } as Actor
  const grid: Record<(typeof rightsStates)[number], RightsAction[]> = {
    received: ['take', 'doubt', 'extend', 'refuse', 'withdraw'],
    identity_doubt: ['verify', 'refuse', 'withdraw'],
    in_progress: ['doubt', 'extend', 'answer', 'refuse', 'withdraw'],
    answered: [],
    refused: [],
    withdrawn: [],
  }
  it.each(rightsStates)('%s', (state) => {
    for (const action of ['take', 'doubt', 'verify', 'extend', 'answer', 'refuse', 'withdraw'] as const) {
      if (grid[state].includes(action)) expect(step(rightsLifecycle, state, action, agent).to).toBeDefined()
      else expect(() => step(rightsLifecycle, state, action, agent)).toThrow()
    }
  })
  it('an auditor and a job move nothing; a person may withdraw', () => {
    for (const actor of [{ kind: 'staff', id: 'u', name: 'u', roles: ['auditor'] } as Actor, system('x')])
      expect(() => step(rightsLifecycle, 'received', 'take', actor)).toThrow()
    expect(step(rightsLifecycle, 'received', 'withdraw', { kind: 'merchant', id: 'u', merchantId: 'm', name: 'n' }).to).toBe('withdrawn')
    expect(() => step(rightsLifecycle, 'in_progress', 'answer', { kind: 'merchant', id: 'u', merchantId: 'm', name: 'n' })).toThrow()
  })
})

describe('what was carried out', () => {
  it.each([
    [{ erasure: true, rectified: 0 }, 'rights_erasure_done'],
    [{ erasure: true, rectified: 2 }, 'rights_erasure_done'],
    [{ erasure: false, rectified: 1 }, 'rights_value_rectified'],
    [{ erasure: false, rectified: 0 }, null],
  ])('%o: is neither withdrawn, refused nor doubted, and is answered, in a longer time if need be', (done, why) => {
    for (const action of ['doubt', 'refuse', 'withdraw'] as const) expect(whyNoLonger(action, done)).toBe(why)
    for (const action of ['take', 'verify', 'extend', 'answer'] as const) expect(whyNoLonger(action, done)).toBeNull()
  })
})

describe('72 hours (rules.md DSR-08)', () => {
  it.each([['2026-03-28T10:00:00Z', '2026-03-31T10:00:00.000Z'], ['2026-10-24T22:30:00Z', '2026-10-27T22:30:00.000Z'], [
    '2026-12-31T23:59:00Z',
    '2027-01-03T23:59:00.000Z',
  ]])('from %s run to %s, whatever clocks on walls do', (aware, end) => expect(notifyBefore(at(aware)).toISOString()).toBe(end))
  it('the last instant is in time, the next is late', () => {
    expect(standingAt(at('2026-03-01T10:00:00Z'), at('2026-03-04T10:00:00Z'))).toMatchObject({ hoursLeft: 0, isLate: false })
    expect(standingAt(at('2026-03-01T10:00:00Z'), at('2026-03-04T10:00:00.001Z')).isLate).toBe(true)
  })
  it.each([[49, null], [48, 48], [25, 48], [24, 24], [7, 24], [6, 6], [1, 6], [0, 0], [-5, 0]])(
    'with %i hours left the alert is %s',
    (left, alert) => {
      const now = at('2026-03-04T10:00:00Z')
      expect(breachAlertDue(standingAt(new Date(now.getTime() + (left - 72) * 3_600_000), now), now)).toBe(alert)
      expect(alertHours).toContain(alert ?? 0)
    },
  )
  it('closes only with every question answered', () => {
    const answered = {
      risk: 'none',
      is_notified: false,
      persons_told_at: null,
      persons_not_told_reason: '',
      what_happened: 'x',
      measures: 'y',
    } as const
    expect(openQuestions(answered, false)).toEqual([])
    expect(openQuestions({ ...answered, risk: 'high', is_notified: true }, false)).toEqual(['notice', 'persons'])
    expect(
      openQuestions(
        { risk: null, is_notified: null, persons_told_at: null, persons_not_told_reason: '', what_happened: '', measures: '' },
        false,
      ),
    )
      .toEqual(['what_happened', 'measures', 'risk', 'notify'])
    expect(Object.keys(dataBreachLifecycle.closed)).toEqual([])
  })
})

describe('what may go', () => {
  const policy = (said: Partial<Policy>): Policy => ({
    id: 'p',
    category: 'authentication_evidence',
    version: 1,
    bound: 'maximum',
    period: { length: 60, unit: 'month' },
    active: { length: 15, unit: 'month' },
    origin: 'execution',
    action: 'delete',
    basis: 'CMF L133-23',
    source: 's',
    confidence: 'P',
    validFrom: '2020-01-01',
    ...said,
  })
  const found = {
    category: 'authentication_evidence',
    records: 3,
    origins: ['2025-05-31'],
    ends: [],
    goes: 0,
    kept: 0,
    held: 0,
    grounds: [],
    isErasable: true,
  } as const
  it('no minimum of the law goes before its end; a maximum may, where we know how', () => {
    expect([
      mayGoEarly({ bound: 'minimum' }, true),
      mayGoEarly({ bound: 'maximum' }, true),
      mayGoEarly({ bound: 'maximum' }, false),
      mayGoEarly({ bound: 'with_source' }, true),
    ])
      .toEqual([false, true, false, false])
    expect(lineOf(policy({ bound: 'minimum' }), found)).toMatchObject({ why: 'law', until: '2030-06-01' })
  })
  it('what is in use stays until it is not, to the day; month ends included', () => {
    expect(lineOf(policy({}), found)).toMatchObject({ why: 'in_use', until: '2026-08-31' })
    expect([lastOutOfUse(policy({}), '2026-08-30'), lastOutOfUse(policy({}), '2026-08-31'), lastOutOfUse(policy({}), '2026-02-28')])
      .toEqual(['2025-05-30', '2025-05-31', '2024-11-30'])
    expect(lastOutOfUse(policy({ active: null }), '2026-02-28')).toBe('2026-02-28')
  })
  it('an end that has not begun is none; a hold says so', () => {
    expect(lineOf(policy({ bound: 'minimum' }), { ...found, origins: ['2025-05-31', null] }).until).toBeNull()
    expect(lineOf(policy({}), { ...found, held: 3, grounds: ['litigation'] })).toMatchObject({ why: 'hold', until: null })
    expect(lineOf(policy({}), { ...found, goes: 3 })).toMatchObject({ why: null, stays: 0 })
  })
})

describe('whose data', () => {
  it('every table with something of a person is reached from the person, or says why it is not', () => {
    const tables = Object.entries(dataMap).filter(([, { rows }]) => rows !== null && !withheldCategories.includes(rows)).map(([table]) =>
      table
    )
    expect(tables.filter((table) => !paths[table] && !notHis[table])).toEqual([])
    expect(Object.keys(paths).filter((table) => notHis[table] || !dataMap[table])).toEqual([])
  })
  it('gives no secret, no name of ours, nothing of the compartment', () => {
    const given = Object.keys(paths).flatMap((table) =>
      claimsOf(dataMap[table]!).filter(({ column }) => isGiven(table, column)).map(({ column }) => column)
    )
    expect(given.filter((column) => /password|token|secret|hash|storage_key|wrapped|sealed_pan|_by$|author_id|hidden|cause$/.test(column)))
      .toEqual([])
    for (const column of ['decided_by', 'uploaded_by', 'hidden_at', 'cause', 'password_hash', 'balancing'])
      expect(isGiven('documents', column)).toBe(false)
    expect(isGiven('payers', 'email')).toBe(true)
  })
  it('a spreadsheet runs nothing of a table', () =>
    expect(asCsv({ columns: ['a', 'b'], rows: [{ a: '=1+1', b: 'x;"y' }] })).toBe('\ufeffa;b\r\n\'=1+1;"x;""y"\r\n'))
})

describe('what may be put right', () => {
  const user = `user_${'0'.repeat(24)}`
  it('is no evidence', () => {
    expect([
      isRectifiable(user, 'name'),
      isRectifiable(user, 'email'),
      isRectifiable(`card_${'0'.repeat(24)}`, 'name'),
      isRectifiable('x', 'name'),
      isRectifiable(`cust_${'0'.repeat(24)}`, 'constructor'),
    ])
      .toEqual([true, false, false, false, false])
  })
  it.each(
    [['birth_date', '2026-02-30'], ['birth_date', '2027-01-01'], ['name', ''], ['email', 'x'], ['mobile', 'appel'], ['country', 'fr'], [
      'country',
      'ZZ',
    ], [
      'given_names',
      '…',
    ]] as const,
  )('%s is not « %s »', (field, value) => expect(valueProblem(field, value, '2026-03-02')).not.toBeNull())
})

describe('a value that is put right', () => {
  it.each(
    [
      ['born_on', '12/03/1990', 'web:field.bad_date'],
      ['born_on', '2030-01-01', 'rights:field.born_to_come'],
      ['birth_date', '1899-12-31', 'rights:field.born_too_early'],
      ['birth_date', '1990-03-12', null],
      ['country', 'ZZ', 'web:field.bad_choice'],
      ['country', 'PT', null],
      ['country', '', null],
    ] as const,
  )('%s « %s »: %s', (field, value, problem) => expect(valueProblem(field, value, '2026-03-02')).toBe(problem))
})

describe('restricted use', () => {
  it('of one person is told apart: as payer, on which card, on which mandate', () => {
    const [payer, card, mandate] = ['cust', 'card', 'sepa'].map((prefix) => `${prefix}_${'0'.repeat(24)}`) as [string, string, string]
    const one = {
      request: { id: 'rght_x', kind: 'erasure' },
      restrictions: [payer, card, mandate].map((id) => ({ id: `rest_${id}`, subject_id: id, ground: 'archive', lifted_at: null })),
      subjects: [
        { id: payer, kind: 'payer', name: 'Camille Ferrand', detail: null },
        { id: card, kind: 'card', name: 'Camille Ferrand', detail: 'visa •••• 4242' },
        { id: mandate, kind: 'mandate', name: 'Camille Ferrand', detail: 'FR •••• 2606' },
      ],
      isLiving: true,
      mayHandle: true,
    } as unknown as OneRequest
    expect(restrictionModel({ t: translator('fr') } as Visit, one)!.rows.map(({ kind }) => kind)).toEqual([
      'Payeur',
      'Carte · visa •••• 4242',
      'Mandat · FR •••• 2606',
    ])
  })
})

describe('the register of processing', () => {
  it('has every category, each purpose its policies, tables and readers', () => {
    const named = new Set(purposes.flatMap((one) => one.categories as readonly string[]))
    expect(categories.filter((one) => !named.has(one))).toEqual([])
    const policy = {
      id: 'p',
      category: 'payment',
      version: 1,
      bound: 'minimum',
      period: { length: 60, unit: 'month' },
      active: null,
      origin: 'execution',
      action: 'strip',
      basis: 'b',
      source: 's',
      confidence: 'V',
      validFrom: '2020-01-01',
    } as Policy
    const payments = registerOn(
      [policy, { ...policy, version: 2, validFrom: '2026-06-01', period: { length: 72, unit: 'month' } }],
      '2026-05-31',
    )
      .find(({ key }) => key === 'payments')!
    expect(payments.policies.map(({ version }) => version)).toEqual([1])
    expect(payments.tables.map(({ table }) => table)).toEqual(expect.arrayContaining(['payers', 'payments', 'cards']))
    expect(payments.readers).toEqual(['analyst', 'agent', 'officer', 'auditor'])
  })
  it('is a version by the days it changed', () => {
    expect(versionOf(['2020-01-01', '2026-03-01', '2026-03-01', '2026-05-01'], '2026-04-01')).toEqual({ on: '2026-03-01', number: 2 })
    expect(['0', '91', 'x', '-1', '30'].map((value) => settingProblem('package_days', value))).toEqual([
      ...Array(4).fill('processing:field.bad_days'),
      null,
    ])
  })
})
