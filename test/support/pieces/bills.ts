import { cells, type Drawn, page, specimen } from './sheet.ts'

const power: Drawn = {
  id: 'bill_power',
  type: 'proof_of_address',
  html: page(
    `<div class="brand" style="color:#e35205">Lumen Énergies</div><p class="small">Votre contact : 09 70 00 00 00 du lundi au samedi<br>TSA 41234 - 59040 LILLE CEDEX</p><div class="window" style="top:140px">M. ANDRÉ-PIERRE ZÉLENKA<br>BÂT B ESC 2<br>118 BD DE LA RÉPUBLIQUE<br>13100 AIX-EN-PROVENCE</div>
  <div style="height:150px"></div><p class="small">Vos références</p><p>Référence client : 6 001 223 344</p><p>N° de compte : 5 998 112 001</p><p>Point de livraison : 21 456 789 012 345</p><br><h2>Facture d'électricité du 02/10/2026</h2><p>Facture n° 20 261 002 771</p><br>
  ${cells(['Électricité', 'kWh', 'Montant TTC'], ['Abonnement', '', '31,20 €'], ['Consommation heures pleines', '520', '118,44 €'], ['Consommation heures creuses', '211', '36,10 €'])}<br><p><b>Montant à payer : 185,74 €</b></p><p>Sera prélevé le 18/10/2026. Prochaine facture vers le 02/12/2026.</p>
  <p>Lieu de consommation : 118 BD DE LA RÉPUBLIQUE 13100 AIX-EN-PROVENCE</p>${specimen}`,
  ),
  fields: {
    titulaire: 'M. ANDRÉ-PIERRE ZÉLENKA',
    adresse1: '118 BD DE LA RÉPUBLIQUE',
    adresse2: '13100 AIX-EN-PROVENCE',
    date: '02/10/2026',
    numero: '20 261 002 771',
    total: '185,74 €',
    pdl: '21 456 789 012 345',
  },
}

const telecom: Drawn = {
  id: 'bill_telecom',
  type: 'proof_of_address',
  html: page(
    `<div class="row"><div class="brand" style="color:#c00">Célérix</div><div class="right"><b>Votre facture</b><br>N° de facture : 7034561289<br>Date de facture : 12 novembre 2026<br>N° de client : 44 120 983</div></div><br><p class="small">Célérix - Service Clients - 33900 BORDEAUX CEDEX 9</p>
  <div class="window" style="top:170px">MADAME FATOUMATA N'DIAYE<br>6 RUE DU DOCTEUR-ROUX<br>APPT 41<br>93100 MONTREUIL</div><div style="height:130px"></div><p>Ligne fibre et internet : 01 40 00 00 00</p><br><table class="kv"><tr><td>Abonnement Box Fibre du 12/11 au 11/12</td><td class="right">39,99 €</td></tr>
  <tr><td>Appels hors forfait</td><td class="right">1,20 €</td></tr><tr><td>dont TVA 20 %</td><td class="right">6,87 €</td></tr><tr><td><b>Total TTC</b></td><td class="right">41,19 €</td></tr></table><br><p>Date limite de paiement : 27 novembre 2026</p>${specimen}`,
  ),
  fields: {
    titulaire: "MADAME FATOUMATA N'DIAYE",
    adresse1: '6 RUE DU DOCTEUR-ROUX',
    adresse2: '93100 MONTREUIL',
    date: '12 novembre 2026',
    numero: '7034561289',
    total: '41,19 €',
  },
}

