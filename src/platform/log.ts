import pino from 'pino'
import { Refusal } from '#src/kernel/errors.ts'

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** A level that is none is refused where all settings are read (platform/config), in words; until then the usual one serves. */
const levelOf = (asked: string | undefined): string => logLevels.find((one) => one === asked) ?? (process.env['VITEST'] ? 'silent' : 'info')

/**
 * JSON lines, one per happening, with the request id; never names, addresses, bodies, tokens or keys. On the error channel: the
 * other one carries what a command answers (`--json` promises that its last line is the answer).
 */
export const log = pino({
  level: levelOf(process.env['LOG_LEVEL']),
  base: undefined,
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: {
    paths: [
      'password',
      'token',
      'secret',
      'authorization',
      'cookie',
      'email',
      '*.password',
      '*.token',
      '*.secret',
      '*.email',
      'req.headers',
    ],
    remove: true,
  },
}, pino.destination({ dest: 2, sync: true }))

/** What an error is, in a code: never its message, which may carry data. */
export const codeOf = (error: unknown): string => {
  if (error instanceof Refusal) return error.code
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : error instanceof Error ? error.name : 'unknown'
}

/** Where an error was thrown: its stack without its message, which may quote what it stumbled over. */
export const framesOf = (error: unknown): string | undefined => {
  const { stack, message } = error instanceof Error ? error : { stack: undefined, message: '' }
  if (stack === undefined) return undefined
  const head = stack.indexOf(message) < 0 ? 0 : stack.indexOf(message) + message.length
  return stack.slice(head).split('\n').filter((line) => /^\s+at /.test(line)).join('\n')
}
