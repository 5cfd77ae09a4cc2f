import { isId } from '#src/kernel/ids.ts'
import type { RightsSubjectKind as SubjectKind } from '#src/platform/db.types.ts'

export type { RightsSubjectKind as SubjectKind } from '#src/platform/db.types.ts'

/** A row of ours that is a person: what signs in, stands in a dossier, pays, or is named on a card or on a mandate. */
const prefixes: Record<SubjectKind, string> = { user: 'user', person: 'pers', payer: 'cust', card: 'card', mandate: 'sepa' }
export const subjectKinds = Object.keys(prefixes) as SubjectKind[]

export const subjectKindOf = (id: string): SubjectKind | null => subjectKinds.find((kind) => isId(prefixes[kind], id)) ?? null

/** The rows of one person, by kind. */
export type Subjects = Record<SubjectKind, string[]>

export const subjectsOf = (ids: readonly string[]): Subjects =>
  Object.fromEntries(subjectKinds.map((kind) => [kind, ids.filter((id) => subjectKindOf(id) === kind)])) as Subjects

export const idsOf = (subjects: Subjects): string[] => subjectKinds.flatMap((kind) => subjects[kind])
