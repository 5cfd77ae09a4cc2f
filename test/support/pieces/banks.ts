import { cells, type Drawn, page, pairs, specimen } from './sheet.ts'

const classic: Drawn = {
  id: 'rib_classic',
  type: 'rib',
  size: [210, 148],
  html: page(
    `<div class="row"><div class="brand ink">BANQUE DU LITTORAL</div><div>Relevé d'Identité Bancaire / IBAN</div></div><br><div class="row"><div><p class="small">Intitulé du compte</p><b>M OU MME FRANÇOIS KERGOAT</b><br>12 VENELLE DU STANG<br>29900 CONCARNEAU</div>
  <div><p class="small">Domiciliation</p>CONCARNEAU CENTRE (00412)<br>Tél. 02 98 00 00 00</div></div><br>${cells(['Banque', 'Guichet', 'N° compte', 'Clé', 'Devise'], ['30001', '00794', '12345678901', '85', 'EUR'])}<br>
  <p class="small">Identifiant international de compte bancaire</p><p><b>IBAN FR76 3000 1007 9412 3456 7890 185</b></p><p>BIC : <b>BDFEFRPPCCT</b></p>${specimen}`,
  ),
  fields: {
    titulaire: 'M OU MME FRANÇOIS KERGOAT',
    banque: '30001',
    guichet: '00794',
    compte: '12345678901',
    cle: '85',
    iban: 'FR76 3000 1007 9412 3456 7890 185',
    bic: 'BDFEFRPPCCT',
  },
}

const boxes = ['FR14', '2004', '1010', '0505', '0001', '3M02', '606']
const boxed: Drawn = {
  id: 'rib_boxed',
  type: 'rib',
  size: [210, 148],
  html: page(
    `<h1>RELEVÉ D'IDENTITÉ BANCAIRE</h1><p class="small centre">Ce relevé est destiné à tous organismes souhaitant connaître vos références bancaires</p><br><p>Titulaire : <b>ASSOCIATION SPORTIVE DE L'ÎLE-D'YEU</b></p><p>Adresse : 3 QUAI DE LA MAIRIE 85350 L'ÎLE-D'YEU</p><br>
  <p>IBAN</p><table class="box"><tr>${boxes.map((box) => `<td><b>${box}</b></td>`).join('')}</tr></table><br><p>BIC</p><table class="box"><tr><td><b>PSSTFRPPSCE</b></td></tr></table><br>
  ${cells(['Code établissement', 'Code guichet', 'Numéro de compte', 'Clé RIB'], ['20041', '01005', '0500013M026', '06'])}${specimen}`,
  ),
  fields: {
    titulaire: "ASSOCIATION SPORTIVE DE L'ÎLE-D'YEU",
    banque: '20041',
    guichet: '01005',
    compte: '0500013M026',
    cle: '06',
    iban: 'FR14 2004 1010 0505 0001 3M02 606',
    bic: 'PSSTFRPPSCE',
  },
}

const neobank: Drawn = {
  id: 'rib_neobank',
  type: 'rib',
  html: page(
    `<div class="brand">Orizon</div><p class="small">Orizon Payments SA, 14 rue de Liège, 75009 Paris</p><br><h1 style="text-align:left">Coordonnées bancaires</h1>${pairs([['Titulaire du compte', 'STUDIO MÉLUSINE SASU'], ['Adresse', '2 place Saint-Pierre, 86000 Poitiers'], ['IBAN', 'FR7616958000011234567890177'], ['BIC', 'QNTOFRP1XXX'], ['Code banque', '16958'], ['Code guichet', '00001'], ['Numéro de compte', '12345678901'], ['Clé RIB', '77'], ['Devise', 'EUR']])}<p class="small">Document généré le 3 novembre 2026</p>${specimen}`,
  ),
  fields: {
    titulaire: 'STUDIO MÉLUSINE SASU',
    iban: 'FR7616958000011234567890177',
    bic: 'QNTOFRP1XXX',
    banque: '16958',
    guichet: '00001',
    compte: '12345678901',
    cle: '77',
  },
}

const foreign: Drawn = {
  id: 'rib_foreign',
  type: 'rib',
  size: [210, 148],
  html: page(
    `<div class="brand ink">Ardenne Bank</div><h2>RIB - Relevé d'identité bancaire</h2><div style="border:1px solid #000;padding:12px"><p class="small">Titulaire du compte / Account holder</p><p><b>Van den Broeck Événements SRL</b></p><p>Rue Haute 88, 1000 Bruxelles</p><br>
  <p class="small">IBAN (International Bank Account Number)</p><p><b>BE68 5390 0754 7034</b></p><p class="small">BIC / SWIFT</p><p><b>KREDBEBB</b></p></div>${specimen}`,
  ),
  fields: { titulaire: 'Van den Broeck Événements SRL', iban: 'BE68 5390 0754 7034', bic: 'KREDBEBB' },
}

export const bankSheets: Drawn[] = [classic, boxed, neobank, foreign]
