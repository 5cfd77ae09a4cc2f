import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import helmet from 'helmet'
import { assetRouter } from '#src/web/assets.ts'
import type { Lang } from '#src/web/i18n.ts'
import { styleguide } from '#src/web/styleguide.ts'
import { renderView } from '#src/web/views.ts'

const directives = {
  defaultSrc: ["'none'"],
  styleSrc: ["'self'"],
  scriptSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'"],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
}

const line = (y: number, label: string, text: string) =>
  `<text x="372" y="${y - 12}" font-size="15" fill="#5a6472">${label}</text><text x="372" y="${y + 30}" font-size="32">${text}</text>`

/** A drawn identity card of nobody. */
const specimen =
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1020 640" font-family="sans-serif" fill="#1b2430"><rect width="1020" height="640" rx="28" fill="#e8eef6"/>
<rect width="1020" height="84" rx="28" fill="#c9d7ea"/><text x="40" y="54" font-size="28">RÉPUBLIQUE FRANÇAISE · SPÉCIMEN</text><rect x="40" y="130" width="280" height="340" rx="12" fill="#b9c6d8"/>
<circle cx="180" cy="260" r="70" fill="#93a5bd"/><path d="M70 460c10-90 60-120 110-120s100 30 110 120z" fill="#93a5bd"/>
${line(158, 'NOM / Surname', 'LENOIR')}${line(236, 'Prénoms / Given names', 'Sophie, Marie')}${line(314, 'DATE DE NAISS.', '14 07 1981')}${line(392, 'EXPIRE LE', '02 11 2026')}
<g font-family="monospace" font-size="34"><text x="48" y="548">IDFRALENOIR&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;</text><text x="48" y="598">811007SOPHIE&lt;&lt;MARIE&lt;8107145F4</text></g></svg>`

export const exampleNow = new Date('2026-11-22T10:00:00Z')

/** The style guide behind the house's own policy, on a free port. `/case?lang=en` */
export const serveStyleguide = async (): Promise<{ url: string; close: () => void }> => {
  const app = express()
  app.use(helmet({ contentSecurityPolicy: { useDefaults: false, directives } }))
  app.use('/assets', assetRouter())
  app.get('/specimen.svg', (_request, response) => {
    response.type('svg').send(specimen)
  })
  app.get('/:name', (request, response) => {
    const lang = (request.query.lang ?? 'fr') as Lang
    const example = styleguide[request.params.name]?.(lang, exampleNow)
    if (!example) return void response.status(404).send('no such example')
    response.type('html').send(renderView(example.view, example.model, { lang, layout: example.layout }))
  })
  const server: Server = createServer(app)
  await new Promise<void>((done) => server.listen(Number(process.env.GUIDE_PORT ?? 0), '127.0.0.1', done))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() }
}
