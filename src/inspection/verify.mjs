// node proof/verify.mjs [a head of the chain that you kept]
// Checks this folder by itself: every file against the manifest, every event into its block, every block onto the one before, up to the signed head.
import { createHash, createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'

const root = new URL('..', import.meta.url)
const bytesOf = (path) => readFileSync(new URL(path.split('/').map(encodeURIComponent).join('/'), root))
const jsonOf = (path) => JSON.parse(bytesOf(path).toString('utf8'))
const sha256 = (data) => createHash('sha256').update(data).digest('hex')
const faults = []
const must = (isTrue, fault) => void (isTrue || faults.push(fault))
const canonical = (value) => Array.isArray(value) ? '[' + value.map(canonical).join(',') + ']' : value !== null && typeof value === 'object'
  ? '{' + Object.keys(value).sort().map((key) => JSON.stringify(key) + ':' + canonical(value[key])).join(',') + '}' : JSON.stringify(value ?? null)
const isSigned = (publicKey, text, signature) => verify(null, Buffer.from(text), createPublicKey({ key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(publicKey, 'hex')]), format: 'der', type: 'spki' }), Buffer.from(signature, 'hex'))

// 1. the files are those that were packed
const { manifest, publicKey, signature } = jsonOf('manifest.json')
must(isSigned(publicKey, canonical(manifest), signature), 'the manifest was not signed by the institution')
for (const { path, sha256: hash } of manifest.files) {
  try { must(sha256(bytesOf(path)) === hash, path + ' is not the file that was packed') } catch { faults.push(path + ' is missing') }
}

// 2. the head was signed by the same key
const { head, publicKey: headKey, signature: headSignature } = jsonOf('proof/head.json')
must(headKey === publicKey && isSigned(headKey, canonical(head), headSignature), 'the head of the chain was not signed by the institution')

// 3. each block follows the one before, up to the head
const [, ...rows] = bytesOf('proof/blocks.csv').toString('utf8').trim().split('\n').map((line) => line.split(';'))
const blocks = new Map()
let before = null
for (const [number, eventIds, count, digest, previousHash, sealedAt, kind] of rows) {
  const hash = sha256(JSON.stringify([Number(number), eventIds, Number(count), digest, previousHash, sealedAt, ...(kind === 'leaves' ? ['leaves'] : [])]))
  must(before === null || (previousHash === before.hash && Number(number) === before.number + 1), 'block ' + number + ' does not follow the one before')
  before = { number: Number(number), digest, hash, kind }
  blocks.set(before.number, before)
}
must(before !== null && before.number === head.block && before.hash === head.hash, 'the blocks do not end at the head')

// 4. each event is in its block, and its words are those it commits to
let [proved, together] = [0, 0]
const received = new Map()
for (const { block, line, nonce, path, personal } of jsonOf('proof/events.json')) {
  const [at, event, subject, , , , , , commitment] = JSON.parse(line)
  const name = event + ' of ' + at
  if (personal !== null) must(sha256(personal) === commitment, name + ': its words are not those that were recorded')
  if (personal !== null && event === 'document.received') received.set(subject, JSON.parse(personal).values.sha256)
  if (path === null) {
    together++
    continue
  }
  const root = path.reduce((hash, step) => sha256(step.side === 'left' ? step.hash + hash : hash + step.hash), sha256(nonce + '\n' + line))
  must(blocks.get(block)?.digest === root, name + ' is not in block ' + block)
  proved++
}

// 5. each piece is the one that was received
for (const { path, document } of manifest.files.filter((one) => one.document)) if (received.get(document)) must(sha256(bytesOf(path)) === received.get(document), path + ' is not the piece that was received')

// 6. the chain goes on from the head that you kept
const own = process.argv[2] ? JSON.parse(readFileSync(process.argv[2], 'utf8')) : null
if (own) {
  const kept = own.head
  must(own.publicKey === publicKey, 'the head that you kept was signed with another key than this pack')
  if (kept.block > head.block) faults.push('the head that you kept is younger than this pack')
  else if (blocks.has(kept.block)) must(blocks.get(kept.block).hash === kept.hash, 'block ' + kept.block + ' is not the one of the head that you kept')
  else console.log('The head that you kept is of block ' + kept.block + ', before the first of this pack: ask for "vigie audit verify --against".')
}

for (const fault of faults) console.error('WRONG: ' + fault)
if (faults.length > 0) process.exit(1)
console.log('Whole and unaltered: ' + manifest.files.length + ' files, ' + proved + ' events proved in ' + blocks.size + ' blocks, up to block ' + head.block + ' of ' + head.day + '.')
if (together > 0) console.log(together + ' events are in blocks that show their events only together: "vigie audit verify" proves those.')
console.log('Signed with the key ' + publicKey + ': compare it with the one you know.')
