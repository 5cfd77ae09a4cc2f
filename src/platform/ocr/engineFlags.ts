import { setFlagsFromString } from 'node:v8'

/**
 * V8 11.4 (Node 21) has the relaxed vector instructions by itself; Node 20's knows them behind a flag, which later ones may not know any
 * more.
 */
const [major = 0, minor = 0] = process.versions.v8.split('.').map(Number)
const isNode20 = major === 11 && minor < 4

/**
 * Lets tesseract.js find the faster of its cores, in its own thread as well: those flags are the process's. To be called before it starts.
 * The words are the same, to the letter (measured on 40 pictures).
 *
 * And a function of that core is optimised once it has worked for a while, not at its first hundred calls: most of them never earn it back.
 * The first page of a child takes 4.6 s of processor in place of 6.3 so, the next ones what they took.
 */
export const setEngineFlags = (): void => {
  if (!isNode20) return
  setFlagsFromString('--experimental-wasm-relaxed-simd')
  setFlagsFromString('--wasm-tiering-budget=60000000')
}
