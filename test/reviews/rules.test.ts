import { describe, expect, it } from 'vitest'
import { system, visitor, type Actor, type StaffActor } from '#src/kernel/actor.ts'
import { openSteps, step } from '#src/kernel/lifecycle.ts'
import { roles, type Role } from '#src/kernel/permissions.ts'
import { documentLifecycle, type DocumentAction, type DocumentState } from '#src/documents/document.ts'
import { dossierLifecycle, type DossierAction, type DossierState } from '#src/dossiers/dossier.ts'
import { actsOf, type Standing } from '#src/reviews/acts.ts'
import { fourEyesReasons, validationObstacles } from '#src/reviews/decision.ts'
import { idleCutoff, reviewLifecycle, reviewerOf, type ReviewAction, type ReviewState } from '#src/reviews/review.ts'
import { serviceDueAt, serviceLevel } from '#src/reviews/serviceLevel.ts'

const staff = (role: Role): StaffActor => ({ kind: 'staff', id: 'staf_1', name: 'X', roles: [role] })
const merchant: Actor = { kind: 'merchant', id: 'musr_1', merchantId: 'mrch_1', name: 'Y' }
const everybody: [string, Actor][] = [...roles.map((role): [string, Actor] => [role, staff(role)]), ['merchant', merchant], [
  'system',
  system('test'),
], ['visitor', visitor]]

/** state.action → next state: who may. Everything else is refused, and this says everything. */
const grid = <State extends string, Action extends string>(table: Parameters<typeof openSteps<State, Action>>[0]) =>
  Object.fromEntries((Object.keys(table) as State[]).flatMap((state) =>
    (Object.keys(table[state]) as Action[]).map((action) => {
      const by = everybody.filter(([, actor]) => openSteps(table, state, actor).includes(action)).map(([name]) => name)
      const [, first] = everybody.find(([name]) => name === by[0])!
      return [`${state}.${action}`, `${step(table, state, action, first).to}: ${by.join(' ')}`]
    })
  ))

describe('lifecycles', () => {
  it('of a stay in the queue', () => {
    expect(grid<ReviewState, ReviewAction>(reviewLifecycle)).toEqual({
      'open.park': 'waiting: analyst officer system',
      'open.propose': 'proposed: analyst officer',
      'open.close': 'closed: analyst officer system',
      'waiting.ready': 'open: analyst officer merchant system',
      'waiting.close': 'closed: analyst officer system',
      'proposed.return': 'open: analyst officer merchant system',
      'proposed.close': 'closed: officer system',
    })
  })

  it('of a piece', () => {
    expect(grid<DocumentState, DocumentAction>(documentLifecycle)).toEqual({
      'received.accept': 'accepted: analyst officer',
      'received.refuse': 'refused: analyst officer',
      'received.withdraw': 'withdrawn: merchant',
      'received.supersede': 'superseded: merchant system',
      'received.accept_account': 'accepted: agent officer',
      'received.refuse_account': 'refused: agent officer',
      'accepted.reopen': 'received: merchant',
      'accepted.reconsider': 'received: analyst officer',
      'accepted.supersede': 'superseded: analyst officer merchant system',
      'refused.reconsider': 'received: analyst officer',
      'refused.supersede': 'superseded: merchant system',
    })
  })

  it('of a dossier', () => {
    expect(grid<DossierState, DossierAction>(dossierLifecycle)).toMatchObject({
      'submitted.validate': 'validated: analyst officer',
      'submitted.reject': 'rejected: analyst officer',
      'submitted.propose': 'proposed: analyst officer',
      'submitted.ask': 'awaiting_documents: analyst officer',
      'proposed.confirm_validation': 'validated: officer',
      'proposed.confirm_rejection': 'rejected: officer',
      'proposed.decline': 'submitted: officer',
      'rejected.reconsider': 'submitted: officer',
    })
  })

  it('what is not in a table is 409, what is not one’s own 403', () => {
    expect(() => step(reviewLifecycle, 'closed', 'close', staff('officer'))).toThrow(expect.objectContaining({ status: 409 }))
    expect(() => step(reviewLifecycle, 'open', 'propose', staff('auditor'))).toThrow(expect.objectContaining({ status: 403 }))
    for (const role of roles) {
      if (role === 'analyst' || role === 'officer') expect(reviewerOf(staff(role)).roles).toEqual([role])
      else expect(() => reviewerOf(staff(role))).toThrow(expect.objectContaining({ status: 403 }))
    }
    expect(() => reviewerOf(merchant)).toThrow(expect.objectContaining({ status: 403 }))
  })
})

