"""Le contenu saisi par la préfecture : à elle seule, gardé par les mises à jour, en YAML."""

import re
from html import unescape
from io import BytesIO

import pytest
import yaml
from django.core.management import call_command
from django.urls import reverse

from engagements.models import AutoEvaluation, Engagement, Exigence
from engagements.versions.contenu_saisi import exporter
from tests import factories
from tests.engagements.conftest import FICHIERS, charger_qual_e_pref


@pytest.fixture(scope="module")
def referentiel(base_du_module):
    return charger_qual_e_pref()


@pytest.fixture
def module_7(referentiel, db):
    return referentiel.modules.get(numero=7)


@pytest.fixture
def client(client_de, referent):
    return client_de(referent)


@pytest.fixture
def campagne_du_7(module_7, departement, service):
    """Une campagne ouverte sur le seul module 7, dont le contenu n'a pas été retrouvé."""
    factories.PerimetreFactory(service=service, module=module_7)
    campagne = factories.CampagneFactory(departement=departement, referentiel=module_7.referentiel)
    campagne.aligner()
    return campagne


ENGAGEMENT = {"numero": "24", "intitule": "Nous vous alertons sans délai", "note": ""}
EXIGENCE = {
    "code": "24.1",
    "intitule": "Une procédure d'alerte est écrite",
    "preuves": ["fiche_procedure"],
    "verification": "",
    "note": "",
}


def ajouter(client, module, **champs):
    adresse = reverse("engagements:engagement_create", args=[module.pk])
    return client.post(adresse, ENGAGEMENT | champs, follow=True).content.decode()


def ajouter_exigence(client, engagement, **champs):
    adresse = reverse("engagements:exigence_create", args=[engagement.pk])
    return client.post(adresse, EXIGENCE | champs, follow=True).content.decode()


def page_de(client, objet):
    return client.get(objet.get_absolute_url()).content.decode()


# --- Saisie -----------------------------------------------------------------------------------


def test_un_module_non_retrouve_prend_des_taux_des_qu_il_a_du_contenu(
    client, module_7, campagne_du_7, service
):
    assert "Contenu non retrouvé" in page_de(client, module_7)
    page = ajouter(client, module_7)
    assert "Saisi par la préfecture" in page and "24. Nous vous alertons sans délai" in page
    engagement = Engagement.objects.get(numero=24)
    page = ajouter_exigence(client, engagement)
    assert "Une procédure d&#x27;alerte est écrite" in page
    assert page.count("Saisi par la préfecture") == 2
    cellule = campagne_du_7.autoevaluations.get()
    assert (cellule.exigence.code, cellule.service) == ("24.1", service)
    AutoEvaluation.objects.filter(pk=cellule.pk).update(avis="conforme", version=1)
    grille = page_de(client, campagne_du_7)
    assert "1</strong> tenu sur 1" in grille and "Saisi par la préfecture" in grille


def test_le_numero_suivant_est_propose(client, module_7):
    adresse = reverse("engagements:engagement_create", args=[module_7.pk])
    assert 'value="24"' in client.get(adresse).content.decode()


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"numero": "5"}, "déjà celui d&#x27;un engagement du module 1"),
        ({"numero": "0"}, "De 1 à 999."),
        ({"numero": "100000"}, "De 1 à 999."),
        ({"intitule": ""}, "obligatoire"),
        ({"intitule": "x" * 301}, "300"),
    ],
)
def test_un_engagement_fautif_est_refuse(client, module_7, champs, message):
    assert message in ajouter(client, module_7, **champs)
    assert not Engagement.objects.saisis().exists()


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"code": "1.1"}, "Ce code est déjà celui d&#x27;une exigence."),
        ({"preuves": []}, "obligatoire"),
        ({"preuves": ["au_doigt_mouille"]}, "n’en fait pas partie"),
    ],
)
def test_une_exigence_fautive_est_refusee(client, module_7, champs, message):
    ajouter(client, module_7)
    page = ajouter_exigence(client, Engagement.objects.get(numero=24), **champs)
    assert message in page and "fiche_procedure" in page
    assert not Exigence.objects.saisis().exists()


