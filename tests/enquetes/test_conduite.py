"""Une enquête s'ouvre et se clôt d'elle-même, puis plus rien ne dit l'ordre des réponses."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from enquetes.conduite import ranger_les_closes, tenir
from enquetes.models import Enquete, JetonRecu, Question, Reponse, Valeur, Verbatim
from enquetes.redaction.contenu import Contenu
from enquetes.tasks import ranger_les_reponses, tenir_les_enquetes
from tests import factories

OUVERTURE, CLOTURE = date(2022, 9, 1), date(2022, 9, 30)
LENDEMAIN = CLOTURE + timedelta(days=1)


@pytest.fixture(autouse=True)
def en_septembre(settings):
    settings.ARRETE = date(2022, 9, 12)


def preparee(departement):
    une = factories.EnqueteFactory(departement=departement)
    factories.QuestionFactory(questionnaire=une.questionnaire)
    factories.PointDeCollecteFactory(enquete=une)
    return une


def ouverte_a_repondre(departement):
    une = preparee(departement)
    une.ouvrir()
    return une


@pytest.fixture
def enquete(departement):
    return preparee(departement)


@pytest.fixture
def ouverte(departement):
    return ouverte_a_repondre(departement)


def etat(enquete):
    return Enquete.objects.get(pk=enquete.pk).etat


def repondre(enquete, nombre):
    question = enquete.questionnaire.questions.get()
    for rang in range(nombre):
        reponse = factories.ReponseEnqueteFactory(enquete=enquete)
        factories.ValeurFactory(reponse=reponse, question=question, texte=f"avis {rang}")
        JetonRecu.objects.create(jeton=uuid4(), enquete=enquete)


def en_place(modele):
    """Les clés de réponse dans l'ordre où les lignes se trouvent dans le fichier de la base."""
    place = "ctid" if connection.vendor == "postgresql" else "rowid"
    champ = "id" if modele is Reponse else "reponse_id"
    with connection.cursor() as curseur:
        curseur.execute(f"SELECT {champ} FROM {modele._meta.db_table} ORDER BY {place}")
        return [str(cle) for (cle,) in curseur.fetchall()]


def transactions_de(modele):
    with connection.cursor() as curseur:
        curseur.execute(f"SELECT DISTINCT xmin::text FROM {modele._meta.db_table}")
        return curseur.fetchall()


def lignes_du_fichier(modele):
    """Vivantes ou mortes, toutes celles qu'on lirait dans le fichier de la table."""
    table = modele._meta.db_table
    with connection.cursor() as curseur:
        curseur.execute(
            f"SELECT count(*) FROM generate_series(1, pg_relation_size('{table}') / 8192) AS page, "
            f"heap_page_items(get_raw_page('{table}', page::int - 1)) WHERE t_data IS NOT NULL"
        )
        return curseur.fetchone()[0]


@pytest.mark.parametrize(
    "le, attendu",
    [
        (OUVERTURE - timedelta(days=1), "preparee"),
        (OUVERTURE, "ouverte"),
        (CLOTURE, "ouverte"),
        (LENDEMAIN, "preparee"),  # manquée toute entière : elle n'ouvre pas après coup
    ],
)
def test_elle_s_ouvre_d_elle_meme_dans_ses_dates(enquete, le, attendu, settings):
    settings.ARRETE = le
    tenir(le)
    assert etat(enquete) == attendu


def test_une_nuit_manquee_se_rattrape_et_deux_fois_ne_change_rien(ouverte, settings):
    settings.ARRETE = LENDEMAIN + timedelta(days=10)
    tenir_les_enquetes()
    close = Enquete.objects.get(pk=ouverte.pk)
    versions = close.history.count()
    tenir_les_enquetes()
    assert (etat(close), close.history.count()) == ("close", versions)


def test_une_enquete_importee_ne_se_clot_pas_toute_seule(departement, settings):
    importee = factories.EnqueteFactory(departement=departement, etat="ouverte")
    settings.ARRETE = LENDEMAIN
    tenir(LENDEMAIN)
    assert etat(importee) == "ouverte"


