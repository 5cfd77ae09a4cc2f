import { isShut } from '#src/merchants/merchant.ts'
import { isLacking } from './checklist.ts'
import { isEditableByMerchant } from './dossier.ts'
import type { AnswerableRequest, DossierFile } from './readDossier.sql.ts'

type RenewableFile = Pick<DossierFile, 'dossier' | 'request' | 'checklist' | 'merchant' | 'renewals'>
type Item = AnswerableRequest['items'][number]

/** Still to be sent: asked for or refused, and nothing on its way since. */
export const isItemWanted = (item: Pick<Item, 'state' | 'requirement_key'>, lines: DossierFile['checklist']): boolean => {
  if (item.state === 'asked' || item.state === 'refused') return true
  const line = lines.find(({ requirement }) => requirement.key === item.requirement_key)
  return item.state === 'answered' && line !== undefined && isLacking(line)
}

export const wantedItems = (file: Pick<DossierFile, 'request' | 'checklist'>): Item[] =>
  (file.request?.items ?? []).filter((item) => isItemWanted(item, file.checklist))

/** Of a validated merchant, what expires soon and no request asks for: the new one may come before we ask. */
export const renewalsOf = ({ dossier, merchant, request, renewals }: RenewableFile): DossierFile['renewals'] => {
  if (dossier.state !== 'validated' || merchant.state !== 'validated') return []
  return renewals.filter((one) => !request?.items.some(({ requirement_key }) => requirement_key === one.requirementKey))
}

/** Those of them to be sent: nothing that replaces it is on its way to be judged. */
export const wantedRenewals = (file: RenewableFile): DossierFile['renewals'] =>
  renewalsOf(file).filter((one) =>
    file.checklist.some(({ requirement, state }) => requirement.key === one.requirementKey && state === 'accepted')
  )

/**
 * The lines of the checklist a merchant may send pieces for: all of them while he may edit his file, else only what a request still asks
 * for (an account that was switched off, a validated one that renews its pieces), and what a validated one was told expires soon.
 */
export const openLines = (file: RenewableFile): DossierFile['checklist'] => {
  const { state } = file.merchant
  if (isShut(state)) return []
  const isOff = state === 'deactivated' || state === 'suspended'
  if (!isOff && isEditableByMerchant(file.dossier.state)) return file.checklist
  const isWithUs = file.dossier.state === 'submitted' || file.dossier.state === 'proposed'
  if (isWithUs) return []
  const keys = [
    ...wantedItems(file).map(({ requirement_key }) => requirement_key),
    ...wantedRenewals(file).map(({ requirementKey }) => requirementKey),
  ]
  return file.checklist.filter(({ requirement }) => keys.includes(requirement.key))
}
