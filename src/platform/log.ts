import pino from 'pino'

/**
 * JSON lines, one per happening, with the request id; never names, addresses, bodies, tokens or keys. On the error channel: the
 * other one carries what a command answers (`--json` promises that its last line is the answer).
 */
export const log = pino({
  level: process.env['LOG_LEVEL'] ?? (process.env['VITEST'] ? 'silent' : 'info'),
  base: undefined,
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: { paths: ['password', 'token', 'secret', 'authorization', 'cookie', 'email', '*.password', '*.token', '*.secret', '*.email', 'req.headers'], remove: true },
}, pino.destination({ dest: 2, sync: true }))
