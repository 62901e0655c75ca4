"""Une fois les identités effacées, chaque rapport et chaque indicateur rend la même sortie."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from openpyxl import load_workbook

from pilotage.bilans import preparer_bilan
from pilotage.models import BilanAnnuel, Mesure, PlanBilan, TableauDeBord
from pilotage.rapports import RapportBilanAnnuel, RapportTableauDeBord
from pilotage.tableaux import preparer_tableau
from qualepref.socle import catalogue
from qualepref.socle.rapport import rendre
from qualepref.socle.taches import lignes_pour
from suivi.cumul.tassement import lire_colonne
from suivi.cumul.tenue import rafraichir
from suivi.identites.purge import purger
from suivi.models import (
    CategorieReclamation,
    Cumul,
    Demande,
    Identite,
    ObjetReclamation,
    PieceJointe,
    Qualification,
    Registre,
)
from tests import factories

pytestmark = pytest.mark.django_db
TARD = date(2030, 1, 1)  # toute demande close y a passé sa durée de conservation
TRIMESTRES = [f"2022-T{rang}" for rang in range(1, 5)]
DELAIS = {"du": "2022-01-01", "au": "2022-12-31", "arrete": "2022-12-31"}
# Un rapport de suivi qui naît sans sa ligne ici fait échouer ces essais.
SAISIES = {
    "delais-de-reponse": [
        DELAIS | {"par": par, "periode": periode, "compte": compte, "comparer": "on"}
        for par, periode in (("service", "mois"), ("site", "annee"), ("canal", "trimestre"))
        for compte in ("reponse_fond", "accuse")
    ]
    + [DELAIS | {"par": "nature", "periode": "ensemble", "registre": "suggestions_reclamations"}],
    "point-hebdomadaire": [{}],
    "reclamations": [{"annee": 2022}],
    "signalements": [{"annee": 2022}],
}


@pytest.fixture(autouse=True)
def aujourd_hui(settings):
    settings.ARRETE = date(2022, 12, 31)


@pytest.fixture
def agent(annee_2022, creer_agent):
    return creer_agent("referent_qualite", annee_2022)


@pytest.fixture
def dossiers(annee_2022, agent):
    """Les demandes des classeurs, avec tout ce qu'un usager et un agent y ajoutent."""
    demandes = list(annee_2022.demandes.order_by("pk"))
    for demande in demandes:
        Identite.objects.get_or_create(demande=demande, defaults={"nom": f"Usager {demande.pk}"})
    boite = factories.BoiteFonctionnelleFactory(departement=annee_2022, service=demandes[0].service)
    for demande in demandes[::60]:
        PieceJointe.objects.joindre(demande, ContentFile(b"Zoe", f"{demande.pk}.txt"), agent)
        factories.MessageRecuFactory(boite=boite, demande=demande, message_id=f"<{demande.pk}@x>")
        factories.ReponseFactory(demande=demande, redigee_par=agent, etat="brouillon")
    qualifier(annee_2022)
    factories.SignalementFactory.create_batch(3, departement=annee_2022, auteur=agent)
    rafraichir()
    return annee_2022


def qualifier(departement):
    """Une plainte sur deux est dite recevable, les autres hors champ, avec un motif qui nomme."""
    categorie = CategorieReclamation.objects.create(departement=departement, libelle="Attente")
    recues = departement.demandes.du_registre(Registre.SUGGESTIONS_RECLAMATIONS)
    for rang, demande in enumerate(recues.select_related("identite").order_by("pk")[:40]):
        qualification = Qualification.objects.de(demande)
        if rang % 2:
            qualification.declarer_recevable(ObjetReclamation.objects.get(cle="temps_attente"))
            Qualification.objects.filter(demande=demande).update(categorie=categorie)
        else:
            exclusion = ObjetReclamation.objects.get(cle="delai_titres")
            qualification.classer_hors_champ(exclusion, f"{demande.identite.nom} se trompe")


# --- Tout ce qui se compte --------------------------------------------------------------------


