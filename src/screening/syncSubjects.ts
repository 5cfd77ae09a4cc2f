import { findOpenChange } from '#src/accountChanges/accountChanges.sql.ts'
import { newId } from '#src/kernel/ids.ts'
import { findCompany, findPayoutAccount, listPeople, lockDossier } from '#src/dossiers/dossiers.sql.ts'
import { endHitsOf } from '#src/hits/endHits.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { changedDigests, digestsOf } from './digests.ts'
import { isScreened, subjectsOf, type Subject } from './subject.ts'
import { endVersion, insertSubject, insertVersion, lastVersionNumber, listCurrent, listSubjectsOf, type Current,
  type SubjectRow } from './subjects.sql.ts'

const keyOf = ({ role, personId }: Pick<Subject, 'role' | 'personId'>): string => `${role} ${personId ?? ''}`

const wantedOf = async (tx: Tx, dossierId: string): Promise<{ merchantId: string; wanted: Subject[] }> => {
  const dossier = await lockDossier(tx.db, dossierId)
  if (!isScreened(dossier.state)) return { merchantId: dossier.merchant_id, wanted: [] }
  const [company, people, account] = [
    await findCompany(tx.db, dossierId),
    await listPeople(tx.db, dossierId),
    await findPayoutAccount(tx.db, dossierId),
  ]
  const asked = await findOpenChange(tx.db, dossierId)
  return { merchantId: dossier.merchant_id, wanted: subjectsOf({ company, people, account, asked }) }
}

const isSame = (current: Current | undefined, wanted: Subject | undefined): boolean =>
  current !== undefined && wanted !== undefined && current.name === wanted.name &&
  changedDigests(current.digests, digestsOf(wanted.party)).length === 0

const begin = async (
  tx: Tx,
  { merchantId, dossierId }: { merchantId: string; dossierId: string },
  wanted: Subject,
  known: SubjectRow | undefined,
): Promise<void> => {
  const subjectId = known?.id ?? newId('scsj', tx.now)
  if (!known)
    await insertSubject(tx.db, { id: subjectId, merchantId, dossierId, role: wanted.role, personId: wanted.personId, createdAt: tx.now })
  const number = (await lastVersionNumber(tx.db, subjectId)) + 1
  await insertVersion(tx.db, {
    id: newId('scsv', tx.now),
    subjectId,
    number,
    name: wanted.name,
    party: wanted.party,
    digests: digestsOf(wanted.party),
    fromAt: tx.now,
  })
}

export type Synced = { subjects: Current[]; isChanged: boolean }

/** Brings who is screened to what the file says now: a changed one begins a version, who left ends, his open hits with him. */
export const syncSubjects = async (tx: Tx, dossierId: string): Promise<Synced> => {
  const { merchantId, wanted } = await wantedOf(tx, dossierId)
  const [current, known] = [await listCurrent(tx.db, dossierId), await listSubjectsOf(tx.db, dossierId)]
  const find = <One extends Pick<Subject, 'role' | 'personId'>>(
    all: readonly One[],
    one: Pick<Subject, 'role' | 'personId'>,
  ): One | undefined => all.find((other) => keyOf(other) === keyOf(one))
  const over = current.filter((one) => !isSame(one, find(wanted, one)))
  const begun = wanted.filter((subject) => !isSame(find(current, subject), subject))
  for (const one of over) await endVersion(tx.db, one.id, tx.now)
  for (const one of over) if (!find(wanted, one)) await endHitsOf(tx, { subjectId: one.subjectId }, 'subject_gone')
  for (const subject of begun) await begin(tx, { merchantId, dossierId }, subject, find(known, subject))
  return { subjects: await listCurrent(tx.db, dossierId), isChanged: over.length + begun.length > 0 }
}
