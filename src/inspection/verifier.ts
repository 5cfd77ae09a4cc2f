import { readFileSync } from 'node:fs'
import type { PaperLang } from './paper.ts'

/** Goes with the pack, and needs nothing but Node: what it takes on trust is SHA-256, Ed25519 and the head that the reader holds. */
export const verifyScript = readFileSync(new URL('./verify.mjs', import.meta.url), 'utf8')

const readMe = {
  fr: `Comment vérifier ce dossier

1. Avec Node 20 ou plus récent, rien d’autre :  node proof/verify.mjs
   Avec une tête de chaîne gardée hors de la maison :  node proof/verify.mjs tete-2026-11-29.json

2. À la main, pour un événement de proof/events.json :
   - feuille = SHA-256 de « nonce », un saut de ligne, « line » ;
   - pour chaque pas de « path » : SHA-256 des deux empreintes en chiffres hexadécimaux, celle du pas d’abord si side vaut left ;
   - le résultat est le « digest » de son bloc dans proof/blocks.csv ;
   - l’empreinte d’un bloc = SHA-256 de [number,"event_ids",event_count,"digest","previous_hash","sealed_at","leaves"] écrit en JSON sans blanc (sans "leaves" où kind vaut lines) ;
   - elle est le « previous_hash » du suivant, et celle du dernier est « hash » dans proof/head.json.
   Les mots (« personal ») ont pour SHA-256 le dernier champ de la ligne.

Ce qui n’est pas ici n’est pas compté : une ligne ne dit pas son numéro, et rien n’indique ce que le bloc contient d’autre.
`,
  en: `How to verify this pack

1. With Node 20 or newer and nothing else:  node proof/verify.mjs
   With a head of the chain that was kept outside the house:  node proof/verify.mjs head-2026-11-29.json

2. By hand, for an event of proof/events.json:
   - leaf = SHA-256 of "nonce", a line feed, "line";
   - for each step of "path": SHA-256 of the two hashes in hexadecimal digits, the step's first where side is left;
   - the result is the "digest" of its block in proof/blocks.csv;
   - the hash of a block = SHA-256 of [number,"event_ids",event_count,"digest","previous_hash","sealed_at","leaves"] as JSON without blanks (without "leaves" where kind is lines);
   - it is the "previous_hash" of the next, and the last one's is "hash" in proof/head.json.
   The words ("personal") have the last field of the line as their SHA-256.

What is not here is not counted: a line does not say its number, and nothing tells what else is in its block.
`,
} as const

export const verifyReadMe = (lang: PaperLang): string => readMe[lang]