describe('the service level', () => {
  it.each(
    [
      // Paris time; two working days for a new dossier, one for an answer
      ['new_dossier', '2026-03-02T09:00:00Z', '2026-03-04T09:00:00.000Z'], // Monday → Wednesday
      ['new_dossier', '2026-03-05T16:30:00Z', '2026-03-09T16:30:00.000Z'], // Thursday → Monday
      ['new_dossier', '2026-03-07T10:00:00Z', '2026-03-10T23:00:00.000Z'], // Saturday comes in as Monday begins → Wednesday 00:00
      ['answered_request', '2026-03-06T22:59:00Z', '2026-03-09T22:59:00.000Z'], // Friday 23:59 in Paris → Monday
      ['unlock_request', '2026-04-30T08:00:00Z', '2026-05-04T08:00:00.000Z'], // 1 May is closed, then the week-end
      ['answered_request', '2026-03-27T10:00:00Z', '2026-03-30T09:00:00.000Z'], // summer time begins on the 29th: same hour in Paris
      ['new_dossier', '2026-12-24T10:00:00Z', '2026-12-29T10:00:00.000Z'], // Christmas is a Friday
    ] as const,
  )('%s ready at %s is due at %s', (kind, ready, due) => {
    expect(serviceDueAt(kind, new Date(ready)).toISOString()).toBe(due)
  })

  it('says how much is left or how late, in colour', () => {
    const due = new Date('2026-03-02T12:00:00Z')
    expect(serviceLevel(due, new Date('2026-03-02T07:00:00Z'))).toEqual({ tone: 'good', key: 'reviews:service.left', ms: 5 * 3_600_000 })
    expect(serviceLevel(due, new Date('2026-03-02T08:00:00Z'))).toMatchObject({ tone: 'warning' })
    expect(serviceLevel(due, due)).toMatchObject({ tone: 'bad', key: 'reviews:service.late', ms: 0 })
    expect(serviceLevel(due, new Date('2026-03-02T15:00:00Z'))).toEqual({ tone: 'bad', key: 'reviews:service.late', ms: 3 * 3_600_000 })
  })

  it('a lock is idle after thirty minutes', () =>
    expect(idleCutoff(new Date('2026-03-02T12:00:00Z')).toISOString()).toBe('2026-03-02T11:30:00.000Z'))
})

describe('four eyes and obstacles', () => {
  it('a high risk, an exposed person, an override: each is enough, all are named', () => {
    const plain = { dossier: { risk: 'medium' as const }, people: [{ is_pep: false }], overrides: [] }
    expect(fourEyesReasons(plain)).toEqual([])
    expect(fourEyesReasons({ ...plain, dossier: { risk: 'high' } })).toEqual(['high_risk'])
    expect(fourEyesReasons({ ...plain, people: [{ is_pep: false }, { is_pep: true }] })).toEqual(['pep'])
    expect(fourEyesReasons({ ...plain, overrides: [{}] })).toEqual(['override'])
    expect(fourEyesReasons({ dossier: { risk: 'high' }, people: [{ is_pep: true }], overrides: [{}] })).toEqual([
      'high_risk',
      'pep',
      'override',
    ])
  })

  it('what is required is settled, what is conditional is judged, the contract signed', () => {
    const line = (level: 'required' | 'conditional', state: 'missing' | 'received' | 'accepted' | 'refused' | 'overridden') => ({
      requirement: { key: 'k', kind: 'statutes' as const, level, reason: 'dossiers:requirements.statutes' as const },
      state,
    })
    const file = {
      company: {},
      checklist: [
        line('required', 'accepted'),
        line('required', 'overridden'),
        line('conditional', 'missing'),
        line('conditional', 'refused'),
      ],
      contract: { state: 'signed' },
    }
    expect(validationObstacles(file)).toEqual([])
    for (const state of ['missing', 'received', 'refused'] as const)
      expect(validationObstacles({ ...file, checklist: [line('required', state)] })).toEqual(['pieces_unsettled'])
    expect(validationObstacles({ ...file, checklist: [line('conditional', 'received')] })).toEqual(['pieces_unsettled'])
    expect(validationObstacles({ company: null, checklist: [], contract: { state: 'drafted' } })).toEqual([
      'no_company',
      'contract_unsigned',
    ])
  })
})

