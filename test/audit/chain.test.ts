import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createHash } from 'node:crypto'
import { digestOfLines, genesisHash, hashOf, leafOf, rootOf } from '#src/audit/chain.ts'
import { canonicalJson, canonicalLine, type ChainedEvent } from '#src/kernel/eventLine.ts'
import { cover, countOf, covers, gapsOf, rangesOf, readRanges, writeRanges } from '#src/audit/ranges.ts'

const event: ChainedEvent = {
  id: 7,
  at: '2026-03-02T09:00:00.000000Z',
  event: 'dossier.validated',
  subjectId: 'doss_1',
  merchantId: 'mrch_1',
  actorKind: 'staff',
  actorId: 'staf_1',
  requestId: 'r',
  data: { to: 'validated', from: 'submitted', list: [{ b: 1, a: null }] },
  personalDigest: Buffer.alloc(32, 1),
}

describe('the canonical line', () => {
  it('has its fields in one order, its keys sorted at every depth, and not its number', () => {
    expect(canonicalLine(event)).toBe(
      `["2026-03-02T09:00:00.000000Z","dossier.validated","doss_1","mrch_1","staff","staf_1","r",{"from":"submitted","list":[{"a":null,"b":1}],"to":"validated"},"${'01'.repeat(32)}"]`,
    )
  })

  it('is the same whatever the order in which keys were written, and parses back', () => {
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 6 }), (data) => {
      const turned = Object.fromEntries(Object.entries(data).reverse())
      expect(canonicalJson(turned as never)).toBe(canonicalJson(data as never))
      expect(JSON.parse(canonicalJson(data as never))).toEqual(JSON.parse(JSON.stringify(data)))
    }))
  })

  it.each<[string, Partial<ChainedEvent>]>([
    ['id', { id: 8 }],
    ['microsecond', { at: '2026-03-02T09:00:00.000001Z' }],
    ['event', { event: 'dossier.rejected' }],
    ['subject', { subjectId: 'doss_2' }],
    ['merchant', { merchantId: null }],
    ['kind of actor', { actorKind: 'system' }],
    ['actor', { actorId: 'staf_2' }],
    ['request', { requestId: 's' }],
    ['data', { data: {} }],
    ['commitment', { personalDigest: null }],
  ])('changes the digest with its %s', (_name, change) => {
    const salt = Buffer.alloc(32, 9)
    expect(leafOf(salt, { ...event, ...change })).not.toBe(leafOf(salt, event))
    expect(digestOfLines([{ ...event, ...change }]).equals(digestOfLines([event]))).toBe(false)
  })

  it('is hashed in blocks of before leaves as it always was', () => {
    const line =
      `[7,"2026-03-02T09:00:00.000000Z","dossier.validated","doss_1","mrch_1","staff","staf_1","r",{"from":"submitted","list":[{"a":null,"b":1}],"to":"validated"},"${'01'.repeat(32)}"]`
    expect(digestOfLines([event, event])).toEqual(createHash('sha256').update(`${line}\n${line}\n`).digest())
  })
})

describe('the root', () => {
  const sha = (text: string): string => createHash('sha256').update(text).digest('hex')

  it('is that of leaves in the order of their values, two by two', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((letter) => letter.repeat(64)) as [string, string, string]
    expect(rootOf([a]).toString('hex')).toBe(a)
    expect(rootOf([c, a, b]).toString('hex')).toBe(sha(sha(a + b) + c))
  })

  it('changes with any leaf, and with a leaf more or less', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 40 }), fc.nat(), (numbers, pick) => {
      const leaves = numbers.map((one) => sha(String(one)))
      const at = pick % leaves.length
      const root = rootOf(leaves).toString('hex')
      expect(rootOf(leaves.toReversed()).toString('hex')).toBe(root)
      expect(rootOf(leaves.with(at, sha('another'))).toString('hex')).not.toBe(root)
      expect(rootOf([...leaves, sha('another')]).toString('hex')).not.toBe(root)
    }))
  })

  it('hides what was hashed: without its nonce a leaf cannot be guessed', () => {
    expect(leafOf(Buffer.alloc(32, 1), event)).not.toBe(leafOf(Buffer.alloc(32, 2), event))
    expect(leafOf(Buffer.alloc(32, 1), event)).not.toBe(leafOf(Buffer.alloc(32, 1), event, 8))
  })
})

it('hashes every field of a block', () => {
  const block = {
    number: 1,
    eventIds: '{[1,2)}',
    eventCount: 1,
    salt: null as Buffer | null,
    digest: Buffer.alloc(32, 2),
    previousHash: genesisHash,
    sealedAt: '2026-03-02T09:00:00.000000Z',
  }
  const others = [
    { number: 2 },
    { eventIds: '{[1,3)}' },
    { eventCount: 2 },
    { digest: Buffer.alloc(32, 3) },
    { previousHash: Buffer.alloc(32, 1) },
    { sealedAt: '2026-03-02T09:00:00.000001Z' },
    { salt: Buffer.alloc(32, 5) },
  ]
  expect(new Set([block, ...others.map((one) => ({ ...block, ...one }))].map((one) => hashOf(one).toString('hex'))).size).toBe(8)
})

describe('ranges of ids', () => {
  const ids = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1 }).map((list) => list.sort((a, b) => a - b))

  it('hold exactly the ids, and read back as they were written', () => {
    fc.assert(fc.property(ids, (list) => {
      const ranges = rangesOf(list)
      expect(countOf(ranges)).toBe(list.length)
      expect(readRanges(writeRanges(ranges))).toEqual(ranges)
      expect(ranges.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at))).toEqual(list)
    }))
  })

  it('cover what was added in any order, tell what was added twice, and leave the rest as gaps', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 8 })), { maxLength: 20 }), (wished) => {
        const coverage = { ranges: [] }
        const seen = new Set<number>()
        for (const [from, length] of wished) {
          const wanted = Array.from({ length }, (_, at) => from + at)
          const twice = cover(coverage, { from, to: from + length })
          expect(twice).toBe(wanted.find((id) => seen.has(id)) ?? null)
          if (twice === null) { for (const id of wanted) seen.add(id) }
        }
        const inGaps = (id: number) => gapsOf(coverage).some(({ from, to }) => from <= id && id < to)
        for (let id = 0; id < 70; id++) expect([covers(coverage, id), inGaps(id)]).toEqual([seen.has(id), !seen.has(id)])
      }),
    )
  })
})
