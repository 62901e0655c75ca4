"""Enregistrer une réponse : tout ou rien, une seule fois, et rien qui la nomme."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection

from enquetes.formulaire import recueil as module
from enquetes.formulaire.gelees import GARDES_MAX, gelees
from enquetes.formulaire.recueil import QuestionsInconnues, Recueil, ReponsesFautives, ReponseVide
from enquetes.models import JetonRecu, Mode, Question, Reponse, Valeur
from enquetes.saisies import Faute
from tests import factories
from tests.enquetes.questionnaire_d_essai import REPONSES, enquete, point

pytestmark = pytest.mark.django_db


@pytest.fixture
def recueil(departement, site):
    une = enquete(departement)
    return Recueil(une, point(une, Mode.CODE_QR, site=site))


def envoyer(recueil, envoye=REPONSES, jeton=None, **plus):
    commun = {"mode": Mode.CODE_QR, "langue": "fr", **plus}
    return recueil.enregistrer(envoye, jeton=jeton or uuid4(), **commun)


def test_chaque_sorte_de_question_se_range_a_sa_place(recueil, site):
    reponse = envoyer(recueil)
    assert (reponse.site, reponse.mode, reponse.langue) == (site, Mode.CODE_QR, "fr")
    lues = {(v.question.code, v.rang): v for v in reponse.valeurs.select_related("choix")}
    assert [lues["E6", rang].choix.cle for rang in (0, 1)] == ["guichet", "courriel"]
    assert lues["E1", 0].choix.cle == "tres"
    assert lues["E7", 0].nombre == 10
    assert lues["E8", 0].texte == "2022-03-01"
    assert lues["E9", 0].nombre == Decimal("12.5")
    assert lues["E10", 0].nombre == 125
    assert lues["E11", 0].texte == "Merci à l'accueil."
    assert len(lues) == 11


def test_la_premiere_reponse_gele_le_questionnaire(recueil):
    assert not recueil.enquete.questionnaire.est_gele
    envoyer(recueil)
    recueil.enquete.questionnaire.refresh_from_db()
    assert recueil.enquete.questionnaire.est_gele


def test_le_plafond_du_jour_se_compte_par_son_index():
    """Seul en lice sur PostgreSQL : une petite table s'y lirait d'un trait."""
    if connection.vendor == "postgresql":
        with connection.cursor() as curseur:
            curseur.execute("SET LOCAL enable_seqscan = off")
    assert "reponse_plafond" in Reponse.objects.filter(point=1, jour=date(2022, 3, 1)).explain()


def test_un_meme_jeton_n_entre_qu_une_fois(recueil):
    jeton = uuid4()
    assert envoyer(recueil, jeton=jeton) is not None
    assert envoyer(recueil, jeton=jeton) is None
    assert (Reponse.objects.count(), JetonRecu.objects.count()) == (1, 1)


def test_une_panne_en_cours_d_ecriture_ne_laisse_rien(recueil, monkeypatch):
    def tomber(*args):
        raise RuntimeError("disque plein")

    jeton = uuid4()
    with monkeypatch.context() as panne:
        panne.setattr(module, "_valeurs", tomber)
        with pytest.raises(RuntimeError):
            envoyer(recueil, jeton=jeton)
    assert not Reponse.objects.exists() and not JetonRecu.objects.exists()
    assert envoyer(recueil, jeton=jeton) is not None


def test_une_question_qui_ne_se_pose_pas_ne_s_ecrit_pas(recueil):
    envoyer(recueil, {**REPONSES, "E4": ["caché"]})
    assert not Valeur.objects.filter(question__code="E4").exists()


def test_une_question_posee_par_une_autre_reponse_devient_obligatoire(recueil):
    with pytest.raises(ReponsesFautives) as refus:
        envoyer(recueil, {**REPONSES, "E3": ["non"]})
    assert refus.value.fautes == {"E4": Faute.OBLIGATOIRE}
    envoyer(recueil, {**REPONSES, "E3": ["non"], "E4": ["trop d'attente"]})
    assert Valeur.objects.get(question__code="E4").texte == "trop d'attente"


@pytest.mark.parametrize(
    ("code", "envoye", "faute"),
    [
        ("E1", ["inconnu"], Faute.CHOIX),
        ("E1", ["tres", "pas"], Faute.CHOIX),
        ("E7", ["11"], Faute.NOMBRE),
        ("E8", ["31/02/2022"], Faute.DATE),
        ("E9", ["=1+1"], Faute.NOMBRE),
        ("E10", ["99:99"], Faute.TEMPS),
        ("E11", ["x" * 1_000_000], Faute.TROP_LONG),
    ],
)
def test_une_reponse_fautive_n_ecrit_rien(recueil, code, envoye, faute):
    with pytest.raises(ReponsesFautives) as refus:
        envoyer(recueil, {**REPONSES, code: envoye})
    assert refus.value.fautes == {code: faute}
    assert not Reponse.objects.exists()


def test_la_question_d_une_autre_enquete_est_refusee(recueil):
    with pytest.raises(QuestionsInconnues):
        envoyer(recueil, {**REPONSES, "Z1": ["oui"]})
    assert not Reponse.objects.exists()


def test_une_reponse_sans_rien_dedans_est_refusee(recueil):
    Question.objects.update(obligatoire=False)
    with pytest.raises(ReponseVide):
        envoyer(Recueil(recueil.enquete, recueil.point), {"E11": ["  "]})


def test_le_jour_est_celui_de_la_collecte(recueil):
    assert envoyer(recueil, jour=date(2022, 3, 7)).jour == date(2022, 3, 7)


@pytest.fixture
def question_de_site(recueil, departement):
    return Question.objects.create(
        questionnaire=recueil.enquete.questionnaire,
        ordre=99,
        code="LIEU",
        type="choix_unique",
        source_des_choix=Question.Source.SITES,
        libelles={"fr": "Quel site ?"},
    )


def test_au_point_d_un_site_on_ne_demande_pas_lequel(recueil, question_de_site):
    assert "LIEU" not in Recueil(recueil.enquete, recueil.point).par_code


def test_ailleurs_le_site_choisi_devient_celui_de_la_reponse(recueil, question_de_site, site):
    partout = Recueil(recueil.enquete, point(recueil.enquete, Mode.LIEN))
    assert partout.choix_des_sites() == {"LIEU": [(site.code, site.nom)]}
    reponse = envoyer(partout, {**REPONSES, "LIEU": [site.code]})
    assert reponse.site == site
    assert not reponse.valeurs.filter(question=question_de_site).exists()


def test_sans_site_au_point_ceux_du_departement_se_choisissent(departement, question_de_site):
    une = question_de_site.questionnaire.enquetes.get()
    une.points.all().delete()
    factories.SiteFactory(departement=departement, code="SP1", nom="Sous-préfecture")
    assert {"SP1", "PREF38"} == set(Recueil(une).sites)


def test_les_questions_d_un_questionnaire_gele_ne_se_relisent_pas(
    recueil, django_assert_num_queries
):
    envoyer(recueil)
    Recueil(recueil.enquete, recueil.point)
    with django_assert_num_queries(0):
        encore = Recueil(recueil.enquete, recueil.point)
    assert [q.code for q in encore.questions] == [q.code for q in recueil.questions]
    assert encore.posees == recueil.posees


def test_une_question_changee_avant_le_gel_se_voit_aussitot(recueil):
    Question.objects.filter(code="E2").update(obligatoire=True)
    assert Recueil(recueil.enquete, recueil.point).par_code["E2"].obligatoire


def test_un_questionnaire_gele_puis_rendu_modifiable_se_relit(recueil):
    questionnaire = recueil.enquete.questionnaire
    envoyer(recueil)
    Recueil(recueil.enquete, recueil.point)
    questionnaire.gele_le = None
    questionnaire.save(update_fields=["gele_le"])
    Question.objects.filter(code="E2").update(obligatoire=True)
    assert Recueil(recueil.enquete, recueil.point).par_code["E2"].obligatoire


def test_ce_qui_est_garde_d_un_questionnaire_sert_a_tous_ses_points(
    recueil, question_de_site, site
):
    envoyer(recueil, {**REPONSES})
    assert "LIEU" not in Recueil(recueil.enquete, recueil.point).par_code
    ailleurs = Recueil(recueil.enquete, point(recueil.enquete, Mode.LIEN))
    assert "LIEU" in ailleurs.par_code
    assert ailleurs.choix_des_sites() == {"LIEU": [(site.code, site.nom)]}


def test_on_garde_un_nombre_borne_de_questionnaires():
    assert gelees.cache_info().maxsize == GARDES_MAX
