import { z } from 'zod'
import { newTicket } from '#src/platform/submission.ts'
import type { Refused } from '#src/merchants/forms.page.ts'
import { formatCents } from '#src/kernel/money.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, type Fact } from '#src/web/components.ts'
import { parse } from '#src/web/fields.ts'
import type { Visit } from '#src/web/visit.ts'
import { ticket } from './fields.page.ts'
import { fileOf, stepsOf } from './file.page.ts'
import { mccLabel } from './mccs.ts'
import { personName } from './person.ts'
import { writeIban } from './payoutAccount.ts'
import { missingBeforeSubmit } from './progress.ts'
import type { DossierFile } from './readDossier.sql.ts'
import { pageOfStep, sayProblem } from './steps.page.ts'
import { submitDossier } from './submitDossier.ts'

const companyFacts = ({ t, lang }: Visit, { company }: DossierFile): Fact[] =>
  company
    ? [
      { label: t('dossiers:company.field.name'), text: company.name },
      { label: t('dossiers:company.field.legal_form'), text: t(`dossiers:form.${company.legal_form}`) },
      ...(company.siret ? [{ label: t('dossiers:company.field.siret'), text: company.siret, isMono: true }] : []),
      ...(company.rna ? [{ label: t('dossiers:company.field.rna'), text: company.rna, isMono: true }] : []),
      {
        label: t('dossiers:submit.seat'),
        text: [company.address_line1, company.address_line2, `${company.postcode} ${company.city}`].filter(Boolean).join(', '),
      },
      { label: t('dossiers:company.field.mcc'), text: mccLabel(company.mcc, lang) },
      { label: t('dossiers:company.field.monthly'), text: formatCents(company.expected_monthly_cents, company.currency, lang) },
    ]
    : []

const restFacts = ({ t }: Visit, { people, account, documents, contract }: DossierFile): Fact[] => [
  { label: t('dossiers:step.people'), text: people.map(personName).join(', ') },
  { label: t('dossiers:account.field.iban'), text: account ? writeIban(account.iban) : '', isMono: true },
  {
    label: t('dossiers:step.documents'),
    text: t('dossiers:submit.files', { count: documents.filter(({ state }) => state === 'received' || state === 'accepted').length }),
  },
  ...(contract?.signed_at ? [{ label: t('dossiers:step.contract'), at: contract.signed_at }] : []),
]

/** GET /merchant/submit: a last look, or everything that is missing, each with the page that mends it. */
export const showSubmit = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const file = await fileOf(visit)
  if (file.dossier.state !== 'draft') return seeOther('/merchant')
  const missing = missingBeforeSubmit(stepsOf(visit, file)).map(({ step, problem }) => ({
    href: pageOfStep[step],
    step: visit.t(`dossiers:step.${step}`),
    text: sayProblem(visit, problem),
  }))
  return view('dossiers/submit', {
    title: visit.t('dossiers:submit.title'),
    missing,
    facts: [...companyFacts(visit, file), ...restFacts(visit, file)],
    ticket: newTicket(),
    errors: missing.length > 0 ? [] : errorLines(refused?.errors, visit.t),
  })
}

const form = z.object({ ticket: ticket() })

/** POST /merchant/submit */
export const postSubmit = async (visit: Visit): Promise<Answer> => {
  await submitDossier(visit.ctx, parse(form, visit.body))
  return seeOther('/merchant', good('dossiers:flash.submitted'))
}
