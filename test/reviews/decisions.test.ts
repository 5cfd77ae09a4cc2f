import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import type { StaffActor } from '#src/kernel/actor.ts'
import { acceptDocument } from '#src/documents/acceptDocument.ts'
import { refuseDocument } from '#src/documents/refuseDocument.ts'
import { touchDossier } from '#src/dossiers/touchDossier.ts'
import { unit } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { confirmDecision } from '#src/reviews/confirmDecision.ts'
import { declineDecision } from '#src/reviews/declineDecision.ts'
import { overrideGap } from '#src/reviews/overrideGap.ts'
import { proposeDecision } from '#src/reviews/proposeDecision.ts'
import { reconsiderDossier } from '#src/reviews/reconsiderDossier.ts'
import { rejectDossier } from '#src/reviews/rejectDossier.ts'
import { validateDossier } from '#src/reviews/validateDossier.ts'
import { withdrawOverride } from '#src/reviews/withdrawOverride.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { decisionsOf, documentsOf, dossierRow, eventsDuring, insertPiece, merchantRow, openDossier, reviewRow } from './dossiers.ts'

let house: House
let analyst: StaffActor
let officer: StaffActor
beforeAll(async () => {
  house = await openHouse()
  analyst = await house.staff('analyst', 'Alix Martin')
  officer = await house.staff('officer', 'Claire Morel')
})
afterAll(() => house.close())

const because = { reason: 'Dossier complet et cohérent.' }
const mailsTo = (merchantId: string) =>
  house.db.selectFrom('mails').select(['template', 'subject']).where('merchant_id', '=', merchantId).execute()
const liveKeys = (merchantId: string) =>
  house.db.selectFrom('api_keys').select(['mode', 'kind']).where('merchant_id', '=', merchantId).where('mode', '=', 'live').execute()