def test_retirer_garde_les_reponses_et_se_defait(client, module_7, campagne_du_7):
    ajouter(client, module_7)
    engagement = Engagement.objects.get(numero=24)
    ajouter_exigence(client, engagement)
    AutoEvaluation.objects.update(avis="conforme", version=1)
    client.post(reverse("engagements:engagement_retirer", args=[engagement.pk]))
    assert AutoEvaluation.objects.count() == 1
    assert "Contenu non retrouvé" in page_de(client, campagne_du_7)
    assert "Retirés par la préfecture" in page_de(client, module_7)
    assert "remettez-le plutôt" in ajouter(client, module_7)
    client.post(reverse("engagements:engagement_remettre", args=[engagement.pk]))
    assert "1</strong> tenu sur 1" in page_de(client, campagne_du_7)


def test_une_exigence_retiree_ne_s_evalue_plus(client, module_7, campagne_du_7):
    ajouter(client, module_7)
    ajouter_exigence(client, Engagement.objects.get(numero=24))
    exigence = Exigence.objects.saisis().get()
    client.post(reverse("engagements:exigence_retirer", args=[exigence.pk]))
    assert not campagne_du_7.autoevaluations.exists()
    donnees = EXIGENCE | {"code": "24.9"}
    client.post(reverse("engagements:exigence_update", args=[exigence.pk]), donnees)
    client.post(reverse("engagements:exigence_remettre", args=[exigence.pk]))
    assert campagne_du_7.autoevaluations.get().exigence.code == "24.9"


def test_une_exigence_s_ajoute_a_un_engagement_du_referentiel(client, qual_e_pref):
    livre = Engagement.objects.get(numero=1)
    page = ajouter_exigence(client, livre, code="1.90")
    assert page.count("Saisi par la préfecture") == 1
    assert "Modifier" in page and livre.exigences.saisis().count() == 1


def test_le_contenu_du_referentiel_ne_se_modifie_pas(client, qual_e_pref):
    livre = Engagement.objects.get(numero=1)
    for nom, objet in (("engagement", livre), ("exigence", livre.exigences.first())):
        for acte in ("update", "retirer", "remettre"):
            adresse = reverse(f"engagements:{nom}_{acte}", args=[objet.pk])
            assert client.post(adresse).status_code == 404


# --- À la préfecture seule --------------------------------------------------------------------


def test_un_autre_departement_ne_voit_rien(client, client_de, module_7, creer_agent, autre_service):
    ajouter(client, module_7)
    engagement = Engagement.objects.get(numero=24)
    ajouter_exigence(client, engagement)
    livre = Engagement.objects.get(numero=1)
    ajouter_exigence(client, livre, code="1.90")
    ailleurs = client_de(creer_agent("referent_qualite", autre_service.site.departement))
    assert ailleurs.get(engagement.get_absolute_url()).status_code == 404
    adresse = reverse("engagements:engagement_update", args=[engagement.pk])
    assert ailleurs.get(adresse).status_code == 404
    assert "Contenu non retrouvé" in page_de(ailleurs, module_7)
    assert "1.90" not in page_de(ailleurs, livre)
    assert page_de(ailleurs, module_7.referentiel).count("<td>Contenu non retrouvé") == 6
    assert page_de(client, module_7.referentiel).count("<td>Contenu non retrouvé") == 5
    assert "24" not in ailleurs.get(telecharger(module_7)).content.decode()[600:]
    assert "déjà" not in ajouter(ailleurs, module_7, intitule="Le nôtre")
    assert Engagement.objects.filter(numero=24).count() == 2


def test_sans_departement_on_ne_saisit_rien(client_de, module_7):
    technicien = factories.AgentFactory(departement=None, is_superuser=True)
    page = ajouter(client_de(technicien), module_7)
    assert "rattaché à aucun département" in page
    assert not Engagement.objects.filter(numero=24).exists()


