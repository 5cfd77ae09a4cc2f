import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromBase32, toBase32 } from '#src/pieces/seals/base32.ts'
import { parseCertificates } from '#src/pieces/seals/parseCertificates.ts'
import { parseCode } from '#src/pieces/seals/parseCode.ts'
import { type CertificateLookUp, readSeals } from '#src/pieces/seals/readSeals.ts'
import { sealFields } from '#src/pieces/seals/sealFields.ts'
import { makeChain, makeCode, page } from './madeCodes.ts'

const chain = makeChain()
const lookUpOf = ({ authority, issuer }: { authority: Buffer | null; issuer: Buffer }): CertificateLookUp => (issuerId, certificateId) => {
  if (issuerId !== 'FR99') return null
  if (certificateId === 'TST1') return { der: issuer }
  return certificateId === '' && authority ? { der: authority } : null
}
const lookUp = lookUpOf(chain)
const signatureOf = (text: string, from = lookUp) => readSeals(page(text), from)[0]?.signature

describe('a signed code', () => {
  it('is read and verified, in every version of the header', () => {
    for (const version of [2, 3, 4] as const) {
      const [seal] = readSeals(page(makeCode(chain.key, { version })), lookUp)
      expect(seal).toMatchObject({
        signature: 'valid',
        documentType: '01',
        issuerId: 'FR99',
        certificateId: 'TST1',
        issuedOn: '2026-10-05',
        signedOn: '2026-10-05',
        place: { page: 1 },
      })
      expect(seal!.data).toEqual({ 10: 'MME/MARTIN/MAELYS GAELLE', 22: '33 RUE DES LILAS', 24: '75012', 25: 'PARIS', 26: 'FR' })
    }
  })

  it('is altered as soon as one sign differs', () => {
    const code = makeCode(chain.key)
    expect(signatureOf(code.replace('LILAS', 'LYLAS'))).toBe('invalid')
    expect(signatureOf(code.replace('75012', '75011'))).toBe('invalid')
    expect(signatureOf(`${code.slice(0, -3)}AAA`)).toBe('invalid')
    expect(signatureOf(code.split('\u001f')[0]!)).toBe('invalid')
    expect(signatureOf(makeCode(makeChain().key))).toBe('invalid')
  })

  it('of an issuer we do not know, nobody can tell', () => {
    expect(signatureOf(makeCode(chain.key, { issuer: 'FR98TST1' }))).toBe('unknown_certificate')
    expect(signatureOf(makeCode(chain.key, { issuer: 'FR99TST2' }))).toBe('unknown_certificate')
  })

  it('is believed only where the authority signed the issuer’s certificate', () => {
    const code = makeCode(chain.key)
    expect(signatureOf(code, lookUpOf({ ...chain, authority: null }))).toBe('unknown_certificate')
    expect(signatureOf(code, lookUpOf({ ...chain, authority: makeChain().authority }))).toBe('unknown_certificate')
    expect(signatureOf(code, () => ({ der: Buffer.from('no certificate') }))).toBe('unknown_certificate')
  })

  it('of a published trial key proves nothing, unless operators vouch for it', () => {
    const trial = makeChain({ o: 'CERTIFICAT DE TEST' })
    expect(signatureOf(makeCode(trial.key), lookUpOf(trial))).toBe('unknown_certificate')
    expect(signatureOf(makeCode(trial.key), () => ({ der: trial.issuer, isAnchor: true }))).toBe('valid')
  })

  it('stays true when the certificate expires after it was signed; was never true when it had expired before', () => {
    const old = makeChain({ from: '2020-01-01', to: '2022-01-01' })
    expect(signatureOf(makeCode(old.key, { signedOn: '2021-06-01' }), lookUpOf(old))).toBe('valid')
    expect(signatureOf(makeCode(old.key, { signedOn: '2022-01-02' }), lookUpOf(old))).toBe('certificate_expired')
    expect(signatureOf(makeCode(old.key, { signedOn: '2019-12-31' }), lookUpOf(old))).toBe('certificate_expired')
  })

  it('stands once, however many pages repeat it', () => {
    const code = makeCode(chain.key)
    expect(readSeals([...page(code, code), ...page(code)], lookUp)).toHaveLength(1)
  })

  it('is read where separators are written out', () => {
    const written = makeCode(chain.key).replaceAll('\u001d', '<GS>').replace('\u001f', '<US>')
    expect(signatureOf(written)).toBe('valid')
  })
})

