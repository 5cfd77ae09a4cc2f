import type { HistoryEntry } from '#src/web/components.ts'
import { gapText, sectionsOf, toldEvents } from '#src/knownFiles/knownModel.page.ts'
import type { Known } from '#src/knownFiles/readKnown.sql.ts'
import type { When } from '#src/knownFiles/when.ts'
import { formatInstant } from '#src/web/formats.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { partOf, type Paper, type PaperLine } from './paper.ts'

/** A reader wants the course of it; all of it, to the last reading, is in the table beside. */
const shownEvents = 2_000

const lineOf = ({ lang }: Visit, { at, who, what, why, changes }: HistoryEntry): PaperLine => {
  const changed = (changes ?? []).map(({ label, before, after }) => `${label} : ${before ? `${before} → ` : ''}${after ?? '–'}`).join(' ; ')
  return { label: formatInstant(at, lang), value: [`${who} ${what}`, changed, why ? `« ${why} »` : ''].filter(Boolean).join('. ') }
}

export const nameOf = ({ t }: Visit, { then }: Known): string =>
  then.company?.values['trade_name'] || then.company?.values['name'] || t('reviews:unnamed')

/** What the pack's PDF says, in the words of whoever orders it, as he has it before him. */
export const paperOf = (visit: Visit, known: Known, when: When, reason: string): Paper => {
  const { t, lang, ctx } = visit
  const chronicle = toldEvents(visit, known)
  return {
    lang,
    title: t('inspection:paper.title', { name: nameOf(visit, known) }),
    when: t('inspection:paper.when', { at: formatInstant(new Date(when.until.getTime() - 1), lang) }),
    facts: [
      { label: t('inspection:paper.dossier'), value: known.dossier.id },
      { label: t('inspection:paper.merchant'), value: known.dossier.merchant_id },
      { label: t('inspection:paper.known'), value: formatInstant(new Date(when.until.getTime() - 1), lang) },
      { label: t('inspection:paper.ordered'), value: `${staffOf(visit).name}, ${formatInstant(ctx.now, lang)}` },
      { label: t('inspection:paper.reason'), value: reason },
      { label: t('inspection:paper.events'), value: String(known.events.length) },
    ],
    gapsTitle: t('knownFiles:gap.title'),
    gaps: known.gaps.map((gap) => gapText(visit, known, gap)),
    parts: sectionsOf(visit, known).map(partOf),
    chronicleTitle: chronicle.length > shownEvents
      ? t('inspection:paper.chronicle_cut', { count: shownEvents })
      : t('inspection:paper.chronicle'),
    chronicle: chronicle.slice(-shownEvents).map((one) => lineOf(visit, one)),
    proofTitle: t('inspection:paper.proof'),
    proof: ['files', 'events', 'chain', 'verify', 'left_out'].map((name) => t(`inspection:paper.proof_${name}`)),
    foot: `${t('inspection:title')} · ${known.dossier.id}`,
  }
}
