import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { findCase, type FraudCaseRow } from './fraudCases.sql.ts'

export type CaseRow = FraudCaseRow & { merchantName: string; ownerName: string | null }

export const casePath = ({ id }: Pick<FraudCaseRow, 'id'>): string => `/console/fraud-cases/${id}`

/** The case of an address of the console; 404 where there is none. */
export const caseRowOfPath = async (visit: Visit): Promise<CaseRow> => {
  const id = param(visit, 'id')
  const one = isId('frdc', id) ? await findCase(visit.ctx.db, id) : null
  if (!one) throw notFound()
  return one
}
