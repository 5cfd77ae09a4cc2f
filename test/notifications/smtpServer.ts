import { createServer, type AddressInfo, type Socket } from 'node:net'

export type Received = { from: string; to: string; message: string }
/** Answers to a recipient: `ok`, or a line such as '550 no such user'. `until`: what it waits for before it says that it took a letter. */
type Manner = { toRecipient: (address: string) => string; delayMs: number; until: Promise<void> }

const conversation = (socket: Socket, manner: Manner, received: Received[]): void => {
  let buffer = ''
  let isData = false
  let envelope = { from: '', to: '' }
  const say = (line: string) => void socket.write(`${line}\r\n`)
  const addressIn = (line: string): string => /<([^>]*)>/.exec(line)?.[1] ?? ''
  const hear = (line: string): void => {
    const verb = line.slice(0, 4).toUpperCase()
    if (verb === 'EHLO' || verb === 'HELO') return say('250 test')
    if (verb === 'MAIL') envelope = { from: addressIn(line), to: '' }
    if (verb === 'RCPT') {
      envelope.to = addressIn(line)
      const answer = manner.toRecipient(envelope.to)
      return say(answer === 'ok' ? '250 fine' : answer)
    }
    if (verb === 'DATA') {
      isData = true
      return say('354 go on')
    }
    if (verb === 'QUIT') return void socket.end('221 bye\r\n')
    say('250 fine')
  }
  const takeMessage = (end: number): void => {
    received.push({ ...envelope, message: buffer.slice(0, end) })
    buffer = buffer.slice(end + 5)
    isData = false
    void manner.until.then(() => setTimeout(() => say('250 taken'), manner.delayMs))
  }
  socket.on('error', () => {})
  socket.on('data', (chunk) => {
    buffer += chunk.toString('utf8')
    for (;;) {
      const end = buffer.indexOf(isData ? '\r\n.\r\n' : '\r\n')
      if (end < 0) return
      if (isData) takeMessage(end)
      else {
        const line = buffer.slice(0, end)
        buffer = buffer.slice(end + 2)
        hear(line)
      }
    }
  })
  say('220 test ESMTP')
}

/** A mail server of a few lines: keeps what it took, refuses whom it is told to. */
export const openSmtpServer = async (said: Partial<Manner> = {}) => {
  const manner: Manner = { toRecipient: () => 'ok', delayMs: 0, until: Promise.resolve(), ...said }
  const received: Received[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    conversation(socket, manner, received)
  })
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy()
    await new Promise<void>((done) => void server.close(() => done()))
  }
  return { url: `smtp://127.0.0.1:${port}`, received, manner, close }
}
