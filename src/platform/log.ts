import pino from 'pino'

/** JSON lines, one per happening, with the request id; never names, addresses, bodies, tokens or keys. */
export const log = pino({
  level: process.env['LOG_LEVEL'] ?? (process.env['VITEST'] ? 'silent' : 'info'),
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: { paths: ['password', 'token', 'secret', 'authorization', 'cookie', 'email', '*.password', '*.token', '*.secret', '*.email', 'req.headers'], remove: true },
})
