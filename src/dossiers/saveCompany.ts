import { invalid } from '#src/kernel/errors.ts'
import { nameMerchant } from '#src/merchants/nameMerchant.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { fieldChanges } from './changes.ts'
import { companyColumns, companyProblems, normaliseCompany, type CompanyInput } from './company.ts'
import { findCompany, saveCompanyRow } from './dossiers.sql.ts'
import { lockEditable } from './lockEditable.ts'
import { noteEdit } from './noteEdit.ts'

/** What the company is and does (KYC-03, KYC-07). 422 naming each field that is wrong. Saved again unchanged, it changes nothing. */
export const saveCompany = (ctx: Ctx, input: CompanyInput): Promise<void> =>
  unit(ctx, async (tx) => {
    const company = normaliseCompany(input)
    const problems = companyProblems(company)
    if (Object.keys(problems).length > 0) throw invalid(problems)
    const dossier = await lockEditable(tx)
    const columns = companyColumns(company)
    const changes = fieldChanges((await findCompany(tx.db, dossier.id)) ?? {}, columns)
    if (changes.length === 0) return
    await saveCompanyRow(tx.db, { ...columns, dossier_id: dossier.id, updated_at: tx.now })
    await nameMerchant(tx, dossier.merchant_id, company.name, company.tradeName)
    await noteEdit(tx, dossier, { event: 'dossier.company_saved', edited: { what: 'company' }, changes })
  })
