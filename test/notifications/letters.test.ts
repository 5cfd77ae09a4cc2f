import { describe, expect, it } from 'vitest'
import { endAfterLeaving, putDateRight, sayHours, sayInstant } from '#src/notifications/letterDates.ts'
import { nextTry } from '#src/notifications/mail.ts'
import { plainText } from '#src/notifications/plainText.ts'
import { renderLetter } from '#src/notifications/renderLetter.ts'
import type { MailTemplate } from '#src/notifications/templates.ts'
import { examples, now, pieces } from './examples.ts'

const templates = Object.keys(examples) as MailTemplate[]

describe('letters', () => {
  it.each(templates.flatMap((template) => (['fr', 'en'] as const).map((lang) => [template, lang] as const)))(
    '%s is written in %s, both ways',
    (template, lang) => {
      const letter = renderLetter(template, examples[template], lang, now)
      expect(letter.subject).not.toMatch(/[\n<>]|undefined|\{\{/)
      expect(letter.html).toContain(`<html lang="${lang}">`)
      expect(letter.html).not.toMatch(/<script|\son\w+=/)
      expect(letter.text).not.toMatch(/<[a-z/]|&#?\w+;|undefined|\{\{/)
      expect(letter.text).toContain(letter.subject)
    },
  )

  it('states the date of the end in its subject', () => {
    expect(renderLetter('documents_requested', examples.documents_requested, 'fr', now).subject).toBe(
      '2 pièces à nous envoyer jusqu’au mardi 3 mars 2026 à 24:00',
    )
    expect(renderLetter('documents_requested', examples.documents_requested, 'en', now).subject).toBe(
      '2 documents to send us until Tuesday 3 March 2026, 24:00',
    )
    expect(renderLetter('documents_reopened', examples.documents_reopened, 'fr', now).subject).toBe(
      'Une pièce à renvoyer jusqu’au mercredi 11 février 2026 à 24:00',
    )
  })

  it('lists pieces with their reasons, and what a person typed stays text', () => {
    const hostile = { ...pieces[0]!, person: 'Jeanne <b>Martin</b>' }
    const { text, html } = renderLetter(
      'documents_requested',
      { ...examples.documents_requested, pieces: [hostile, pieces[1]!] },
      'fr',
      now,
    )
    expect(text).toContain('- Pièce d’identité (Jeanne <b>Martin</b>)\nLe fichier reçu ne se lit pas bien')
    expect(text).toContain('Le verso est coupé.\n- Statuts à jour')
    expect(text).toContain('Bonjour,\nmerci.')
    expect(text).toContain('Envoyer mes pièces\nhttp')
    expect(html).toContain('Jeanne &lt;b&gt;Martin&lt;/b&gt;')
  })

  it('says the same words for every refusal, and never why', () => {
    expect(renderLetter('dossier_rejected', {}, 'fr', now).text).toContain(
      'Des éléments de celui-ci ne nous permettent malheureusement pas',
    )
    const all = templates
      .flatMap((
        template,
      ) => [renderLetter(template, examples[template], 'fr', now).text, renderLetter(template, examples[template], 'en', now).text])
      .join('\n')
    expect(all).not.toMatch(/soupçon|blanchiment|tracfin|fraud|sanction|risque|suspicio|launder|politique|exposed/i)
  })
})

describe('dates in letters', () => {
  it('says the end of a day as 24:00, and the first of the month as French does', () => {
    expect(sayInstant(new Date('2026-03-03T23:00:00Z'), 'fr')).toBe('mardi 3 mars 2026 à 24:00')
    expect(sayInstant(new Date('2026-03-01T13:05:00Z'), 'fr')).toBe('dimanche 1er mars 2026 à 14:05')
    expect(sayInstant(new Date('2026-03-29T22:00:00Z'), 'en')).toBe('Sunday 29 March 2026, 24:00')
  })

  it('does not count the day of leaving', () => {
    expect(endAfterLeaving(new Date('2026-02-01T22:59:59Z'), 30).toISOString()).toBe('2026-03-03T23:00:00.000Z')
    expect(endAfterLeaving(new Date('2026-02-01T23:00:00Z'), 30).toISOString()).toBe('2026-03-04T23:00:00.000Z')
  })

  it('puts the date right when the letter leaves days later', () => {
    const said = putDateRight('jusqu’au mardi 3 mars 2026 à 24:00.', {
      writtenAt: now,
      leavesAt: new Date('2026-02-03T08:00:00Z'),
      days: 30,
      lang: 'fr',
    })
    expect(said).toBe('jusqu’au jeudi 5 mars 2026 à 24:00.')
  })

  it('says what is left in days and hours', () => {
    expect(sayHours(543, 'fr')).toMatch(/^22\sjours et 15\sheures$/)
    expect(sayHours(48, 'en')).toMatch(/^2\sdays$/)
    expect(sayHours(1, 'en')).toMatch(/^1\shour$/)
  })
})

describe('trying again', () => {
  it('waits longer each time and stops after eight', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7].map((tries) => (nextTry(tries, now)!.getTime() - now.getTime()) / 60_000)
    expect(waits).toEqual([1, 5, 15, 60, 180, 360, 720])
    expect(nextTry(8, now)).toBeNull()
  })
})

describe('plain text', () => {
  it('turns what our templates use into lines', () => {
    expect(
      plainText(
        '<h1>T</h1>\n<p>a &amp; b</p>\n<ul>\n<li><strong>x</strong><br>y</li>\n<li>z</li>\n</ul>\n<p class="button"><a href="http://h/?a=1&amp;b=2">Aller</a></p>',
      ),
    )
      .toBe('a & b\n\n- x\ny\n- z\n\nAller\nhttp://h/?a=1&b=2')
  })
})
