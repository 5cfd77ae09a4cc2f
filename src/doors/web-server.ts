import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { RequestListener } from 'node:http'
import { dictionary } from '#src/kernel/dictionary.ts'
import { ConfigFault, type Config } from '#src/platform/config.ts'

type Place = Pick<Config, 'host' | 'port'>

const reasons: Record<string, (place: Place) => string> = dictionary({
  EADDRINUSE: ({ port }) => `port ${port} is taken: stop what uses it, or set PORT to another`,
  EACCES: ({ port }) => `port ${port} is not for this user to open: set PORT to another`,
  EADDRNOTAVAIL: ({ host }) => `HOST: no address ${host} on this machine`,
  ENOTFOUND: ({ host }) => `HOST: no address ${host} on this machine`,
})

const listen = (server: Server, place: Place): Promise<number> =>
  new Promise((done, fail) => {
    server.once('error', (fault: NodeJS.ErrnoException) => {
      const say = reasons[fault.code ?? '']
      fail(say ? new ConfigFault(say(place)) : fault)
    })
    server.listen(place.port, place.host, () => done((server.address() as AddressInfo).port))
  })

/** Before anything is built or started: is the door ours to open? Throws `ConfigFault`. */
export const doorMustBeFree = async (place: Place): Promise<void> => {
  const probe = createServer()
  await listen(probe, place)
  await new Promise((done) => probe.close(done))
}

export const openWeb = async (app: RequestListener, place: Place): Promise<{ server: Server; port: number }> => {
  // Node's defaults, said aloud: a slow or silent client is let go, so that nobody holds our sockets.
  const server = createServer({ requestTimeout: 120_000, headersTimeout: 20_000, keepAliveTimeout: 10_000 }, app)
  return { server, port: await listen(server, place) }
}

/** No new requests; those in hand are answered (10 s at most). */
export const closeWeb = async (server: Server): Promise<void> => {
  const closed = new Promise<void>((done) => server.close(() => done()))
  server.closeIdleConnections()
  const patience = setTimeout(() => server.closeAllConnections(), 10_000)
  await closed
  clearTimeout(patience)
}
