import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { daysBetween, type Day } from '#src/kernel/calendar.ts'
import { toBase32 } from '#src/pieces/seals/base32.ts'

/** Keys, certificates and codes of our own making: an authority FR99 and an issuer TST1 under it. */
const der = (tag: number, ...parts: Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts)
  const size = body.length < 128 ? [body.length] : body.length < 256 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), body])
}
const sequence = (...parts: Uint8Array[]): Buffer => der(0x30, ...parts)
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'))
const utf8 = (text: string): Buffer => der(0x0c, Buffer.from(text))
const time = (day: Day): Buffer => der(0x17, Buffer.from(`${day.slice(2).replaceAll('-', '')}000000Z`))
const name = (o: string, cn: string): Buffer =>
  sequence(...[['55040a', o], ['550403', cn]].map(([id, text]) => der(0x31, sequence(oid(id!), utf8(text!)))))
const ecdsaSha256 = sequence(oid('2a8648ce3d040302'))
const authorityMark = der(
  0xa3,
  sequence(sequence(oid('551d13'), der(0x01, Buffer.from([0xff])), der(0x04, sequence(der(0x01, Buffer.from([0xff])))))),
)

type Party = { o: string; cn: string; key: KeyObject }
type Made = { subject: { o: string; cn: string; publicKey: KeyObject }; issuer: Party; from: Day; to: Day; isAuthority?: boolean }

export const makeCertificate = ({ subject, issuer, from, to, isAuthority }: Made): Buffer => {
  const serial = der(0x02, Buffer.from([1 + Math.floor(from.length)]))
  const tbs = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    serial,
    ecdsaSha256,
    name(issuer.o, issuer.cn),
    sequence(time(from), time(to)),
    name(subject.o, subject.cn),
    subject.publicKey.export({ type: 'spki', format: 'der' }),
    ...(isAuthority ? [authorityMark] : []),
  )
  return sequence(tbs, ecdsaSha256, der(0x03, Buffer.from([0]), sign('sha256', tbs, issuer.key)))
}

const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })

export const makeChain = (options: { from?: Day; to?: Day; o?: string } = {}) => {
  const [authorityKeys, issuerKeys] = [pair(), pair()]
  const authority: Party = { o: 'AUTORITE D ESSAI', cn: 'FR99', key: authorityKeys.privateKey }
  const { from = '2024-01-01', to = '2027-01-01', o = 'FOURNISSEUR D ESSAI' } = options
  return {
    authority: makeCertificate({
      subject: { ...authority, publicKey: authorityKeys.publicKey },
      issuer: authority,
      from: '2020-01-01',
      to: '2040-01-01',
      isAuthority: true,
    }),
    issuer: makeCertificate({ subject: { o, cn: 'TST1', publicKey: issuerKeys.publicKey }, issuer: authority, from, to }),
    key: createPrivateKey(issuerKeys.privateKey.export({ type: 'pkcs8', format: 'pem' })),
  }
}

const hexDay = (
  day: Day | null,
): string => (day === null ? 'FFFF' : daysBetween('2000-01-01', day).toString(16).toUpperCase().padStart(4, '0'))

type Code = { type?: string; data?: string; issuedOn?: Day | null; signedOn?: Day; version?: 2 | 3 | 4; issuer?: string }

export const bill = '10MME/MARTIN/MAELYS GAELLE\u001d2233 RUE DES LILAS\u001d247501225PARIS\u001d26FR'

export const makeCode = (
  key: KeyObject,
  { type = '01', data = bill, issuedOn = '2026-10-05', signedOn = '2026-10-05', version = 4, issuer = 'FR99TST1' }: Code = {},
): string => {
  const message = `DC0${version}${issuer}${hexDay(issuedOn)}${hexDay(signedOn)}${type}${version > 2 ? '01' : ''}${version > 3 ? 'FR' : ''}${data}`
  return `${message}\u001f${toBase32(sign('sha256', Buffer.from(message), { key, dsaEncoding: 'ieee-p1363' })).replace(/=+$/, '')}`
}

export const page = (...texts: string[]) => [{
  page: 1,
  codes: texts.map((text) => ({ format: 'data_matrix' as const, text, box: [0, 0, 10, 10] as [number, number, number, number] })),
}]
