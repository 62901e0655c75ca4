"""Un questionnaire en fichier : exporté, relu sans rien changer, déposé après un aperçu."""

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from enquetes.chargeurs import ranger_un_questionnaire
from enquetes.forms.fichiers import lire_un_questionnaire
from enquetes.models import Questionnaire
from enquetes.redaction.copie import copier
from enquetes.redaction.ecriture import donnees, ecrire
from qualepref.socle import chargement
from tests import factories
from tests.acces import Decor
from tests.enquetes.acces_questionnaires import questionnaire as fabriquer

CHARGER = "enquetes:questionnaire_charger"


@pytest.fixture
def client(client_de, referent):
    return client_de(referent)


@pytest.fixture
def questionnaire(service, referent):
    return fabriquer(Decor(service, referent))


def test_chaque_questionnaire_livre_se_relit_sans_rien_changer(questionnaires, departement):
    for source in questionnaires.values():
        copie = copier(
            source,
            departement=departement,
            code=source.code,
            version=source.version,
            intitule=source.intitule,
        )
        lues = lire_un_questionnaire(ecrire(source), "export.yaml")
        bilan = chargement.Bilan()
        assert ranger_un_questionnaire(lues, bilan, departement) == copie
        dit = bilan.ecarts.par_verbe()
        assert (bilan.creees, bilan.mises_a_jour, bilan.retirees) == (0, 0, 0), dit
        assert donnees(copie) == donnees(source)


def test_l_export_est_un_fichier_que_l_on_telecharge(client, questionnaire):
    reponse = client.get(reverse("enquetes:questionnaire_fichier", args=[questionnaire.pk]))
    assert f"{questionnaire.code}-2022-1-0.yaml" in reponse["Content-Disposition"]
    contenu = b"".join(reponse.streaming_content) if reponse.streaming else reponse.content
    assert yaml.safe_load(contenu)["questions"][1]["affichee_si"]["parmi"] == ["non"]


def deposer(client, contenu, nom="essai.yaml"):
    fichier = SimpleUploadedFile(nom, contenu)
    return client.post(reverse(CHARGER), {"fichier": fichier})


def confirmer(client, apercu):
    form = apercu.context["form"]
    accord = {"nom": form.nom, "texte": form.texte, "confirmer": form.empreinte}
    return client.post(reverse(CHARGER), accord, follow=True)


def change(questionnaire, changer):
    lues = donnees(questionnaire)
    changer(lues)
    return yaml.safe_dump(lues, allow_unicode=True).encode()


def test_un_fichier_montre_ce_qu_il_changerait_puis_l_enregistre(client, questionnaire):
    code = questionnaire.questions.first().code

    def retoucher(lues):
        lues["questions"][0]["fr"] = "Un autre texte ?"
        lues["questions"].pop()

    apercu = deposer(client, change(questionnaire, retoucher))
    lue = apercu.content.decode()
    assert "Rien n’est encore enregistré." in lue and f"Question {code}" in lue
    assert questionnaire.questions.count() == 2
    reponse = confirmer(client, apercu)
    assert reponse.redirect_chain[-1][0] == questionnaire.get_absolute_url()
    assert [question.texte() for question in questionnaire.questions.all()] == ["Un autre texte ?"]


def test_une_autre_version_s_ajoute_au_departement(client, questionnaire, departement):
    contenu = change(questionnaire, lambda lues: lues["meta"].update(version="2023.1.0"))
    apercu = deposer(client, contenu)
    assert "Tout est nouveau" in apercu.content.decode()
    confirmer(client, apercu)
    assert Questionnaire.objects.filter(departement=departement).count() == 2


def test_un_accord_donne_sur_un_apercu_perime_se_redemande(client, questionnaire):
    contenu = change(questionnaire, lambda lues: lues["meta"].update(intitule="Nouveau nom"))
    apercu = deposer(client, contenu)
    questionnaire.questions.last().delete()
    reponse = confirmer(client, apercu)
    assert "Le contenu a changé depuis l&#x27;aperçu" in reponse.content.decode()
    questionnaire.refresh_from_db()
    assert questionnaire.intitule != "Nouveau nom"


def test_un_questionnaire_gele_ne_se_recharge_pas_autrement(client, questionnaire):
    contenu = change(questionnaire, lambda lues: lues["questions"].pop())
    questionnaire.geler()
    lue = deposer(client, contenu).content.decode()
    assert "donnez au fichier une autre version" in lue
    assert questionnaire.questions.count() == 2


def _sans_echelle(lues):
    del lues["questions"][0]["echelle"]


def _echelle_inconnue(lues):
    lues["questions"][0]["echelle"] = "ailleurs"


def _sans_francais(lues):
    del lues["questions"][0]["fr"]


def _condition_en_avant(lues):
    lues["questions"].reverse()


def _pas_un_questionnaire(lues):
    lues["meta"]["nature"] = "recette"


@pytest.mark.parametrize(
    ("changer", "phrase"),
    [
        (_sans_echelle, "est à choix, et n&#x27;en dit aucun."),
        (_echelle_inconnue, "se répond sur « ailleurs », qui n&#x27;y est pas."),
        (_sans_francais, "il manque « fr »"),
        (_condition_en_avant, "qui doit être posée avant elle."),
        (_pas_un_questionnaire, "ce n&#x27;est pas un questionnaire."),
    ],
)
def test_un_fichier_fautif_se_dit_d_une_phrase(client, questionnaire, changer, phrase):
    assert phrase in deposer(client, change(questionnaire, changer)).content.decode()


@pytest.mark.parametrize("contenu", [b"\xff\xfe", b"- 1", b"meta: 3", b"{", b"meta: {nature: [1]}"])
def test_ce_qui_n_est_pas_un_questionnaire_se_refuse_sans_panne(client, contenu):
    reponse = deposer(client, contenu)
    assert reponse.status_code == 200 and "fr-error-text" in reponse.content.decode()


def test_qui_n_a_pas_de_departement_n_en_depose_pas(db, client_de):
    technicien = factories.AgentFactory(is_superuser=True, departement=None)
    assert "rattaché à aucun" in deposer(client_de(technicien), b"meta: {}").content.decode()


# --- Aperçu ---------------------------------------------------------------------------------------


def test_l_apercu_pose_toutes_les_questions_dans_la_langue_demandee(client, questionnaires, site):
    usagers = questionnaires["satisfaction_usagers"]
    adresse = reverse("enquetes:questionnaire_apercu", args=[usagers.pk])
    lue = client.get(f"{adresse}?langue=en").content.decode()
    assert "Waiting time on site" in lue and 'lang="en"' in lue and site.nom in lue
    assert (
        "Le temps d&#x27;attente sur place" in client.get(f"{adresse}?langue=xx").content.decode()
    )


def test_l_apercu_dit_la_condition_d_une_question(client, questionnaire):
    adresse = reverse("enquetes:questionnaire_apercu", args=[questionnaire.pk])
    assert f"Si {questionnaire.questions.first().code} est" in client.get(adresse).content.decode()
