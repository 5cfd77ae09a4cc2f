import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseCertificates } from '#src/pieces/seals/parseCertificates.ts'
import { isXml, readTrustList } from '#src/seals/trustList.ts'
import { makeChain } from '#test/pieces/seals/madeCodes.ts'
import { trustList } from './trustLists.ts'

const { authority, issuer } = makeChain()
const one = { tradeName: 'FR99', der: authority }
const namesOf = (bytes: Uint8Array): string[] | undefined => readTrustList(bytes)?.certificates.map(({ name }) => name)

describe('a trust list', () => {
  it('gives the certificates of its authorities, each by its name, and when a newer list is due', () => {
    const list = readTrustList(trustList([one, { tradeName: 'FR98', der: issuer }]))!
    expect(list).toMatchObject({ withdrawn: [], nextUpdate: '2027-02-25' })
    expect(list.certificates.map(({ name, der }) => [name, Buffer.compare(der, name === 'FR99' ? authority : issuer)])).toEqual([[
      'FR99',
      0,
    ], ['FR98', 0]])
  })

  it.each(['granted', 'inaccord', 'undersupervision', 'recognisedatnationallevel'])(
    'vouches for one that is %s',
    (status) => expect(namesOf(trustList([{ ...one, status }]))).toEqual(['FR99']),
  )
  it.each(['withdrawn', 'supervisionrevoked', 'deprecatedatnationallevel', 'expired', 'constructor', ''])(
    'no longer vouches for one that is « %s »',
    (status) => expect(readTrustList(trustList([{ ...one, status }]))).toMatchObject({ certificates: [], withdrawn: ['FR99'] }),
  )

  it('of other services, of a service’s past and of who signed the list nothing is taken', () => {
    const certificate = (prefix: string): string => `<${prefix}:X509Certificate>${issuer.toString('base64')}</${prefix}:X509Certificate>`
    const past =
      `<tsl:ServiceHistory><tsl:ServiceHistoryInstance><tsl:ServiceStatus>http://uri.etsi.org/TrstSvc/Svcstatus/withdrawn</tsl:ServiceStatus><tsl:ServiceDigitalIdentity><tsl:DigitalId>${certificate('tsl')}</tsl:DigitalId></tsl:ServiceDigitalIdentity></tsl:ServiceHistoryInstance></tsl:ServiceHistory>`
    const signature = `<ds:Signature><ds:KeyInfo><ds:X509Data>${certificate('ds')}</ds:X509Data></ds:KeyInfo></ds:Signature>`
    const list = readTrustList(
      trustList([{ ...one, history: past }, { tradeName: 'FR97', der: issuer, type: 'TSA' }], { tail: signature }),
    )!
    expect([list.certificates.length, list.certificates[0]!.name, list.withdrawn]).toEqual([1, 'FR99', []])
  })

  it.skipIf(!existsSync('/work/shared/data/2ddoc/tdd/chains/tsl_signed.xml'))(
    'the list of ANTS: its six authorities, each found to be one',
    () => {
      const list = readTrustList(readFileSync('/work/shared/data/2ddoc/tdd/chains/tsl_signed.xml'))!
      expect(list).toMatchObject({ withdrawn: [], nextUpdate: '2026-02-25' })
      const found = list.certificates.flatMap(({ name, der }) => parseCertificates(`${name}.der`, der))
      expect(found.map(({ issuerId, certificateId }) => issuerId + certificateId)).toEqual(['FR01', 'FR03', 'FR04', 'FR05', 'FR06', 'FR07'])
    },
  )
})

describe('what is no list to be trusted', () => {
  const laughs = `<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>`
  it.each([
    ['another root', Buffer.from('<html><body/></html>')],
    ['another vocabulary', trustList([one], { namespace: 'http://example.invalid/#' })],
    ['cut short', trustList([one]).subarray(0, 900)],
    ['a document type', trustList([one], { head: '<!DOCTYPE x>' })],
    ['a file from outside', trustList([{ ...one, name: '&xxe;' }], { head: '<!DOCTYPE x [<!ENTITY xxe SYSTEM "file:///etc/passwd">]>' })],
    ['entities within entities', trustList([{ ...one, name: '&b;' }], { head: laughs })],
    ['an entity of its own', trustList([{ ...one, name: '&secret;' }])],
    ['a name without end', trustList([{ ...one, name: 'x'.repeat(60_000) }])],
    ['megabytes', trustList([{ ...one, name: '<tsl:x>x</tsl:x>'.repeat(400_000) }])],
    ['nothing', Buffer.alloc(0)],
    ['a certificate', authority],
  ])('%s is none', (_what, bytes) => expect(readTrustList(bytes)).toBeNull())

  it('a certificate that is none is left out, the others are kept', () => {
    const bytes = trustList([one]).toString().replace(
      '</tsl:TrustServiceProviderList>',
      `<tsl:TrustServiceProvider><tsl:TSPServices><tsl:TSPService><tsl:ServiceInformation><tsl:ServiceTypeIdentifier>http://uri.etsi.org/TrstSvc/Svctype/CA/PKC</tsl:ServiceTypeIdentifier><tsl:ServiceDigitalIdentity><tsl:DigitalId><tsl:X509Certificate>!! {{}} !!</tsl:X509Certificate></tsl:DigitalId></tsl:ServiceDigitalIdentity><tsl:ServiceStatus>http://uri.etsi.org/TrstSvc/Svcstatus/granted</tsl:ServiceStatus></tsl:ServiceInformation></tsl:TSPService></tsl:TSPServices></tsl:TrustServiceProvider></tsl:TrustServiceProviderList>`,
    )
    expect(namesOf(Buffer.from(bytes))).toEqual(['FR99'])
  })

  it('depth costs nothing', () => {
    expect(readTrustList(Buffer.from(`${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}`))).toBeNull()
  })

  it('is told from a certificate by how it begins', () => {
    expect([
      isXml(trustList([one])),
      isXml(Buffer.from('\ufeff  <?xml version="1.0"?><a/>')),
      isXml(authority),
      isXml(Buffer.from('-----BEGIN CERTIFICATE-----')),
      isXml(Buffer.alloc(0)),
    ])
      .toEqual([true, true, false, false, false])
  })
})