def test_une_enquete_sans_question_n_empeche_pas_les_autres(enquete, departement):
    vide = factories.EnqueteFactory(departement=departement, date_ouverture=date(2022, 8, 1))
    tenir(date(2022, 9, 12))
    assert (etat(vide), etat(enquete)) == ("preparee", "ouverte")


def test_un_questionnaire_fautif_ne_s_ouvre_pas_et_dit_pourquoi(enquete, client_de, referent):
    Question.objects.update(libelles={})
    adresse = reverse("enquetes:enquete_ouvrir", args=[enquete.pk])
    page = client_de(referent).post(adresse, follow=True).content.decode()
    assert "Son questionnaire est à corriger." in page and "n&#x27;a pas de texte" in page
    tenir(date(2022, 9, 12))
    assert etat(enquete) == "preparee"


def test_les_questionnaires_livres_s_ouvrent(questionnaires):
    assert [faute for un in questionnaires.values() for faute in Contenu(un).fautes] == []


def test_ouverte_avant_son_premier_jour_elle_commence_aujourd_hui(enquete, settings):
    settings.ARRETE = date(2022, 8, 29)
    enquete.ouvrir()
    assert Enquete.objects.get().date_ouverture == date(2022, 8, 29)


def test_passee_elle_ne_s_ouvre_plus(enquete, settings):
    settings.ARRETE = LENDEMAIN
    with pytest.raises(ValidationError, match="changez d'abord ses dates"):
        enquete.ouvrir()


def test_la_cloture_detruit_les_jetons_et_le_secret_qui_les_referait(ouverte):
    repondre(ouverte, 3)
    assert len(ouverte.secret) == 64
    ouverte.clore()
    close = Enquete.objects.get(pk=ouverte.pk)
    assert (close.secret, close.jetons.count()) == ("", 0)
    assert not hasattr(close.history.first(), "secret")


def test_les_reponses_d_une_enquete_close_se_rangent_par_leurs_cles(ouverte):
    repondre(ouverte, 40)
    assert en_place(Reponse) != sorted(en_place(Reponse))
    textes = sorted(Valeur.objects.values_list("reponse", "texte"))
    ouverte.clore()
    ranger_les_reponses()
    assert en_place(Reponse) == sorted(en_place(Reponse))
    assert en_place(Valeur) == sorted(en_place(Valeur))
    assert sorted(Valeur.objects.values_list("reponse", "texte")) == textes
    assert Enquete.objects.get(pk=ouverte.pk).rangee_le is not None


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite n'a pas de transactions nommées"
)
@pytest.mark.django_db(transaction=True)
def test_les_reponses_rangees_sont_toutes_de_la_meme_transaction(departement):
    """`xmin`, le numéro de la transaction qui a écrit la ligne, croît avec l'ordre d'arrivée."""
    ouverte = ouverte_a_repondre(departement)
    for _ in range(5):
        repondre(ouverte, 1)
        Verbatim.objects.relever([ouverte.pk])
    assert {len(transactions_de(modele)) for modele in (Reponse, Valeur, Verbatim)} == {5}
    ouverte.clore()
    ranger_les_closes()
    assert {len(transactions_de(modele)) for modele in (Reponse, Valeur, Verbatim)} == {1}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="propre à PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_les_anciennes_lignes_ne_restent_pas_dans_les_fichiers_de_la_base(departement):
    ouverte = ouverte_a_repondre(departement)
    repondre(ouverte, 5)
    with connection.cursor() as curseur:
        curseur.execute("CREATE EXTENSION IF NOT EXISTS pageinspect")
    ouverte.clore()
    ranger_les_closes()
    assert [lignes_du_fichier(modele) for modele in (Reponse, Valeur, JetonRecu)] == [5, 5, 0]


def test_ranger_deux_fois_ne_change_rien_et_laisse_les_autres(ouverte, departement):
    repondre(ouverte, 5)
    autre = factories.EnqueteFactory(departement=departement, etat="ouverte")
    factories.QuestionFactory(questionnaire=autre.questionnaire)
    repondre(autre, 5)
    ouverte.clore()
    assert ranger_les_closes() == [ouverte.pk]
    assert ranger_les_closes() == []
    assert (autre.reponses.count(), autre.jetons.count()) == (5, 5)
    assert Enquete.objects.get(pk=autre.pk).rangee_le is None
