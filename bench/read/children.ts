import { readFileSync } from 'node:fs'

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** Megabytes that our reading children ever held, the largest of them. Linux only: elsewhere null. */
export const peakOfChildren = (): number | null => {
  const pids = read(`/proc/self/task/${process.pid}/children`).trim().split(' ').filter(Boolean)
  const peaks = pids.filter((pid) => read(`/proc/${pid}/cmdline`).includes('ocr-process')).map((pid) =>
    Number(/VmHWM:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1024
  )
  return peaks.length ? Math.round(Math.max(...peaks)) : null
}
