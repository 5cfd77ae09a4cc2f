import { describe, expect, it } from 'vitest'
import { missingPieces, type Piece, requirement } from '#src/dossiers/requirement.ts'

const kbis = requirement('registration_proof', 'required', 'registration_company', { maxAgeMonths: 3, acceptedTypes: ['kbis'] })
const identity = requirement('identity_document', 'required', 'identity_owner', { personId: 'pers_a' })
const accounts = requirement('accounts', 'conditional', 'accounts_if_asked')
const all = [kbis, identity, accounts]

const piece = (requirementKey: string, more: Partial<Piece> = {}): Piece => ({ requirementKey, receivedOn: '2026-11-21', ...more })
const missing = (...pieces: Piece[]): string[] => missingPieces(all, pieces).map(({ key }) => key)

describe('what is missing', () => {
  it('is what is required and not there', () => {
    expect(missing()).toEqual(['registration_proof', 'identity_document:pers_a'])
    expect(missing(piece('registration_proof'), piece('identity_document:pers_a'))).toEqual([])
  })
  it('is not answered for another person, by another type, or by a piece too old when it came', () => {
    expect(missing(piece('registration_proof'), piece('identity_document:pers_b'))).toEqual(['identity_document:pers_a'])
    const others = [piece('identity_document:pers_a')]
    expect(missing(...others, piece('registration_proof', { type: 'avis_sirene' }))).toEqual(['registration_proof'])
    expect(missing(...others, piece('registration_proof', { type: 'kbis', issuedOn: '2026-08-21' }))).toEqual(['registration_proof'])
    expect(missing(...others, piece('registration_proof', { type: 'kbis', issuedOn: '2026-08-22' }))).toEqual([])
  })
  it('what was not read yet does not count against a piece', () =>
    expect(missing(piece('identity_document:pers_a'), piece('registration_proof', { type: null, issuedOn: null }))).toEqual([]))
})
