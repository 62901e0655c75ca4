"""Chaque type de question de bout en bout : écrit par les pages, vu, copié, posé, gelé."""

import pytest
from django.urls import reverse

from enquetes.models import Enquete, Mode, Question, Questionnaire, Reponse
from enquetes.redaction.echelles import MODELES
from qualepref.socle import depot_public
from tests.enquetes.questionnaire_d_essai import enquete, point
from tests.enquetes.test_formulaire import Usager, valeurs

# type → échelle, ce que la page montre, ce qu'on répond, ce qui s'enregistre
TYPES = {
    "echelle": ("satisfaction", "qp-question--boutons", ["satisfait"], "satisfait"),
    "smiley": ("visages", "qp-visage--neutre", ["mecontent"], "mecontent"),
    "note": ("", "qp-question--note", ["10"], 10),
    "oui_non": ("oui-non", "qp-question--boutons", ["en-partie"], "en-partie"),
    "choix_unique": ("satisfaction", "qp-question--boutons", ["sans-objet"], "sans-objet"),
    "choix_multiple": ("oui-non", "qp-question--cases", ["oui", "non"], "oui"),
    "texte_court": ("", 'type="text"', ["Un mot"], "Un mot"),
    "texte_long": ("", "<textarea", ["Deux mots"], "Deux mots"),
    "date": ("", 'type="date"', ["2022-03-01"], "2022-03-01"),
    "nombre": ("", 'inputmode="decimal"', ["12,5"], 12.5),
    "temps": ("", 'inputmode="numeric"', ["2:05"], 125),
}


@pytest.fixture
def client(client_de, referent):
    return client_de(referent)


def url(nom, objet):
    return reverse(f"enquetes:{nom}", args=[objet.pk])


@pytest.fixture
def ecrit(client):
    """Un questionnaire qui a une question de chaque type, écrit par les seules pages."""
    donnees = {"intitule": "Le nôtre", "nature": "satisfaction", "code": "notre", "version": "1"}
    client.post(reverse("enquetes:questionnaire_create"), donnees)
    questionnaire = Questionnaire.objects.get(code="notre")
    for modele in MODELES:
        adresse = f"{url('echelle_create', questionnaire)}?modele={modele}"
        form = client.get(adresse).context["form"]
        client.post(adresse, {nom: form[nom].value() for nom in ("cle", "choix")})
    echelles = {echelle.cle: echelle.pk for echelle in questionnaire.echelles.all()}
    for genre, (echelle, *_) in TYPES.items():
        donnees = {"code": genre, "type": genre, "libelles_fr": f"Q {genre} ?"}
        donnees |= {"echelle": echelles[echelle]} if echelle else {}
        if genre == "date":
            donnees |= {"obligatoire": "on", "aides_fr": "Le jour de votre venue."}
        client.post(url("question_create", questionnaire), donnees)
    selon = Question.objects.get(code="oui_non")
    condition = {"selon": selon.pk, "parmi": ["en-partie"]}
    client.post(url("question_condition", Question.objects.get(code="texte_long")), condition)
    return questionnaire


def test_chaque_type_s_ecrit_se_voit_se_copie_se_pose_et_se_gele(client, ecrit, monkeypatch):
    assert list(ecrit.questions.values_list("type", flat=True)) == list(TYPES)
    assert "À corriger" not in client.get(ecrit.get_absolute_url()).content.decode()
    apercu = client.get(url("questionnaire_apercu", ecrit)).content.decode()
    for genre, (_, forme, *_) in TYPES.items():
        assert forme in apercu and f"Q {genre} ?" in apercu
    assert "Réponse obligatoire." in apercu and "Le jour de votre venue." in apercu
    client.post(
        url("questionnaire_copier", ecrit), {"intitule": "Bis", "code": "notre", "version": "2"}
    )
    copie = Questionnaire.objects.get(version="2")
    assert list(copie.questions.values_list("type", flat=True)) == list(TYPES)
    assert copie.questions.get(code="texte_long").condition == copie.questions.get(code="oui_non")
    monkeypatch.setattr(depot_public, "AGE_MIN", 0)
    lien = point(enquete(ecrit.departement, questionnaire=copie), Mode.LIEN)
    Usager(lien).repondre({genre: dits for genre, (_, _, dits, _) in TYPES.items()})
    lues = dict(reversed(valeurs(Reponse.objects.get())))
    assert lues == {genre: lu for genre, (*_, lu) in TYPES.items()}
    copie.refresh_from_db()
    ecrit.refresh_from_db()
    assert copie.est_gele and not ecrit.est_gele
    assert Enquete.objects.get().questionnaire == copie


def test_trois_visages_demandent_trois_choix(client, ecrit):
    quatre = ecrit.echelles.get(cle="satisfaction")
    donnees = {"code": "V", "type": "smiley", "libelles_fr": "Q ?", "echelle": quatre.pk}
    lue = client.post(url("question_create", ecrit), donnees).content.decode()
    assert "Trois visages : prenez une échelle de trois choix." in lue
    assert not Question.objects.filter(code="V").exists()
    visages = ecrit.echelles.get(cle="visages")
    client.post(url("choix_create", visages), {"libelles_fr": "Ravi", "favorable": "True"})
    lue = client.get(ecrit.get_absolute_url()).content.decode()
    assert "La question smiley montre trois visages" in lue


def test_une_echelle_part_d_un_modele_ou_de_rien(client, ecrit):
    adresse = url("echelle_create", ecrit)
    lue = client.get(f"{adresse}?modele=visages").content.decode()
    assert "Ni content ni mécontent" in lue and 'href="?modele=oui-non"' in lue
    assert "Très satisfait" in client.get(f"{adresse}?modele=inconnu").content.decode()
