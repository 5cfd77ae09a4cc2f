import pino from 'pino'

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
  redact: { paths: ['password', 'token', 'secret', 'authorization', 'cookie', 'email', '*.password', '*.token', '*.secret', '*.email', 'req.headers'], remove: true },
}, pino.destination({ dest: 2, sync: true }))
