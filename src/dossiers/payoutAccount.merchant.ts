import { z } from 'zod'
import { whyNotNow } from '#src/accountChanges/accountChange.ts'
import { maskedIban } from '#src/accountChanges/maskedIban.page.ts'
import { listChangesOf } from '#src/accountChanges/accountChanges.sql.ts'
import { hasValidRibKey } from '#src/kernel/identifiers.ts'
import { filled, type Refused } from '#src/merchants/forms.page.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, type Fact, type Field } from '#src/web/components.ts'
import { optionalLine, parse } from '#src/web/fields.ts'
import type { Visit } from '#src/web/visit.ts'
import { fileOf, forgetFile, isClosedOff, isEditable } from './file.page.ts'
import { writeIban } from './payoutAccount.ts'
import type { DossierFile } from './readDossier.sql.ts'
import { savePayoutAccount } from './savePayoutAccount.ts'
import { nextPage } from './steps.page.ts'

const fieldsOf = ({ t }: Visit, { account, company }: DossierFile): Field[] => [
  {
    name: 'holder',
    label: t('dossiers:account.field.holder'),
    hint: t('dossiers:account.hint.holder'),
    value: account?.holder ?? company?.name ?? '',
    width: 'full',
    isRequired: true,
    maxlength: 160,
  },
  {
    name: 'iban',
    label: t('dossiers:account.field.iban'),
    hint: t('dossiers:account.hint.iban'),
    value: account ? writeIban(account.iban) : '',
    width: 'full',
    isRequired: true,
    maxlength: 50,
  },
  {
    name: 'bic',
    label: t('dossiers:account.field.bic'),
    hint: t('dossiers:account.hint.bic'),
    value: account?.bic ?? '',
    width: 'short',
    isOptional: true,
    maxlength: 14,
  },
]

/** Of a validated merchant: what we pay him on, and the way to another (src/accountChanges). */
const standing = async (visit: Visit, { account, merchant }: DossierFile): Promise<Answer> => {
  const { t, ctx } = visit
  const open = (await listChangesOf(ctx.db, merchant.id, 1)).find(({ state }) => state === 'asked')
  const facts: Fact[] = account
    ? [{ label: t('dossiers:account.field.holder'), text: account.holder }, {
      label: t('dossiers:account.field.iban'),
      text: account.iban,
      isMono: true,
    }, ...(account.bic ? [{ label: t('dossiers:account.field.bic'), text: account.bic, isMono: true }] : [])]
    : []
  return view('dossiers/account', {
    title: t('dossiers:account.title'),
    isStanding: true,
    facts,
    open: open ? t('accountChanges:page.open', { account: maskedIban(visit, open.iban) }) : '',
    link: { href: '/merchant/account/change', label: t(open ? 'accountChanges:page.see' : 'accountChanges:ask.link') },
  })
}

/** GET /merchant/account */
export const showPayoutAccount = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const file = await fileOf(visit)
  if (isClosedOff(file)) return seeOther('/merchant')
  if (!refused && whyNotNow(file.merchant.state, file.dossier.state) === null) return standing(visit, file)
  const isOpen = isEditable(file)
  const fields = filled(visit, fieldsOf(visit, file), refused).map((field) => ({ ...field, isDisabled: !isOpen }))
  const hasDoubtfulKey = file.account !== null && !hasValidRibKey(file.account.iban)
  return view('dossiers/account', {
    title: visit.t('dossiers:account.title'),
    isStanding: false,
    fields,
    errors: errorLines(refused?.errors, visit.t),
    isOpen,
    hasDoubtfulKey,
  })
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
