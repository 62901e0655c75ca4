"""Une version plus récente d'un référentiel : ce qu'elle change se dit, les réponses restent."""

import copy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from engagements.models import AutoEvaluation, Engagement, Exigence
from engagements.versions.succession import Element, apparier, parente
from tests import factories
from tests.engagements.conftest import FICHIERS

A = "Nous facilitons votre stationnement aux abords du bâtiment"
B = "Nous veillons au confort de nos espaces d'accueil"
C = "Nous répondons à tous vos appels"


def elements(*textes, groupe=1):
    return {(groupe, rang): Element(groupe, rang, texte) for rang, texte in enumerate(textes, 1)}


CAS = [
    ("rien ne bouge", (A, B), (A, B), {1: 1, 2: 2}),
    ("un inséré décale les autres", (A, B), (C, A, B), {2: 1, 3: 2}),
    ("un retiré décale les autres", (A, B, C), (B, C), {1: 2, 2: 3}),
    ("deux échangés", (A, B), (B, A), {1: 2, 2: 1}),
    ("un reformulé garde sa place", (A, B), (A, "Le confort des espaces d'accueil"), {1: 1, 2: 2}),
    ("un reformulé qui glisse", (A, B), (C, A, "Le confort de l'accueil"), {2: 1, 3: 2}),
    ("un remplacé est un autre", (A, B), (A, C), {1: 1}),
    ("un intitulé enfin retrouvé", (A, ""), (A, C), {1: 1, 2: 2}),
    ("deux textes pareils gardent leur place", (A, A), (B, A, A), {2: 2, 3: 1}),
]


@pytest.mark.parametrize(("nom", "avant", "apres", "attendu"), CAS, ids=[c[0] for c in CAS])
def test_chaque_nouveau_retrouve_son_ancien(nom, avant, apres, attendu):
    trouves = apparier(elements(*avant), elements(*apres))
    assert {nouveau[1]: ancien[1] for nouveau, ancien in trouves.items()} == attendu


def test_un_retire_ne_revient_que_par_son_texte():
    anciens = {1: Element(1, 1, A, retire=True), 2: Element(1, 1, B)}
    assert apparier(anciens, {"n": Element(1, 1, "Le confort des espaces d'accueil")}) == {"n": 2}
    assert apparier(anciens, {"n": Element(1, 2, A)}) == {"n": 1}


def test_une_exigence_suit_son_engagement_meme_si_son_texte_est_ailleurs():
    anciens = {1: Element("e5", "1", A), 2: Element("e6", "1", A)}
    nouveaux = {"5.1": Element("e6", "1", A)}
    assert apparier(anciens, nouveaux) == {"5.1": 2}


@pytest.mark.parametrize(
    ("avant", "apres", "attendu"),
    [(B, "Le confort de l'accueil", 1), (A, C, 0), ("", C, 1), (C, "", 1), (B, B, 1)],
)
def test_la_parente_est_la_part_des_mots_communs(avant, apres, attendu):
    assert parente(avant, apres) == attendu


# --- La version 2, chargée ----------------------------------------------------------------------


def version_2(donnees):
    """Retire l'engagement 5 et l'exigence 1.2, en ajoute un en tête, tout le reste glisse."""
    premier = donnees["modules"][0]["engagements"]
    del premier[4]
    del premier[0]["exigences"][1]
    neuf = copy.deepcopy(premier[0])
    neuf |= {"numero": 1, "intitule": "Une promesse nouvelle sur les guichets mobiles"}
    neuf["exigences"] = [
        {
            "code": "1.1",
            "intitule": "Un guichet mobile se déplace dans les communes",
            "origine": "proposée",
            "code_officiel": False,
            "preuves": ["photographie"],
        }
    ]
    premier.insert(0, neuf)
    for rang, engagement in enumerate(premier, 1):
        renumeroter(engagement, rang)
    premier[2]["intitule"] = "Un accueil attentif, courtois et respectueux"


def renumeroter(engagement, rang):
    engagement["numero"] = rang
    for suite, exigence in enumerate(engagement["exigences"], 1):
        exigence["code"] = f"{rang}.{suite}"


@pytest.fixture
def repondue(qual_e_pref, departement, service):
    """Une campagne où chaque cellule dit, en commentaire, à quoi elle répond."""
    labellisation = factories.LabellisationFactory(departement=departement, referentiel=qual_e_pref)
    for module in qual_e_pref.modules.filter(numero__in=[1, 2]):
        factories.PerimetreFactory(service=service, module=module, labellisation=labellisation)
    campagne = factories.CampagneFactory(departement=departement, referentiel=qual_e_pref)
    campagne.aligner()
    for cellule in campagne.autoevaluations.select_related("exigence"):
        cellule.commentaire, cellule.version = cellule.exigence.intitule, 1
        cellule.avis = "conforme"
        cellule.save()
    for avis in campagne.avisengagements.select_related("engagement"):
        avis.commentaire, avis.version, avis.avis = avis.engagement.intitule, 1, "partiel"
        avis.save()
    return campagne


def test_chaque_reponse_reste_avec_la_promesse_qu_elle_juge(repondue, fichier_modifie):
    avant = AutoEvaluation.objects.count()
    call_command("charger_referentiel", fichier_modifie(version_2), verbosity=0)
    for cellule in AutoEvaluation.objects.exclude(version=0).select_related("exigence"):
        assert cellule.commentaire == cellule.exigence.intitule
    for avis in repondue.avisengagements.exclude(version=0).select_related("engagement"):
        if avis.engagement.numero != 3:  # seul reformulé
            assert avis.commentaire == avis.engagement.intitule
    assert AutoEvaluation.objects.exclude(version=0).count() == avant


