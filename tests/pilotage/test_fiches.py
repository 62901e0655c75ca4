"""La fiche du mois et la demi-page de la semaine : préparées la nuit, envoyées une fois."""

import io
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from pypdf import PdfReader

from pilotage.fiches import fiche_pdf, preparer_les_fiches
from pilotage.models import Expedition, Fiche
from pilotage.rythmes import AU_PLUS, demi_page, fiche_de_la_direction, lundi
from pilotage.tasks import preparer_les_fiches as tache_de_nuit
from suivi.models import Demande
from tests import factories

LE = date(2022, 12, 14)  # un mercredi, plus de dix jours après la fin de novembre


@pytest.fixture(autouse=True)
def mi_decembre(settings):
    settings.ARRETE = LE


@pytest.fixture
def abonnes(departement, service):
    factories.DestinataireFactory(departement=departement, fiches=False)
    lieu = {"departement": departement, "service": service}
    return [
        factories.DestinataireFactory(**lieu, courriel="direction@exemple.fr", fiches=True),
        factories.DestinataireFactory(
            departement=departement, courriel="cabinet@exemple.fr", demi_pages=True
        ),
    ]


def test_la_nuit_fait_ce_qui_manque_et_l_envoie_une_fois(
    decroche, service, abonnes, django_capture_on_commit_callbacks, departement
):
    lieu = {"departement": departement, "service": service}
    factories.DemandeFactory(**lieu)
    Demande.objects.update(date_echeance=date(2022, 10, 17))
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            tache_de_nuit()
    mensuelle = Fiche.objects.mensuelles().get(service=service)
    assert mensuelle.debut == date(2022, 11, 1)
    (siennes,) = mensuelle.donnees["siennes"]
    assert siennes["parts"][0]["dit"] == "80,0\u00a0% (80 sur 100)"
    assert "sous la cible" in mensuelle.donnees["a_retenir"][0]
    demi = Fiche.objects.demi_pages().get()
    assert demi.debut == date(2022, 12, 12) and not demi.donnees["comparee"]
    assert [un["retards_dits"] for un in demi.donnees["retards"]] == ["1 réponse due"]
    assert sorted(m.to[0] for m in mail.outbox) == ["cabinet@exemple.fr", "direction@exemple.fr"]
    assert {e.etat for e in Expedition.objects.all()} == {"envoyee"}
    joints = [m.attachments[0] for m in mail.outbox]
    assert {nom for nom, *_ in joints} == {
        "fiche-mensuelle-accueil-general-2022-11-01.pdf",
        "demi-page-de-la-semaine-2022-12-12.pdf",
    }
    for _, octets, _ in joints:
        assert len(PdfReader(io.BytesIO(octets)).pages) == 1
    assert preparer_les_fiches(departement, LE) == []
    preparer_les_fiches(departement, LE + timedelta(days=7))
    suite = Fiche.objects.demi_pages().first()
    assert suite.donnees["comparee"] and suite.donnees["bouge"] == []


@pytest.mark.parametrize(
    ("jour", "mois"),
    [
        (date(2022, 12, 10), date(2022, 10, 1)),
        (date(2022, 12, 11), date(2022, 11, 1)),
        (date(2023, 1, 31), date(2022, 12, 1)),  # une panne de vingt jours se rattrape
    ],
)
def test_le_mois_attend_dix_jours_puis_se_rattrape(departement, service, jour, mois):
    preparer_les_fiches(departement, jour)
    assert Fiche.objects.mensuelles().get().debut == mois


def test_chaque_direction_ouverte_a_sa_fiche_et_un_bureau_n_en_a_pas(departement, service, site):
    factories.ServiceFactory(site=site, parent=service, code="BUR", nom="Bureau")
    racine = site.services.get(parent=None)
    factories.ServiceFactory(site=site, parent=racine, code="FER", date_fin=date(2022, 12, 1))
    preparer_les_fiches(departement, LE)
    assert [fiche.service for fiche in Fiche.objects.mensuelles()] == [service]
    assert Fiche.objects.count() == 2


def test_chacun_lit_la_fiche_le_referent_seul_voit_les_envois(
    decroche, service, abonnes, client_de, agent, referent, departement
):
    preparer_les_fiches(departement, LE)
    for fiche in Fiche.objects.all():
        page = client_de(agent).get(fiche.get_absolute_url()).content.decode()
        assert fiche.donnees["titre"] in page and "@exemple.fr" not in page
        page = client_de(referent).get(fiche.get_absolute_url()).content.decode()
        assert "Journal des envois" in page
    liste = client_de(agent).get(reverse("pilotage:fiche_list"), {"genre": "demi_page"})
    assert len(liste.context["table"].rows) == 1


def test_une_fiche_mensuelle_veut_une_direction(envoyer):
    saisie = {"intitule": "Cabinet", "courriel": "cab@exemple.fr", "fiches": "on"}
    page = envoyer("pilotage:destinataire_create", **saisie).content.decode()
    assert "Dites de quelle direction" in page