describe('what a code says', () => {
  const fieldsOf = (type: string, data: string) =>
    Object.fromEntries(
      readSeals(page(makeCode(chain.key, { type, data })), lookUp).flatMap(sealFields).map(({ name, value }) => [name, value]),
    )

  it('of a bill: whose and where', () => {
    expect(
      fieldsOf(
        '00',
        '10MLLE/SAMPLE/ANGELA\u001d20\u001d21BAT 2 ETG 3\u001d227 PLACE DES SPECIMENS\u001d23\u001d2457000' + '25METZ\u001d26FR',
      ),
    )
      .toEqual({
        holder: 'MLLE SAMPLE ANGELA',
        address_line: 'BAT 2 ETG 3 7 PLACE DES SPECIMENS',
        postcode_city: '57000 METZ',
        issued_on: '05/10/2026',
      })
  })

  it('of an account', () => {
    expect(fieldsOf('03', '30ATELIER DES TROIS RIVIERES SAS\u001d31FR1420041010050500013M02606\u001d32PSSTFRPPPAR')).toEqual({
      holder: 'ATELIER DES TROIS RIVIERES SAS',
      iban: 'FR1420041010050500013M02606',
      bic: 'PSSTFRPPPAR',
      issued_on: '05/10/2026',
    })
  })

  it('of a tax notice, old and new', () => {
    expect(fieldsOf('04', '10M/IMPOSABLE/FRANCOIS\u001d40123456789012341' + '1042876\u001d')).toMatchObject({
      holder: 'M IMPOSABLE FRANCOIS',
    })
    expect(fieldsOf(
      '28',
      '432,75\u001d4422780123456784520' +
        '2146RETI PATRICK\u001d4A310720224Y145 RUE JULLIARD/ZA SPECIMEN/78320/LEVIS ST NOM\u001d4163198\u001d',
    ))
      .toMatchObject({
        holder: 'RETI PATRICK',
        address_line: '145 RUE JULLIARD ZA SPECIMEN',
        postcode_city: '78320 LEVIS ST NOM',
      })
  })

  it('of a kind we do not know: nothing', () => {
    expect(fieldsOf('A0', 'A0FRA1BH-999-VX\u001d')).toEqual({ issued_on: '05/10/2026' })
  })
})

describe('whatever stands in a code', () => {
  it('is passed over unless it is one of these', () => {
    const texts = [
      "'; drop table documents; --",
      'https://example.org/?q=1',
      '',
      'DC',
      'DC05FR99TST1FFFFFFFF00',
      'DC04fr99',
      `DC04FR99TST1${'Z'.repeat(8)}00`,
      `DC02${'A'.repeat(5_000_000)}`,
      '\u001d\u001e\u001f',
      'BEGIN:VCARD',
    ]
    expect(readSeals(page(...texts), lookUp)).toEqual([])
  })

  it('never makes the reader fail, and never verifies', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ maxLength: 200 }).map((tail) => `DC04FR99TST1FFFF25460101FR${tail}`),
    )
    fc.assert(
      fc.property(text, (raw) =>
        readSeals(page(raw), lookUp)
          .every(({ signature }) => signature === 'invalid' || signature === 'unknown_certificate')),
      { numRuns: 150 },
    )
  })

  it('cannot reach the prototype of what holds it', () => {
    expect(parseCode(`DC02FR99TST1FFFF254601__proto__\u001d10X\u001d\u001fAAAA`)?.data).toEqual({})
  })
})

describe('certificates to import', () => {
  it('say whose they are themselves', () => {
    expect(parseCertificates('anything.der', chain.issuer)).toMatchObject([{
      issuerId: 'FR99',
      certificateId: 'TST1',
      subject: 'FOURNISSEUR D ESSAI',
      notBefore: '2024-01-01',
      notAfter: '2027-01-01',
      isTrial: false,
    }])
    expect(parseCertificates('x.der', chain.authority)).toMatchObject([{ issuerId: 'FR99', certificateId: '' }])
  })

  it('come in PEM too, several to a file', () => {
    const pem = [chain.authority, chain.issuer]
      .map((der) => `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`)
      .join('')
    expect(parseCertificates('chain.pem', Buffer.from(pem)).map(({ certificateId }) => certificateId)).toEqual(['', 'TST1'])
  })

  it('are left out where they are none', () => {
    expect(parseCertificates('FR03_EDF0.der', Buffer.from('hello'))).toEqual([])
    expect(parseCertificates('FR03.pem', Buffer.from('-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----'))).toEqual([])
  })
})

it('base32 there and back', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
    expect(fromBase32(toBase32(bytes))).toEqual(bytes)
  }))
  expect(fromBase32('a1')).toBeNull()
})
