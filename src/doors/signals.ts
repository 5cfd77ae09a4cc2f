import { stopwatch } from '#src/platform/clock.ts'
import { beginStopping } from '#src/platform/stopping.ts'

/** One Ctrl-C may come twice: from the terminal, which tells the whole group, and from npm, which passes it on. */
const oneKeyMs = 1_000

/**
 * Listens from this moment on. The first SIGINT or SIGTERM is told to everybody who takes up work (platform/stopping). A second Ctrl-C of
 * an impatient person ends at once; the database recovers from that by itself.
 */
export const untilTold = (): Promise<NodeJS.Signals> =>
  new Promise((done) => {
    let since: (() => number) | undefined
    const told = (signal: NodeJS.Signals): void => {
      if (since && signal === 'SIGINT' && since() > oneKeyMs) process.exit(130)
      if (since) return
      since = stopwatch()
      beginStopping()
      done(signal)
    }
    process.on('SIGINT', told).on('SIGTERM', told)
  })

const patience = 3_000

/** For a command: what it does comes to its end, or is left where it stands; its database goes in order either way. */
export const leaveWhenTold = (leave: () => Promise<void>): void => {
  void untilTold().then((signal) => {
    const code = signal === 'SIGINT' ? 130 : 143
    process.exitCode = code
    setTimeout(() => void leave().finally(() => process.exit(code)), patience).unref()
  })
}
