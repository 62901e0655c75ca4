"""La machine d'import, par la page et par la commande."""

import json
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from qualepref.socle import importation
from qualepref.socle.models import Lieu, Production
from tests.attendus import CLASSEURS
from tests.socle.importeur import ImporteurDeLieux

ENTETE = ["Ouvert le", "Lieu", "Service"]
BONNES = [["01/03/2022", "Hall", "Accueil général"], ["02/03/2022", "Guichet 2", ""]]
MAUVAISES = [["31/02/2022", "Panneau", ""], ["03/03/2022", "Borne", "Bureau inexistant"]]


def classeur(lignes, feuille="Accueil général"):
    livre = Workbook()
    livre.active.title = feuille
    for ligne in lignes:
        livre.active.append(ligne)
    sortie = BytesIO()
    livre.save(sortie)
    return sortie.getvalue()


@pytest.fixture
def deposer(client_de, referent, service, django_capture_on_commit_callbacks):
    """Dépose un classeur par la page ; rend le client et la vérification faite."""
    client = client_de(referent)

    def deposer(octets, nom="lieux.xlsx"):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(
                reverse("socle:import_create", args=[ImporteurDeLieux.type]),
                {"fichier": SimpleUploadedFile(nom, octets)},
            )
        return client, Production.objects.latest("pk")

    return deposer


@pytest.fixture
def suivre(django_capture_on_commit_callbacks):
    """Donne suite à une vérification et rend la production suivante."""

    def suivre(client, verification, **donnees):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("socle:import_suite", args=[verification.pk]), donnees)
        return Production.objects.latest("pk")

    return suivre


def test_la_verification_n_enregistre_rien(deposer):
    client, verification = deposer(classeur([["Lieux de l'année"], ENTETE, *BONNES]))
    page = client.get(verification.get_absolute_url()).content.decode()
    assert verification.rapport["creees"] == 2
    assert "Importer 2 lignes" in page
    assert "Vérification terminée</p>" in page and "fr-alert--success" not in page
    assert not Lieu.objects.exists()


@pytest.mark.parametrize("lignes", [[ENTETE, *MAUVAISES], [["Tampon", "Lieu", "Service"], *BONNES]])
def test_rien_a_importer_n_a_pas_de_bouton(deposer, lignes):
    client, verification = deposer(classeur(lignes))
    page = client.get(verification.get_absolute_url()).content.decode()
    assert 'value="importer"' not in page and 'value="partiel"' not in page
    assert "aucune ligne à importer" in page


def test_ce_qui_manque_a_l_en_tete_ne_se_dit_qu_une_fois(deposer):
    client, verification = deposer(classeur([["Tampon", "Chose", "Lieu", "Service"], *BONNES]))
    page = client.get(verification.get_absolute_url()).content.decode()
    assert page.count("en-tête reconnue") == 1


def test_confirmer_importe_et_recommencer_ne_change_rien(deposer, suivre):
    octets = classeur([ENTETE, *BONNES])
    fait = suivre(*deposer(octets), acte="importer")
    assert (fait.rapport["creees"], Lieu.objects.count()) == (2, 2)
    refait = suivre(*deposer(octets), acte="importer")
    assert (refait.rapport["creees"], refait.rapport["inchangees"]) == (0, 2)


def test_chaque_refus_dit_ou_et_pourquoi(deposer):
    client, verification = deposer(classeur([ENTETE, *BONNES, *MAUVAISES]))
    fautes = verification.rapport["erreurs"]
    assert [(f["feuille"], f["ligne"], f["colonne"], f["valeur"]) for f in fautes] == [
        ("Accueil général", 4, "Ouvert le", "31/02/2022"),
        ("Accueil général", 5, "Service", "Bureau inexistant"),
    ]
    assert "28 jours" in fautes[0]["message"]
    assert "service inconnu" in fautes[1]["message"]
    page = client.get(verification.get_absolute_url()).content.decode()
    assert "Bureau inexistant" in page
    assert "Importer les bonnes lignes seulement (2)" in page
    assert "Vérification terminée : 2 lignes refusées" in page
    assert "Rien n&#x27;est encore enregistré." in page and "fr-alert--success" not in page


def test_tout_ou_rien_sauf_si_l_on_choisit_les_bonnes_lignes(deposer, suivre):
    client, verification = deposer(classeur([ENTETE, *BONNES, *MAUVAISES]))
    refuse = suivre(client, verification, acte="importer")
    assert (refuse.etat, Lieu.objects.count()) == (Production.Etat.ECHOUEE, 0)
    assert "ligne 4" in refuse.erreur
    partiel = suivre(client, verification, acte="partiel")
    assert (partiel.rapport["creees"], Lieu.objects.count()) == (2, 2)
    rendues = load_workbook(BytesIO(partiel.fichier.read())).active
    lignes = [[case.value for case in ligne] for ligne in rendues.iter_rows()]
    assert lignes[0] == ["Feuille", "Ligne", *ENTETE, "Raison du refus"]
    assert [ligne[1] for ligne in lignes[1:]] == [4, 5]