describe('validate', () => {
  it('moves dossier, review and merchant, makes live keys, writes one letter: all in one unit', async () => {
    const one = await openDossier(house)
    const events = await eventsDuring(house, one.merchantId, () => validateDossier(house.ctx(analyst), one.dossierId, because))
    expect(events).toEqual([
      'review.claimed',
      'dossier.review_scheduled',
      'dossier.validated',
      'review.closed',
      'merchant.validated',
      'api_key.created',
      'mail.written',
    ])
    expect(await dossierRow(house, one.dossierId)).toMatchObject({ state: 'validated', decided_at: house.now() })
    expect(await reviewRow(house, one.reviewId)).toMatchObject({ state: 'closed', outcome: 'validated', owner_id: analyst.id })
    expect(await merchantRow(house, one.merchantId)).toMatchObject({ state: 'validated' })
    expect(await decisionsOf(house, one.dossierId)).toMatchObject([{
      verdict: 'validate',
      state: 'taken',
      decided_by: analyst.id,
      proposed_by: null,
      four_eyes: [],
    }])
    expect((await liveKeys(one.merchantId)).map(({ kind }) => kind).sort()).toEqual(['public', 'secret'])
    expect((await mailsTo(one.merchantId)).map(({ template }) => template)).toEqual(['dossier_validated'])
  })

  it.each(
    [
      ['a piece is missing', { pieces: null }, 'pieces_unsettled'],
      ['a piece is not judged', { pieces: 'received' }, 'pieces_unsettled'],
      ['a piece is refused', { pieces: 'refused' }, 'pieces_unsettled'],
      ['the contract is not signed', { isSigned: false }, 'contract_unsigned'],
      ['he who acts is identified by one measure', { measures: [1] }, 'identification_lacking'],
      ['the risk is high', { isRisky: true }, 'four_eyes_due'],
      ['somebody is politically exposed', { isPep: true }, 'four_eyes_due'],
    ] as const,
  )('is refused while %s, and nothing changed', async (_why, wish, code) => {
    const one = await openDossier(house, wish)
    const events = await eventsDuring(
      house,
      one.merchantId,
      () => expect(validateDossier(house.ctx(analyst), one.dossierId, because)).rejects.toMatchObject({ status: 409, code }),
    )
    expect(events).toEqual([])
    expect(await dossierRow(house, one.dossierId)).toMatchObject({ state: 'submitted' })
    expect(await reviewRow(house, one.reviewId)).toMatchObject({ state: 'open', owner_id: null })
    expect(await liveKeys(one.merchantId)).toEqual([])
  })

  it('brings back an account that the clock had switched off', async () => {
    const one = await openDossier(house, { merchant: 'deactivated' })
    await validateDossier(house.ctx(analyst), one.dossierId, because)
    expect(await merchantRow(house, one.merchantId)).toMatchObject({ state: 'validated' })
  })

  it('is refused on a file that changed since it was read', async () => {
    const one = await openDossier(house)
    const { version } = await dossierRow(house, one.dossierId)
    await expect(validateDossier(house.ctx(analyst), one.dossierId, { ...because, version: version - 1 })).rejects.toMatchObject({
      status: 409,
      code: 'dossier_changed',
    })
    await validateDossier(house.ctx(analyst), one.dossierId, { ...because, version })
  })

  it('is not for agents, auditors and administrators', async () => {
    const one = await openDossier(house)
    for (const role of ['agent', 'auditor', 'administrator'] as const) {
      await expect(validateDossier(house.ctx(await house.staff(role)), one.dossierId, because)).rejects.toMatchObject({ status: 403 })
    }
  })

  it('is not for who does not hold the file', async () => {
    const one = await openDossier(house)
    const other = await house.staff('analyst')
    await unit(house.ctx(), async (tx) => {
      await tx.db.updateTable('review_items').set({ owner_id: other.id, owner_active_at: tx.now }).where('id', '=', one.reviewId).execute()
      await record(tx, 'review.claimed', { subject: one.reviewId })
    })
    await expect(validateDossier(house.ctx(analyst), one.dossierId, because)).rejects.toMatchObject({ status: 409, code: 'review_held' })
  })
})

describe('reject', () => {
  it('keeps the reason inside: the letter is the neutral one', async () => {
    const one = await openDossier(house, { pieces: 'refused' })
    await rejectDossier(house.ctx(analyst), one.dossierId, {
      ground: 'eligibility',
      reason: 'Faux justificatifs, soupçon de société écran.',
    })
    expect(await dossierRow(house, one.dossierId)).toMatchObject({ state: 'rejected' })
    expect(await merchantRow(house, one.merchantId)).toMatchObject({ state: 'rejected' })
    expect(await reviewRow(house, one.reviewId)).toMatchObject({ state: 'closed', outcome: 'rejected' })
    const letters = await house.db.selectFrom('mails').selectAll().where('merchant_id', '=', one.merchantId).execute()
    expect(letters.map(({ template }) => template)).toEqual(['dossier_rejected'])
    expect(`${letters[0]!.text_body}${letters[0]!.html_body}`).not.toMatch(/faux|soupçon|écran/i)
    const event = await house
      .db
      .selectFrom('audit_events')
      .selectAll()
      .where('event', '=', 'dossier.rejected')
      .where('subject_id', '=', one.dossierId)
      .executeTakeFirstOrThrow()
    expect(JSON.stringify(event.data)).not.toMatch(/Faux/)
    expect(event.personal).not.toBeNull()
  })

  it('wants a reason, and two people for a high risk', async () => {
    const one = await openDossier(house, { isRisky: true })
    await expect(rejectDossier(house.ctx(analyst), one.dossierId, { ground: 'eligibility', reason: '  ' })).rejects.toMatchObject({
      status: 422,
      fields: { reason: 'web:field.missing' },
    })
    await expect(rejectDossier(house.ctx(analyst), one.dossierId, { ground: 'eligibility', reason: 'Jeux en ligne' }))
      .rejects
      .toMatchObject({ code: 'four_eyes_due' })
  })

  it('is undone by an officer alone', async () => {
    const one = await openDossier(house)
    await rejectDossier(house.ctx(analyst), one.dossierId, { ground: 'eligibility', reason: 'Hors périmètre' })
    await expect(reconsiderDossier(house.ctx(analyst), one.dossierId, { reason: 'À revoir' })).rejects.toMatchObject({ status: 403 })
    await reconsiderDossier(house.ctx(officer), one.dossierId, { reason: 'Nouvelle pièce reçue' })
    expect(await dossierRow(house, one.dossierId)).toMatchObject({ state: 'submitted', decided_at: null })
    expect(await merchantRow(house, one.merchantId)).toMatchObject({ state: 'onboarding' })
    await validateDossier(house.ctx(officer), one.dossierId, because)
    expect(await merchantRow(house, one.merchantId)).toMatchObject({ state: 'validated' })
  })
})

