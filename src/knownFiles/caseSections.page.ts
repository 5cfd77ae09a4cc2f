import { measureText } from '#src/identification/identification.page.ts'
import type { Proof } from '#src/screening/proof.sql.ts'
import { formatDay, formatInstant } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import type { KnownDecision, KnownRequest } from './knownCase.ts'
import type { KnownFile } from './knownFile.ts'
import { cell, fact, section, type KnownFact, type KnownGroup, type KnownSection } from './knownSection.ts'
import { atText, nameIn, pieceText, whoText, wordOf } from './knownWords.page.ts'
import type { Known } from './readKnown.sql.ts'

const merchantState = (visit: Visit, { merchantState: state }: KnownFile): string => wordOf(visit, 'merchants:state', state || 'onboarding')
const riskText = (visit: Visit, { rating }: KnownFile): string => (rating
  ? visit.t('knownFiles:risk', { level: wordOf(visit, 'reviews:risk', rating.level), score: rating.score })
  : visit.t('knownFiles:none.rating'))
const contractText = (visit: Visit, { contract }: KnownFile): string => (contract
  ? `${wordOf(visit, 'reviews:contract', contract.state)}, ${atText(visit, contract.at)}`
  : visit.t('reviews:contract.none'))
const dossierState = (visit: Visit, { state }: KnownFile): string => wordOf(visit, 'reviews:dossier', state)

/** Then, and today where that is another thing. */
const both = (visit: Visit, { then, now }: Known, label: string, say: (visit: Visit, file: KnownFile) => string): KnownFact =>
  fact(visit.t(label), say(visit, then), { since: say(visit, now) === say(visit, then) ? '' : say(visit, now) })

export const standSection = (visit: Visit, known: Known): KnownSection => {
  const { rating } = known.then
  const reasons = (rating?.reasons ?? []).map((key) => visit.t(key))
  return section('stand', visit.t('knownFiles:title.stand'), visit.t('knownFiles:none.stand'), {
    groups: [{
      title: '',
      since: '',
      facts: [
        both(visit, known, 'reviews:history.dossier', dossierState),
        both(visit, known, 'knownFiles:fact.merchant', merchantState),
        both(visit, known, 'audit:field.risk', riskText),
        ...(rating
          ? [
            fact(visit.t('knownFiles:fact.reasons'), reasons.join(' ') || visit.t('reviews:risk.no_reason')),
            fact(visit.t('knownFiles:fact.rule'), rating.rule, { isMono: true }),
          ]
          : []),
        both(visit, known, 'reviews:fact.contract', contractText),
        ...(known.then.contract?.sha256
          ? [fact(visit.t('knownFiles:fact.contract_hash'), known.then.contract.sha256, { isMono: true })]
          : []),
      ],
    }],
  })
}

const decisionGroup = (visit: Visit, decision: KnownDecision): KnownGroup => {
  const { t } = visit
  const proposed = decision.proposedAt
    ? [fact(t('knownFiles:decision.proposed'), `${whoText(visit, decision.proposedBy)}, ${atText(visit, decision.proposedAt)}`)]
    : []
  return {
    title: `${wordOf(visit, 'reviews:verdict', decision.verdict)} · ${wordOf(visit, 'reviews:decision', decision.state)}`,
    since: '',
    facts: [
      ...proposed,
      ...(decision.reason ? [fact(t('web:form.reason'), decision.reason)] : []),
      ...(decision.fourEyes.length > 0
        ? [fact(t('knownFiles:decision.four_eyes'), decision.fourEyes.map((one) => wordOf(visit, 'reviews:four_eyes', one)).join(', '))]
        : []),
      ...(decision.decidedAt
        ? [fact(t('knownFiles:decision.decided'), `${whoText(visit, decision.decidedBy)}, ${atText(visit, decision.decidedAt)}`)]
        : []),
      ...(decision.said ? [fact(t('knownFiles:decision.said'), decision.said)] : []),
    ],
  }
}

const requestGroup = (visit: Visit, known: Known, request: KnownRequest): KnownGroup => {
  const { t, lang } = visit
  const today = known.now.requests.find(({ id }) => id === request.id)?.state ?? request.state
  const piece = ({ requirementKey, reason, answeredAt }: KnownRequest['pieces'][number]): string =>
    `${pieceText(visit, known, requirementKey)} : ${wordOf(visit, 'requests:reason', reason)}${answeredAt ? ` (${t('knownFiles:request.answered', { at: atText(visit, answeredAt) })})` : ''}`
  return {
    title: wordOf(visit, 'requests:purpose', request.purpose),
    since: '',
    facts: [
      fact(t('knownFiles:request.opened'), `${atText(visit, request.openedAt)}, ${whoText(visit, request.by)}`),
      fact(t('web:word.state'), wordOf(visit, 'requests:state', request.state), {
        since: today === request.state ? '' : wordOf(visit, 'requests:state', today),
      }),
      ...(request.dueAt ? [fact(t('knownFiles:request.due'), formatInstant(new Date(request.dueAt), lang))] : []),
      ...(request.message ? [fact(t('knownFiles:request.message'), request.message)] : []),
      fact(t('knownFiles:request.pieces'), request.pieces.map(piece).join(' · ')),
    ],
  }
}

