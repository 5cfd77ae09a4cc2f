import { askedPastDay, askedText } from '#src/kernel/asked.ts'
import { addDays, parisDay, startOfParisDay, type Day } from '#src/kernel/calendar.ts'
import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { findPerson } from '#src/dossiers/dossiers.sql.ts'
import type { Party } from '#src/matching/party.ts'
import { here as room, hitChip, hitPath, merchantNamed, scoreText } from '#src/hits/hitWords.page.ts'
import type { HitState } from '#src/hits/hit.ts'
import { birthsText, countriesText, identifierText, listName, placeText, topicChip } from '#src/watchlists/listWords.page.ts'
import type { Birth, Identifier, Place, Topic } from '#src/watchlists/watchlist.ts'
import { file, view, type Answer } from '#src/web/answer.ts'
import type { Columns, Fact } from '#src/web/components.ts'
import { translator } from '#src/web/i18n.ts'
import { formatDay, formatInstant } from '#src/web/formats.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { noteProof } from './exports.ts'
import { proofPdf } from './proofPdf.ts'
import { readProof, type Proof } from './proof.sql.ts'
import { searchRow } from './searches.console.ts'
import { searchSearches } from './searches.sql.ts'
import { findSubject, listVersions, type SubjectRow, type VersionRow } from './subjects.sql.ts'

const pageSize = 50

const subjectOfPath = async (visit: Visit): Promise<SubjectRow> => {
  const id = param(visit, 'id')
  const subject = isId('scsj', id) ? await findSubject(visit.ctx.db, id) : null
  if (!subject) throw notFound()
  return subject
}

const roleText = async ({ t, ctx }: Pick<Visit, 't' | 'ctx'>, { role, personId }: SubjectRow): Promise<string> => {
  const person = personId ? await findPerson(ctx.db, personId) : null
  if (!person) return t(`screening:role.${role}`)
  const duties = [
    person.is_representative ? 'representative' : '',
    person.is_beneficial_owner ? 'owner' : '',
    person.is_signatory ? 'signatory' : '',
  ]
    .filter(Boolean)
  return duties.length > 0 ? duties.map((duty) => t(`screening:role.${duty}`)).join(', ') : t('screening:role.person')
}

/** What of him is compared, as it was asked. */
const askedFacts = (
  visit: Pick<Visit, 't' | 'lang'>,
  { names, births, birthPlaces, nationalities, countries, identifiers }: Party,
): { label: string; value: string }[] => {
  const full = visit as Visit
  const one = (
    part: string,
    value: string,
  ): { label: string; value: string }[] => (value ? [{ label: visit.t(`screening:side.${part}`), value }] : [])
  return [
    ...one('names', names.map(({ text }) => text).join(' · ')),
    ...one('births', birthsText(full, births as Birth[])),
    ...one('birthPlaces', birthPlaces.map((place) => placeText(full, place as Place)).filter(Boolean).join(' · ')),
    ...one('nationalities', countriesText(full, nationalities)),
    ...one('countries', countriesText(full, countries)),
    ...one('identifiers', identifiers.map((number) => identifierText(full, number as Identifier)).join(' · ')),
  ]
}

const factsOf = (
  visit: Visit,
  version: VersionRow | undefined,
): Fact[] => (version ? askedFacts(visit, version.party).map(({ label, value }) => ({ label, text: value })) : [])

const searchColumns = ({ t }: Visit): Columns => ({
  at: { label: t('web:word.date'), isLead: true, isWide: true },
  trigger: { label: t('screening:column.trigger') },
  compared: { label: t('screening:column.compared'), isNumber: true },
  best: { label: t('screening:column.best'), isNumber: true },
  raised: { label: t('screening:column.raised'), isNumber: true },
})
const listColumns = ({ t }: Visit): Columns => ({
  list: { label: t('screening:listed.list'), isLead: true, isWide: true },
  version: { label: t('screening:proof.version'), isNumber: true },
  published: { label: t('screening:proof.published') },
  hash: { label: t('screening:proof.hash'), isSpare: true },
})
const versionColumns = ({ t }: Visit): Columns => ({
  name: { label: t('screening:column.name'), isLead: true, isWide: true },
  from: { label: t('screening:proof.from') },
  to: { label: t('screening:proof.to') },
})

const standFacts = (visit: Visit, { version, search, run }: Proof): Fact[] => {
  const { t } = visit
  if (!version || !search)
    return [{ label: t('screening:proof.search'), text: t(version ? 'screening:proof.not_yet' : 'screening:proof.nobody') }]
  return [
    { label: t('screening:proof.search'), at: search.at, note: t(`screening:trigger.${search.trigger}`) },
    {
      label: t('screening:proof.engine'),
      text: t('screening:proof.engine_text', { engine: search.engine, alert: scoreText(visit, search.alertBps) }),
    },
    ...(run ? [{ label: t('screening:proof.carried'), at: run.endedAt!, note: t(`screening:trigger.${run.trigger}`) }] : []),
  ]
}

