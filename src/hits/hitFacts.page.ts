import { dictionary } from '#src/kernel/dictionary.ts'
import { listName } from '#src/watchlists/listWords.page.ts'
import type { Fact, HistoryEntry, Tone } from '#src/web/components.ts'
import type { Visit } from '#src/web/visit.ts'
import { changedText } from './hitWords.page.ts'
import type { listActs } from './hits.sql.ts'
import type { Sides } from './readSides.sql.ts'

const lines = (label: string, all: readonly string[]): Fact[] => (all.length > 0 ? [{ label, text: all.slice(0, 6).join(' · ') }] : [])

/** What its publisher says of the listed one: on what he is listed, and why. */
export const listedFacts = (visit: Visit, { listed }: Sides): Fact[] => {
  const { t } = visit
  const { positions, programmes, measures, grounds, reasons, listedOn, expiresOn, remarks } = listed.details
  return [
    { label: t('screening:listed.list'), text: listName(visit, listed.listCode), note: listed.ref },
    ...(listed.isStruckOff ? [{ label: t('screening:listed.struck'), text: t('screening:listed.struck_text') }] : []),
    ...lines(t('screening:listed.positions'), positions),
    ...lines(t('screening:listed.programmes'), programmes),
    ...lines(t('screening:listed.measures'), measures),
    ...lines(t('screening:listed.grounds'), grounds),
    ...(reasons ? [{ label: t('screening:listed.reasons'), text: reasons.slice(0, 1_200) }] : []),
    ...(listedOn ? [{ label: t('screening:listed.on'), day: listedOn }] : []),
    ...(expiresOn ? [{ label: t('screening:listed.expires'), day: expiresOn }] : []),
    ...lines(t('screening:listed.remarks'), remarks ? [remarks.slice(0, 600)] : []),
  ]
}

type Act = Awaited<ReturnType<typeof listActs>>[number]
const tones: Record<string, Tone> = dictionary({
  opened: 'warning',
  reopened: 'warning',
  changed: 'warning',
  propose_same: 'bad',
  confirm_same: 'bad',
  flag: 'bad',
  clear: 'good',
  confirm_different: 'good',
  propose_different: 'waiting',
  doubt: 'warning',
  decline: 'warning',
  pep_approved: 'good',
})
const icons: Record<string, string> = dictionary({
  opened: 'search',
  reopened: 'refresh',
  changed: 'refresh',
  propose_same: 'users',
  propose_different: 'users',
  confirm_same: 'flag',
  flag: 'flag',
  clear: 'check',
  confirm_different: 'check',
  doubt: 'help',
  decline: 'x',
  ended: 'minus',
  pep_answered: 'note',
  pep_approved: 'check',
  looked_again: 'eye',
})

const whyOf = (visit: Visit, { act, code, words }: Act): string => {
  if (act === 'opened' || act === 'reopened' || act === 'changed') return words ? changedText(visit, words.split(' ')) : ''
  return [code && act !== 'ended' && act !== 'looked_again' ? visit.t(`screening:code.${code}`) : '', words ?? ''].filter(Boolean).join(
    ' : ',
  )
}

/** Who did what with it, the newest first. */
export const actsModel = (visit: Visit, acts: readonly Act[]): HistoryEntry[] =>
  acts.map((one): HistoryEntry => {
    const why = whyOf(visit, one)
    const what = one.act === 'ended' ? `screening:act.ended_${one.code}` : `screening:act.${one.act}`
    return {
      at: one.at,
      who: one.actorName ?? visit.t('screening:engine'),
      what: visit.t(what),
      tone: tones[one.act] ?? 'neutral',
      icon: icons[one.act] ?? 'dot',
      ...(why ? { why } : {}),
    }
  })
