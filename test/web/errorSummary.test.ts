import { describe, expect, it } from 'vitest'
import { nameErrors, namedText } from '#src/web/errorSummary.ts'
import { translator } from '#src/web/i18n.ts'

const [fr, en] = [translator('fr'), translator('en')]

describe('a line says of which question it is', () => {
  it.each([
    ['Motif', 'Répondez à cette question', 'Motif\u00a0: répondez à cette question'],
    ['Motif', 'Le motif est obligatoire', 'Le motif est obligatoire'],
    ['Motif du refus', 'Le motif est obligatoire', 'Motif du refus\u00a0: le motif est obligatoire'],
    ['IBAN', 'Cet IBAN n’existe pas', 'Cet IBAN n’existe pas'],
    ['Titulaire', 'IBAN et titulaire ne vont pas ensemble', 'IBAN et titulaire ne vont pas ensemble'],
    ['Compte', 'IBAN inconnu', 'Compte\u00a0: IBAN inconnu'],
    ['Prénoms', 'Ce prénom est trop long', 'Ce prénom est trop long'],
    ['Pourquoi ?', 'Dites-le en quelques mots', 'Pourquoi ? Dites-le en quelques mots'],
    ['N°', 'Saisissez un nombre', 'N°\u00a0: saisissez un nombre'],
  ])('%s, %s', (label, text, line) => expect(namedText(label, text, fr)).toBe(line))

  it('in English; a long name is cut at a word', () => {
    expect(namedText('Reason', 'Answer this question', en)).toBe('Reason: answer this question')
    expect(namedText(`${'very '.repeat(20)}long`, 'Tick it', en)).toMatch(/^(very )+very…: tick it$/)
  })
})

describe('a page that was refused', () => {
  const wrong = 'Répondez à cette question'

  it('names what is asked anywhere in it, leads there, and leaves alone what it does not ask', () => {
    const field = { name: 'reason', label: 'Motif', error: wrong }
    const at = new Date(0)
    const model = {
      errors: [{ name: 'reason', text: wrong }, { name: 'form', text: 'Quelqu’un a été plus rapide' }, { name: 'pieces.2', text: wrong }],
      decline: { field: { ...field, label: 'Motif du refus', id: 'f-no', error: undefined } },
      form: { at, groups: [{ fields: [field, { name: 'pieces', label: 'Pièces' }] }], errors: [{ name: 'reason', text: wrong }] },
    }
    const shown = nameErrors(model, fr)
    const line = { name: 'reason', text: 'Motif\u00a0: répondez à cette question', target: 'f-reason' }
    expect(shown).toMatchObject({
      errors: [line, model.errors[1], { name: 'pieces.2', text: 'Pièces\u00a0: répondez à cette question', target: 'f-pieces' }],
      form: { errors: [line] },
    })
    expect((shown['form'] as typeof model.form).at).toBe(at)
    expect(nameErrors({ errors: [], form: model.decline }, fr)).toEqual({ errors: [], form: model.decline })
  })

  it('of two questions of one name, the one that was refused', () => {
    const model = {
      errors: [{ name: 'reason', text: wrong }],
      form: { fields: [{ name: 'reason', label: 'Motif' }] },
      decline: { field: { name: 'reason', label: 'Motif du refus', id: 'f-no', error: wrong } },
    }
    expect(nameErrors(model, fr)['errors']).toEqual([{
      name: 'reason',
      text: 'Motif du refus\u00a0: répondez à cette question',
      target: 'f-no',
    }])
  })
})
