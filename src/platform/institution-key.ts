import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto'
import { fingerprint } from './crypto.ts'

/**
 * The institution's own keys, for what is nobody else's: what it signs, and the files that hang on no merchant. Derived from the master
 * key, so that they are kept as it is and are nowhere on disk; each label makes another.
 */
export const institutionFileKey = (label: string): Buffer => fingerprint('file-key', label)

/** RFC 8410: what stands before the 32 bytes of an Ed25519 key, private in PKCS #8, public in SPKI. */
const privatePrefix = Buffer.from('302e020100300506032b657004220420', 'hex')
const publicPrefix = Buffer.from('302a300506032b6570032100', 'hex')

const signingKey = (): KeyObject =>
  createPrivateKey({ key: Buffer.concat([privatePrefix, fingerprint('ed25519', 'institution-signature')]), format: 'der', type: 'pkcs8' })

/** 32 bytes. */
export const institutionPublicKey = (): Buffer => createPublicKey(signingKey()).export({ format: 'der', type: 'spki' }).subarray(-32)

/** Ed25519, 64 bytes. */
export const signAsInstitution = (bytes: Buffer): Buffer => sign(null, bytes, signingKey())

/** Whether these very bytes were signed by whoever has that public key. */
export const isSignedBy = (publicKey: Buffer, bytes: Buffer, signature: Buffer): boolean =>
  verify(null, bytes, createPublicKey({ key: Buffer.concat([publicPrefix, publicKey]), format: 'der', type: 'spki' }), signature)
