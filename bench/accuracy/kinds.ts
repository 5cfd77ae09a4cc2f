import { normaliseName } from '#src/kernel/names.ts'
import { pieceTypes, type PieceType } from '#src/pieces/piece.ts'
import type { TruthPiece } from './truth.ts'

/** What sets call the kinds, and which of our types are right for each; the first pattern that fits. */
const named: [RegExp, PieceType[]][] = [
  [/screenshot|spreadsheet|table(ur|au)?|letter|lettre|courrier|devis|quot|releve de compte|bank statement|menu|flyer/, ['other']],
  [/cni (new|recto|verso|e$|nouvelle)|new (id|card)|fr cni e/, ['fr_cni_e']],
  [/cni (old|ancienne)|old (id|card)|fr cni old/, ['fr_cni_old']],
  [/passe?port/, ['passport']],
  [/residence|titre (de )?sejour/, ['titre_sejour']],
  [/permis|licen[cs]e/, ['driving_licence']],
  [/k ?bis/, ['kbis']],
  [/extrait k/, ['extrait_k']],
  [/sirene/, ['avis_sirene']],
  [/\brne\b/, ['attestation_rne']],
  [/\brib\b|identite bancaire/, ['rib']],
  [/tax notice|avis d? ?impo/, ['tax_notice']],
  [/justificatif|proof (of )?address|facture|bill|domicile/, ['proof_address', 'tax_notice']],
  [/assoc.*(receipt|recepisse)|recepisse|joafe|receipt/, ['rna_recepisse', 'joafe']],
  [/statut/, ['statuts']],
  [/rbe|beneficia|beneficiaire/, ['rbe_extract']],
]

/** The types that are right for a piece: by what it shows, else by its type, else by what was announced. */
export const typesOf = ({ shows, type, kind }: TruthPiece): PieceType[] => {
  const word = normaliseName(shows ?? type ?? kind ?? 'other').replace(/_/g, ' ')
  const own = pieceTypes.find((name) => name === (shows ?? type ?? kind))
  return own ? [own] : (named.find(([pattern]) => pattern.test(word))?.[1] ?? ['other'])
}
