"""Le point hebdomadaire : ce qu'on y lit, en quelle partie, et jamais qui a écrit."""

from datetime import date
from io import BytesIO

import pikepdf
import pytest
from django.urls import reverse
from openpyxl import load_workbook

from qualepref.socle.rapport import FORMES, rendre
from suivi.delais.bareme import calculer_echeances
from suivi.models import Demande
from suivi.point_hebdomadaire import Partie, partie
from suivi.rapports import PointHebdomadaire
from tests import factories

MERCREDI, DIMANCHE = date(2022, 3, 16), date(2022, 3, 20)
A4_PAYSAGE = (841.89, 595.28)  # points
PAGE = reverse("socle:rapport_detail", args=["point-hebdomadaire"])


@pytest.fixture(autouse=True)
def aujourd_hui(settings):
    settings.ARRETE = MERCREDI


def mars(jour):
    return date(2022, 3, jour)


@pytest.mark.parametrize(
    ("champs", "attendue"),
    [
        ({"echeance": mars(15)}, Partie.EN_RETARD),
        ({"echeance": mars(16)}, Partie.SEMAINE),
        ({"echeance": mars(20)}, Partie.SEMAINE),
        ({"echeance": mars(21)}, Partie.SUIVANTE),
        ({"echeance": mars(27)}, Partie.SUIVANTE),
        ({"echeance": mars(28)}, None),
        ({"echeance": None}, None),
        ({"echeance": mars(28), "transmise_le": mars(2)}, Partie.TRANSMISE),
        ({"echeance": mars(15), "transmise_le": mars(2)}, Partie.EN_RETARD),
        ({"echeance": None, "suspendue_le": mars(3)}, Partie.SUSPENDUE),
        ({"echeance": mars(15), "suspendue_le": mars(3)}, Partie.SUSPENDUE),
        ({"echeance": mars(15), "est_due": False}, None),
        ({"echeance": mars(15), "est_due": False, "transmise_le": mars(2)}, Partie.TRANSMISE),
    ],
)
def test_chaque_demande_a_une_partie_et_une_seule(champs, attendue):
    usage = {"est_due": True, "suspendue_le": None, "transmise_le": None}
    assert partie(**usage | champs, le=MERCREDI, dimanche=DIMANCHE) == attendue


def demande(service, echeance, **champs):
    une = factories.DemandeFactory(
        service=service,
        departement=service.site.departement,
        date_arrivee=mars(1),
        date_echeance=echeance,
        **champs,
    )
    factories.IdentiteFactory(demande=une, nom="Usager 4242", coordonnees="u4242@example.org")
    return une


@pytest.fixture
def demandes(service, voisin):
    return [
        demande(service, mars(15), numero="A1", objet="Carte perdue"),
        demande(service, mars(21), numero="A2", date_transmission=mars(4)),
        demande(voisin, mars(18), numero="B1", objet="x" * 500),
        demande(voisin, mars(30), numero="B2"),
        demande(voisin, mars(15), numero="B3", date_reponse=mars(14)),
    ]


def donnees(agent, **choix):
    return PointHebdomadaire().donnees(agent, **choix)


def test_service_par_service_et_partie_par_partie(referent, demandes, service, voisin):
    lues = donnees(referent)
    assert [
        (s["nom"], g["partie"], [ligne["numero"] for ligne in g["lignes"]])
        for s in lues["services"]
        for g in s["groupes"]
    ] == [
        ("Accueil général", "en retard", ["A1"]),
        ("Accueil général", "dues la semaine prochaine", ["A2"]),
        ("Droit au séjour", "dues cette semaine", ["B1"]),
    ]
    assert [compte["nombre"] for compte in lues["comptes"]] == [1, 1, 1, 0, 0]
    assert lues["services"][0]["groupes"][1]["lignes"][0]["ou"] == "transmise le 04/03/2022"
    assert lues["soustitre"].startswith("Situation au mercredi 16 mars 2022")
    seul = donnees(referent, service=voisin)["services"]
    assert [un["nom"] for un in seul] == ["Droit au séjour"]


def test_un_delai_suspendu_reste_a_l_ordre_du_jour(referent, service, delais):
    une = demande(service, None, nature="information_generale")
    calculer_echeances([une])
    une.save()
    une.suspendre("Pièce demandée", mars(3))
    (groupe,) = donnees(referent)["services"][0]["groupes"]
    assert groupe["partie"] == "délai suspendu"
    assert groupe["lignes"][0]["ou"] == "délai suspendu depuis le 03/03/2022"


@pytest.mark.parametrize("forme", sorted(FORMES))
def test_aucune_forme_ne_dit_qui_a_ecrit(forme, referent, demandes):
    octets = rendre(PointHebdomadaire(), donnees(referent), forme).octets
    assert b"4242" not in octets


def test_le_pdf_est_un_a4_en_paysage(referent, demandes):
    fichier = rendre(PointHebdomadaire(), donnees(referent), "pdf")
    assert fichier.nom == "point-hebdomadaire-2022-03-16.pdf"
    with pikepdf.open(BytesIO(fichier.octets)) as pdf:
        boite = [float(cote) for cote in pdf.pages[0].mediabox]
    assert boite[2:] == pytest.approx(A4_PAYSAGE, abs=1)


def test_le_classeur_garde_la_colonne_a_remplir(referent, demandes):
    fichier = rendre(PointHebdomadaire(), donnees(referent), "xlsx")
    lignes = list(load_workbook(BytesIO(fichier.octets)).worksheets[0].iter_rows(values_only=True))
    assert lignes[0][-1] == "Décision" and len(lignes) == 4
    assert lignes[1][6].date() == mars(15) or lignes[1][5].date() == mars(1)


def test_un_correspondant_n_y_lit_que_ses_services(correspondant, demandes):
    assert [un["nom"] for un in donnees(correspondant)["services"]] == ["Accueil général"]


def test_la_page_s_ouvre_et_le_rapport_vide_le_dit(client_de, referent, demandes):
    assert "Carte perdue" in client_de(referent).get(PAGE, {"service": ""}).content.decode()
    Demande.objects.all().delete()
    assert "Rien à traiter" in client_de(referent).get(PAGE, {"service": ""}).content.decode()


def test_autant_de_requetes_pour_une_demande_que_pour_vingt(
    referent, service, django_assert_num_queries
):
    """Les demandes, puis les services dont l'agent lit l'identité des usagers."""
    demande(service, mars(15))
    donnees(referent)
    for _ in range(20):
        demande(service, mars(15))
    with django_assert_num_queries(2):
        donnees(referent)