def test_l_utilisateur_dit_quelle_colonne_lire(deposer, suivre):
    lignes = [["Ouvert le", "Chose", "Service"], *BONNES]
    client, verification = deposer(classeur(lignes))
    assert verification.etat == Production.Etat.ECHOUEE
    assert not verification.rapport["feuilles"][0]["reconnue"]
    corrigee = suivre(client, verification, acte="verifier", **{"colonne-0-nom": "Chose"})
    assert (corrigee.etat, corrigee.rapport["creees"]) == (Production.Etat.TERMINEE, 2)
    assert suivre(client, corrigee, acte="importer").rapport["creees"] == 2


@pytest.mark.parametrize(
    ("octets", "nom", "phrase"),
    [
        (b"PK\x03\x04 corrompu", "x.xlsx", "abîmé"),
        (b"%PDF-1.7 ...", "x.xlsx", "PDF"),
    ],
)
def test_un_fichier_illisible_le_dit_et_ne_change_rien(deposer, octets, nom, phrase):
    client, verification = deposer(octets, nom)
    assert verification.etat == Production.Etat.ECHOUEE
    assert phrase in verification.erreur
    assert client.get(verification.get_absolute_url()).status_code == 200
    assert not Lieu.objects.exists()


def test_un_type_inconnu_est_introuvable_et_un_agent_est_refuse(client_de, referent, agent):
    adresse = reverse("socle:import_create", args=["nimporte"])
    assert client_de(referent).get(adresse).status_code == 404
    adresse = reverse("socle:import_create", args=[ImporteurDeLieux.type])
    assert client_de(agent).get(adresse).status_code == 403


def test_une_feuille_qu_on_ne_sait_pas_lire_se_dit(deposer):
    livre = load_workbook(BytesIO(classeur([ENTETE, *BONNES])))
    notice, registre = livre.create_sheet("Notice"), livre.create_sheet("SP Vienne")
    notice.append(["Remplir une ligne par lieu."])
    for ligne in [["Lieu", "Service", "Observations"], ["Hall", "Accueil général", "non"]]:
        registre.append(ligne)
    sortie = BytesIO()
    livre.save(sortie)
    _, verification = deposer(sortie.getvalue())
    dites = [f for f in verification.rapport["avertissements"] if f["code"] == "feuille_non_lue"]
    assert [f["feuille"] for f in dites] == ["Notice", "SP Vienne"]
    assert verification.rapport["creees"] == 2


@pytest.mark.parametrize(
    ("genre", "nom", "dit"),
    [
        ("indicateurs", "suivi-courriers-courriels-2022", "« Demandes"),
        ("indicateurs", "suggestions-reclamations-2022", "en-tête"),
        ("actions", "suivi-courriers-courriels-2022", "« Demandes"),
        ("autoevaluations", "suggestions-reclamations-2022", "« Demandes"),
        ("autoevaluations", "plan-actions-2022", "« Plan d'actions »"),
        ("demandes", "indicateurs-mensuels-2022", "en-tête"),
    ],
)
def test_un_classeur_d_un_autre_genre_est_refuse(campagne, genre, nom, dit):
    with pytest.raises(CommandError, match=dit):
        call_command("importer", genre, CLASSEURS / f"{nom}.xlsx", essai=True, partiel=True)


def test_des_lignes_dont_rien_ne_sort_se_refusent(service, tmp_path, monkeypatch):
    monkeypatch.setattr(ImporteurDeLieux, "ranger", lambda importeur, lignes: None)
    source = tmp_path / "lieux.xlsx"
    source.write_bytes(classeur([ENTETE, *BONNES]))
    with pytest.raises(CommandError, match="aucune ne donne"):
        call_command("importer", ImporteurDeLieux.type, source)
    assert not Production.objects.exists()