def test_recharger_le_fichier_livre_n_ecrase_rien(client, module_7, campagne_du_7, fichier_modifie):
    ajouter(client, module_7)
    ajouter_exigence(client, Engagement.objects.get(numero=24))
    AutoEvaluation.objects.update(avis="conforme", version=1)

    def decouvrir(donnees):
        """La version suivante du référentiel donne un texte au module 7, sous le même numéro."""
        exigence = donnees["modules"][0]["engagements"][0]["exigences"][0] | {"code": "24.1"}
        engagement = {"numero": 24, "intitule": "Texte officiel", "exigences": [exigence]}
        donnees["modules"][6]["engagements"] = [engagement]

    avant = list(Engagement.objects.saisis().values()) + list(Exigence.objects.saisis().values())
    call_command("charger_referentiel", FICHIERS / "qual-e-pref-2019.yaml", verbosity=0)
    call_command("charger_referentiel", fichier_modifie(decouvrir), verbosity=0)
    apres = list(Engagement.objects.saisis().values()) + list(Exigence.objects.saisis().values())
    assert apres == avant
    assert AutoEvaluation.objects.get(avis="conforme").exigence.est_saisi
    assert Engagement.objects.filter(numero=24).count() == 2


# --- YAML -------------------------------------------------------------------------------------


def telecharger(module):
    return reverse("engagements:contenu_telecharger", args=[module.referentiel_id])


class EnToutesLettres(yaml.SafeDumper):
    def ignore_aliases(self, data):
        return True


def deposer(client, module, contenu, nom="contenu.yaml"):
    """Dépose, puis donne son accord si l'aperçu le demande ; rend les deux pages."""
    apercu = montrer(client, module, contenu, nom)
    if 'name="confirmer"' not in apercu:
        return apercu
    return apercu + confirmer(client, module, apercu)


def montrer(client, module, contenu, nom="contenu.yaml"):
    texte = yaml.dump(contenu, Dumper=EnToutesLettres) if isinstance(contenu, dict) else contenu
    fichier = BytesIO(texte.encode() if isinstance(texte, str) else texte)
    fichier.name = nom
    adresse = reverse("engagements:contenu_deposer", args=[module.referentiel_id])
    return client.post(adresse, {"fichier": fichier}, follow=True).content.decode()


def caches(page):
    """Ce que renvoie le bouton de l'aperçu."""
    lus = re.findall(r'name="(nom|texte|confirmer)" value="([^"]*)"', page)
    return {nom: unescape(valeur) for nom, valeur in lus}


def confirmer(client, module, apercu, **changes):
    adresse = reverse("engagements:contenu_deposer", args=[module.referentiel_id])
    saisie = {nom: v.replace("\n", "\r\n") for nom, v in caches(apercu).items()}
    return client.post(adresse, saisie | changes, follow=True).content.decode()


@pytest.fixture
def exporte(client, module_7):
    """Le fichier d'une préfecture qui a saisi un engagement et complété le premier."""
    ajouter(client, module_7, facultatif="on")
    ajouter_exigence(client, Engagement.objects.get(numero=24), verification="Lire : « oui »")
    ajouter_exigence(client, Engagement.objects.get(numero=1), code="1.90")
    return client.get(telecharger(module_7)).content


def lignes():
    champs = [c.attname for c in Engagement._meta.fields]
    exigences = [c.attname for c in Exigence._meta.fields]
    return [
        *Engagement.objects.saisis().values(*champs),
        *Exigence.objects.saisis().order_by("code").values(*exigences),
    ]


def test_exporter_puis_deposer_ne_change_rien(client, module_7, exporte):
    avant = lignes()
    versions = Engagement.history.count(), Exigence.history.count()
    assert "Rien ne changerait" in deposer(client, module_7, exporte)
    assert lignes() == avant
    assert (Engagement.history.count(), Exigence.history.count()) == versions


