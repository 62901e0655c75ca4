"""Les travaux en tâche de fond : un seul fichier, jamais de double, une phrase en cas d'échec."""

import hashlib
from datetime import timedelta
from pathlib import Path
from unittest.mock import Mock
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from qualepref.socle import fabriques
from qualepref.socle.models import Journal, Production
from qualepref.socle.models.productions import PANNE
from qualepref.socle.tasks import produire, relancer_les_productions
from tests.factories import ProductionFactory

pytestmark = pytest.mark.django_db
Etat = Production.Etat


def RECENT():
    return timezone.now()


def LONGTEMPS():
    return timezone.now() - timedelta(hours=1)


@fabriques.fabrique("essai")
def fabriquer(production):
    production.avancer(50, "À mi-chemin")
    match production.parametres.get("que_faire"):
        case "refuser":
            raise fabriques.ProductionRefusee("Il manque le trimestre.")
        case "tomber":
            raise RuntimeError("détail technique")
    return fabriques.Fichier("essai.txt", b"bonjour")


def test_une_production_terminee_a_son_fichier_et_son_empreinte():
    production = ProductionFactory()
    produire(production.pk)
    production.refresh_from_db()
    assert (production.etat, production.avancement) == (Etat.TERMINEE, 100)
    assert production.fichier.read() == b"bonjour"
    assert production.empreinte == hashlib.sha256(b"bonjour").hexdigest()


def test_produire_deux_fois_ne_fait_qu_un_fichier():
    production = ProductionFactory()
    produire(production.pk)
    premier = Production.objects.get(pk=production.pk).fichier.name
    produire(production.pk)
    assert Production.objects.get(pk=production.pk).fichier.name == premier


@pytest.mark.parametrize(
    ("que_faire", "phrase"),
    [("refuser", "Il manque le trimestre."), ("tomber", "La production a échoué")],
)
def test_un_echec_se_dit_en_francais_sans_detail_technique(que_faire, phrase):
    production = ProductionFactory(parametres={"que_faire": que_faire})
    produire(production.pk)
    production.refresh_from_db()
    assert production.etat == Etat.ECHOUEE
    assert production.erreur.startswith(phrase)
    assert "technique" not in production.erreur or que_faire == "tomber"
    assert "RuntimeError" not in production.erreur


def muette(**champs):
    return ProductionFactory(
        etat=Etat.EN_COURS, battement=timezone.now() - timedelta(minutes=2), **champs
    )


def test_une_production_muette_est_reprise():
    production = muette(tentatives=1)
    relancer_les_productions()
    production.refresh_from_db()
    assert (production.etat, production.tentatives) == (Etat.TERMINEE, 2)


def test_une_production_qui_bat_encore_n_est_pas_reprise():
    production = ProductionFactory(etat=Etat.EN_COURS, battement=timezone.now())
    relancer_les_productions()
    produire(production.pk)
    production.refresh_from_db()
    assert (production.etat, production.tentatives) == (Etat.EN_COURS, 0)


def test_un_message_perdu_est_renvoye():
    production = ProductionFactory(envoyee_le=timezone.now() - timedelta(minutes=5))
    relancer_les_productions()
    production.refresh_from_db()
    assert production.etat == Etat.TERMINEE


def test_apres_trois_essais_la_production_est_abandonnee():
    production = muette(tentatives=3)
    relancer_les_productions()
    production.refresh_from_db()
    assert production.etat == Etat.ECHOUEE
    assert "plusieurs fois" in production.erreur


def test_un_worker_depasse_ne_rend_pas_son_fichier():
    """Le premier worker, cru mort, finit après que le second a pris le travail."""
    production = ProductionFactory()
    lent = Production.objects.get(pk=production.pk)
    assert lent._prendre()
    Production.objects.filter(pk=lent.pk).update(battement=timezone.now() - timedelta(minutes=2))
    produire(production.pk)
    rendu = Production.objects.get(pk=production.pk).fichier.name
    lent._terminer(fabriques.Fichier("essai.txt", b"trop tard"))
    production.refresh_from_db()
    assert production.fichier.name == rendu
    assert production.fichier.read() == b"bonjour"


def test_la_base_tombee_juste_apres_le_fichier_ne_laisse_qu_un_fichier(monkeypatch):
    """Ni double, ni reste : qui reprend le travail ôte ce que l'essai d'avant n'a pu rattacher."""
    production = ProductionFactory(source=ContentFile(b"source", "essai.csv"))
    coupe = Production.objects.get(pk=production.pk)
    with monkeypatch.context() as panne:
        panne.setattr(Production, "_clore", Mock(side_effect=OperationalError))
        with pytest.raises(OperationalError):
            coupe.produire()
    Production.objects.filter(pk=coupe.pk).update(battement=LONGTEMPS())
    relancer_les_productions()
    production.refresh_from_db()
    assert (production.etat, production.tentatives) == (Etat.TERMINEE, 2)
    assert production.fichier.read() == b"bonjour" and production.source.read() == b"source"
    dossier = Path(production.fichier.path).parent
    assert [chemin.name for chemin in dossier.glob(f"{production.pk}-*")] == [
        f"{production.pk}-essai.txt"
    ]