describe('four eyes', () => {
  const propose = async (wish = { isPep: true }) => {
    const one = await openDossier(house, wish)
    const { id } = await proposeDecision(house.ctx(analyst), one.dossierId, { verdict: 'validate', ...because })
    return { ...one, decisionId: id }
  }

  it('one proposes, another confirms', async () => {
    const one = await propose()
    expect(await dossierRow(house, one.dossierId)).toMatchObject({ state: 'proposed' })
    expect(await reviewRow(house, one.reviewId)).toMatchObject({ state: 'proposed', owner_id: null })
    await confirmDecision(house.ctx(officer), one.dossierId, { reason: '' })
    expect(await dossierRow(house, one.dossierId)).toMatchObject({ state: 'validated' })
    expect(await decisionsOf(house, one.dossierId)).toMatchObject([{
      state: 'taken',
      proposed_by: analyst.id,
      decided_by: officer.id,
      four_eyes: expect.arrayContaining(['pep']),
    }])
    expect(await merchantRow(house, one.merchantId)).toMatchObject({ state: 'validated' })
  })

  it('the proposer does not confirm, though he be an officer; nor does an analyst', async () => {
    const one = await openDossier(house, { isRisky: true })
    await proposeDecision(house.ctx(officer), one.dossierId, { verdict: 'validate', ...because })
    await expect(confirmDecision(house.ctx(officer), one.dossierId, because)).rejects.toMatchObject({ status: 403, code: 'four_eyes' })
    await expect(declineDecision(house.ctx(officer), one.dossierId, because)).rejects.toMatchObject({ status: 403, code: 'four_eyes' })
    await expect(confirmDecision(house.ctx(analyst), one.dossierId, because)).rejects.toMatchObject({ status: 403, code: 'forbidden' })
    expect(await decisionsOf(house, one.dossierId)).toMatchObject([{ state: 'proposed', decided_by: null }])
  })

  it('the database refuses both what the program would: the same person, and one person alone', async () => {
    const one = await propose()
    await expect(
      sql`update decisions set state = 'taken', decided_by = ${analyst.id}, decided_at = now() where id = ${one.decisionId}`.execute(
        house.db,
      ),
    )
      .rejects
      .toThrow(/four_eyes_are_two_people/)
    await expect(
      sql`update decisions set state = 'taken', decided_by = ${officer.id}, proposed_by = null where id = ${one.decisionId}`.execute(
        house.db,
      ),
    )
      .rejects
      .toThrow(/four_eyes_were_kept/)
    await expect(sql`update decisions set state = 'taken' where id = ${one.decisionId}`.execute(house.db)).rejects.toThrow(/check/)
  })

  it('a second proposal is refused: one is open', async () => {
    const one = await propose()
    await expect(proposeDecision(house.ctx(officer), one.dossierId, { verdict: 'reject', ground: 'vigilance', ...because }))
      .rejects
      .toMatchObject({ status: 409, code: 'state_has_changed' })
  })

  it('declined with a reason, the dossier is in the queue again, free', async () => {
    const one = await propose()
    await expect(declineDecision(house.ctx(officer), one.dossierId, { reason: '' })).rejects.toMatchObject({ status: 422 })
    await declineDecision(house.ctx(officer), one.dossierId, { reason: 'Origine des fonds non justifiée' })
    expect(await dossierRow(house, one.dossierId)).toMatchObject({ state: 'submitted' })
    expect(await reviewRow(house, one.reviewId)).toMatchObject({ state: 'open', owner_id: null })
    expect(await decisionsOf(house, one.dossierId)).toMatchObject([{
      state: 'declined',
      decided_by: officer.id,
      decline_reason: 'Origine des fonds non justifiée',
    }])
  })

  it('is decided as it was read: another in its place, be it of the same file, is not', async () => {
    const one = await propose()
    const [read] = await decisionsOf(house, one.dossierId)
    await declineDecision(house.ctx(officer), one.dossierId, { reason: 'Pas encore', proposal: read!.id })
    await proposeDecision(house.ctx(analyst), one.dossierId, { verdict: 'reject', ground: 'fraud', ...because })
    for (const decide of [confirmDecision, declineDecision])
      await expect(decide(house.ctx(officer), one.dossierId, { ...because, proposal: read!.id }))
        .rejects
        .toMatchObject({ status: 409, code: 'proposal_has_changed' })
    expect(await dossierRow(house, one.dossierId)).toMatchObject({ state: 'proposed' })
    const client = await house.clientOf(officer)
    const { version } = await dossierRow(house, one.dossierId)
    const refused = await client.post(`/console/dossiers/${one.dossierId}/confirm`, {
      version: String(version),
      reason: '',
      proposal: read!.id,
    })
    expect([refused.status, refused.text.includes('Ce n’est plus la même proposition')]).toEqual([409, true])
  })

  it('an edit of the dossier voids the proposal', async () => {
    const one = await propose()
    const { version } = await dossierRow(house, one.dossierId)
    const events = await eventsDuring(house, one.merchantId, () =>
      unit(house.ctx(), async (tx) => {
        await record(tx, 'company.changed', { subject: one.dossierId, merchantId: one.merchantId })
        await touchDossier(tx, one.dossierId)
      }))
    expect(events).toEqual(['company.changed', 'dossier.proposal_voided', 'review.returned'])
    expect(await dossierRow(house, one.dossierId)).toMatchObject({ state: 'submitted', version: version + 1 })
    expect(await decisionsOf(house, one.dossierId)).toMatchObject([{ state: 'voided', decided_by: null }])
    await expect(confirmDecision(house.ctx(officer), one.dossierId, because)).rejects.toMatchObject({ status: 409 })
  })

  it('so does a verdict on a piece', async () => {
    const one = await propose()
    const [first] = await documentsOf(house, one.dossierId)
    await expect(acceptDocument(house.ctx(officer), first!.id)).rejects.toMatchObject({ code: 'state_has_changed' })
    const added = await unit(house.ctx(), async (tx) => {
      await record(tx, 'document.received', { subject: one.dossierId })
      return insertPiece(tx, one, { requirementKey: 'accounts' })
    })
    await refuseDocument(house.ctx(officer), added, { reason: 'incomplete', note: '' })
    expect(await decisionsOf(house, one.dossierId)).toMatchObject([{ state: 'voided' }])
  })

  it('a refusal proposed and confirmed', async () => {
    const one = await openDossier(house, { isRisky: true, pieces: 'received' })
    await expect(proposeDecision(house.ctx(analyst), one.dossierId, { verdict: 'validate', ...because })).rejects.toMatchObject({
      code: 'pieces_unsettled',
    })
    await proposeDecision(house.ctx(analyst), one.dossierId, {
      verdict: 'reject',
      ground: 'vigilance',
      reason: 'Jeux d’argent sans licence',
    })
    await confirmDecision(house.ctx(officer), one.dossierId, { reason: 'D’accord' })
    expect(await merchantRow(house, one.merchantId)).toMatchObject({ state: 'rejected' })
  })
})