def test_une_autre_prefecture_peut_reprendre_le_fichier(
    client, client_de, module_7, exporte, creer_agent, autre_departement
):
    ailleurs = client_de(creer_agent("referent_qualite", autre_departement))
    assert "3 créés, 0 mis à jour" in deposer(ailleurs, module_7, exporte)
    repris = Engagement.objects.get(numero=24, departement=autre_departement)
    assert repris.facultatif and repris.intitule == ENGAGEMENT["intitule"]
    assert repris.exigences.get().verification == "Lire : « oui »"
    assert Exigence.objects.filter(code="1.90").count() == 2


def test_deposer_met_a_jour_et_ouvre_les_cellules(client, module_7, exporte, service, departement):
    factories.PerimetreFactory(service=service, module=module_7)
    campagne = factories.CampagneFactory(departement=departement, referentiel=module_7.referentiel)
    donnees = yaml.safe_load(exporte)
    promesse = donnees["modules"][6]["engagements"][0]
    promesse["intitule"] = "Un texte corrigé"
    promesse["exigences"].append(promesse["exigences"][0] | {"code": "24.2"})
    assert "1 créés, 1 mis à jour" in deposer(client, module_7, donnees)
    assert Engagement.objects.get(numero=24).intitule == "Un texte corrigé"
    assert campagne.autoevaluations.count() == 2


def test_le_referentiel_livre_depose_ici_ne_change_rien(client, module_7):
    livre = (FICHIERS / "qual-e-pref-2019.yaml").read_bytes()
    assert "Rien ne changerait" in deposer(client, module_7, livre)
    assert not Engagement.objects.saisis().exists()


def changer(donnees, chemin, valeur):
    *avant, dernier = chemin
    for cle in avant:
        donnees = donnees[cle]
    donnees[dernier] = valeur


@pytest.mark.parametrize(
    ("chemin", "valeur", "message"),
    [
        (["meta", "code"], "services-publics-plus-2023", "pas celui de « qual-e-pref-2019 »"),
        (["modules", 6, "numero"], 12, "Le référentiel n&#x27;a pas de module 12."),
        (["modules", 6, "engagements", 0, "numero"], 5, "est d&#x27;un autre module"),
        (["modules", 6, "engagements", 0, "numero"], 10**30, "on attend"),
        (["modules", 6, "engagements", 0, "numero"], 1500, "de 1 à 999"),
        (["modules", 6, "engagements", 0, "intitule"], None, "n&#x27;a pas d&#x27;intitulé"),
        (["modules", 6, "engagements", 0, "intitule"], "x" * 301, "300 caractères au plus"),
        (["modules", 6, "engagements", 0, "theme"], "neige", "qui n&#x27;est pas défini"),
        (["modules", 6, "engagements", 0, "couleur"], "bleu", "clé inconnue"),
        (["modules", 6, "engagements", 0, "exigences", 0, "preuves"], [], "est vide"),
    ],
)
def test_un_fichier_fautif_est_refuse_tout_entier(
    client, module_7, exporte, chemin, valeur, message
):
    avant = lignes()
    donnees = yaml.safe_load(exporte)
    changer(donnees, chemin, valeur)
    assert message in deposer(client, module_7, donnees)
    assert lignes() == avant


@pytest.mark.parametrize(
    ("texte", "message"),
    [
        ("a: [1", "YAML illisible"),
        ("- 1", "on attend un dictionnaire"),
        ("a: &x [1, 1]\nb: *x\n", "renvoi"),
        (b"\xff\xfe\x00", "YAML illisible"),
        ("[" * 3000, "les uns dans les autres"),
        ("meta: {code: x}\nmeta: {}", "clé en double"),
        ("x: " + "y" * 2**20, "dépasse 1 Mo"),
        ("", "vide"),
    ],
)
def test_un_fichier_illisible_se_dit_en_francais(client, module_7, texte, message):
    assert message in deposer(client, module_7, texte)


