"""Ce que le contrôle d'un texte libre propose de masquer, et ce qu'il laisse."""

import time

import pytest

from enquetes.anonymat import masquer, proposer

E = "[effacé]"
# Une commune après « à » se propose : rien ne la distingue de « Merci à Corinne ».
DESIGNENT = [
    ("Merci à Corinne Exemple-Modèle pour son aide", f"Merci à {E} pour son aide"),
    ("Jean Exemple m'a bien reçu", f"{E} m'a bien reçu"),
    ("Mme EXEMPLE est aimable", f"Mme {E} est aimable"),
    ("J'ai vu M Exemple au guichet", f"J'ai vu M {E} au guichet"),
    ("MM. Exemple et Modèle sont aimables", f"MM. {E} et {E} sont aimables"),
    ("Mlle d'Exemple m'a aidée", f"Mlle {E} m'a aidée"),
    ("M. de La Modèle", f"M. {E}"),
    ("madame van der Modèle était là", f"madame {E} était là"),
    ("L'agent Modèle m'a aidé", f"L'agent {E} m'a aidé"),
    ("l'agente MODELE du guichet 3", f"l'agente {E} du guichet 3"),
    ("L'agent Corinne M. a tout fait", f"L'agent {E} a tout fait"),
    ("L'AGENT EXEMPLE EST DESAGREABLE", f"L'AGENT {E} EST DESAGREABLE"),
    ("MADAME EXEMPLE EST TOP", f"MADAME {E} EST TOP"),
    ("EXEMPLE Corinne, guichet 4", f"{E}, guichet 4"),
    ("Je m'appelle corinne exemple", f"Je m'appelle {E}"),
    ("mon nom est Exemple", f"mon nom est {E}"),
    ("Signé : C. Modèle", f"Signé : {E}"),
    ("Le docteur Modèle l'a dit", f"Le docteur {E} l'a dit"),
    ("Un agent nommé Karim", f"Un agent nommé {E}"),
    ("Appelez le +33 6 12 34 56 78", f"Appelez le {E}"),
    ("Appelez le +33 (0)6 12 34 56 78", f"Appelez le {E}"),
    ("Appelez le 0033612345678", f"Appelez le {E}"),
    ("Appelez le 06.12.34.56.78 svp", f"Appelez le {E} svp"),
    ("Appelez le 06-12-34-56-78", f"Appelez le {E}"),
    ("Appelez le 06/12/34/56/78", f"Appelez le {E}"),
    ("Appelez le 0612 345 678", f"Appelez le {E}"),
    ("Appelez le 06 12 34 56 78", f"Appelez le {E}"),
    ("Écrivez : jean.exemple+prefecture@courriel.example.fr.", f"Écrivez : {E}."),
    ("jean.exemple (at) courriel.fr", f"{E}"),
    ("jean.exemple [arobase] courriel point fr", f"{E}"),
    ("Ma voiture AB-123-CD est bloquée", f"Ma voiture {E} est bloquée"),
    ("Ma voiture AB 123 CD est bloquée", f"Ma voiture {E} est bloquée"),
    ("ma voiture ab-123-cd", f"ma voiture {E}"),
    ("Mon 1234 AB 38 d'avant 2009", f"Mon {E} d'avant 2009"),
    ("Numéro étranger 9903123456", f"Numéro étranger {E}"),
    ("AGDREF 380312345", f"AGDREF {E}"),
    ("dossier n° 3803-1234", f"dossier n° {E}"),
    ("Dossier ANEF 38-2022-00123", f"Dossier ANEF {E}"),
    ("mon récépissé n°12345 est périmé", f"mon récépissé n°{E} est périmé"),
    ("passeport 20AB12345 perdu", f"passeport {E} perdu"),
    ("sécu 1 85 05 78 006 084 36", f"sécu {E}"),
    ("carte D2H6862M2 perdue", f"carte {E} perdue"),
    ("FR76 3000 6000 0112 3456 7890 189", f"{E}"),
    ("J'habite 12 rue des Exemples", f"J'habite {E}"),
    ("J'habite 12 bis avenue du Modèle à Grenoble", f"J'habite {E} à {E}"),
    ("C'est à Bourgoin-Jallieu", f"C'est à {E}"),
]
NE_DESIGNENT_PERSONNE = [
    "monsieur le Préfet devrait venir",
    "Madame la Directrice devrait venir",
    "L'agent du guichet 3 est parfait",
    "MERCI A MONSIEUR LE PREFET",
    "La Préfecture de la Loire est loin",
    "Ma Carte Nationale d'Identité a pris 3 mois",
    "Le Guichet Étrangers ouvre à 8h30",
    "Rendez-vous le Lundi 14 Mars 2022 à 10h15",
    "Ouvert de 9h00 à 16h30 du lundi au vendredi",
    "Attendu de 08:15 à 11:40, ticket 124",
    "Les agents du Service des Titres de Séjour",
    "La Sous-Préfecture de Vienne est fermée",
    "Bravo à l'Équipe",
    "J'ai payé 225 euros de timbre le 01/02/2022",
    "Le Permis de Conduire en ligne",
    "Site ANTS puis France Titres puis ANEF",
    "Le 34 00 ne répond pas",
    "Appelé le 3939 sans succès",
    "L'agent d'accueil est aimable",
    "L'agent Très aimable",
    "TRES BON ACCUEIL MERCI A TOUS",
    "Accueil parfait. Bonne continuation. Cordialement",
    "Il y a 10 000 personnes et 2 000 dossiers",
    "En 2021, 2022 et 2023",
    "J'habite en Isère",
]


@pytest.mark.parametrize(("texte", "masque"), DESIGNENT)
def test_ce_qui_designe_quelqu_un_se_propose(texte, masque):
    assert masquer(texte, proposer(texte)) == masque


@pytest.mark.parametrize("texte", NE_DESIGNENT_PERSONNE)
def test_un_texte_ordinaire_ne_se_masque_pas(texte):
    assert proposer(texte) == []


def test_un_long_texte_se_controle_vite():
    """Deux mille signes de capitales ne font pas tourner le contrôle en rond."""
    debut = time.process_time()
    for motif in ("Ab ", "A. ", "d'", "1 ", "AB-12", "l'agent ", "a.b@", "De La "):
        proposer(motif * (2_000 // len(motif)))
    assert time.process_time() - debut < 2