def test_la_base_refuse_un_double_et_une_expedition_sans_piece(departement, service):
    fiche = factories.FicheFactory(departement=departement, service=service, debut=LE)
    semaine = {"departement": departement, "genre": "demi_page", "donnees": {}, "debut": LE}
    Fiche.objects.create(**semaine)
    essais = [
        lambda: Fiche.objects.create(**semaine),
        lambda: Fiche.objects.create(**semaine | {"service": service}),
        lambda: factories.FicheFactory(departement=departement, service=service, debut=LE),
        lambda: factories.ExpeditionFactory(departement=departement, tableau=None),
        lambda: factories.ExpeditionFactory(departement=departement, fiche=fiche),
    ]
    for essai in essais:
        with pytest.raises(IntegrityError), transaction.atomic():
            essai()
    with pytest.raises(ValidationError):
        Expedition(pk=0).relancer()


# --- Ce que disent les fiches, sans base ----------------------------------------------------------

VIDE = {"valeur": None, "numerateur": None, "denominateur": None, "etat": "non_mesure"}


def part(nom, valeur, genre="service", service=None, site=None):
    chiffre = VIDE | {"valeur": valeur, "etat": "mesure"} if valeur is not None else VIDE
    return {
        "nom": nom,
        "genre": genre,
        "service": service,
        "site": site,
        "chiffre": chiffre,
        "precedent": VIDE,
        "situation": "sans_cible",
        "evolution": None,
    }


def ligne(code, valeur, *detail):
    return part("", valeur) | {
        "code": code,
        "libelle": code.capitalize(),
        "unite": "%",
        "sens": "hausse",
        "cible": None,
        "cible_par": "",
        "par_pas": None,
        "periode_dite": "novembre 2022",
        "a_un_ensemble": True,
        "detail": list(detail),
    }


def donnees(*lignes, periode="2022-T4"):
    return {
        "departement": {"code": "38", "nom": "Isère"},
        "periode": periode,
        "periode_dite": "4e trimestre 2022",
        "arrete": "2022-12-14",
        "suspensions": [],
        "familles": [{"indicateurs": list(lignes)}],
    }


@pytest.mark.parametrize(
    ("detail", "attendus"),
    [
        ([part("Bureau", 0.9, service=7), part("Ailleurs", 0.1, service=9)], ["Bureau"]),
        ([part("Bureau", 0.9, service=7), part("Site", 0.5, "site", site=3)], ["Bureau"]),
        ([part("Site", 0.5, "site", site=3), part("Autre", 0.4, "site", site=4)], ["Site"]),
        ([part("Service du site", 0.5, service=9, site=3)], []),
        ([part("Passeport", 0.5, "modalite")], []),
        ([], []),
    ],
)
def test_une_direction_lit_ses_bureaux_a_defaut_son_site(detail, attendus):
    vue = fiche_de_la_direction(donnees(ligne("tel", 0.8, *detail)), "DCPPAT", frozenset({7}), 3)
    siennes = [part["nom"] for une in vue["siennes"] for part in une["parts"]]
    assert siennes == attendus and len(vue["siennes"]) + len(vue["autres"]) == 1


def test_ce_qui_n_est_pas_mesure_ne_charge_pas_la_fiche():
    vue = fiche_de_la_direction(donnees(ligne("tel", None)), "DCPPAT", frozenset(), 3)
    assert (vue["siennes"], vue["autres"], vue["a_retenir"]) == ([], [], [])


LUNDI = date(2022, 12, 12)


def semaine(avant, *lignes, comptes=(), periode="2022-T4"):
    return demi_page(donnees(*lignes, periode=periode), LUNDI, LE, avant, comptes)


def test_la_semaine_dit_ce_qui_a_bouge_dans_le_meme_trimestre():
    avant = semaine(None, ligne("tel", 0.8), ligne("web", 0.5))
    assert avant["bouge"] == [] and not avant["comparee"]
    apres = semaine(avant, ligne("tel", 0.9), ligne("web", 0.5), ligne("neuf", 0.1))
    dits = [(un["libelle"], un["avant"], un["apres"]) for un in apres["bouge"]]
    assert dits == [("Tel", "80,0\u00a0%", "90,0\u00a0%"), ("Neuf", "–", "10,0\u00a0%")]
    suivant = semaine(apres, ligne("tel", 0.1), periode="2023-T1")
    assert not suivant["comparee"] and suivant["bouge"] == []


def test_la_demi_page_tient_sur_une_moitie_de_feuille(departement):
    avant = semaine(None, *(ligne(f"indicateur-au-nom-assez-long-{n}", 0.1) for n in range(20)))
    comptes = [
        {"retards": n, "retards_dits": f"{n} échéances de toutes sortes", "semaine": 0}
        for n in range(8)
    ] + [{"retards": 0, "retards_dits": "", "semaine": 2, "semaine_dite": "2 enquêtes"}] * 8
    plein = semaine(
        avant,
        *(ligne(f"indicateur-au-nom-assez-long-{n}", 0.2) for n in range(20)),
        comptes=comptes,
    )
    assert len(plein["bouge"]) == AU_PLUS and plein["bouge_aussi"] == 20 - AU_PLUS
    assert len(plein["retards"]) == 7 and len(plein["echeances"]) == 8
    fiche = Fiche(departement=departement, genre="demi_page", debut=LUNDI, donnees=plein)
    (page,) = PdfReader(io.BytesIO(fiche_pdf(fiche))).pages
    assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (595, 420)


@pytest.mark.parametrize("ecart", range(7))
def test_la_semaine_commence_le_lundi(ecart):
    assert lundi(LUNDI + timedelta(days=ecart)) == LUNDI
