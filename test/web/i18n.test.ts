import { describe, expect, test } from 'vitest'
import { hasText, pickLanguage, translator } from '#src/web/i18n.ts'

const fr = translator('fr')
const en = translator('en')

describe('translator', () => {
  test('finds a text by room and path', () => {
    expect(fr('web:nav.my_work')).toBe('Mon travail')
    expect(en('web:nav.my_work')).toBe('My work')
  })

  test('puts values in as they are: escaping is the template’s', () => {
    expect(fr('web:copy.button', { what: '<b>&"' })).toBe('Copier <b>&"')
  })

  test('a value is never read as a text of ours', () => {
    expect(fr('web:copy.button', { what: '$t(web:nav.home) {{count}}' })).toBe('Copier $t(web:nav.home) {{count}}')
  })

  test.each([[0, '0 jour'], [1, '1 jour'], [2, '2 jours'], [1_000_000, '1000000 jours']])('French counts %i', (count, words) => {
    expect(fr('web:clock.merchant_days', { count })).toContain(words)
  })

  test.each([[0, '0 days'], [1, '1 day'], [2, '2 days'], [1_000_000, '1000000 days']])('English counts %i', (count, words) => {
    expect(en('web:clock.merchant_days', { count })).toContain(words)
  })

  test('sets unbreakable spaces where French wants them', () => {
    expect(fr('web:idle.title')).toBe('Êtes-vous toujours là\u00a0?')
  })

  test('stops on a key that has no text, a group, and a missing value', () => {
    expect(() => fr('web:nav.nowhere')).toThrow('web:nav.nowhere')
    expect(() => fr('nowhere:title')).toThrow('nowhere:title')
    expect(() => fr('web:nav')).toThrow('web:nav')
    expect(() => fr('web:copy.button')).toThrow('what')
  })

  test('says whether there is a text', () => {
    expect(hasText('fr', 'errors:not_found.title')).toBe(true)
    expect(hasText('fr', 'errors:nothing_of_the_kind.title')).toBe(false)
  })
})

describe('pickLanguage', () => {
  test('takes the reader’s choice first', () => expect(pickLanguage('en', 'fr')).toBe('en'))
  test('then what the browser asks for, by its order of preference', () => {
    expect(pickLanguage(undefined, 'de, en-GB;q=0.8, fr;q=0.7')).toBe('en')
    expect(pickLanguage(undefined, 'en;q=0.2, fr-CA;q=0.9')).toBe('fr')
    expect(pickLanguage(undefined, 'EN-us')).toBe('en')
  })
  test('then French', () => {
    expect(pickLanguage(undefined, undefined)).toBe('fr')
    expect(pickLanguage('xx', 'de, en;q=0')).toBe('fr')
    expect(pickLanguage(undefined, '*', 'en')).toBe('en')
    expect(pickLanguage(undefined, ';;q=,,=')).toBe('fr')
  })
})
