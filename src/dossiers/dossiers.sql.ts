import type { Insertable } from 'kysely'
import { notFound } from '#src/kernel/errors.ts'
import type { Companies, Dossiers, PayoutAccounts, People } from '#src/platform/db.types.ts'
import type { ReadDb, WritableDb } from '#src/platform/db.ts'
import type { CompanyRow, DossierRow, PayoutAccountRow, PersonRow } from './facts.ts'

export type { CompanyRow, DossierRow, PayoutAccountRow, PersonRow } from './facts.ts'

export const findDossier = async (db: ReadDb, id: string): Promise<DossierRow | null> =>
  (await db.selectFrom('dossiers').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

export const findDossierOfMerchant = async (db: ReadDb, merchantId: string): Promise<DossierRow | null> =>
  (await db.selectFrom('dossiers').selectAll().where('merchant_id', '=', merchantId).executeTakeFirst()) ?? null

/** The first lock of every unit that touches a case: dossier, then request, review, merchant. */
export const lockDossier = (db: WritableDb, id: string): Promise<DossierRow> =>
  db.selectFrom('dossiers').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow(() => notFound())

export const lockDossierOfMerchant = (db: WritableDb, merchantId: string): Promise<DossierRow> =>
  db.selectFrom('dossiers').selectAll().where('merchant_id', '=', merchantId).forUpdate().executeTakeFirstOrThrow(() => notFound())

export const insertDossier = async (db: WritableDb, row: Insertable<Dossiers>): Promise<void> => {
  await db.insertInto('dossiers').values(row).execute()
}

type DossierChanges =
  & Partial<Pick<DossierRow, 'state' | 'submitted_at' | 'decided_at' | 'risk' | 'risk_score' | 'risk_rule' | 'raised'>>
  & { risk_reasons?: string }

export const changeDossier = async (db: WritableDb, id: string, at: Date, changes: DossierChanges): Promise<void> => {
  await db.updateTable('dossiers').set({ ...changes, updated_at: at }).where('id', '=', id).execute()
}

/** Every edit makes a new version: a proposal and a signature say which one they judged. */
export const raiseVersion = async (db: WritableDb, id: string, at: Date): Promise<DossierRow> =>
  db
    .updateTable('dossiers')
    .set((eb) => ({ version: eb('version', '+', 1), updated_at: at }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow(() => notFound())

export const findCompany = async (db: ReadDb, dossierId: string): Promise<CompanyRow | null> =>
  (await db.selectFrom('companies').selectAll().where('dossier_id', '=', dossierId).executeTakeFirst()) ?? null

export const saveCompanyRow = async (db: WritableDb, row: Insertable<Companies>): Promise<void> => {
  const { dossier_id: _, ...changes } = row
  await db.insertInto('companies').values(row).onConflict((oc) => oc.column('dossier_id').doUpdateSet(changes)).execute()
}

export const listPeople = (db: ReadDb, dossierId: string): Promise<PersonRow[]> =>
  db.selectFrom('people').selectAll().where('dossier_id', '=', dossierId).where('removed_at', 'is', null).orderBy('id').execute()

/** Anybody's, taken off the file or not. */
export const findPerson = async (db: ReadDb, id: string): Promise<PersonRow | null> =>
  (await db.selectFrom('people').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

export const insertPerson = async (db: WritableDb, row: Insertable<People>): Promise<void> => {
  await db.insertInto('people').values(row).execute()
}

export const changePersonRow = async (
  db: WritableDb,
  id: string,
  row: Partial<Omit<PersonRow, 'id' | 'dossier_id' | 'created_at'>>,
): Promise<void> => {
  await db.updateTable('people').set(row).where('id', '=', id).execute()
}

/** Taken off the file, kept in it: pieces and contracts of the past name him. Whoever acted for him acts for nobody. */
export const removePersonRow = async (db: WritableDb, id: string, at: Date): Promise<void> => {
  await db.updateTable('people').set({ removed_at: at }).where('id', '=', id).execute()
  await db.updateTable('people').set({ represents_person_id: null }).where('represents_person_id', '=', id).execute()
}

export const findPayoutAccount = async (db: ReadDb, dossierId: string): Promise<PayoutAccountRow | null> =>
  (await db
    .selectFrom('payout_accounts')
    .selectAll()
    .where('dossier_id', '=', dossierId)
    .where('replaced_at', 'is', null)
    .executeTakeFirst()) ?? null

export const replacePayoutAccount = async (db: WritableDb, row: Insertable<PayoutAccounts>, at: Date): Promise<void> => {
  await db
    .updateTable('payout_accounts')
    .set({ replaced_at: at })
    .where('dossier_id', '=', row.dossier_id)
    .where('replaced_at', 'is', null)
    .execute()
  await db.insertInto('payout_accounts').values(row).execute()
}
