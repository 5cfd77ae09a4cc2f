import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { historyWords } from '#src/audit/historyWords.page.ts'
import { documentLifecycle } from '#src/documents/document.ts'
import { dossierLifecycle } from '#src/dossiers/dossier.ts'
import type { Step } from '#src/kernel/lifecycle.ts'
import { merchantLifecycle } from '#src/merchants/merchant.ts'
import { requestLifecycle } from '#src/requests/request.ts'
import { reviewLifecycle } from '#src/reviews/review.ts'
import { tellEvent, type Telling, type Words } from '#src/audit/tellEvent.ts'
import { examples } from '#test/notifications/examples.ts'
import type { Visit } from '#src/web/visit.ts'
import { hasText, languages, translator, type Lang } from '#src/web/i18n.ts'

const wordsIn = (lang: Lang): Words => ({ t: translator(lang), has: (key) => hasText(lang, key) })
const event: Telling = {
  at: new Date('2026-03-02T09:00:00Z'),
  event: 'dossier.validated',
  actorKind: 'staff',
  actorId: 'staf_1',
  actorName: 'Anne Roux',
  data: {},
  personal: null,
  isErased: false,
}
const tell = (said: Partial<Telling>, lang: Lang = 'fr') => tellEvent({ ...event, ...said }, wordsIn(lang))

const lifecycles = {
  merchant: merchantLifecycle,
  dossier: dossierLifecycle,
  document: documentLifecycle,
  document_request: requestLifecycle,
  review: reviewLifecycle,
}
const steps = Object.values(lifecycles).flatMap((table) =>
  Object.values(table).flatMap((actions) => Object.values(actions) as Step<string>[])
)
const states = Object.entries(lifecycles).flatMap(([noun, table]) => Object.keys(table).map((state) => [noun, state] as const))

describe.each(languages)('in %s', (lang) => {
  it.each([...new Set(steps.map((one) => one.event))])('%s has a sentence', (name) => {
    const { what } = tell({ event: name }, lang)
    expect(what).not.toBe(name)
    expect(what).not.toContain('{{')
  })

  it.each(states)('a %s that is %s has a word', (noun, state) => {
    expect(hasText(lang, `audit:value.${noun}.${state}`)).toBe(true)
  })
})

describe('who', () => {
  it('is a person by name, a merchant as such, the system by its job', () => {
    expect(tell({}).who).toBe('Anne Roux')
    expect(tell({ actorName: null }).who).toBe('staf_1')
    expect(tell({ actorKind: 'merchant', actorId: 'user_1', actorName: null }).who).toBe('Le marchand')
    expect(tell({ actorKind: 'visitor', actorId: 'visitor', actorName: null }).who).toBe('Un visiteur')
    expect(tell({ actorKind: 'system', actorId: 'deliver-mails', actorName: null }).who).toBe('Vigie, courrier')
    expect(tell({ actorKind: 'system', actorId: 'some-new-job', actorName: null }, 'en').who).toBe('Vigie (some-new-job)')
  })
})

