"""Le rapport des délais : les chiffres attendus, leurs liens, leurs formes, leurs droits."""

from datetime import date
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from suivi.models import Demande
from tests import factories
from tests.attendus import COURRIERS, attendus_de
from tests.suivi.lignes import cle_d_entree

ADRESSE = reverse("socle:rapport_detail", args=["delais-de-reponse"])
ANNEE = {"du": "2022-01-01", "au": "2022-12-31", "arrete": "2022-12-31"}
COURRIELS = {"registre": "courriers_courriels", "par": "canal", "periode": "annee"}
ATTENDUS = {cle_d_entree(e): e for e in attendus_de(COURRIERS)["indicateurs"]}


def lire(client, **choix):
    return client.get(ADRESSE, {**ANNEE, **COURRIELS, **choix})


def lignes_de(reponse, rang=0):
    tableau = reponse.context["donnees"]["tableaux"][rang]
    return {ligne["nom"]: ligne["cases"] for ligne in tableau["lignes"]}


@pytest.fixture
def lectrice(isere, client_de, creer_agent):
    return client_de(creer_agent("referent_qualite", isere))


def test_les_deux_facons_de_compter_se_lisent_cote_a_cote(isere, lectrice):
    """Sur les seuls courriels d'information générale, cinq jours dus, le jeu d'essai les donne."""
    isere.demandes.exclude(nature="information_generale").delete()
    courriels = lignes_de(lire(lectrice, comparer="on"))["Courriel"]
    attendu = ATTENDUS["information_generale", "TOUS", "courriel", "2022"]
    for unite in ("ouvres", "calendaires"):
        regle, part = attendu["regles"][f"5j_{unite}"], courriels[f"part_{unite}"]
        assert [part["numerateur"], part["denominateur"]] == [regle["dans_delai"], regle["base"]]
        assert courriels[f"moyenne_{unite}"]["valeur"] == attendu["delais"][unite]["moyenne"]
        assert courriels[f"mediane_{unite}"]["valeur"] == attendu["delais"][unite]["mediane"]
    assert courriels["recues"]["valeur"] == attendu["recus"]


@pytest.mark.parametrize("par", ["service", "site", "canal", "nature"])
@pytest.mark.parametrize("arrete", ["2022-12-31", "2022-08-17"])
def test_chaque_chiffre_mene_a_ses_demandes(lectrice, par, arrete):
    reponse = lire(lectrice, par=par, periode="trimestre", arrete=arrete, registre="")
    assert len(reponse.context["donnees"]["tableaux"]) == 4
    liens = 0
    for tableau in reponse.context["donnees"]["tableaux"][1:3]:
        for ligne in tableau["lignes"]:
            for cle, case in ligne["cases"].items():
                if case["url"]:
                    attendu = case["denominateur"] if cle == "part" else case["valeur"]
                    liste = lectrice.get(case["url"]).context["table"]
                    assert liste.paginator.count == attendu, (ligne["nom"], cle)
                    liens += 1
    assert liens > 4


def test_l_ensemble_reunit_les_lignes(lectrice):
    lignes = lignes_de(lire(lectrice))
    ensemble = lignes.pop("Ensemble")
    for cle in ("numerateur", "denominateur"):
        assert ensemble["part"][cle] == sum(cases["part"][cle] for cases in lignes.values())
    assert ensemble["recues"]["valeur"] == 595
    service = {"registre": ["courriers_courriels"], "situation": ["comptees"]}
    bornes = {nom: [jour] for nom, jour in ANNEE.items()}
    assert parse_qs(urlsplit(ensemble["part"]["url"]).query) == service | bornes


def test_une_periode_suspendue_est_non_mesuree_et_dite(isere, lectrice):
    factories.PeriodeSuspendueFactory(
        departement=isere, date_debut="2022-01-01", date_fin="2022-03-31"
    )
    cases = lignes_de(lire(lectrice, periode="trimestre"))["Courriel"]
    assert cases["part"]["texte"] == "non mesuré"
    assert cases["hors_compte"]["precision"].startswith("période suspendue : ")


def test_l_accuse_peut_valoir_traitement_et_ses_parts_n_ont_pas_de_liste(lectrice):
    choix = {"registre": "suggestions_reclamations", "compte": "accuse"}
    cases = lignes_de(lire(lectrice, **choix))["Ensemble"]
    assert [cases["part"]["numerateur"], cases["part"]["denominateur"]] == [82, 82]
    assert not cases["part"]["url"] and cases["recues"]["url"]


def test_le_classeur_a_numerateur_et_denominateur(lectrice):
    octets = lire(lectrice, forme="xlsx", comparer="on").content
    entete, *lignes = load_workbook(BytesIO(octets)).worksheets[0].iter_rows(values_only=True)
    assert entete[:6] == (
        *("Période", "Canal", "Reçues", "Dans le délai"),
        *("Traitées à temps", "Base du taux"),
    )
    ensemble = next(ligne for ligne in lignes if ligne[1] == "Ensemble")
    assert ensemble[3] == pytest.approx(ensemble[4] / ensemble[5])


@pytest.mark.parametrize("forme", ["html", "json", "odt"])
def test_les_autres_formes(lectrice, forme):
    assert lire(lectrice, forme=forme).status_code == 200


def test_les_categories_des_reclamations(isere, lectrice):
    categorie = isere.categories_de_reclamation.create(libelle="File d'attente")
    demandes = Demande.objects.filter(registre="suggestions_reclamations")
    for demande in demandes[:3]:
        factories.QualificationFactory(demande=demande, categorie=categorie)
    page = lire(lectrice, registre="")
    assert page.context["donnees"]["categories"] == [("File d'attente", 3)]
    assert "File d" in page.content.decode()
    assert lire(lectrice).context["donnees"]["categories"] == []


def test_une_correspondante_ne_compte_que_son_service(isere, client_de, creer_agent):
    service = isere.sites.get(code="PREF38").services.get(code="DS")
    client = client_de(creer_agent("correspondant", isere, service))
    assert list(lignes_de(lire(client, par="service"))) == ["Droit au séjour (Préfecture)"]


def test_un_agent_sans_droit_n_y_entre_pas(client_de, agent):
    assert client_de(agent).get(ADRESSE, ANNEE | COURRIELS).status_code == 403


def test_une_periode_a_l_envers_se_dit(lectrice):
    page = lire(lectrice, du="2022-12-31", au="2022-01-01")
    assert "finit avant son premier jour" in page.content.decode()


def test_sans_demande_rien_n_est_zero(client_de, referent):
    page = lire(client_de(referent)).content.decode()
    assert "rien à mesurer" in page


def test_sans_bornes_l_annee_en_cours(lectrice, settings):
    settings.ARRETE = date(2022, 12, 31)
    reponse = lectrice.get(ADRESSE, {"par": "canal", "periode": "annee"})
    assert lignes_de(reponse)["Ensemble"]["recues"]["valeur"] == 677


def test_le_nombre_de_requetes_est_constant(isere, lectrice):
    nombres = []
    lire(lectrice, par="service")  # la première page lit de plus les types de contenu
    for _ in range(2):
        with CaptureQueriesContext(connection) as requetes:
            lire(lectrice, par="service")
        nombres.append(len(requetes))
        Demande.objects.filter(pk__in=Demande.objects.values("pk")[:500]).delete()
    assert nombres[0] == nombres[1]
