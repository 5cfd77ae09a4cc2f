import { Refusal, unavailable } from '#src/kernel/errors.ts'
import type { Answers, Task } from './messages.ts'
import { type Errand, type Reader, startReader } from './reader.ts'

/**
 * A few reading children, kept between documents. Three lanes, so that who looks at a page or sends one in does not wait behind a contract
 * of thirty scanned pages, nor who looks at a page behind what a stranger is sending in. Nobody waits for a reading: it stands back for the
 * rest.
 */
type Lane = { most: number; niceness: number; readers: Reader[]; idle: Reader[]; waiting: Waiting[] }
type Waiting = { take: (reader: Reader) => void; refuse: (reason: unknown) => void }

const lanes = {
  reading: { most: 2, niceness: 5, readers: [], idle: [], waiting: [] } as Lane,
  probing: { most: 1, niceness: 0, readers: [], idle: [], waiting: [] } as Lane,
  looking: { most: 1, niceness: 0, readers: [], idle: [], waiting: [] } as Lane,
}
export type LaneName = keyof typeof lanes

/** ocr.md §3: wasm memory never shrinks and the adaptive dictionary drifts; upstream asks for a new worker every 500 jobs. */
const documentsPerReader = 100
/** An idle child holds some 200 to 300 MB. */
const idleLimit = 60_000

const idleClocks = new WeakMap<Reader, NodeJS.Timeout>()

const remove = (lane: Lane, reader: Reader): void => {
  lane.readers = lane.readers.filter((other) => other !== reader)
  lane.idle = lane.idle.filter((other) => other !== reader)
  void reader.end()
}

const newReader = (lane: Lane): Reader => {
  const reader = startReader(lane.niceness)
  lane.readers.push(reader)
  return reader
}

const rest = (lane: Lane, reader: Reader): void => {
  lane.idle.push(reader)
  idleClocks.set(reader, setTimeout(() => remove(lane, reader), idleLimit).unref())
}

const wake = (lane: Lane): Reader | undefined => {
  const reader = lane.idle.pop()
  if (!reader) return undefined
  clearTimeout(idleClocks.get(reader))
  if (!reader.worn) return reader
  remove(lane, reader)
  return wake(lane)
}

const borrow = (lane: Lane, signal: AbortSignal | undefined): Promise<Reader> => {
  const reader = wake(lane) ?? (lane.readers.length < lane.most ? newReader(lane) : undefined)
  if (reader) return Promise.resolve(reader)
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      lane.waiting = lane.waiting.filter((other) => other !== place)
      reject(signal?.reason)
    }
    const place: Waiting = {
      take: (free) => {
        signal?.removeEventListener('abort', leave)
        resolve(free)
      },
      refuse: (reason) => {
        signal?.removeEventListener('abort', leave)
        reject(reason)
      },
    }
    signal?.addEventListener('abort', leave, { once: true })
    lane.waiting.push(place)
  })
}

const giveBack = (lane: Lane, reader: Reader): void => {
  const spent = reader.worn || reader.documents >= documentsPerReader
  if (spent) remove(lane, reader)
  const next = lane.waiting.shift()
  if (next) next.take(spent ? newReader(lane) : reader)
  else if (!spent) rest(lane, reader)
}

const crashed = (error: unknown): boolean => error instanceof Refusal && error.code === 'ocr_crashed'

/** A child that had read other documents may have died of one of those: this one gets a fresh child before it is blamed. */
export const runTask = async <T extends Task>(name: LaneName, task: T, errand: Errand): Promise<Answers[T['do']]> => {
  errand.signal?.throwIfAborted()
  const lane = lanes[name]
  const reader = await borrow(lane, errand.signal)
  const used = reader.documents > 0
  try {
    return await reader.run(task, errand)
  } catch (error) {
    if (!used || !crashed(error)) throw error
  } finally {
    giveBack(lane, reader)
  }
  return runTask(name, task, errand)
}

/** Ends every child and refuses who waits. Reading may begin again afterwards. */
export const endReaders = async (): Promise<void> => {
  const all = Object.values(lanes)
  for (const lane of all) for (const place of lane.waiting.splice(0)) place.refuse(unavailable('ocr_closed'))
  const ends = all.flatMap((lane) => lane.readers.map((reader) => reader.end()))
  for (const lane of all) Object.assign(lane, { readers: [], idle: [] })
  await Promise.all(ends)
}
