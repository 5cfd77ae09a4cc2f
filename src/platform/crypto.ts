import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual, type Cipher,
  type Decipher } from 'node:crypto'

const keyBytes = 32
const ivBytes = 12
const tagBytes = 16
const formatVersion = 1

/** What stands before a sealed body: the format, the IV and the tag, which is known last. */
export const sealedHeadBytes = 1 + ivBytes + tagBytes

/** The same as `seal` for what is sealed piece by piece: each piece of the body as it comes, then, once, its head. */
export const openSeal = (key: Buffer, label: string): { update: (plain: Buffer) => Buffer; head: () => Buffer } => {
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(label))
  return {
    update: (plain) => cipher.update(plain),
    head: () => {
      cipher.final() // of a stream cipher: nothing is left
      return Buffer.concat([Buffer.from([formatVersion]), iv, cipher.getAuthTag()])
    },
  }
}

/**
 * AES-256-GCM. Layout: version (1), iv (12), tag (16), ciphertext. `label` is bound as additional data, so that a sealed value
 * moved to another row or column no longer opens.
 */
export const seal = (key: Buffer, plain: Buffer, label: string): Buffer => {
  const { update, head } = openSeal(key, label)
  const body = update(plain)
  return Buffer.concat([head(), body])
}

/** Throws when the key, the label or a single bit is wrong. */
export const unseal = (key: Buffer, sealed: Buffer, label: string): Buffer => {
  if (sealed[0] !== formatVersion) throw new Error('sealed value of an unknown format')
  const tagStart = 1 + ivBytes
  const bodyStart = tagStart + tagBytes
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, tagStart)).setAAD(Buffer.from(label))
  decipher.setAuthTag(sealed.subarray(tagStart, bodyStart))
  return Buffer.concat([decipher.update(sealed.subarray(bodyStart)), decipher.final()])
}

const streamOf = (
  key: Buffer,
  label: string,
): [string, Buffer, Buffer] => ['aes-256-ctr', Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), label, keyBytes)), Buffer.alloc(16)]

/**
 * For a file too large to be held, whose digest is kept and checked apart: a stream in, a stream as long out. One label once a key, for the
 * bytes that are laid over the text follow from both.
 */
export const cipherStream = (key: Buffer, label: string): Cipher => createCipheriv(...streamOf(key, label))
export const decipherStream = (key: Buffer, label: string): Decipher => createDecipheriv(...streamOf(key, label))

export const newKey = (): Buffer => randomBytes(keyBytes)
export const sha256 = (data: Buffer | string): Buffer => createHash('sha256').update(data).digest()

export const isSame = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b)

let masterKey: Buffer | null = null

/** Set once by the door that starts the program. 32 bytes. */
export const useMasterKey = (key: Buffer): void => {
  if (key.length !== keyBytes) throw new Error('MASTER_KEY must be 32 bytes')
  masterKey = key
}

const master = (): Buffer => {
  if (!masterKey) throw new Error('the master key was not set')
  return masterKey
}

/** Sealed under the master key itself: keys of merchants, TOTP secrets. */
export const sealWithMaster = (plain: Buffer, label: string): Buffer => seal(master(), plain, label)
export const unsealWithMaster = (sealed: Buffer, label: string): Buffer => unseal(master(), sealed, label)

/** A keyed fingerprint, for finding a secret of low entropy (a 6-digit code) without keeping it. */
export const fingerprint = (value: string, label: string): Buffer => createHmac('sha256', master()).update(`${label}\0${value}`).digest()