def test_chaque_rapport_du_suivi_est_compare():
    siens = {un.slug for un in catalogue.tous() if type(un).__module__.startswith("suivi.")}
    assert siens == set(SAISIES)


def rapports(agent):
    """Chaque rapport du suivi sous chacune de ses saisies, en entier."""
    for slug, saisies in SAISIES.items():
        rapport = catalogue.trouver(slug)
        for saisie in saisies:
            donnees = rapport.donnees(agent, **rapport.lire(saisie, agent))
            yield from formes(rapport, donnees)


def formes(rapport, donnees):
    """Les données elles-mêmes, ce qui s'en imprime, et les cases du classeur."""
    yield from (rendre(rapport, donnees, forme).octets for forme in ("json", "html"))
    classeur = load_workbook(ContentFile(rendre(rapport, donnees, "xlsx").octets), read_only=True)
    yield [[*feuille.iter_rows(values_only=True)] for feuille in classeur]


def pilotage(departement, agent):
    """Les quatre tableaux de bord et le bilan annuel, recalculés, et leurs mesures."""
    for trimestre in TRIMESTRES:
        tableau, _ = TableauDeBord.objects.get_or_create(
            departement=departement, trimestre=trimestre
        )
        preparer_tableau(tableau=tableau)
        yield from formes(RapportTableauDeBord(), RapportTableauDeBord().donnees(agent, tableau))
    bilan, _ = BilanAnnuel.objects.get_or_create(
        departement=departement, annee=2022, plan=PlanBilan.objects.last()
    )
    preparer_bilan(bilan=bilan)
    yield from formes(RapportBilanAnnuel(), RapportBilanAnnuel().donnees(agent, bilan))
    champs = [champ.attname for champ in Mesure._meta.concrete_fields]
    yield list(Mesure.objects.order_by("pk").values_list(*champs))


def commandes():
    periode = ["--debut=2022-01-01", "--fin=2022-12-31", "--format=json"]
    for genre in ("mois", "trimestre", "annee"):
        yield commande("indicateurs", *periode, f"--periode={genre}")
    for arrete in ("2022-12-31", "2022-08-17"):
        for registre in Registre.values:
            for options in (("--par=site",), ("--par=service", "--compte=accuse")):
                suite = (f"--registre={registre}", f"--arrete={arrete}", "--natures=toutes_natures")
                yield commande("delais", *periode, "--periode=mois", *suite, *options)


def commande(nom, *options):
    sortie = StringIO()
    call_command(nom, *options, stdout=sortie)
    return json.loads(sortie.getvalue())


def cumuls():
    """Chaque cumul, relu et refait : ce qu'il range ne dépend que des dates et des codes."""
    rafraichir()
    champs = ("departement", "site", "service", "mois", "forme", "profils", "reponses", "accuses")
    for *cle, profils, reponses, accuses in Cumul.objects.order_by("pk").values_list(*champs):
        yield cle, dict(profils), sorted(lire_colonne(reponses)), sorted(lire_colonne(accuses))


def ecrans(agent):
    """Ce que l'accueil et les vues de chaque liste comptent."""
    yield [(ligne.libelle, ligne.nombre) for ligne in lignes_pour(agent)]
    situations = Demande.objects.avec_situation(date(2022, 12, 31)).order_by("pk")
    yield list(situations.values_list("pk", "situation", "date_echeance", "etat"))


# --- Avant, après -----------------------------------------------------------------------------


@pytest.mark.parametrize("lire", ["rapports", "pilotage", "commandes", "cumuls", "ecrans"])
def test_chaque_chiffre_est_le_meme_avant_et_apres(dossiers, agent, lire):
    lectures = {
        "rapports": lambda: rapports(agent),
        "pilotage": lambda: pilotage(dossiers, agent),
        "commandes": commandes,
        "cumuls": cumuls,
        "ecrans": lambda: ecrans(agent),
    }
    avant = list(lectures[lire]())
    assert avant
    assert purger(departement=dossiers, le=TARD).demandes > 500
    assert list(lectures[lire]()) == avant
