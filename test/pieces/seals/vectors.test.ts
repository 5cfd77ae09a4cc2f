import { X509Certificate } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fromBase32 } from '#src/pieces/seals/base32.ts'
import { parseCertificates } from '#src/pieces/seals/parseCertificates.ts'
import { parseCode } from '#src/pieces/seals/parseCode.ts'
import { type CertificateLookUp, readSeals } from '#src/pieces/seals/readSeals.ts'
import { isSignedWith } from '#src/pieces/seals/verifySignature.ts'
import { page } from './madeCodes.ts'

/** The vectors of the specification and the chains in force, where this machine has them. */
const root = process.env.VIGIE_2DDOC ?? '/work/shared/data/2ddoc'
const samples = join(root, 'tests/spec_samples/3.1.3')
const chains = join(root, 'tdd/chains')
const isHere = existsSync(samples) && existsSync(chains)

const vectors = isHere
  ? readdirSync(samples, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.txt')).map((name) => join(samples, name))
  : []
const certificates = isHere
  ? readdirSync(chains).filter((name) => name.endsWith('.der')).flatMap((name) => parseCertificates(name, readFileSync(join(chains, name))))
  : []
const lookUp: CertificateLookUp = (issuerId, certificateId) => {
  const found = certificates.find((one) => one.issuerId === issuerId && one.certificateId === certificateId)
  return found ? { der: found.der, isAnchor: issuerId === 'FR00' } : null
}

/** Of the truth beside a vector: `key: "value"`, comments left out. */
const truthOf = (file: string) => {
  const pairs = readFileSync(file.replace('.txt', '.yaml'), 'utf8')
    .split('\n')
    .filter((line) => !line.trim().startsWith('#'))
    .flatMap((line): [string, string][] => {
      const found = /^\s+"?(\w+)"?:\s*"?(.*?)"?\s*$/.exec(line)
      return found ? [[found[1]!, found[2]!]] : []
    })
  return new Map(pairs)
}

/** The truth gives dates, hexadecimal and padded numbers decoded; we keep what is written. */
const waysToWrite = (raw: string): string[] => {
  const date = raw.replace(/^(\d\d)(\d\d)(\d{4})$/, '$3-$2-$1')
  const instant = raw.replace(/^(\d\d)(\d\d)(\d{4})(\d\d)(\d\d)$/, '$3-$2-$1T$4:$5:00')
  const hexDay = /^[0-9A-F]{4}$/.test(raw)
    ? new Date(Date.UTC(2000, 0, 1) + Number.parseInt(raw, 16) * 86_400_000).toISOString().slice(0, 10)
    : raw
  const text = Buffer.from(fromBase32(raw) ?? []).toString()
  return [raw, raw.trim(), raw.replace(/^0+(?=.)/, ''), date, instant, hexDay, text, String(Number.parseInt(raw, 16))]
}

describe.skipIf(!isHere)('the vectors of the specification', () => {
  it('are 48', () => expect(vectors).toHaveLength(48))

  it.each(vectors)('%s: header, every datum, signature', (file) => {
    const code = parseCode(readFileSync(file, 'latin1'))!
    const truth = truthOf(file)
    expect(code).toMatchObject({
      version: Number(truth.get('version')),
      issuerId: truth.get('ca_id'),
      certificateId: truth.get('cert_id'),
      documentType: truth.get('doc_type_id'),
      signedOn: truth.get('sign_date'),
    })
    expect(code.issuedOn ?? 'null').toBe(truth.get('emit_date'))
    const expected = [...truth].filter(([id]) => /^[0-9A-Z]{2}$/.test(id))
    expect(Object.keys(code.data).sort()).toEqual(expected.map(([id]) => id).sort())
    for (const [id, value] of expected) expect(waysToWrite(code.data[id]!), id).toContain(value)
    const trial = certificates.find(({ issuerId }) => issuerId === 'FR00')!
    expect(isSignedWith(code, new X509Certificate(trial.der).publicKey)).toBe(true)
  })

  it('are valid as far as they were signed while the certificate was', () => {
    const found = vectors.map((file) => readSeals(page(readFileSync(file, 'latin1')), lookUp)[0]!)
    for (const { signature, signedOn } of found)
      expect(signature).toBe(signedOn! >= '2012-11-01' && signedOn! <= '2015-11-01' ? 'valid' : 'certificate_expired')
  })

  it('fail with one sign changed', () => {
    for (const file of vectors) {
      const text = readFileSync(file, 'latin1')
      const at = text.indexOf('\u001f') - 2
      const changed = text.slice(0, at) + (text[at] === 'X' ? 'Y' : 'X') + text.slice(at + 1)
      expect(readSeals(page(changed), lookUp)[0]!.signature).toBe('invalid')
    }
  })
})

describe.skipIf(!isHere)('the chains in force', () => {
  it('are read whole, each under its own name', () => {
    expect(certificates).toHaveLength(readdirSync(chains).filter((name) => name.endsWith('.der')).length)
    for (const { issuerId, certificateId } of certificates) expect(`${issuerId} ${certificateId}`).toMatch(/^FR\d\d ([0-9A-Z]{4})?$/)
    expect(certificates.filter(({ isTrial }) => isTrial).length).toBeGreaterThan(0)
  })
})
