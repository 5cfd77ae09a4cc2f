import { sql } from 'kysely'
import { addDays, addMonths, endOfParisDay, startOfParisDay, type Day } from '#src/kernel/calendar.ts'
import { ownershipFacts, ruledColumns, type CompanyRow, type RuledPerson } from '#src/dossiers/facts.ts'
import { ownershipProblems } from '#src/dossiers/ownershipProblems.ts'
import type { ReadDb } from '#src/platform/db.ts'

/** What a file lacks it may still get: as many days as a merchant has to answer us (rules.md §1.9). */
const fileDays = 30

type PersonOfFile = RuledPerson & { merchantId: string }
type CompanyOfFile = Pick<CompanyRow, 'legal_form' | 'is_listed'> & { merchantId: string }
const personColumns = sql.join(ruledColumns.map((one) => sql.ref(`p.${one}`)))

/** Files of those who took money in the month, handed in longer ago than they take to be completed. */
const filed = (day: Day) =>
  sql`d.state <> 'draft' and d.submitted_at < ${endOfParisDay(addDays(day, -fileDays))}
  and exists (select from merchant_days y where y.merchant_id = d.merchant_id and y.traded_on > ${addDays(day, -30)}::date and y.traded_on <= ${day}::date and y.captures > 0)`

const byMerchant = <T extends { merchantId: string }>(rows: readonly T[]): Map<string, T[]> => {
  const found = new Map<string, T[]>()
  for (const row of rows) found.set(row.merchantId, [...(found.get(row.merchantId) ?? []), row])
  return found
}

/**
 * How many things stand between a file and the knowledge of who owns the merchant (BO-01..06), of people as files had them at the end of a
 * day; nothing of those who lack nothing.
 */
export const readOwnerGaps = async (db: ReadDb, day: Day): Promise<Map<string, number>> => {
  const companies =
    (await sql<CompanyOfFile>`select c.legal_form, c.is_listed, d.merchant_id as "merchantId" from companies c join dossiers d on d.id = c.dossier_id where ${filed(day)}`
      .execute(db))
      .rows
  const people = byMerchant(
    (await sql<PersonOfFile>`select ${personColumns}, d.merchant_id as "merchantId" from people p join dossiers d on d.id = p.dossier_id
    where ${filed(day)} and p.created_at < ${endOfParisDay(day)} and (p.removed_at is null or p.removed_at >= ${endOfParisDay(day)})`
      .execute(db))
      .rows,
  )
  return new Map(
    companies
      .map((company): [string, number] => [
        company.merchantId,
        ownershipProblems(ownershipFacts(company, people.get(company.merchantId) ?? []), day).length,
      ])
      .filter(([, count]) => count > 0),
  )
}

/**
 * Extracts of the register of beneficial owners (RBE) that name others than the file does, sent longer ago than that takes to be put right,
 * and which nobody let pass.
 */
export const readOwnerDisputes = async (db: ReadDb, day: Day): Promise<Map<string, number>> =>
  new Map(
    (await sql<{ id: string; count: number }>`select o.merchant_id as id, count(*)::int as count from document_checks k join documents o on o.id = k.document_id
    where k.check_id = 'owners_match' and k.verdict = 'fail' and o.state in ('received', 'accepted') and o.uploaded_at < ${endOfParisDay(addDays(day, -fileDays))}
    and not exists (select from check_overrides v where v.document_id = k.document_id and v.check_id = k.check_id and v.overridden_at < ${endOfParisDay(day)}) group by 1`
      .execute(db))
      .rows
      .map(({ id, count }) => [id, count]),
  )

/** Requests for papers whose clock ran out in the year, and which nothing has answered since; and those that are overdue this moment. */
export const readRefusedPapers = async (db: ReadDb, day: Day): Promise<Map<string, number>> =>
  new Map((await sql<{ id: string; count: number }>`select merchant_id as id, count(*)::int as count from document_requests
    where (state = 'lapsed' and closed_at >= ${startOfParisDay(addMonths(day, -12))} and closed_at < ${endOfParisDay(day)}) or (state = 'open' and due_at < ${endOfParisDay(day)}) group by 1`
    .execute(db))
    .rows
    .map(({ id, count }) => [id, count]))