describe('a gap', () => {
  const anyGap = async (dossierId: string) => (await documentsOf(house, dossierId))[0]!.requirement_key

  it('is let pass by an officer with a reason; then two people are due', async () => {
    // Without his card's copy two other measures identify him: that, no officer lets pass.
    const one = await openDossier(house, { pieces: 'refused', measures: [4, 6] })
    const keys = [...new Set((await documentsOf(house, one.dossierId)).map(({ requirement_key }) => requirement_key))]
    await expect(overrideGap(house.ctx(analyst), one.dossierId, { requirementKey: keys[0]!, reason: 'x' })).rejects.toMatchObject({
      status: 403,
    })
    await expect(overrideGap(house.ctx(officer), one.dossierId, { requirementKey: keys[0]!, reason: ' ' })).rejects.toMatchObject({
      status: 422,
    })
    await expect(overrideGap(house.ctx(officer), one.dossierId, { requirementKey: 'nothing_we_know', reason: 'x' })).rejects.toMatchObject({
      status: 422,
    })
    for (const requirementKey of keys)
      await overrideGap(house.ctx(officer), one.dossierId, { requirementKey, reason: 'Vérifié au guichet.' })
    await expect(overrideGap(house.ctx(officer), one.dossierId, { requirementKey: keys[0]!, reason: 'encore' })).rejects.toMatchObject({
      status: 409,
    })
    await expect(validateDossier(house.ctx(analyst), one.dossierId, because)).rejects.toMatchObject({ code: 'four_eyes_due' })
    await proposeDecision(house.ctx(analyst), one.dossierId, { verdict: 'validate', ...because })
    await confirmDecision(house.ctx(officer), one.dossierId, because)
    expect(await decisionsOf(house, one.dossierId)).toMatchObject([{ four_eyes: ['override'], state: 'taken' }])
  })

  it('is a gap again when the officer takes it back', async () => {
    const one = await openDossier(house, { pieces: 'received' })
    const requirementKey = await anyGap(one.dossierId)
    await overrideGap(house.ctx(officer), one.dossierId, { requirementKey, reason: 'Vu' })
    await withdrawOverride(house.ctx(officer), one.dossierId, { requirementKey })
    expect(
      await house
        .db
        .selectFrom('gap_overrides')
        .select('id')
        .where('dossier_id', '=', one.dossierId)
        .where('withdrawn_at', 'is', null)
        .execute(),
    )
      .toEqual([])
    await expect(withdrawOverride(house.ctx(officer), one.dossierId, { requirementKey })).rejects.toMatchObject({ status: 409 })
  })
})

describe('two at once', () => {
  it('one decision wins, the other is told', async () => {
    for (let round = 0; round < 5; round++) {
      const one = await openDossier(house)
      const other = await house.staff('officer')
      const ends = await Promise.allSettled([
        validateDossier(house.ctx(analyst), one.dossierId, because),
        rejectDossier(house.ctx(other), one.dossierId, { ground: 'eligibility', reason: 'Non' }),
      ])
      expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect(ends.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { status: 409 } })
      expect(await decisionsOf(house, one.dossierId)).toHaveLength(1)
    }
  })

  it('two officers confirm: one', async () => {
    const one = await openDossier(house, { isPep: true })
    await proposeDecision(house.ctx(analyst), one.dossierId, { verdict: 'validate', ...because })
    const other = await house.staff('officer')
    const ends = await Promise.allSettled([officer, other].map((who) => confirmDecision(house.ctx(who), one.dossierId, because)))
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect((await liveKeys(one.merchantId)).length).toBe(2)
  })
})
