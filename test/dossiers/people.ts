import type { OwnerFacts } from '#src/dossiers/beneficialOwners.ts'

/** Somebody in a dossier: a natural person without role, share or power unless told. */
export const person = (id: string, more: Partial<OwnerFacts> = {}): OwnerFacts => ({
  id,
  kind: 'natural',
  role: 'associe',
  isRepresentative: false,
  isBeneficialOwner: false,
  isPep: false,
  capitalBps: 0,
  votesBps: 0,
  ...more,
})

export const representative = (id: string, role: string, more: Partial<OwnerFacts> = {}): OwnerFacts =>
  person(id, { role, isRepresentative: true, ...more })

/** Owns all of it, by capital and votes. */
export const soleOwner = { isBeneficialOwner: true, capitalBps: 10_000, votesBps: 10_000 }
