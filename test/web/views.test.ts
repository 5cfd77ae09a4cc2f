import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { asset } from '#src/web/assets.ts'
import { pageModel } from '#src/web/page-model.ts'
import { styleguide } from '#src/web/styleguide.ts'
import { engine, template } from '#src/web/templates.ts'
import { renderView, type Layout } from '#src/web/views.ts'

const now = new Date('2026-11-22T10:00:00Z')
const hostile = `"><script>alert(1)</script>'\`={{t 'web:nav.home'}}`
const page = pageModel({
  lang: 'fr',
  title: hostile,
  now,
  path: hostile,
  flash: { tone: 'good', text: hostile },
  trial: true,
  account: { name: hostile, role: hostile, email: hostile, href: '/a', signOut: '/b' },
})
const error = { status: 404, title: hostile, text: hostile, home: '/console', requestId: hostile, page }

/** A template of the moment, as strict as those of the house. */
template('styleguide') // registers the partials
const render = (source: string, model: object, lang = 'fr') =>
  engine.compile(source, { strict: true, explicitPartialContext: true })(model, { data: { lang, now } })

describe('a template is strict', () => {
  test('a name the model lacks is an error that says which template', () => {
    expect(() => renderView('errors/error', { page, status: 404, title: 'x' }, { lang: 'fr' })).toThrow(
      /views\/errors\/error\.hbs: "text" not defined/,
    )
  })
  test.each(['{{name}}', '{{a.b}}', '{{nohelper 1}}', '{{> nopartial}}'])(
    '%s',
    (source) => expect(() => render(source, { a: {} })).toThrow(),
  )
  test.each([
    '{{money cents}}',
    '{{day on}}',
    '{{instant at}}',
    '{{deadline at}}',
    '{{distance at}}',
    '{{number n}}',
    '{{percent n}}',
    '{{fileSize n}}',
    '{{t key}}',
    '{{icon name}}',
    "{{concat 'a' b}}",
    '{{chip state}}',
    "{{chip 'purple' 'x'}}",
  ])('a helper handed nothing is an error: %s', (source) => expect(() => render(source, {})).toThrow())
  test('numbers are shown in groups, with no sign between: what is copied is the number', () => {
    expect(render('{{grouped n}}', { n: '732829320' })).toBe(
      '<span class="grouped"><span>732</span><wbr><span>829</span><wbr><span>320</span></span>',
    )
    expect(render('{{grouped n}}', { n: '732829320 / 73282932000074' }).replace(/<[^>]*>/g, '')).toBe('732829320 / 73282932000074')
    expect(render('{{grouped n}}', { n: hostile })).toBe(render('{{n}}', { n: hostile }))
    expect(() => render('{{grouped n}}', {})).toThrow()
  })
  test('what is no date is no date', () => {
    expect(() => render('{{day on}}', { on: '2026-02-30' })).toThrow('no day')
    expect(() => render('{{instant at}}', { at: 'tomorrow' })).toThrow('no instant')
    expect(() => engine.compile('{{distance at}}')({ at: now }, { data: { lang: 'fr' } })).toThrow('now')
  })
  test('a partial sees what it is handed and nothing else', () => {
    expect(() => render('{{> chip}}', { tone: 'good', label: 'x' })).toThrow()
  })
})

describe('hostile text', () => {
  test.each(['console', 'merchant', 'plain'] as Layout[])('stays text in the %s layout', (layout) => {
    const html = renderView('errors/error', error, { lang: 'fr', layout })
    expect(html).not.toContain('<script>alert')
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(html).not.toContain('&amp;lt;')
  })
  test('is escaped once in a translated sentence, a cell, a chip and a field', () => {
    const html = render(
      `{{t 'web:copy.button' what=bad}}{{#cell column}}{{bad}}{{/cell}}{{chip 'good' bad}}{{> field name='f' label=bad value=bad error=bad hint=bad}}`,
      { bad: hostile, column: { label: hostile, isLead: true } },
    )
    expect(html).not.toMatch(/<script|&amp;/)
  })
  test('is left alone in plain text', () => {
    const mail = {
      lang: 'fr' as const,
      title: 'L’été & <l’hiver>',
      now,
      preheader: '',
      reason: 'r',
      sender: { name: 'Vigie', address: 'Paris', contact: 'x@y' },
      trial: false,
    }
    expect(renderView('errors/error', { ...error, page: mail }, { lang: 'fr', layout: 'mail-text' })).toContain('L’été & <l’hiver>')
  })
})

