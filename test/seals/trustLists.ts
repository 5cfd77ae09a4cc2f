/** Trust lists of our own making, in the form in which ANTS publishes its own (ETSI TS 119 612). */
type Listed = { tradeName?: string; name?: string; der: Uint8Array; status?: string; type?: string; history?: string }

const service = (
  { tradeName = 'FR99', name = 'AUTORITE D ESSAI', der, status = 'inaccord', type = 'CA/PKC', history = '' }: Listed,
): string => `
  <tsl:TrustServiceProvider>
    <tsl:TSPInformation><tsl:TSPName><tsl:Name xml:lang="fr">${name}</tsl:Name></tsl:TSPName><tsl:TSPTradeName><tsl:Name xml:lang="fr">${tradeName}</tsl:Name></tsl:TSPTradeName></tsl:TSPInformation>
    <tsl:TSPServices><tsl:TSPService>
      <tsl:ServiceInformation>
        <tsl:ServiceTypeIdentifier>http://uri.etsi.org/TrstSvc/Svctype/${type}</tsl:ServiceTypeIdentifier>
        <tsl:ServiceName><tsl:Name xml:lang="fr">${name} 2D-Doc</tsl:Name></tsl:ServiceName>
        <tsl:ServiceDigitalIdentity><tsl:DigitalId><tsl:X509Certificate>
          ${Buffer.from(der).toString('base64')}
        </tsl:X509Certificate></tsl:DigitalId></tsl:ServiceDigitalIdentity>
        <tsl:ServiceStatus>http://uri.etsi.org/TrstSvc/Svcstatus/${status}</tsl:ServiceStatus>
      </tsl:ServiceInformation>
      ${history}
    </tsl:TSPService></tsl:TSPServices>
  </tsl:TrustServiceProvider>`

type Options = { nextUpdate?: string; head?: string; tail?: string; namespace?: string }

export const trustList = (
  services: readonly Listed[],
  { nextUpdate = '2027-02-25T11:00:00Z', head = '', tail = '', namespace = 'http://uri.etsi.org/02231/v2#' }: Options = {},
): Buffer =>
  Buffer.from(`<?xml version="1.0" encoding="UTF-8" standalone="no"?>${head}
<tsl:TrustServiceStatusList xmlns:ds="http://www.w3.org/2000/09/xmldsig#" xmlns:tsl="${namespace}" TSLTag="http://uri.etsi.org/02231/TSLTag">
  <tsl:SchemeInformation><tsl:SchemeName><tsl:Name xml:lang="fr">FR:2D-Doc</tsl:Name></tsl:SchemeName><tsl:NextUpdate><tsl:dateTime>${nextUpdate}</tsl:dateTime></tsl:NextUpdate></tsl:SchemeInformation>
  <tsl:TrustServiceProviderList>${services.map(service).join('')}</tsl:TrustServiceProviderList>${tail}
</tsl:TrustServiceStatusList>`)
