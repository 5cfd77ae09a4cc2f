import type { PieceField, PieceType } from '#src/pieces/piece.ts'
import { readMinutes, readStatutes } from './acts.ts'
import { readAssociation, readBoardList } from './associations.ts'
import { readBankDetails } from './bank.ts'
import { readBill, readTaxNotice } from './bills.ts'
import { readOwners } from './owners.ts'
import { readRegister, readSireneNotice } from './registers.ts'
import type { Row } from './sheet.ts'

const readers: Partial<Record<PieceType, (rows: readonly Row[]) => PieceField[]>> = {
  kbis: readRegister,
  extrait_k: readRegister,
  attestation_rne: readRegister,
  extrait_registre_tribunal: readAssociation,
  avis_sirene: readSireneNotice,
  statuts: readStatutes,
  pv_nomination: readMinutes,
  rbe_extract: readOwners,
  rna_recepisse: readAssociation,
  joafe: readAssociation,
  association_board_list: readBoardList,
  rib: readBankDetails,
  proof_address: readBill,
  tax_notice: readTaxNotice,
}

/** Pages that are read for fields: what tells a company from another stands at the beginning, of statutes as well. */
const mostRows = 1_500

/** The fields of a piece that is no identity document. */
export const readCompanyPiece = (rows: readonly Row[], type: PieceType): PieceField[] => readers[type]?.(rows.slice(0, mostRows)) ?? []