describe('every layout', () => {
  test.each(['console', 'merchant', 'plain'] as Layout[])(
    '%s has its title, language, landmarks, way past the frame and badge',
    (layout) => {
      const html = renderView('errors/error', { ...error, page: { ...page, title: 'Le titre' } }, { lang: 'fr', layout })
      expect(html).toMatch(/^<!doctype html>\n<html lang="fr">/)
      expect(html).toContain('<title>Le titre · Vigie</title>')
      expect(html).toMatch(/class="skip" href="#main"/)
      expect(html.match(/<main id="main"/g)).toHaveLength(1)
      expect(html).toContain('role="status"')
      expect(html).toContain('Essai')
    },
  )
  test('mail says what, why and how to answer', () => {
    const mail = {
      lang: 'en' as const,
      title: 'Send by 7 Dec',
      now,
      preheader: 'pre',
      reason: 'because',
      sender: { name: 'Vigie', address: 'Paris', contact: 'help@vigie.example' },
      trial: true,
    }
    const html = renderView('errors/error', { ...error, page: mail }, { lang: 'en', layout: 'mail' })
    for (const words of ['Send by 7 Dec', 'pre', 'because', 'help@vigie.example', 'Trial']) expect(html).toContain(words)
  })
})

describe('blocks and helpers', () => {
  test('a wrapped block keeps its own context', () => {
    const html = render(`{{#each list}}{{#wrap 'card' title=../title}}<i>{{this}} {{../title}}</i>{{/wrap}}{{/each}}`, {
      title: 'T&',
      list: ['a'],
    })
    expect(html).toContain('<i>a T&amp;</i>')
    expect(html).toContain('<h2>T&amp;</h2>')
  })
  test('a cell stands as its column says', () => {
    expect(render('{{#cell c}}1{{/cell}}', { c: { label: 'Montant', isNumber: true } })).toBe('<td class="num" data-label="Montant">1</td>')
  })
  test('money has a true minus and unbreakable spaces', () => {
    expect(render('{{money -128410}}', {})).toBe('−1\u202f284,10\u00a0€')
    expect(render("{{money 500 'USD'}}", {}, 'en')).toBe('US$5.00')
  })
  test('an asset carries the hash of all of them', () => expect(asset('app.css')).toMatch(/^\/assets\/[0-9a-f]{12}\/app\.css$/))
  test('every example of the guide renders in both languages', () => {
    for (const example of Object.values(styleguide)) {
      for (const lang of ['fr', 'en'] as const) {
        const { view, layout, model } = example(lang, now)
        expect(renderView(view, model, { lang, layout })).toContain(`<html lang="${lang}">`)
      }
    }
  })
})

describe('the templates themselves', () => {
  const folder = fileURLToPath(new URL('../../views/', import.meta.url))
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.hbs'))
  const isMail = (name: string) => name.startsWith('mails/') || name.startsWith('layouts/mail')

  test.each(files)('%s carries nothing the policy forbids', (name) => {
    const source = readFileSync(folder + name, 'utf8')
    expect(source.replace(/\{\{\{(body|qr)\}\}\}/g, ''), 'unescaped, but for what we drew ourselves').not.toMatch(/\{\{\{|\{\{&/)
    expect(source, 'handlers').not.toMatch(/<[^>]*\son[a-z]+=/i)
    expect(source, 'inline script').not.toMatch(/<script(?![^>]*\ssrc=)/)
    expect(source, 'unquoted attribute').not.toMatch(/<[a-z][^>{]*=\{\{/)
    if (!isMail(name)) expect(source, 'inline style').not.toMatch(/\sstyle=|<style/)
  })

  test.each(files.filter((name) => name.startsWith('partials/')))('%s says what it is given', (name) => {
    expect(readFileSync(folder + name, 'utf8')).toMatch(/^\{\{!-- [a-z-/]+/)
  })
})
