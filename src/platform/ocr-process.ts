import { Worker } from 'node:worker_threads'
import sharp from 'sharp'
import { Refusal } from '#src/kernel/errors.ts'
import { probe, render } from './ocr/look.ts'
import type { Answers, Said, Task } from './ocr/messages.ts'
import { read } from './ocr/read.ts'

/**
 * The reading child: one task at a time, from ./ocr/reader.ts. Whatever a hostile file does to pdfium, libvips or Tesseract, it does
 * here, in a process that holds no key, no database and no socket.
 */
const say = (said: Said): void => {
  if (process.connected) process.send?.(said)
}

/** Ctrl-C reaches the whole group: the parent decides whether to let a page finish. When it goes in order, the channel closes. */
process.on('SIGINT', () => {})
process.on('disconnect', () => process.exit(0))

/** When it is killed while we are deep in wasm, no event comes through here: a thread of its own sees that the parent has changed. */
const parent = process.ppid
const orphanWatch = `setInterval(() => process.ppid !== ${parent} && process.kill(process.pid, 'SIGKILL'), 2000)`
new Worker(orphanWatch, { eval: true, execArgv: [] }).unref()

/** Two children on two cores: one thread of libvips each, and no cache of pictures that will not come again. */
sharp.concurrency(1)
sharp.cache(false)

const perform = (task: Task): Promise<Answers[keyof Answers]> => {
  if (task.do === 'render') return render(task)
  if (task.do === 'probe') return probe(task)
  return read(task, (done, of, page) => say({ say: 'page', done, of, page }))
}

/** What libvips refuses comes as a plain Error: the file is at fault. After a fault of wasm itself its memory is not to be trusted. */
const failureOf = (error: unknown): Said => {
  if (error instanceof Refusal) return { say: 'failed', code: error.code, worn: error.status === 503 }
  return {
    say: 'failed',
    code: 'unreadable',
    worn: !(error instanceof Error) || error.name === 'RuntimeError' || error instanceof RangeError,
  }
}

process.on('message', (task: Task) => {
  perform(task).then((answer) => say({ say: 'done', answer }), (error: unknown) => say(failureOf(error)))
})

say({ say: 'ready' })
