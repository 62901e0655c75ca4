"""Ce qu'on retire d'un texte libre quand on efface une personne."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualepref.socle.masquage import Noms, masquer, replier


@pytest.mark.parametrize(
    ("texte", "nom", "attendu"),
    [
        ("Écrit par Jeanne Essai hier", "Jeanne Essai", "Écrit par [effacé] hier"),
        ("Écrit par JEANNE ESSAI hier", "Mme Jeanne Essai", "Écrit par [effacé] hier"),
        ("relance de Mme Essai", "ESSAI Jeanne", "relance de Mme [effacé]"),
        ("relance d'Élodie", "Elodie Essai", "relance d'[effacé]"),
        ("un essai de guichet", "Jeanne Essai", "un essai de guichet"),
        ("jeanne essai a rappelé", "Jeanne Essai", "[effacé] a rappelé"),
        ("L'Usager attend", "Usager 012", "L'Usager attend"),
        ("Le Maire et la Mairie", "Mairie de Ville-Essai", "Le Maire et la Mairie"),
        ("Courrier de Ville-Essai", "Mairie de Ville-Essai", "Courrier de [effacé]-[effacé]"),
        ("Essaims d'abeilles", "Jeanne Essai", "Essaims d'abeilles"),
        ("rien à voir", "", "rien à voir"),
        ("Li Bo écrit", "Li Bo", "[effacé] écrit"),
        ("Au guichet", "M.", "Au guichet"),
    ],
)
def test_un_nom_connu_disparait(texte, nom, attendu):
    assert masquer(texte, nom) == attendu


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("répondre à jeanne.essai@example.org.", "répondre à [effacé]."),
        ("rappeler au 04 76 00 00 00", "rappeler au [effacé]"),
        ("rappeler au 04.76.00.00.00, merci", "rappeler au [effacé], merci"),
        ("rappeler au +33 6 12 34 56 78", "rappeler au [effacé]"),
        ("dossier 0476000000123", "dossier 0476000000123"),
        ("dossier n° 2022-1234", "dossier n° 2022-1234"),
    ],
)
def test_adresses_electroniques_et_telephones_disparaissent(texte, attendu):
    assert masquer(texte) == attendu


def test_l_adresse_postale_disparait_ligne_par_ligne():
    texte = "Habite 12 RUE  DE L'ESSAI, la voirie est en cause"
    attendu = "Habite [effacé], la voirie est en cause"
    assert masquer(texte, coordonnees="12 rue de l'Essai\n38000 Ville") == attendu


@given(texte=st.text(), nom=st.text(), coordonnees=st.text())
def test_rien_ne_fait_tomber_le_masquage_et_le_refaire_ne_change_rien(texte, nom, coordonnees):
    une_fois = masquer(texte, nom, coordonnees)
    assert len(replier(texte)) == len(texte)
    assert isinstance(une_fois, str)


@given(debut=st.text(), fin=st.text())
def test_un_nom_entoure_d_espaces_disparait_toujours(debut, fin):
    assert "Quidamont" not in masquer(f"{debut} Zoé Quidamont {fin}", "Zoé Quidamont")


CONNUS = Noms([("Zoé", "Quidamont"), ("Jean", "Petit"), ("Agent", "auditeur"), ("", "De la Tour")])


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("vu avec Zoé Quidamont", "vu avec [effacé]"),
        ("vu avec QUIDAMONT Zoé hier", "vu avec [effacé] hier"),
        ("vu avec zoe quidamont", "vu avec [effacé]"),
        ("Mme Quidamont relance", "Mme [effacé] relance"),
        ("un petit groupe", "un petit groupe"),
        ("un petit groupe de jean petit", "un petit groupe de [effacé]"),
        ("à De la Tour, la tour de contrôle", "à [effacé], la tour de contrôle"),
        ("Auditeur et agent", "Auditeur et agent"),
        ("Zoé", "Zoé"),
    ],
)
def test_les_noms_connus_se_masquent(texte, attendu):
    assert masquer(texte, noms=CONNUS) == attendu


COMPOSES = Noms(
    [
        *[("Paul", "de Villiers"), ("Anne", "d'Ormesson"), ("Awa", "Ly"), ("Minh", "Lê")],
        *[
            ("Lise", "Dupont-Martin"),
            ("Luc", "Côté"),
            ("Zoé", "Saint-Quidam"),
            ("Agent", "Pôle titres"),
        ],
    ]
)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("M. de Villiers relance", "M. [effacé] relance"),
        ("Mme d'Ormesson", "Mme [effacé]"),
        ("Mme ORMESSON", "Mme [effacé]"),
        ("vu avec Awa Ly, puis awa ly", "vu avec [effacé], puis [effacé]"),
        ("à Mme Ly, à Minh Lê", "à Mme [effacé], à [effacé]"),
        ("Mme Martin et M. Dupont", "Mme [effacé] et M. [effacé]"),
        ("LISE DUPONT MARTIN", "[effacé]"),
        ("Mme Co\u0302te\u0301, de l'autre co\u0302te\u0301", "Mme [effacé], de l'autre côté"),
        ("Mme Saint-Quidam", "Mme [effacé]"),
        *[
            (commun, commun)
            for commun in (
                "un lycée de Lyon, la voirie",
                "Ly",
                "ly, De la, LE",
                "minh le dit",
                "M. Le Maire",
                "de villiers",
                "à Saint-Denis",
                "De l'autre co\u0302te\u0301",
                "Le Pôle, les Titres",
                "",
            )
        ],
    ],
)
def test_particules_noms_courts_noms_composes_et_accents_a_part(texte, attendu):
    assert masquer(texte, noms=COMPOSES) == attendu


@pytest.mark.parametrize(
    ("texte", "nom", "attendu"),
    [
        ("Mme Ly écrit, Ly attend, un ly", "Mme Ly", "Mme [effacé] écrit, [effacé] attend, un ly"),
        ("Mme Ly écrit, Awa aussi, LY", "Awa Ly", "Mme [effacé] écrit, [effacé] aussi, LY"),
        ("M. Co\u0302te\u0301 attend", "Luc Côté", "M. [effacé] attend"),
        ("M. Côté attend", "Luc Co\u0302te\u0301", "M. [effacé] attend"),
        ("M. Le Maire, De la voirie", "Le Quidam de La Tour", "M. Le Maire, De la voirie"),
    ],
)
def test_le_nom_court_ou_accentue_de_l_auteur_disparait(texte, nom, attendu):
    assert masquer(texte, nom) == attendu
