import { codeOf, framesOf, log } from '#src/platform/log.ts'

export const noteUncaught = (fault: unknown): void =>
  log.fatal({ code: codeOf(fault), frames: framesOf(fault) }, 'something nobody caught: the program ends')

/**
 * What nobody caught ends the program, as it does anyway; but the runtime would print the message, which may quote whatever it stumbled
 * over.
 */
export const endOnUncaught = (): void =>
  void process.on('uncaughtException', (fault) => {
    noteUncaught(fault)
    process.exit(1)
  })
