import type { Visit } from '#src/web/visit.ts'
import { last4Of } from './accountChange.ts'

/** « •••• 2606 (FR) »: wherever the whole number is not needed. Of an erased one nothing. */
export const maskedIban = (
  { t }: Visit,
  iban: string,
): string => (iban === '' ? t('accountChanges:erased') : t('accountChanges:masked', { last4: last4Of(iban), country: iban.slice(0, 2) }))
