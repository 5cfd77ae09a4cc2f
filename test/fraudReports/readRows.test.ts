import { describe, expect, it } from 'vitest'
import { mostRows, readCsv, readPasted } from '#src/fraudReports/readRows.ts'
import { newId } from '#src/kernel/ids.ts'

const ids = Array.from({ length: 4 }, () => newId('paym', new Date('2026-03-02T09:00:00Z')))
const [one = '', two = '', three = ''] = ids
const heading = 'Identifiant;Créé;Montant;Description'
const sheet = [heading, `${one};2026-03-02;100,00;Pain`, `${two};2026-03-02;50,00;"Deux\nlignes; et ""plus"""`, `${three};2026-03-02;1,00;`]
  .join('\r\n')
const utf16 = (text: string, mark = true): Buffer => Buffer.from((mark ? '\ufeff' : '') + text, 'utf16le')

describe('a CSV', () => {
  it.each([
    ['as it was exported', Buffer.from(sheet)],
    ['with a byte order mark', Buffer.from(`\ufeff${sheet}`)],
    ['in UTF-16', utf16(sheet)],
    ['in UTF-16 without a mark', utf16(sheet, false)],
    ['in UTF-16 the other way round', utf16(sheet).swap16()],
    ['in Windows-1252', Buffer.from(sheet, 'latin1')],
    ['with tabs', Buffer.from(sheet.replaceAll('; et', ' et').replaceAll(';', '\t'))],
    ['with line feeds', Buffer.from(sheet.replaceAll('\r\n', '\n'))],
    ['without a heading', Buffer.from(`\n${sheet.slice(heading.length + 2)}`)],
  ])('%s', async (_, bytes) => {
    const named = await readCsv(bytes)
    expect(named.ids).toEqual([one, two, three])
    expect(named.badCount).toBe(0)
  })

  it('says the line of each, behind a cell that has several', async () => {
    expect((await readCsv(Buffer.from(sheet))).lines).toEqual([2, 4, 5])
  })

  it('takes an id out of what spreadsheets make of it, and works no formula out', async () => {
    const named = await readCsv(
      Buffer.from(`id\n'${one}\n"=""${two}"""\n=HYPERLINK("http://mal.example";"${three}")\n=cmd|' /C calc'!A0\n`),
    )
    expect(named.ids).toEqual([one, two])
    expect(named.badLines.map(({ line, fault }) => [line, fault])).toEqual([[4, 'unreadable'], [5, 'unreadable']])
  })

  it('names what it cannot read and what it says twice, and never a card number', async () => {
    const named = await readCsv(Buffer.from(`id\n${one}\nbonjour\n${one}\n4242424242424242\n`))
    expect(named.badLines).toEqual([{ line: 3, fault: 'unreadable', text: 'bonjour' }, { line: 4, fault: 'repeated', text: one }, {
      line: 5,
      fault: 'unreadable',
      text: 'xxxxxxxxxxxxxxxx',
    }])
  })

  it.each([['nothing', ''], ['a picture', '\u0089PNG\r\n\u001a\n\u0000\u0000\u0000\rIHDR'], [
    'a line without end',
    `${'x'.repeat(400_000)}`,
  ]])('is not %s', async (_, text) => {
    await expect(readCsv(Buffer.from(text, 'latin1'))).rejects.toMatchObject({ status: 422, fields: { file: 'fraud:report.not_csv' } })
  })

  it('is read whole up to 100,000 lines, and not beyond', async () => {
    const all = Array.from({ length: mostRows }, (_, i) => `paym_${String(i).padStart(24, '0')}`)
    expect((await readCsv(Buffer.from(`id\r\n${all.join('\r\n')}`))).ids).toHaveLength(mostRows)
    expect(() => readPasted(`${all.join('\n')}\n${one}`)).toThrow(
      expect.objectContaining({ fields: { pasted: 'fraud:report.too_many_rows' } }),
    )
  })
})

describe('what is pasted', () => {
  it('is ids as they come, with anything around them', () => {
    const named = readPasted(
      `${one}, ${two}\r\n\r\n  https://exemple.test/merchant/payments/${three} (12,50 €)\nautre chose\n${one}\n${two}x`,
    )
    expect(named.ids).toEqual([one, two, three])
    expect(named.lines).toEqual([1, 1, 3])
    expect(named.badLines.map(({ line, fault }) => [line, fault])).toEqual([[4, 'unreadable'], [5, 'repeated'], [6, 'unreadable']])
  })
})