describe('what one may do from the page', () => {
  const at: Standing = {
    isWorker: true,
    isOfficer: false,
    dossier: 'submitted',
    merchant: 'onboarding',
    isHeldByAnother: false,
    isInQueue: true,
    isOwnProposal: false,
    request: null,
    areAnswersAccepted: false,
    hasUnjudged: false,
    fourEyes: [],
    obstacles: [],
  }
  const said = (change: Partial<Standing>) =>
    actsOf({ ...at, ...change }).map(({ name, missing }) => (missing ? `${name} (${missing})` : name))

  it.each<[string, Partial<Standing>, string[]]>([
    ['who only reads', { isWorker: false }, []],
    ['complete', {}, ['validate', 'ask', 'reject']],
    ['incomplete', { obstacles: ['pieces_unsettled', 'contract_unsigned'] }, ['validate (pieces_unsettled)', 'ask', 'reject']],
    ['two people due', { fourEyes: ['pep'] }, ['propose', 'validate (four_eyes)', 'ask', 'reject (four_eyes)']],
    ['in other hands', { isHeldByAnother: true }, ['validate (held)', 'ask (held)', 'reject (held)']],
    ['with the merchant', { dossier: 'awaiting_documents', request: 'open' }, ['ask (request_out)']],
    ['proposed, for an analyst', { dossier: 'proposed' }, ['confirm (not_officer)']],
    ['proposed, for its proposer', { dossier: 'proposed', isOfficer: true, isOwnProposal: true }, ['confirm (own_proposal)']],
    ['proposed, for another officer', { dossier: 'proposed', isOfficer: true }, ['confirm']],
    ['validated', { dossier: 'validated', merchant: 'validated', isInQueue: false }, ['ask']],
    ['validated, pieces renewed', { dossier: 'validated', merchant: 'validated', request: 'answered', areAnswersAccepted: true }, [
      'accept_answers',
      'ask',
    ]],
    ['validated, renewed before we asked', { dossier: 'validated', merchant: 'validated' }, ['accept_answers', 'ask']],
    ['validated, renewed before we asked, not judged', { dossier: 'validated', merchant: 'validated', hasUnjudged: true }, [
      'accept_answers (pieces_unjudged)',
      'ask',
    ]],
    ['validated, renewal out', { dossier: 'validated', merchant: 'validated', isInQueue: false, request: 'open' }, ['ask (request_out)']],
    ['switched off, answered late', { merchant: 'deactivated', request: 'lapsed' }, [
      'accept_answers (answers_unsettled)',
      'validate',
      'ask',
      'reject',
    ]],
    ['rejected, for an analyst', { dossier: 'rejected' }, ['reconsider (not_officer)']],
    ['rejected, for an officer', { dossier: 'rejected', isOfficer: true }, ['reconsider']],
    ['draft', { dossier: 'draft' }, []],
    ['lapsed', { dossier: 'lapsed' }, []],
  ])('%s', (_name, change, expected) => expect(said(change)).toEqual(expected))
})