const identified = (visit: Visit, { then }: Known): KnownGroup[] =>
  then.measures.map(({ personId, name, measure, evidence, isAutomatic, at, by }) => ({
    title: name || nameIn(then, personId),
    since: '',
    facts: [
      fact(measureText(visit, measure), `${whoText(visit, by)}, ${atText(visit, at)}`),
      ...(evidence
        ? [fact(visit.t('knownFiles:measure.evidence'), evidence)]
        : isAutomatic
        ? [fact(visit.t('knownFiles:measure.evidence'), visit.t('knownFiles:measure.copy'))]
        : []),
    ],
  }))

/** What was decided, asked, and let pass. */
export const caseSections = (visit: Visit, known: Known): KnownSection[] => {
  const { t } = visit
  const { then } = known
  return [
    section('decisions', t('reviews:decision.title'), t('knownFiles:none.decisions'), {
      groups: then.decisions.map((one) => decisionGroup(visit, one)),
    }),
    section('requests', t('knownFiles:title.requests'), t('knownFiles:none.requests'), {
      groups: then.requests.map((one) => requestGroup(visit, known, one)),
    }),
    section('identification', t('identification:title'), t('knownFiles:none.identification'), {
      groups: identified(visit, known),
      lines: then.overrides.map(({ requirementKey, reason, at, by }) =>
        t('knownFiles:override', { piece: pieceText(visit, known, requirementKey), who: whoText(visit, by), at: atText(visit, at), reason })
      ),
    }),
    section('notes', t('web:note.title'), t('knownFiles:none.notes'), {
      columns: ['at', 'who', 'body'].map((name) => t(`knownFiles:note.${name}`)),
      rows: known.notes.toReversed().map(({ at, authorName, body }) => [cell(atText(visit, at)), cell(authorName), cell(body)]),
    }),
  ]
}

/** Two of one name are told apart by what each is in the file: the company, its account's holder, or what the person was declared to be. */
const roleText = ({ t }: Visit, { then, now }: Known, { role, personId }: Proof['subject']): string => {
  const person = personId ? [...then.people, ...now.people].find(({ id }) => id === personId) : undefined
  const duties = (['representative', 'beneficial_owner', 'signatory'] as const).filter((one) => person?.values[`is_${one}`] === 'true')
  return duties.length > 0
    ? duties.map((one) => t(`screening:role.${one === 'beneficial_owner' ? 'owner' : one}`)).join(', ')
    : t(`screening:role.${role}`)
}

/** The lists in force then; of whom the file names, the last search before, against which versions of them. */
export const listSections = (visit: Visit, known: Known, withSearches: boolean): KnownSection[] => {
  const { lists, screening } = known
  const { t, lang } = visit
  const listName = (code: string): string => (t(`watchlists:list.${code}.name`))
  const versions = (pinned: readonly { list: string; number: number }[]): string =>
    pinned.map(({ list, number }) => `${listName(list)} ${number}`).join(' · ')
  const searched = screening.map(({ subject, version, search, lists: pinned, hits }): KnownGroup => ({
    title: `${version?.name ?? t('knownFiles:screening.nobody')} · ${roleText(visit, known, subject)}`,
    since: '',
    facts: [
      fact(t('knownFiles:screening.search'), search ? formatInstant(search.at, lang) : t('knownFiles:screening.never')),
      ...(pinned.length > 0 ? [fact(t('knownFiles:screening.lists'), versions(pinned))] : []),
      ...hits.map(({ listCode, listedName, state, reason }) =>
        fact(listName(listCode), [listedName, wordOf(visit, 'screening:state', state), reason ?? ''].filter(Boolean).join(' · '))
      ),
    ],
  }))
  return [
    ...(withSearches ? [section('screening', t('knownFiles:title.screening'), t('knownFiles:none.screening'), { groups: searched })] : []),
    section('lists', t('knownFiles:title.lists'), t('knownFiles:none.lists'), {
      columns: ['list', 'version', 'published', 'taken', 'hash'].map((name) => t(`knownFiles:list.${name}`)),
      rows: lists.map(({ list, number, publishedOn, importedAt, sha256 }) => [
        cell(listName(list)),
        cell(String(number)),
        cell(publishedOn ? formatDay(publishedOn, lang) : ''),
        cell(formatInstant(importedAt, lang)),
        cell(sha256.toString('hex'), { isMono: true }),
      ]),
    }),
  ]
}
