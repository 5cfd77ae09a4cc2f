import { isLacking } from './checklist.ts'
import { isEditableByMerchant } from './dossier.ts'
import type { AnswerableRequest, DossierFile } from './readDossier.sql.ts'

type Item = AnswerableRequest['items'][number]

/** Still to be sent: asked for or refused, and nothing on its way since. */
export const isItemWanted = (item: Pick<Item, 'state' | 'requirement_key'>, lines: DossierFile['checklist']): boolean => {
  if (item.state === 'asked' || item.state === 'refused') return true
  const line = lines.find(({ requirement }) => requirement.key === item.requirement_key)
  return item.state === 'answered' && line !== undefined && isLacking(line)
}

export const wantedItems = (file: Pick<DossierFile, 'request' | 'checklist'>): Item[] =>
  (file.request?.items ?? []).filter((item) => isItemWanted(item, file.checklist))

/**
 * The lines of the checklist a merchant may send pieces for: all of them while he may edit his file, else only what a request still asks
 * for (an account that was switched off, a validated one that renews its pieces).
 */
export const openLines = (file: Pick<DossierFile, 'dossier' | 'request' | 'checklist' | 'merchant'>): DossierFile['checklist'] => {
  const { state } = file.merchant
  if (state === 'rejected' || state === 'closed') return []
  const isOff = state === 'deactivated' || state === 'suspended'
  if (!isOff && isEditableByMerchant(file.dossier.state)) return file.checklist
  const isWithUs = file.dossier.state === 'submitted' || file.dossier.state === 'proposed'
  if (isWithUs) return []
  const keys = wantedItems(file).map(({ requirement_key }) => requirement_key)
  return file.checklist.filter(({ requirement }) => keys.includes(requirement.key))
}