def test_ce_qui_se_retire_ce_qui_glisse_ce_qui_s_ajoute(repondue, fichier_modifie):
    retire = Engagement.objects.get(numero=5)
    glisse = Engagement.objects.get(numero=4)
    reformule = Engagement.objects.get(numero=2)
    exigence = Exigence.objects.get(code="4.5")
    call_command("charger_referentiel", fichier_modifie(version_2), verbosity=0)
    for objet in (retire, glisse, reformule, exigence):
        objet.refresh_from_db()
    assert retire.retire and not retire.exigences.filter(retire=False).exists()
    assert (glisse.numero, reformule.numero, exigence.code) == (5, 3, "5.5")
    assert reformule.intitule == "Un accueil attentif, courtois et respectueux"
    assert exigence.engagement == glisse
    nouvelles = repondue.autoevaluations.filter(version=0)
    assert [c.exigence.code for c in nouvelles] == ["1.1"]
    assert set(glisse.history.values_list("numero", flat=True)) == {4, 5}


def test_charger_deux_fois_la_version_2_ne_change_plus_rien(repondue, fichier_modifie, capsys):
    fichier = fichier_modifie(version_2)
    call_command("charger_referentiel", fichier, verbosity=0)
    capsys.readouterr()
    call_command("charger_referentiel", fichier)
    assert "0 créés, 0 mis à jour" in capsys.readouterr().out


def test_revenir_a_la_version_1_remet_tout_en_place(repondue, fichier_modifie):
    avant = list(Exigence.objects.order_by("pk").values_list("pk", "code", "engagement__numero"))
    call_command("charger_referentiel", fichier_modifie(version_2), verbosity=0)
    call_command("charger_referentiel", FICHIERS / "qual-e-pref-2019.yaml", verbosity=0)
    en_vigueur = Exigence.objects.en_vigueur().filter(referentiel=repondue.referentiel)
    apres = list(en_vigueur.order_by("pk").values_list("pk", "code", "engagement__numero"))
    assert apres == avant


def test_l_essai_dit_chaque_element_et_n_ecrit_rien(repondue, fichier_modifie, capsys):
    call_command("charger_referentiel", fichier_modifie(version_2), essai=True)
    dit = capsys.readouterr().out
    lignes = [ligne.strip() for ligne in dit.splitlines()]
    assert "engagement 1 : Une promesse nouvelle sur les guichets mobiles" in lignes
    assert "exigence 1.1 : Un guichet mobile se déplace dans les communes" in lignes
    (glisse,) = [ligne for ligne in lignes if ligne.startswith("engagement 4 :")]
    assert glisse.startswith("engagement 4 : Nous formons") and glisse.endswith("numéro 4 → 5")
    changes = [ligne for ligne in lignes if "; numéro" in ligne]
    assert [ligne.split()[1] for ligne in changes] == ["1", "2", "3", "4"]
    (reformule,) = [ligne for ligne in lignes if ligne.startswith("engagement 2 :")]
    assert "numéro 2 → 3" in reformule and "« Un accueil attentif, courtois" in reformule
    retires = lignes[lignes.index("Disparaît (6)") :]
    assert [ligne.split()[1] for ligne in retires[1:]] == ["1.2", "5", "5.1", "5.2", "5.3", "5.4"]
    assert retires[2].startswith("engagement 5 : Nous vous orientons vers le bon service")
    assert retires[2].endswith("(1 réponse gardée)")
    assert Engagement.objects.get(numero=5).retire is False


def test_un_premier_chargement_a_l_essai_ne_detaille_pas(db, capsys):
    call_command("charger_referentiel", essai=True)
    assert "Apparaît" not in capsys.readouterr().out


# --- La page d'essai ----------------------------------------------------------------------------


def essayer(client, fichier, nom="qual-e-pref-2019.yaml"):
    contenu = fichier if isinstance(fichier, bytes) else fichier.read_bytes()
    donnees = {"fichier": SimpleUploadedFile(nom, contenu)}
    page = client.post(reverse("engagements:referentiel_essai"), donnees)
    return page.content.decode().replace("\u00a0", " ").replace("&#x27;", "'")


@pytest.fixture
def client(client_de, referent):
    return client_de(referent)


def test_la_page_dit_ce_qui_changerait_et_n_ecrit_rien(client, repondue, fichier_modifie):
    page = essayer(client, fichier_modifie(version_2))
    assert "Apparaît (2)" in page and "Disparaît (6)" in page
    assert "Une promesse nouvelle sur les guichets mobiles" in page
    assert "Numéro : 4 → 5" in page and "1 réponse gardée" in page
    assert Engagement.objects.get(numero=5).retire is False


def test_une_version_deja_chargee_ne_changerait_rien(client, qual_e_pref):
    page = essayer(client, FICHIERS / "qual-e-pref-2019.yaml")
    assert "Rien ne changerait" in page


def test_un_referentiel_inconnu_est_tout_nouveau(client):
    assert "Tout est nouveau" in essayer(client, FICHIERS / "qual-e-pref-2019.yaml")


@pytest.mark.parametrize(
    ("contenu", "phrase"),
    [
        (b"meta: {code: delais}", "ce n'est pas un référentiel"),
        (b"meta: [", "YAML illisible"),
        (b"\xff\xfe\x00", "YAML illisible"),
        (b"meta: {code: qual-e-pref-2019}", "il manque"),
        (b"- 1", "on attend un dictionnaire"),
    ],
)
def test_un_mauvais_fichier_se_dit_en_clair(client, contenu, phrase):
    assert phrase in essayer(client, contenu)
