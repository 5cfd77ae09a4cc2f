import { cells, type Drawn, page, specimen } from './sheet.ts'

const receipt: Drawn = {
  id: 'association_receipt',
  type: 'association_receipt',
  html: page(
    `<div class="row"><div><b>RÉPUBLIQUE FRANÇAISE</b><br><span class="small">Préfecture du Finistère<br>Direction de la citoyenneté<br>Greffe des associations</span></div><div class="right">Le numéro <b>W291004417</b><br><span class="small">est à rappeler dans toute correspondance</span></div></div>
  <h1 style="font-size:19px">Récépissé de Déclaration de CRÉATION<br>de l'association n° W291004417</h1><p>Vu la loi du 1er juillet 1901 relative au contrat d'association ;<br>Vu le décret du 16 août 1901 portant règlement d'administration publique ;</p><br><p class="centre"><b>Le Préfet du Finistère</b></p><br>
  <p>donne récépissé à Madame la Présidente d'une déclaration en date du : <b>12 janvier 2024</b></p><p>faisant connaître la constitution d'une association ayant pour titre :</p><h2 class="centre">FANFARE ET HARMONIE DE LA PRESQU'ÎLE</h2><p>dont le siège social est situé : <b>7 rue de l'Abattoir<br>29160 Crozon</b></p><br>
  <p>Décision(s) prise(s) le(s) : 06 janvier 2024</p><p>Pièces fournies : liste des dirigeants, procès-verbal, statuts</p><br><p class="right">Quimper, le 15 janvier 2024</p><p class="right">Pour le Préfet, le secrétaire général</p>${specimen}`,
  ),
  fields: {
    rna: 'W291004417',
    titre: "FANFARE ET HARMONIE DE LA PRESQU'ÎLE",
    siege: "7 rue de l'Abattoir 29160 Crozon",
    date_declaration: '12 janvier 2024',
    date: '15 janvier 2024',
  },
}

const changed: Drawn = {
  id: 'association_change',
  type: 'association_receipt',
  html: page(
    `<p><b>SOUS-PRÉFECTURE DE REIMS</b><br>Bureau des associations</p><h1 style="font-size:20px">RÉCÉPISSÉ DE DÉCLARATION DE MODIFICATION</h1><p class="centre">N° RNA : W513002876</p><br><p>Le sous-préfet de Reims certifie avoir reçu le 3 mai 2025 une déclaration de modification de l'association régie par la loi du 1er juillet 1901 :</p><br>
  <p>Titre : <b>ENTRAIDE ET JARDINS PARTAGÉS DES CORDELIERS</b></p><p>Siège social : <b>24 rue Ponsardin, 51100 Reims</b></p><p>Objet : création et animation de jardins collectifs</p><p>Date de la déclaration : 03/05/2025</p><br><p>Fait à Reims, le 9 mai 2025</p><p>Le sous-préfet</p>${specimen}`,
  ),
  fields: {
    rna: 'W513002876',
    titre: 'ENTRAIDE ET JARDINS PARTAGÉS DES CORDELIERS',
    siege: '24 rue Ponsardin, 51100 Reims',
    date_declaration: '03/05/2025',
    date: '9 mai 2025',
  },
}

const journal: Drawn = {
  id: 'joafe',
  type: 'joafe',
  html: page(
    `<h1>JOURNAL OFFICIEL DE LA RÉPUBLIQUE FRANÇAISE</h1><p class="centre">Associations et fondations d'entreprise</p><p class="centre small">DIRECTION DE L'INFORMATION LÉGALE ET ADMINISTRATIVE, 26, rue Desaix, 75015 Paris</p><br><p>Annonce n° 1042 - page 77</p><p>44 - Loire-Atlantique</p><p><b>ASSOCIATIONS</b></p><p><b>Créations</b></p><br>
  <p>Déclaration à la préfecture de la Loire-Atlantique</p><p>Titre : <b>LES VOILES DE L'ERDRE</b></p><p>Numéro RNA : W442019338</p><p>Objet : pratique et enseignement de la voile légère</p><p>Siège social : 3, quai de Versailles, 44000 Nantes.</p><p>Date de la déclaration : 21 février 2025.</p><p>Parution du 4 mars 2025</p>${specimen}`,
  ),
  fields: {
    rna: 'W442019338',
    titre: "LES VOILES DE L'ERDRE",
    siege: '3, quai de Versailles, 44000 Nantes',
    date_declaration: '21 février 2025',
    date: '4 mars 2025',
  },
}

const board: Drawn = {
  id: 'board',
  type: 'association_board_list',
  html: page(
    `<h1>Liste des membres du bureau</h1><p class="centre">Association « CHORALE DES DEUX RIVES » - RNA W671003345</p><p class="centre">élus à l'assemblée générale du 14 juin 2026</p><br>${cells(['Nom', 'Prénom', 'Fonction', 'Profession'], ['HAAS', 'Élisabeth', 'Présidente', 'Retraitée'], ['MEYER', 'Théo', 'Trésorier', 'Comptable'], ['BÂ', 'Aminata', 'Secrétaire', 'Enseignante'])}
  <br><p>Certifié conforme, à Strasbourg, le 20 juin 2026</p>${specimen}`,
  ),
  fields: { rna: 'W671003345', president_ascii: 'HAAS Elisabeth', denomination: 'CHORALE DES DEUX RIVES' },
}

export const associationSheets: Drawn[] = [receipt, changed, journal, board]
