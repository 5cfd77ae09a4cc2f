import { z } from 'zod'
import { hasValidRibKey } from '#src/kernel/identifiers.ts'
import { filled, summaryOf, type Refused } from '#src/merchants/forms.page.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import type { Field } from '#src/web/components.ts'
import { optionalLine, parse } from '#src/web/fields.ts'
import type { Visit } from '#src/web/visit.ts'
import { fileOf, forgetFile, isClosedOff, isEditable } from './file.page.ts'
import { writeIban } from './payoutAccount.ts'
import type { DossierFile } from './readDossier.sql.ts'
import { savePayoutAccount } from './savePayoutAccount.ts'
import { nextPage } from './steps.page.ts'

const fieldsOf = ({ t }: Visit, { account, company }: DossierFile): Field[] => [
  { name: 'holder', label: t('dossiers:account.field.holder'), hint: t('dossiers:account.hint.holder'), value: account?.holder ?? company?.name ?? '', width: 'full', isRequired: true, maxlength: 160 },
  { name: 'iban', label: t('dossiers:account.field.iban'), hint: t('dossiers:account.hint.iban'), value: account ? writeIban(account.iban) : '', width: 'full', isRequired: true, maxlength: 50 },
  { name: 'bic', label: t('dossiers:account.field.bic'), hint: t('dossiers:account.hint.bic'), value: account?.bic ?? '', width: 'short', isOptional: true, maxlength: 14 },
]

/** GET /merchant/account */
export const showPayoutAccount = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const file = await fileOf(visit)
  if (isClosedOff(file)) return seeOther('/merchant')
  const isOpen = isEditable(file)
  const fields = filled(visit, fieldsOf(visit, file), refused).map((field) => ({ ...field, isDisabled: !isOpen }))
  const hasDoubtfulKey = file.account !== null && !hasValidRibKey(file.account.iban)
  return view('dossiers/account', { title: visit.t('dossiers:account.title'), fields, errors: summaryOf(visit, refused, fields), isOpen, hasDoubtfulKey })
}

const form = z.object({ holder: optionalLine(160), iban: optionalLine(50), bic: optionalLine(14) })

/** POST /merchant/account: an IBAN whose RIB key does not fit is kept, and the page asks to look again. */
export const postPayoutAccount = async (visit: Visit): Promise<Answer> => {
  await savePayoutAccount(visit.ctx, parse(form, visit.body))
  forgetFile(visit)
  const { account } = await fileOf(visit)
  if (account && !hasValidRibKey(account.iban)) return seeOther('/merchant/account', good('dossiers:flash.saved'))
  return seeOther(await nextPage(visit, 'account'), good('dossiers:flash.saved'))
}
