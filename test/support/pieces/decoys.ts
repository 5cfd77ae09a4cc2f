import { cells, type Drawn, page, specimen } from './sheet.ts'

const decoy = (id: string, body: string): Drawn => ({ id, type: 'other', html: page(body + specimen), fields: {} })

/** What merchants also send: nothing of it proves anything, and none may be taken for what it resembles. */
export const decoySheets: Drawn[] = [
  decoy(
    'table_registers',
    `<p>export_clients.xlsx</p>${cells(['Dénomination', 'SIREN', 'Forme juridique', 'Capital social', 'Adresse du siège'], ['ATELIER DES TROIS RIVIÈRES', '732 829 320', 'SAS', '15 000', '12 rue de la Roquette 75011 Paris'], ['MENUISERIE GARCÍA', '552 100 554', 'SARL', '7 622', '31 rue Jean Jaurès 66000 Perpignan'], ['LE FOURNIL', '404 833 048', 'EURL', '1 000', '2 place du Marché 59000 Lille'], ['LES GLYCINES', '356 000 000', 'SCI', '100', "3 chemin de l'Écluse 69370 Lyon"])}`,
  ),
  decoy(
    'table_one_company',
    `${cells(['Champ', 'Valeur'], ['Immatriculation au RCS, numéro', '732 829 320'], ['Dénomination', 'ATELIER DES TROIS RIVIÈRES'], ['Forme juridique', 'SAS'], ['Capital social', '15 000'], ['Adresse du siège', '12 rue de la Roquette 75011 Paris'], ['Président', 'LEFÈBVRE Étienne'])}`,
  ),
  decoy(
    'table_accounts',
    `<h2>Fournisseurs</h2>${cells(['Nom', 'IBAN', 'BIC', 'Titulaire'], ['Garcia', 'FR76 3000 1007 9412 3456 7890 185', 'BDFEFRPPCCT', 'M. Garcia'], ['Orizon', 'FR14 2004 1010 0505 0001 3M02 606', 'PSSTFRPPSCE', 'Orizon'], ['Broeck', 'BE68 5390 0754 7034', 'KREDBEBB', 'Broeck'])}`,
  ),
  decoy(
    'table_one_account',
    `${cells(['Nom', 'IBAN', 'BIC', 'Titulaire'], ['Garcia', 'FR76 3000 1007 9412 3456 7890 185', 'BDFEFRPPCCT', 'M. Garcia'])}`,
  ),
  decoy(
    'letter',
    "<p>Mme Anne Roux<br>3 rue des Lilas<br>35000 Rennes</p><br><p>Rennes, le 4 novembre 2026</p><br><p>Objet : ouverture de compte, extrait Kbis et RIB</p><br><p>Madame, Monsieur,</p><p>Vous trouverez ci-joint mon extrait Kbis de moins de trois mois, un relevé d'identité bancaire et un justificatif de domicile. Le SIREN de ma société est le 732 829 320, "
      + 'immatriculée au RCS de Rennes.</p><p>Je reste à votre disposition.</p><p>Veuillez agréer, Madame, Monsieur, mes salutations distinguées.</p>',
  ),
  decoy(
    'quotation',
    `<h1>DEVIS N° D-2026-118</h1><p>Électricité Martin - 732 829 320 RCS Lyon</p><p>Date : 12/10/2026</p>${cells(['Désignation', 'Quantité', 'Prix unitaire', 'Total'], ['Tableau électrique', '1', '640,00', '640,00'], ['Compteur', '2', '90,00', '180,00'])}<p>Total TTC : 984,00 €</p><p>IBAN : FR76 3000 1007 9412 3456 7890 185</p>`,
  ),
  decoy(
    'shop_invoice',
    `<div class="brand">Quincaillerie Bonnot</div><p>SIRET 732 829 320 00074</p><div class="window" style="top:120px">M. PAUL HENRY<br>8 RUE BASSE<br>14000 CAEN</div><div style="height:100px"></div><h2>Facture n° 4471 du 3 novembre 2026</h2>${cells(['Désignation', 'Qté', 'Prix unitaire HT', 'Total HT'], ['Perceuse 18 V', '1', '129,00', '129,00'], ['Forets', '3', '6,50', '19,50'])}
  <p>Total TTC 178,20 €</p><p>Règlement par virement : FR76 3000 1007 9412 3456 7890 185 - BIC BDFEFRPPCCT</p>`,
  ),
  decoy(
    'bank_statement',
    `<div class="brand ink">BANQUE DU LITTORAL</div><h1>Relevé de compte</h1><p>M. FRANÇOIS KERGOAT - compte 12345678901</p><p>IBAN FR76 3000 1007 9412 3456 7890 185 BIC BDFEFRPPCCT</p>${cells(['Date', 'Date valeur', 'Opération', 'Débit', 'Crédit'], ['02/10', '02/10', 'PRLV LUMEN ENERGIES', '185,74', ''], ['05/10', '05/10', 'VIR SALAIRE', '', '2 104,00'], ['09/10', '09/10', 'CB MARCHE', '41,20', ''], ['11/10', '11/10', 'CB ESSENCE', '60,00', ''])}<p>Ancien solde 120,00 - Nouveau solde créditeur 1 937,06</p>`,
  ),
  decoy(
    'menu',
    '<h1>Chez Marcel</h1><p>Entrées : œuf mayonnaise 6,50 €, terrine 8 €</p><p>Plats : blanquette 16 €, pavé de lieu 19 €</p><p>Desserts : île flottante 7 €</p>',
  ),
  decoy(
    'sepa_mandate',
    '<h1>MANDAT DE PRÉLÈVEMENT SEPA</h1><p>Identifiant créancier SEPA : FR72ZZZ123456</p><p>Titulaire du compte : M. Luc HÉBRARD</p><p>IBAN : FR76 3000 1007 9412 3456 7890 185</p><p>BIC : BDFEFRPPCCT</p><p>Fait à Poitiers, le 3 novembre 2026</p>',
  ),
]