describe('what', () => {
  it('falls back to the event’s own name', () => expect(tell({ event: 'payout.sent_early' }).what).toBe('payout.sent_early'))

  it('says more where the values are there, and never a hole', () => {
    expect(tell({ event: 'document_request.extended', data: { days: 12 } }).what).toBe('a prolongé le délai de 12 jours')
    expect(tell({ event: 'document_request.extended' }).what).toBe('a prolongé le délai')
    expect(tell({ event: 'document.received', personal: { fileName: 'kbis.pdf' } }).what).toContain('kbis.pdf')
    expect(tell({ event: 'document.received' }).what).toBe('a envoyé une pièce')
  })

  it('says a day and what was counted as pages do', () => {
    const words = historyWords({ t: translator('fr'), lang: 'fr' } as Visit)
    const said = (name: string, data: Telling['data']) =>
      tellEvent({ ...event, event: name, data }, words).what.replace(/[\u00a0\u202f]/g, ' ')
    expect(said('document.expiry_noted', { kind: 'identity_document', expiresOn: '2034-01-03' })).toContain(': 3 janv. 2034')
    expect(said('audit.verified', { events: 14902, blocks: 1200 })).toContain('14 902 événements, 1 200 blocs')
    expect(said('document_request.extended', { days: 12 })).toBe('a prolongé le délai de 12 jours')
  })

  it('names the piece, the letter and the colleague in words, never by a code', () => {
    expect(
      tell({
        event: 'document.refused',
        data: { from: 'received', to: 'refused', requirementKey: 'identity_document:pers_1', reason: 'expired' },
      })
        .what,
    )
      .toBe('a refusé la pièce « Pièce d’identité »\u00a0: Périmée'.replace(/« | »/g, (one) => one.replace(' ', '\u00a0')))
    expect(tell({ event: 'mail.sent', data: { template: 'clock_reminder', tries: 1 } }).what).toContain('Rappel')
    expect(tell({ event: 'mail.sent', data: { template: 'a_new_one' } }).what).toBe('a envoyé une lettre')
    const [from, to] = ['staf_0UYOCWJ6PLFyzK0G3wEKmKmo', 'staf_0UYOCWJ6Xwp7DLWtbFH1EO0i']
    expect(tell({ event: 'review.handed_over', data: { from, to }, names: { [to]: 'Mehdi Bensaïd' } })).toMatchObject({
      what: 'a confié le dossier à Mehdi Bensaïd',
    })
    expect(tell({ event: 'review.handed_over', data: { from, to } }).changes).toBeUndefined()
  })

  it.each(Object.keys(examples))('the letter %s has a name', (template) => {
    for (const lang of languages) expect(hasText(lang, `audit:letter.${template}`)).toBe(true)
  })

  it('is not taken in by values that look like texts', () => {
    expect(tell({ event: 'document.received', personal: { fileName: '{{count}} $t(web:app.name)' } }).what).toContain('{{count}}')
  })
})

describe('why and what changed', () => {
  it('gives the person’s own words', () => {
    expect(tell({ personal: { reason: 'Kbis illisible' } }).why).toBe('Kbis illisible')
    expect(tell({ personal: { reason: '', note: 'à relire' } }).why).toBe('à relire')
    expect(tell({}).why).toBeUndefined()
    expect(tell({ isErased: true }).why).toBe('Ces mots ont été effacés avec leur clé.')
  })

  it('gives states, lists of changes and pairs, before and after', () => {
    expect(tell({ data: { from: 'submitted', to: 'validated' } }).changes).toEqual([{ label: 'État', before: 'Envoyé', after: 'Validé' }])
    expect(
      tell({
        event: 'dossier.company_saved',
        personal: { changes: [{ field: 'city', before: null, after: 'Lyon' }, { field: 'odd_field', before: 'a', after: null }] },
      })
        .changes,
    )
      .toEqual([
        { label: 'Ville', before: null, after: 'Lyon' },
        { label: 'odd_field', before: 'a', after: null },
      ])
    expect(tell({ event: 'staff.roles_changed', data: { before: { roles: ['agent'] }, after: { roles: ['agent', 'officer'] } } }).changes)
      .toEqual([
        { label: 'Rôles', before: 'Chargé de support', after: 'Chargé de support, Responsable LCB-FT' },
      ])
    expect(tell({ data: { from: 'submitted', to: 'submitted' } }).changes).toBeUndefined()
  })

  it('stands whatever a room left in it', () => {
    for (
      const odd of [{ changes: 'x' }, { changes: [1, null, 'x'] }, { before: 1, after: [] }, { from: 1, to: {} }, { reason: { a: 1 } }]
    ) {
      expect(() => tell({ data: odd as Telling['data'], personal: odd as Telling['data'] })).not.toThrow()
    }
  })
})

/** Every event the program records, whoever wrote it: a timeline that shows a code is a hole in the texts. */
describe('no room leaves an event without its sentence', () => {
  const folder = new URL('../../src/', import.meta.url)
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  const texts = files.map((name) => readFileSync(new URL(name, folder), 'utf8'))
  const named = texts.flatMap((text) =>
    [...text.matchAll(/\brecord\(\s*(?:tx|actingAs\([^']*?),\s*(?:\w+ \? )?'([a-z_]+\.[a-z_]+)'(?: : '([a-z_]+\.[a-z_]+)')?/g)].flatMap((
      [, one, other],
    ) => [one!, other ?? one!])
  )

  it.each([...new Set(named)].sort())('%s', (name) => {
    for (const lang of languages) expect(hasText(lang, `audit:event.${name.replace('.', '_')}`), lang).toBe(true)
  })
})
