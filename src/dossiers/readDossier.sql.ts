import type { Selectable } from 'kysely'
import { notFound } from '#src/kernel/errors.ts'
import type { ReadDb } from '#src/platform/db.ts'
import type { Contracts, Merchants } from '#src/platform/db.types.ts'
import { listMeasures, type MeasureRow } from '#src/identification/identification.sql.ts'
import { listRenewals, type Renewal } from '#src/renewals/expiries.sql.ts'
import { findAnswerableRequest, listItems, type NamedItem, type RequestRow } from '#src/requests/requests.sql.ts'
import { checklist, type ChecklistLine } from './checklist.ts'
import { findCompany, findDossier, findDossierOfMerchant, findPayoutAccount, listPeople } from './dossiers.sql.ts'
import { dossierFacts, type CompanyRow, type DocumentRow, type DossierRow, type OverrideRow, type PayoutAccountRow,
  type PersonRow } from './facts.ts'
import type { DossierFacts } from './requirement.ts'

export type AnswerableRequest = RequestRow & { items: NamedItem[] }

/** The whole file, as the merchant's pages and the console read it. */
export type DossierFile = {
  dossier: DossierRow
  merchant: Selectable<Merchants>
  company: CompanyRow | null
  people: PersonRow[]
  account: PayoutAccountRow | null
  contract: Selectable<Contracts> | null
  /** All of them, withdrawn and superseded ones too, oldest first; files sent together by their names. */
  documents: DocumentRow[]
  overrides: OverrideRow[]
  /** How those who act were identified at a distance, as it stands (R561-5-2). */
  identification: MeasureRow[]
  /** What is asked of the merchant now; a lapsed one can still be answered. */
  request: AnswerableRequest | null
  /** Lines whose piece expires soon and that the merchant was told of. */
  renewals: Renewal[]
  /** Null before the company is known. */
  facts: DossierFacts | null
  checklist: ChecklistLine<DocumentRow>[]
}

const findMerchantRow = (db: ReadDb, id: string) => db.selectFrom('merchants').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

const findCurrentContract = async (db: ReadDb, dossierId: string) =>
  (await db
    .selectFrom('contracts')
    .selectAll()
    .where('dossier_id', '=', dossierId)
    .where('state', '<>', 'superseded')
    .executeTakeFirst()) ?? null

const listDossierDocuments = (db: ReadDb, dossierId: string) =>
  db
    .selectFrom('documents')
    .selectAll()
    .where('dossier_id', '=', dossierId)
    .orderBy('uploaded_at')
    .orderBy('file_name')
    .orderBy('id')
    .execute()

const listCurrentOverrides = (db: ReadDb, dossierId: string) =>
  db.selectFrom('gap_overrides').selectAll().where('dossier_id', '=', dossierId).where('withdrawn_at', 'is', null).execute()

/** The living request, or the last one where it lapsed: it can still be answered. */
const findRequest = async (db: ReadDb, dossierId: string): Promise<AnswerableRequest | null> => {
  const request = await findAnswerableRequest(db, dossierId)
  return request && { ...request, items: await listItems(db, request.id) }
}

const readFile = async (db: ReadDb, dossier: DossierRow): Promise<DossierFile> => {
  const { id } = dossier
  const [merchant, company, people, account, contract, documents, overrides, identification, request, renewals] = await Promise.all([
    findMerchantRow(db, dossier.merchant_id),
    findCompany(db, id),
    listPeople(db, id),
    findPayoutAccount(db, id),
    findCurrentContract(db, id),
    listDossierDocuments(db, id),
    listCurrentOverrides(db, id),
    listMeasures(db, id),
    findRequest(db, id),
    listRenewals(db, id),
  ])
  const facts = dossierFacts(dossier, company, people)
  const lines = facts ? checklist(facts, documents, overrides, request?.items ?? []) : []
  return {
    dossier,
    merchant,
    company,
    people,
    account,
    contract,
    documents,
    overrides,
    identification,
    request,
    renewals,
    facts,
    checklist: lines,
  }
}

export const readDossier = async (db: ReadDb, dossierId: string): Promise<DossierFile> => {
  const dossier = await findDossier(db, dossierId)
  if (!dossier) throw notFound()
  return readFile(db, dossier)
}

export const readDossierOfMerchant = async (db: ReadDb, merchantId: string): Promise<DossierFile> => {
  const dossier = await findDossierOfMerchant(db, merchantId)
  if (!dossier) throw notFound()
  return readFile(db, dossier)
}
