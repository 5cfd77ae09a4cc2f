import type { DossierFile } from '#src/dossiers/readDossier.sql.ts'
import { rejectionGrounds } from '#src/rejections/rejection.ts'
import type { Visit } from '#src/web/visit.ts'
import { askablePieces, askReasons } from './askablePieces.ts'
import { keysOf } from './askForm.page.ts'
import { pieceTitle } from './case.page.ts'
import { verdicts } from './decision.ts'

/** Words that were typed into a form which is no longer there: given back, to be read and copied. */
export type Written = { label: string; text: string }

const textOf = (values: Record<string, unknown>, name: string): string => (typeof values[name] === 'string' ? values[name].trim() : '')

/** The pieces that were ticked, each with its reason and the words for the merchant. */
export const writtenPieces = (
  visit: Visit,
  file: DossierFile,
  values: Record<string, unknown>,
  isKept: (key: string) => boolean = () => true,
): Written[] => {
  const askable = new Map(askablePieces(file).map((piece) => [piece.key, piece]))
  return keysOf(visit.body).filter(isKept).flatMap((key) => {
    const piece = askable.get(key)
    const reason = askReasons.find((one) => one === values[`reason:${key}`])
    const text = [reason && visit.t(`reviews:ask_reason.${reason}`), textOf(values, `note:${key}`)].filter(Boolean).join(' : ')
    return piece ? [{ label: pieceTitle(visit, file, piece), text }] : []
  })
}

/** Everything a decision, an asking or a handing over may have carried in words. */
export const writtenOf = (visit: Visit, file: DossierFile, values: Record<string, unknown>): Written[] => {
  const { t } = visit
  const verdict = verdicts.find((one) => one === values['verdict'])
  const ground = rejectionGrounds.find((one) => one === values['ground'])
  const words = [
    { label: t('reviews:decide.propose.verdict'), text: verdict ? t(`reviews:verdict.${verdict}`) : '' },
    { label: t('rejections:ground'), text: ground ? t(`rejections:of.${ground}`) : '' },
    { label: t('web:form.reason'), text: textOf(values, 'reason') },
    { label: t('reviews:ask.message'), text: textOf(values, 'message') },
    { label: t('identification:field.evidence'), text: textOf(values, 'evidence') },
  ]
  return [...words, ...writtenPieces(visit, file, values)].filter(({ text }) => text !== '')
}
