import { generateKeyPairSync } from 'node:crypto'
import { request, type RequestListener } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { makeCertificate } from '#test/pieces/seals/madeCodes.ts'

/** A merchant's page: frames what its address names, fits the frame to the sizes it hears, and notes every message. */
export const merchantPage = `<!doctype html><html lang="fr"><meta name="viewport" content="width=device-width"><title>Boutique</title>
<style>body{margin:0;font:16px sans-serif;background:#fff}main{padding:16px;max-width:520px;margin:auto}iframe{width:100%;height:300px;border:0}</style>
<main><h1>Votre commande</h1><iframe title="Paiement"></iframe></main><script>
window.heard = []
const frame = document.querySelector('iframe')
addEventListener('message', ({ data, origin, source }) => {
  if (source !== frame.contentWindow) return
  heard.push({ ...data, origin })
  if (data.height) frame.style.height = data.height + 'px'
  if (window.holdBack && ['finished', 'error', 'secure-auth-error'].includes(data.status)) source.postMessage({ stopRedirection: true }, origin)
})
frame.src = decodeURIComponent(location.hash.slice(1))
</script></html>`
const thanksPage = '<!doctype html><html lang="fr"><title>Merci</title><h1>Merci</h1></html>'

export type Site = { url: string; close: () => void }

const openHttps = async (answer: RequestListener): Promise<Site> => {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const party = { o: 'SITE D ESSAI', cn: '127.0.0.1' }
  const der = makeCertificate({
    subject: { ...party, publicKey: keys.publicKey },
    issuer: { ...party, key: keys.privateKey },
    from: '2020-01-01',
    to: '2040-01-01',
  })
  const cert = `-----BEGIN CERTIFICATE-----\n${der.toString('base64').match(/.{1,64}/g)!.join('\n')}\n-----END CERTIFICATE-----\n`
  const server = createServer({ cert, key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }) }, answer)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const close = (): void => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}

/** A merchant's site: https, as every return address is, on a port of its own. /basket frames; the rest gives thanks. */
export const openSite = (): Promise<Site> =>
  openHttps(({ url }, answer) =>
    void answer.writeHead(url === '/favicon.ico' ? 204 : 200, { 'content-type': 'text/html; charset=utf-8' }).end(
      url?.startsWith('/basket') ? merchantPage : thanksPage,
    )
  )

/** The program behind https, as a proxy in front of it shows it. */
export const openFront = (base: string): Promise<Site> =>
  openHttps((asked, answer) => {
    const { method, url, headers } = asked
    const onward = request(base + url, { method, headers }, (said) => {
      answer.writeHead(said.statusCode ?? 502, said.headers)
      said.pipe(answer)
    })
    onward.on('error', () => answer.destroy())
    asked.pipe(onward)
  })