def test_les_fichiers_perimes_s_effacent_et_la_trace_reste():
    production = ProductionFactory()
    produire(production.pk)
    Production.objects.update(expire_le=timezone.now() - timedelta(days=1))
    for perimee in Production.objects.perimees():
        perimee.effacer_les_fichiers()
    production.refresh_from_db()
    assert (production.etat, bool(production.fichier)) == (Etat.TERMINEE, False)


def test_le_referent_telecharge_et_le_journal_le_dit(client_de, referent):
    production = ProductionFactory(departement=referent.departement)
    produire(production.pk)
    reponse = client_de(referent).get(reverse("socle:production_fichier", args=[production.pk]))
    assert b"".join(reponse.streaming_content) == b"bonjour"
    assert Journal.objects.filter(genre=Journal.Genre.TELECHARGEMENT, agent=referent).exists()


def test_un_fichier_pas_encore_pret_est_introuvable(client_de, referent):
    production = ProductionFactory(departement=referent.departement)
    adresse = reverse("socle:production_fichier", args=[production.pk])
    assert client_de(referent).get(adresse).status_code == 404


def test_un_correspondant_ne_voit_que_ses_productions(client_de, correspondant):
    sienne = ProductionFactory(departement=correspondant.departement, demandeur=correspondant)
    autre = ProductionFactory(departement=correspondant.departement)
    client = client_de(correspondant)
    assert client.get(sienne.get_absolute_url()).status_code == 200
    assert client.get(autre.get_absolute_url()).status_code == 404


def test_relancer_une_production_echouee(client_de, referent, django_capture_on_commit_callbacks):
    production = ProductionFactory(
        departement=referent.departement, etat=Etat.ECHOUEE, erreur=PANNE, tentatives=3
    )
    with django_capture_on_commit_callbacks(execute=True):
        client_de(referent).post(reverse("socle:production_relancer", args=[production.pk]))
    production.refresh_from_db()
    assert production.etat == Etat.TERMINEE


def test_un_refus_ne_se_relance_pas(client_de, referent, creer_agent):
    """Un fichier illisible le restera : la page le dit, l'accueil ne le compte pas."""
    administrateur = creer_agent("administrateur", referent.departement)
    champs = {"departement": referent.departement, "etat": Etat.ECHOUEE}
    production = ProductionFactory(erreur="Ce classeur est abîmé.", **champs)
    client = client_de(administrateur)
    assert "Relancer" not in client.get(production.get_absolute_url()).content.decode()
    adresse = reverse("socle:production_relancer", args=[production.pk])
    page = client_de(referent).post(adresse, follow=True).content.decode()
    production.refresh_from_db()
    assert production.etat == Etat.ECHOUEE and "même résultat" in page
    assert "en panne à relancer" not in client.get(reverse("accueil")).content.decode()
    en_panne = ProductionFactory(erreur=PANNE, **champs)
    assert "en panne à relancer" in client.get(reverse("accueil")).content.decode()
    liste = client.get(reverse("socle:production_list") + "?relancable=true")
    assert [*liste.context["table"].data] == [en_panne]


@pytest.mark.parametrize(
    ("champs", "relancee"),
    [
        ({"etat": Etat.EN_COURS, "battement": RECENT}, False),
        ({"etat": Etat.EN_COURS, "battement": LONGTEMPS}, True),
        ({"etat": Etat.EN_ATTENTE, "envoyee_le": RECENT}, False),
        ({"etat": Etat.EN_ATTENTE, "envoyee_le": LONGTEMPS}, True),
        ({"etat": Etat.ECHOUEE, "erreur": PANNE}, True),
        ({"etat": Etat.TERMINEE}, False),
    ],
)
def test_un_travail_vivant_ne_se_relance_pas(champs, relancee):
    """Un worker qui travaille perdrait son travail : la relance lui retirerait son jeton."""
    dits = {nom: dit() if callable(dit) else dit for nom, dit in champs.items()}
    production = ProductionFactory(tentatives=2, jeton=uuid4(), **dits)
    if relancee:
        production.relancer()
    else:
        with pytest.raises(ValidationError):
            production.relancer()
    production.refresh_from_db()
    assert production.tentatives == (0 if relancee else 2)
    assert (production.jeton is None) == relancee


def test_la_page_se_redemande_tant_que_le_travail_n_est_pas_fini(client_de, referent):
    production = ProductionFactory(departement=referent.departement)
    client = client_de(referent)
    page = client.get(production.get_absolute_url()).content.decode()
    assert 'hx-trigger="every 2s"' in page
    produire(production.pk)
    bloc = client.get(production.get_absolute_url(), headers={"HX-Request": "true"})
    assert "hx-trigger" not in bloc.content.decode()
    assert "Télécharger essai.txt" in bloc.content.decode()
