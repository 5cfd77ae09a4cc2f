import { isAllowed } from '#src/kernel/permissions.ts'
import type { ReadDb } from '#src/platform/db.ts'
import type { Chip, Fact, Tone } from '#src/web/components.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import type { AccountChangeState } from './accountChange.ts'
import { maskedIban } from './maskedIban.page.ts'
import { listChangesOf, type AccountChangeRow } from './accountChanges.sql.ts'

const tones: Record<AccountChangeState, Tone> = { asked: 'waiting', accepted: 'good', declined: 'bad', withdrawn: 'neutral' }
export const changeChip = ({ t }: Visit, state: AccountChangeState): Chip => ({
  tone: tones[state],
  label: t(`accountChanges:state.${state}`),
})

export const changePath = ({ id }: Pick<AccountChangeRow, 'id'>): string => `/console/account-changes/${id}`

/** On the page of a merchant and of his dossier: the last change that was asked for, and where it stands; nothing where none was. */
export const lastChangeFact = async (visit: Visit, db: ReadDb, merchantId: string): Promise<Fact[]> => {
  if (!isAllowed(staffOf(visit).roles, 'account_changes.read')) return []
  const [last] = await listChangesOf(db, merchantId, 1)
  return last
    ? [{
      label: visit.t('accountChanges:last'),
      text: maskedIban(visit, last.iban),
      href: changePath(last),
      note: visit.t(`accountChanges:state.${last.state}`),
    }]
    : []
}