def test_sans_rien_de_saisi_le_fichier_est_un_cadre_a_remplir(client, module_7, departement):
    donnees = yaml.safe_load(exporter(module_7.referentiel, departement))
    assert donnees["meta"]["code"] == "qual-e-pref-2019-contenu-38"
    assert [module["numero"] for module in donnees["modules"]] == list(range(1, 9))
    assert "Rien ne changerait" in deposer(client, module_7, donnees)


# --- Aperçu avant d'enregistrer -----------------------------------------------------------------


@pytest.fixture
def corrige(exporte):
    """Le fichier exporté : un intitulé change, une exigence s'ajoute, une autre n'y est plus."""
    donnees = yaml.safe_load(exporte)
    promesse = donnees["modules"][6]["engagements"][0]
    promesse["intitule"] = "Nous vous alertons aussitôt"
    promesse["exigences"].append(promesse["exigences"][0] | {"code": "24.2", "intitule": "Neuve"})
    donnees["modules"][0]["engagements"] = []
    return donnees


def test_l_apercu_dit_ce_qui_change_et_n_enregistre_rien(client, module_7, corrige):
    avant, versions = lignes(), Exigence.history.count()
    page = montrer(client, module_7, corrige)
    assert "Ce que changerait «&nbsp;contenu.yaml&nbsp;»" in page
    assert "Apparaît (1)" in page and "Exigence 24.2" in page
    assert "Change (1)" in page and "Nous vous alertons aussitôt" in page
    assert "Reste, sans figurer dans le fichier (1)" in page and "Exigence 1.90" in page
    assert (lignes(), Exigence.history.count()) == (avant, versions)


def test_l_accord_enregistre_ce_que_l_apercu_montrait(client, module_7, corrige):
    apercu = montrer(client, module_7, corrige)
    assert "1 créés, 1 mis à jour" in confirmer(client, module_7, apercu)
    assert Engagement.objects.get(numero=24).intitule == "Nous vous alertons aussitôt"
    assert Exigence.objects.filter(code__in=["24.2", "1.90"]).count() == 2


def test_rien_ne_change_rien_a_confirmer(client, module_7, exporte):
    page = montrer(client, module_7, exporte)
    assert "Rien ne changerait" in page and 'name="confirmer"' not in page


def test_ce_qui_etait_retire_revient(client, module_7, exporte):
    Exigence.objects.get(code="24.1").retirer()
    apercu = montrer(client, module_7, exporte)
    assert "retiré auparavant, remis en vigueur" in apercu
    confirmer(client, module_7, apercu)
    assert not Exigence.objects.get(code="24.1").retire


def test_un_contenu_change_depuis_l_apercu_se_relit(client, module_7, corrige):
    apercu = montrer(client, module_7, corrige)
    Engagement.objects.filter(numero=24).update(intitule="Changé entre-temps")
    page = confirmer(client, module_7, apercu)
    assert "a changé depuis l&#x27;aperçu" in page and "Changé entre-temps" in page
    assert Engagement.objects.get(numero=24).intitule == "Changé entre-temps"
    assert Engagement.objects.filter(intitule="Nous vous alertons aussitôt").exists() is False
    confirmer(client, module_7, page)
    assert Engagement.objects.get(numero=24).intitule == "Nous vous alertons aussitôt"


@pytest.mark.parametrize(
    "changes",
    [
        {"texte": "a: [1"},
        {"texte": ""},
        {"nom": ""},
        {"confirmer": "x" * 65},
        {"texte": "x: \0"},
        {"texte": "x: " + "y" * 2**21},
    ],
)
def test_un_accord_trafique_est_refuse_sans_panne(client, module_7, corrige, changes):
    avant = lignes()
    apercu = montrer(client, module_7, corrige)
    page = confirmer(client, module_7, apercu, **changes)
    assert "Déposer un fichier" in page and "fr-alert--error" in page
    assert lignes() == avant


def test_sans_departement_on_ne_depose_rien(client_de, module_7, exporte):
    agent = factories.AgentFactory(departement=None, is_superuser=True)
    page = montrer(client_de(agent), module_7, exporte)
    assert "rattaché à aucun département" in page