def test_la_commande_rend_un_rapport_et_les_refus(service, tmp_path):
    source, rapport = tmp_path / "lieux.xlsx", tmp_path / "r.json"
    source.write_bytes(classeur([ENTETE, *BONNES, *MAUVAISES]))
    with pytest.raises(CommandError, match="ligne 4[^§]*Rien n'est enregistré.*--partiel"):
        call_command("importer", ImporteurDeLieux.type, source)
    with pytest.raises(CommandError, match="n'existe pas"):
        call_command("importer", ImporteurDeLieux.type, tmp_path / "absent.xlsx")
    assert not Lieu.objects.exists()
    call_command("importer", ImporteurDeLieux.type, source, partiel=True, rapport=rapport)
    dit = json.loads(rapport.read_text())
    comptes = {cle: dit[cle] for cle in ("lues", "creees", "inchangees", "refusees")}
    assert comptes == {"lues": 4, "creees": 2, "inchangees": 0, "refusees": 2}
    assert Production.objects.get(genre="import").terminee_le
    assert set(dit["erreurs"][0]) >= {"feuille", "ligne", "colonne", "valeur", "message"}
    assert (tmp_path / "r.refus.xlsx").exists()
    assert Production.objects.get(genre="import").rapport["creees"] == 2


def test_l_essai_de_la_commande_compte_sans_enregistrer(service, tmp_path, capsys):
    source = tmp_path / "lieux.xlsx"
    source.write_bytes(classeur([ENTETE, *BONNES]))
    call_command("importer", ImporteurDeLieux.type, source, essai=True)
    assert "2 créées" in capsys.readouterr().out
    assert not Lieu.objects.exists()
    assert not Production.objects.exists()


@pytest.mark.parametrize(
    ("genre", "phrase"),
    [("formations", "type pas encore disponible"), ("nimporte", "n'est pas un type connu")],
)
def test_un_type_a_venir_ou_inconnu_se_dit(service, tmp_path, monkeypatch, genre, phrase):
    monkeypatch.delitem(importation._importeurs, "formations", raising=False)
    with pytest.raises(CommandError, match=phrase):
        call_command("importer", genre, tmp_path / "x.xlsx")


def test_avec_deux_departements_il_faut_dire_lequel(service, autre_service, tmp_path):
    source = tmp_path / "lieux.xlsx"
    source.write_bytes(classeur([ENTETE, *BONNES]))
    with pytest.raises(CommandError, match="--departement"):
        call_command("importer", ImporteurDeLieux.type, source)
    call_command("importer", ImporteurDeLieux.type, source, departement="38")
    assert Lieu.objects.filter(site__departement__code="38").count() == 2


# --- En-tête inconnu : aucune ligne ne se perd, par la page ni par la commande --------------------

INCONNU = ["Tampon", "Chose", "Endroit"]
TROIS = [["03/10/2022", "Hall", "Accueil général"], *BONNES]


@pytest.mark.parametrize("entete", [INCONNU, ["Tampon", "Lieu", "Service"], ENTETE])
def test_choisir_les_colonnes_sur_la_page_garde_la_premiere_ligne(deposer, suivre, entete):
    client, verification = deposer(classeur([["Registre"], [], entete, *TROIS]))
    feuille = verification.rapport["feuilles"][0]
    assert feuille["titres"] == entete
    page = client.get(verification.get_absolute_url()).content.decode()
    assert all(f'<option value="{titre}"' in page for titre in entete)
    choix = dict(zip(("date", "nom", "service"), entete, strict=True))
    choisies = {f"colonne-0-{cle}": titre for cle, titre in choix.items()}
    corrigee = suivre(client, verification, acte="verifier", **{"ligne-0": "3"}, **choisies)
    assert (corrigee.rapport["lues"], corrigee.rapport["refusees"]) == (3, 0)
    fait = suivre(client, corrigee, acte="importer")
    assert (fait.rapport["lues"], Lieu.objects.count()) == (3, 2)


@pytest.mark.parametrize("entete", [INCONNU, ["Tampon", "Lieu", "Service"], ENTETE])
def test_la_commande_lit_les_memes_lignes_que_la_page(service, tmp_path, capsys, entete):
    source, dite = tmp_path / "lieux.xlsx", tmp_path / "c.yaml"
    source.write_bytes(classeur([["Registre"], [], entete, *TROIS]))
    colonnes = dict(zip(("date", "nom", "service"), entete, strict=True))
    dite.write_text(json.dumps({"colonnes": colonnes, "entetes": {"Accueil général": 3}}))
    call_command("importer", ImporteurDeLieux.type, source, correspondance=dite)
    assert "3 lignes lues" in capsys.readouterr().out


def test_dire_la_ligne_d_en_tete_propose_ses_titres(deposer, suivre):
    client, verification = deposer(classeur([ENTETE, *BONNES, [], INCONNU, *TROIS]))
    assert verification.rapport["feuilles"][0]["ligne_probable"] == 1
    choix = {"ligne-0": "5", "colonne-0-nom": "Lieu"}
    autre = suivre(client, verification, acte="verifier", **choix)
    assert autre.rapport["feuilles"][0]["titres"] == INCONNU
    assert autre.etat == Production.Etat.ECHOUEE and "il manque" in autre.erreur


