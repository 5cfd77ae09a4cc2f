import { SaxesParser, type SaxesTagNS } from 'saxes'

/** An authority's certificate as a list names it: « FR03 », or the service's own name where the list gives no other. */
export type ListedCertificate = { name: string; der: Buffer }
export type TrustList = {
  certificates: ListedCertificate[]
  /** Authorities that the list no longer vouches for. */
  withdrawn: string[]
  /** When the list itself says that a newer one is due: « 2026-02-25 ». Null where it never will be. */
  nextUpdate: string | null
}

const namespace = 'http://uri.etsi.org/02231/v2#'
const mostBytes = 5_000_000
const mostServices = 5_000
const longestText = 50_000
/** Of elements within elements; a list has a dozen. The parser looks a name up through all of them. */
const deepest = 100

/** Of the states of a service (ETSI TS 119 612 §5.5.4, and of the lists before it): those in which its certificates are to be believed. */
const inForce = new Set(['granted', 'recognisedatnationallevel', 'inaccord', 'undersupervision', 'supervisionincessation', 'accredited'])

type Service = { names: string[]; type: string; status: string; certificates: string[] }
type Reading = {
  path: string[]
  text: string
  tradeNames: string[]
  service: Service | null
  services: Service[]
  nextUpdate: string | null
  isList: boolean
}

/** What stands in the list's own words; a service's past, and the list's own signature, are none of ours. */
const keepText = (reading: Reading, text: string): void => {
  const { path, service } = reading
  const [parent, own] = path.slice(-2)
  if (path.includes('ServiceHistory')) return
  if (parent === 'TSPTradeName' && own === 'Name') reading.tradeNames.push(text)
  if (parent === 'NextUpdate' && own === 'dateTime') reading.nextUpdate = text.slice(0, 10)
  if (!service) return
  if (parent === 'ServiceName' && own === 'Name') service.names.push(text)
  if (own === 'ServiceTypeIdentifier') service.type = text
  if (own === 'ServiceStatus') service.status = text.slice(text.lastIndexOf('/') + 1).toLowerCase()
  if (own === 'X509Certificate' && path.includes('ServiceDigitalIdentity')) service.certificates.push(text)
}

const open = (reading: Reading, { local, uri }: SaxesTagNS): void => {
  if (reading.path.length >= deepest) throw new Error('too deep')
  if (reading.path.length === 0) reading.isList = local === 'TrustServiceStatusList' && uri === namespace
  // an element of another vocabulary is never taken for one of the list's
  reading.path.push(uri === namespace ? local : '')
  reading.text = ''
  if (uri !== namespace) return
  if (local === 'TrustServiceProvider') reading.tradeNames = []
  if (local === 'TSPService') reading.service = { names: [...reading.tradeNames], type: '', status: '', certificates: [] }
}

const shut = (reading: Reading): void => {
  keepText(reading, reading.text.trim())
  reading.text = ''
  if (reading.path.pop() !== 'TSPService' || !reading.service) return
  reading.services.push(reading.service)
  reading.service = null
  if (reading.services.length > mostServices) throw new Error('too many services')
}

/** No entity but those of XML itself, nothing from outside: a list that brings its own grammar is refused. */
const parserOf = (reading: Reading): SaxesParser<{ xmlns: true }> => {
  const parser = new SaxesParser({ xmlns: true })
  parser.on('doctype', () => {
    throw new Error('a document type')
  })
  parser.on('opentag', (tag) => open(reading, tag))
  parser.on('text', (text) => {
    if (reading.text.length + text.length > longestText) throw new Error('a text too long')
    reading.text += text
  })
  parser.on('closetag', () => shut(reading))
  return parser
}

const isAuthority = ({ type }: Service): boolean => /\/Svctype\/CA\//i.test(type)
const nameOf = ({ names }: Service): string => names.find((name) => /^[A-Z]{2}[0-9A-Z]{2}$/.test(name)) ?? names[0] ?? ''
const base64 = /^[A-Za-z0-9+/=\s]+$/

/** Whether the file is XML at all, by how it begins. */
export const isXml = (bytes: Uint8Array): boolean =>
  /^(?:\u00ef\u00bb\u00bf)?\s*</.test(Buffer.from(bytes.subarray(0, 200)).toString('latin1'))

/**
 * The authorities of a trust-service status list (ETSI TS 119 612), as ANTS publishes those of 2D-DOC. Its signature is not verified here:
 * whoever imports it vouches for where it came from, as for a certificate by itself. Null for what is no such list, or is not well formed.
 */
export const readTrustList = (bytes: Uint8Array): TrustList | null => {
  if (bytes.length > mostBytes) return null
  const reading: Reading = { path: [], text: '', tradeNames: [], service: null, services: [], nextUpdate: null, isList: false }
  try {
    parserOf(reading).write(Buffer.from(bytes).toString('utf8')).close()
  } catch {
    return null
  }
  if (!reading.isList) return null
  const authorities = reading.services.filter(isAuthority)
  const [kept, withdrawn] = [
    authorities.filter(({ status }) => inForce.has(status)),
    authorities.filter(({ status }) => !inForce.has(status)),
  ]
  const certificates = kept.flatMap((service) =>
    service.certificates.filter((text) => base64.test(text)).map((text) => ({ name: nameOf(service), der: Buffer.from(text, 'base64') }))
  )
  return { certificates, withdrawn: withdrawn.map(nameOf), nextUpdate: reading.nextUpdate }
}
