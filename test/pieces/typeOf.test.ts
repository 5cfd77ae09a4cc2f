import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { typeOf } from '#src/pieces/typeOf.ts'
import { launchBrowser } from '#test/support/browser.ts'
import { decoySheets } from '#test/support/pieces/decoys.ts'
import { pageOfFace, pagesOfFaces } from '#test/support/pieces/facePages.ts'
import { newCard, oldCard, passportPage, permit } from '#test/support/pieces/faces.ts'
import { allSheets } from '#test/support/pieces/makeSet.ts'
import { pageOf } from '#test/support/pieces/pages.ts'
import { cardPeople } from '#test/support/pieces/people.ts'
import { pageOfSheet } from '#test/support/pieces/sheetPages.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

/** What the sheets are called, in our own words. */
const ours: Record<string, string> = { proof_of_address: 'proof_address', association_receipt: 'rna_recepisse' }
const sheets = allSheets.filter((sheet) => !decoySheets.includes(sheet))

describe('papers are told by what they say', () => {
  test.each(sheets.map((sheet) => [sheet.id, sheet] as const))('%s', async (_id, sheet) => {
    const { type, confidence } = typeOf([await pageOfSheet(browser, sheet)])
    expect(type).toBe(ours[sheet.type] ?? sheet.type)
    expect(confidence).toBeGreaterThanOrEqual(50)
  })

  test.each(decoySheets.map((sheet) => [sheet.id, sheet] as const))('%s proves nothing', async (_id, sheet) => {
    expect(typeOf([await pageOfSheet(browser, sheet)]).type).toBe('other')
  })
})

describe('cards are told by their titles, their labels and their zone', () => {
  const who = cardPeople[0]!
  const samples = [newCard(who, 'T7X62TZ79'), oldCard(who, '160913204518'), passportPage(who, '21AC45678'), permit(who, '2M4B7X9K1')]

  test.each(samples.map((sample) => [sample.key, sample] as const))('%s', (_key, { faces, type }) => {
    expect(typeOf(pagesOfFaces(faces))).toMatchObject({ type })
  })

  test.each(samples.map((sample) => [sample.key, sample] as const))('%s, its zone not read', (_key, { faces, type }) => {
    expect(typeOf(faces.map((face, at) => pageOfFace({ ...face, zone: [] }, { page: at + 1 })))).toMatchObject({ type })
  })

  test('a zone alone says whose it is', () => {
    const alone = ({ zone }: (typeof samples)[number]) => typeOf([pageOf(zone)]).type
    expect(samples.map(alone)).toEqual(['fr_cni_e', 'fr_cni_old', 'passport', 'titre_sejour'])
  })

  test('a letter that speaks of passports and identity cards is none', () => {
    const rows = Array.from(
      { length: 40 },
      () => 'Merci de joindre votre passeport ou votre carte nationale d’identité en cours de validité à la demande',
    )
    expect(typeOf([pageOf(rows)]).type).toBe('other')
  })
})

describe('nothing to tell by', () => {
  test.each([[[]], [[pageOf([])]], [[pageOf(['Bonjour'])]], [[
    pageOf(Array.from({ length: 300 }, (_, at) => `${at} '; DROP TABLE documents; --`)),
  ]]])('%#', (pages) => {
    const { type, confidence } = typeOf(pages)
    expect(type).toBe('other')
    expect(confidence).toBeLessThan(50)
  })

  test('the same words give the same answer', () => {
    const pages = pagesOfFaces(permit(cardPeople[2]!, '2M4B7X9K1').faces)
    expect(typeOf(pages)).toEqual(typeOf(structuredClone(pages)))
  })
})
