import type { DisputeRule } from '#src/disputeRules/disputeRules.ts'
import { codeText } from '#src/disputes/disputeWords.page.ts'
import type { DisputeRow } from '#src/disputes/disputes.sql.ts'
import { formatCents } from '#src/kernel/money.ts'
import { newTicket } from '#src/platform/submission.ts'
import { errorLines, type Field } from '#src/web/components.ts'
import { formatDay } from '#src/web/formats.ts'
import { translator } from '#src/web/i18n.ts'
import type { Visit } from '#src/web/visit.ts'
import type { CoverWords } from './assembleFile.ts'
import type { FileWords } from './buildFile.ts'
import { knownSections, type Known } from './knownFacts.page.ts'
import { otherSlot } from './resolution.ts'
import type { PieceRow, ResolutionRow } from './resolutions.sql.ts'

type Refused = { values: Record<string, unknown>; errors: Record<string, string> }

export const filesAtOnce = 5
const accepted = '.pdf,.jpg,.jpeg,.png,.webp,application/pdf,image/jpeg,image/png,image/webp'

export const slotsOf = ({ evidence }: Pick<DisputeRule, 'evidence'>): string[] => [...new Set([...evidence, otherSlot])]

const uploadFields = ({ t }: Visit, slots: readonly string[], refused: Refused | undefined): Field[] => [
  {
    name: 'slot',
    type: 'select',
    label: t('disputes:evidence.slot'),
    isRequired: true,
    value: String(refused?.values['slot'] ?? slots[0] ?? otherSlot),
    options: slots.map((value) => ({ value, label: t(`disputes:slot.${value}`) })),
    ...(refused?.errors['slot'] ? { error: t(refused.errors['slot']) } : {}),
  },
  {
    name: 'file',
    type: 'file',
    label: t('disputes:evidence.files'),
    hint: t('disputes:evidence.files_hint', { count: filesAtOnce }),
    isMultiple: true,
    isRequired: true,
    accept: accepted,
    width: 'full',
    ...(refused?.errors['file'] ? { error: t(refused.errors['file']) } : {}),
  },
]

type Wish = {
  rule: DisputeRule
  pieces: readonly PieceRow[]
  base: string
  isOpen: boolean
  isMerchant: boolean
  upload: string
  refused?: Refused | undefined
}

/** The slots its category calls for, what is in each, and the form to add to them while they are open. */
export const evidenceModel = (visit: Visit, { rule, pieces, base, isOpen, isMerchant, upload, refused }: Wish) => {
  const { t } = visit
  const slots = slotsOf(rule)
  const isAbout = refused?.errors['file'] !== undefined || refused?.errors['slot'] !== undefined
  const holds = (slot: string): boolean => pieces.some((one) => one.slot === slot)
  return {
    wanting: slots.filter((slot) => !holds(slot) && slot !== otherSlot).map((slot) => ({
      label: t(`disputes:slot.${slot}`),
      hint: t(`disputes:slot_hint.${slot}`),
    })),
    slots: slots.filter(holds).map((slot) => ({
      label: t(`disputes:slot.${slot}`),
      pieces: pieces.filter((one) => one.slot === slot).map((one) => ({
        name: one.file_name,
        href: `${base}/${one.id}`,
        byteCount: one.byte_count,
        by: t(isMerchant && one.sent_by_kind === 'merchant' ? 'disputes:evidence.by_you' : `disputes:evidence.by_${one.sent_by_kind}`),
        remove: isOpen && (!isMerchant || one.sent_by_kind === 'merchant') ? `${base}/${one.id}/remove` : null,
        removeLabel: t('disputes:evidence.remove', { name: one.file_name }),
      })),
    })),
    upload: isOpen
      ? {
        action: upload,
        ticket: newTicket(),
        fields: uploadFields(visit, slots, isAbout ? refused : undefined),
        errors: isAbout ? errorLines(refused!.errors, t) : [],
      }
      : null,
  }
}

/** French for the national network, English for the others: the language of who reads it. */
const readerOf = (visit: Visit, { network }: Pick<DisputeRow, 'network'>): Visit => {
  const lang = network === 'national' ? 'fr' : 'en'
  return { ...visit, lang, t: translator(lang) }
}

type About = { dispute: DisputeRow & { merchantName: string }; resolution: ResolutionRow; known: Known }

const coverOf = (visit: Visit, { dispute, resolution, known }: About): CoverWords => {
  const { t, lang } = visit
  return {
    title: t('disputes:cover.title', { reference: dispute.report_key.slice(0, 80) }),
    under: t('disputes:cover.under', { merchant: dispute.merchantName }),
    language: lang === 'fr' ? 'fr-FR' : 'en-GB',
    facts: [
      { label: t('disputes:cover.reference'), value: dispute.report_key },
      { label: t('disputes:cover.merchant'), value: dispute.merchantName },
      { label: t('disputes:column.code'), value: codeText(visit, dispute) },
      { label: t('disputes:column.amount'), value: formatCents(dispute.amount_cents, dispute.currency, lang) },
      { label: t('disputes:cover.due'), value: formatDay(dispute.due_on, lang) },
      { label: t('disputes:cover.resolution'), value: resolution.id },
    ],
    sections: [{ title: t('disputes:cover.statement'), words: resolution.statement || '–' }, ...knownSections(visit, known)],
    index: { title: t('disputes:cover.index'), columns: [t('disputes:cover.piece'), t('disputes:cover.file'), t('disputes:cover.page')] },
    piece: (number, name) => `${t('disputes:cover.piece')} ${number}${name ? ` · ${name}` : ''}`,
  }
}

export const fileWords = (visit: Visit, about: About): FileWords => {
  const reader = readerOf(visit, about.dispute)
  return { cover: coverOf(reader, about), label: (slot) => reader.t(`disputes:slot.${slot}`) }
}
