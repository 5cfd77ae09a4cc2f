import { parisDay } from '#src/kernel/calendar.ts'
import { isShut, isSwitchedOff } from '#src/merchants/merchant.ts'
import { merchantUserOf, type Visit } from '#src/web/visit.ts'
import { isEditableByMerchant } from './dossier.ts'
import { progress, type Step } from './progress.ts'
import { readDossierOfMerchant, type DossierFile } from './readDossier.sql.ts'

const read = new WeakMap<Visit, Promise<DossierFile>>()

/** The signed-in merchant's own file: read once for a page and its frame. */
export const fileOf = (visit: Visit): Promise<DossierFile> => {
  const known = read.get(visit) ?? readDossierOfMerchant(visit.ctx.db, merchantUserOf(visit).merchantId)
  read.set(visit, known)
  return known
}

/** An act changed the file: what is drawn after it is read again. */
export const forgetFile = (visit: Visit): void => void read.delete(visit)

export const stepsOf = (visit: Visit, file: DossierFile): Step[] => progress(file, parisDay(visit.ctx.now))

/** Switched off, refused or over: the merchant sees where he stands and nothing else (product.md, clocks; rules.md §1.9). */
export const isClosedOff = ({ merchant }: DossierFile): boolean => isSwitchedOff(merchant.state) || isShut(merchant.state)

export const isEditable = (file: DossierFile): boolean => !isClosedOff(file) && isEditableByMerchant(file.dossier.state)