const water: Drawn = {
  id: 'bill_water',
  type: 'proof_of_address',
  html: page(
    `<div class="brand" style="color:#06c">Eaux de la Vienne</div><p>Service des eaux et de l'assainissement</p><p class="small">8 allée des Saules - BP 40012 - 86001 POITIERS CEDEX</p><div class="window" style="top:150px">M. ET MME LUC HÉBRARD<br>LIEU-DIT LA GRANGE AUX MOINES<br>86340 NOUAILLÉ-MAUPERTUIS</div><div style="height:110px"></div>
  <h2>FACTURE N° 2026-118-00457</h2><p>Émise le 25 septembre 2026</p><p>Titulaire du contrat : M. ET MME LUC HÉBRARD</p><p>Compteur n° B14FA778120 - Index 1 204 (relevé)</p><br>${cells(['Désignation de la part', 'm³', 'Montant TTC'], ["Distribution de l'eau potable", '48', '96,10 €'], ['Collecte et traitement des eaux usées', '48', '104,33 €'])}
  <br><p><b>Net à payer 200,43 €</b></p><p>À payer avant le 15 octobre 2026</p>${specimen}`,
  ),
  fields: {
    titulaire: 'M. ET MME LUC HÉBRARD',
    adresse1: 'LIEU-DIT LA GRANGE AUX MOINES',
    adresse2: '86340 NOUAILLÉ-MAUPERTUIS',
    date: '25 septembre 2026',
    numero: '2026-118-00457',
    total: '200,43 €',
  },
}

const rent: Drawn = {
  id: 'rent_receipt',
  type: 'proof_of_address',
  html: page(
    `<p><b>AGENCE DU VIEUX-PORT</b><br>Gestion locative - 22 quai Duperré - 17000 LA ROCHELLE</p><div class="window" style="top:120px">Mlle Chloé RASPAIL<br>15 rue des Cloutiers<br>17000 LA ROCHELLE</div><div style="height:110px"></div><h1>QUITTANCE DE LOYER</h1><p class="centre">Période du 01/10/2026 au 31/10/2026</p><br>
  <p>Bailleur : SCI DU PHARE. Locataire : Mlle Chloé RASPAIL</p><p>Adresse du logement : 15 rue des Cloutiers 17000 LA ROCHELLE</p><br><table class="kv"><tr><td>Loyer</td><td>612,00 €</td></tr><tr><td>Provision sur charges</td><td>48,00 €</td></tr><tr><td>Total quittance</td><td>660,00 €</td></tr></table><br><p>Fait à La Rochelle, le 5 novembre 2026</p>${specimen}`,
  ),
  fields: {
    titulaire: 'Mlle Chloé RASPAIL',
    adresse1: '15 rue des Cloutiers',
    adresse2: '17000 LA ROCHELLE',
    date: '5 novembre 2026',
    total: '660,00 €',
  },
}

const tax: Drawn = {
  id: 'tax_notice',
  type: 'tax_notice',
  html: page(
    `<div class="row"><div><b>RÉPUBLIQUE FRANÇAISE</b><br><b>DIRECTION GÉNÉRALE DES FINANCES PUBLIQUES</b></div><div class="small right">Pour joindre votre centre :<br>SIP DIJON - 25 RUE DE LA BOUDRONNÉE<br>21000 DIJON</div></div><h1>AVIS D'IMPÔT SUR LES REVENUS DE 2025</h1><div class="window" style="top:210px">M. OU MME BASTIEN LŒUILLET<br>4 CHEMIN DES ÉTANGS<br>21121 FONTAINE-LÈS-DIJON</div>
  <div style="height:120px"></div><p>Numéro fiscal (N° FIP) : 12 34 567 890 123</p><p>Référence de l'avis : 26 21 1234567 89</p><p>Date d'établissement : 10/07/2026</p><p>Date de mise en recouvrement : 31/07/2026</p><br><p>Revenu fiscal de référence : 38 214 €</p><p>Nombre de parts : 2,5</p><p><b>Montant à payer : 1 422,00 €</b></p><p class="small">impots.gouv.fr</p>${specimen}`,
  ),
  fields: {
    titulaire: 'M. OU MME BASTIEN LŒUILLET',
    adresse1: '4 CHEMIN DES ÉTANGS',
    adresse2: '21121 FONTAINE-LÈS-DIJON',
    date: '10/07/2026',
    total: '1 422,00 €',
  },
}

export const billSheets: Drawn[] = [power, telecom, water, rent, tax]
