import fs from 'node:fs'
import { vi } from 'vitest'
import { log } from '#src/platform/log.ts'

/** Everything that is logged from now on, down to the last detail, as it would stand in the file; nothing of it reaches the terminal. */
export const hearLog = (): { text: () => string; stop: () => void } => {
  const [lines, level, write] = [[] as string[], log.level, fs.writeSync]
  log.level = 'trace'
  const spy = vi.spyOn(fs, 'writeSync').mockImplementation(
    ((fd: number, data: string | Buffer, ...rest: never[]) => {
      if (fd !== 2) return write(fd, data as never, ...rest)
      lines.push(String(data))
      return Buffer.byteLength(data)
    }) as typeof fs.writeSync,
  )
  const stop = (): void => {
    spy.mockRestore()
    log.level = level
  }
  return { text: () => lines.join(''), stop }
}