def test_la_ligne_d_en_tete_ne_se_dit_pas_a_qui_cherche_ses_tableaux(service, tmp_path):
    source, dite = tmp_path / "x.xlsx", tmp_path / "c.yaml"
    source.write_bytes(classeur([ENTETE, *BONNES]))
    dite.write_text("entetes: {Accueil général: 1}")
    with pytest.raises(CommandError, match="ne se dit pas"):
        call_command("importer", "indicateurs", source, correspondance=dite)


# --- Colonnes écartées, feuille sans en-tête -----------------------------------------------------


SANS_TITRES = [["03/10/2022", "Hall", "Accueil général"], ["04/10/2022", "Borne", None]]


def test_le_tiret_ecarte_une_colonne_reconnue_et_le_reste_s_en_souvient(deposer, suivre):
    lignes = [["01/03/2022", "Hall", "Bureau inexistant"]]
    client, verification = deposer(classeur([ENTETE, *lignes]))
    assert verification.rapport["refusees"] == 1
    tirets = {"colonne-0-date": "Ouvert le", "colonne-0-nom": "Lieu", "colonne-0-service": ""}
    corrigee = suivre(client, verification, acte="verifier", **tirets)
    assert corrigee.rapport["refusees"] == 0
    assert "service" not in corrigee.rapport["feuilles"][0]["colonnes"]
    encore = suivre(client, corrigee, acte="verifier", **tirets)
    assert "service" not in encore.rapport["feuilles"][0]["colonnes"]
    suivre(client, encore, acte="importer")
    assert Lieu.objects.get().nom == "Hall"


def test_le_tiret_sur_une_colonne_necessaire_la_fait_demander(deposer, suivre):
    client, verification = deposer(classeur([ENTETE, *BONNES]))
    corrigee = suivre(client, verification, acte="verifier", **{"colonne-0-nom": ""})
    assert "il manque" in corrigee.erreur and "Lieu" in corrigee.erreur


@pytest.mark.parametrize("ligne", ["0", ""])
def test_une_feuille_sans_en_tete_se_lit_par_les_lettres(deposer, suivre, ligne):
    client, verification = deposer(classeur(SANS_TITRES))
    page = client.get(verification.get_absolute_url()).content.decode()
    for lettre in "ABC":
        assert f'<option value="{lettre}">Colonne {lettre}</option>' in page
        assert f'<th scope="col">{lettre}</th>' in page
    assert "<td>Hall</td>" in page
    choix = {"colonne-0-date": "A", "colonne-0-nom": "B", "colonne-0-service": "C"}
    corrigee = suivre(client, verification, acte="verifier", **{"ligne-0": ligne}, **choix)
    assert (corrigee.rapport["lues"], corrigee.rapport["refusees"]) == (2, 0)
    page = client.get(corrigee.get_absolute_url()).content.decode()
    assert "sans en-tête" in page and '<option value="B" selected>Colonne B</option>' in page
    suivre(client, corrigee, acte="importer")
    assert set(Lieu.objects.values_list("nom", flat=True)) == {"Hall", "Borne"}


def test_dire_zero_rend_la_premiere_ligne_aux_donnees(deposer, suivre):
    textes = [["Hall", "Accueil général"], ["Borne", "Accueil général"]]
    client, verification = deposer(classeur([["x", *ligne] for ligne in textes]))
    corrigee = suivre(client, verification, acte="verifier", **{"ligne-0": "0"})
    (feuille,) = corrigee.rapport["feuilles"]
    assert [dite for dite, _ in feuille["choix"]] == ["A", "B", "C"]
    assert "il manque : Ouvert le, Lieu" in corrigee.erreur


def test_deux_colonnes_au_meme_titre_se_distinguent_par_leur_lettre(deposer, suivre):
    entete = ["Ouvert le", "Nom du lieu", "Bureau", "Bureau"]
    lignes = [["01/03/2022", "Hall", "rien", "Accueil général"]]
    client, verification = deposer(classeur([entete, *lignes]))
    choix = verification.rapport["feuilles"][0]["choix"]
    assert choix[2:] == [["C", "Bureau – colonne C"], ["D", "Bureau – colonne D"]]
    dites = {"colonne-0-date": "Ouvert le", "colonne-0-nom": "Nom du lieu"}
    corrigee = suivre(client, verification, acte="verifier", **dites, **{"colonne-0-service": "D"})
    assert corrigee.rapport["refusees"] == 0