const hitRows = (visit: Visit, { hits }: Proof) =>
  hits.map((hit) => ({
    href: hitPath(hit.id),
    name: hit.listedName,
    listLabel: `${listName(visit, hit.listCode)}, ${hit.ref}`,
    topic: topicChip(visit, hit.topic as Topic),
    score: scoreText(visit, hit.scoreBps),
    state: hitChip(visit, hit.state as HitState),
    openedAt: hit.openedAt,
  }))
const hitColumns = ({ t }: Visit): Columns => ({
  name: { label: t('screening:column.listed'), isLead: true, isWide: true },
  topic: { label: t('screening:column.topic') },
  score: { label: t('screening:column.score'), isNumber: true },
  opened: { label: t('screening:column.opened') },
  state: { label: t('web:word.state') },
})

/** The end of a day, or now where it is not over. */
const endOf = ({ ctx }: Visit, day: Day): Date => {
  const end = startOfParisDay(addDays(day, 1))
  return end > ctx.now ? new Date(ctx.now.getTime() + 1) : end
}

const dayAsked = ({ query, ctx }: Visit): Day => askedPastDay(query['on'], parisDay(ctx.now))

/** GET /console/screening/subjects/:id: who he is and was, where he stands, all his searches, and the proof of any day. */
export const showSubject = async (visit: Visit): Promise<Answer> => {
  const { t, ctx, lang, query } = visit
  const subject = await subjectOfPath(visit)
  const [versions, proof] = [await listVersions(ctx.db, subject.id), await readProof(ctx.db, subject.id, endOf(visit, parisDay(ctx.now)))]
  const after = askedText(query['after'], 40)
  const found = await searchSearches(ctx.db, {
    merchantId: null,
    subjectId: subject.id,
    trigger: null,
    isRaised: false,
    from: null,
    until: null,
    after: isId('srch', after) ? after : null,
  }, pageSize + 1)
  const path = `${room}/subjects/${subject.id}`
  return view('screening/subject', {
    title: versions[0]?.name ?? subject.id,
    back: { href: room, label: t('screening:title') },
    id: subject.id,
    sentence: `${await roleText(visit, subject)} · ${merchantNamed(visit, proof.merchantName)}`,
    chip: versions[0]?.toAt ? { tone: 'neutral', icon: 'minus', label: t('screening:proof.left') } : null,
    facts: [{
      label: t('web:word.merchant'),
      text: merchantNamed(visit, proof.merchantName),
      href: `/console/dossiers/${subject.dossierId}`,
    }],
    asked: factsOf(visit, versions[0]),
    stand: standFacts(visit, proof),
    lists: proof.lists.map(({ list, number, publishedOn, sha256 }) => ({
      listLabel: listName(visit, list),
      version: String(number),
      published: publishedOn ? formatDay(publishedOn, lang) : '–',
      hash: sha256.slice(0, 12),
    })),
    listColumns: listColumns(visit),
    proof: {
      action: `${path}/proof`,
      field: {
        name: 'on',
        type: 'date',
        label: t('screening:proof.on'),
        hint: t('screening:proof.hint'),
        value: parisDay(ctx.now),
        max: parisDay(ctx.now),
        width: 'short',
        isRequired: true,
      },
    },
    hits: hitRows(visit, proof),
    hitColumns: hitColumns(visit),
    versions: versions.length > 1
      ? versions.map((one) => ({
        name: one.name,
        from: formatInstant(one.fromAt, lang),
        to: one.toAt ? formatInstant(one.toAt, lang) : '',
      }))
      : [],
    versionColumns: versionColumns(visit),
    searches: found.slice(0, pageSize).map((row) => searchRow(visit, row)),
    searchColumns: searchColumns(visit),
    pages: {
      previous: isId('srch', after) ? path : null,
      next: found.length > pageSize ? `${path}?after=${found[pageSize - 1]!.id}` : null,
      shown: t('screening:shown_searches', { count: Math.min(found.length, pageSize) }),
    },
  })
}

/**
 * GET /console/screening/subjects/:id/proof?on=: what was asked of which lists, found and decided by the end of that day; French, as all
 * our papers are.
 */
export const sendProof = async (visit: Visit): Promise<Answer> => {
  const { ctx } = visit
  const subject = await subjectOfPath(visit)
  const [onDay, t] = [dayAsked(visit), translator('fr')]
  const proof = await readProof(ctx.db, subject.id, endOf(visit, onDay))
  const french = { ...visit, t, lang: 'fr' as const }
  const asked = proof.version ? askedFacts(french, proof.version.party) : []
  const bytes = await proofPdf(proof, {
    onDay,
    role: await roleText(french, subject),
    asked,
    triggers: (one) => t(`screening:trigger.${one}`),
    list: (code) => t(`watchlists:list.${code}.name`),
    state: (one) => t(`screening:state.${one}`),
    topic: (one) => t(`watchlists:topic.${one}`),
  })
  await noteProof(ctx, subject.id, onDay)
  return file(bytes, 'application/pdf', `preuve-de-recherche-${subject.id}-${onDay}.pdf`, true)
}
