"""Les pages du pilotage : indicateurs, mesures, tableaux de bord, bilans, rôle par rôle."""

import json
from datetime import date
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pikepdf
import pytest
from django.urls import reverse
from openpyxl import load_workbook

from pilotage.bilans import preparer_bilan
from pilotage.models import (
    BilanAnnuel,
    Indicateur,
    Mesure,
    PlanBilan,
    TableauDeBord,
)
from pilotage.tasks import preparer_les_trimestres
from pilotage.trimestres import inscrire_les_trimestres
from qualepref.socle.models import Production
from qualepref.socle.taches import lignes_pour
from tests import factories


@pytest.fixture(autouse=True)
def fin_2022(settings):
    settings.ARRETE = date(2022, 12, 31)


@pytest.fixture
def tableau_demande(envoyer, decroche):
    """Demandé sur la page, fabriqué par la tâche, PDF compris."""
    envoyer("pilotage:tableaudebord_create", trimestre="2022-T4")
    return TableauDeBord.objects.get()


# --- Indicateurs et mesures -----------------------------------------------------------------------


def test_la_fiche_montre_la_derniere_periode_et_ce_qui_manque(client_de, copil, decroche):
    page = client_de(copil).get(decroche.get_absolute_url()).content.decode()
    assert "85,0\u00a0%" in page
    assert "170 sur 200" in page.replace("\u00a0", " ")
    assert "Préfecture (décembre)" in page
    assert "Cible atteinte" in page


def test_la_fiche_s_ouvre_sur_la_derniere_periode_mesuree(client_de, referent, decroche, settings):
    settings.ARRETE = date(2026, 11, 22)
    page = client_de(referent).get(decroche.get_absolute_url()).content.decode()
    assert '<h2 class="fr-h4">4e trimestre 2022</h2>' in page
    assert "85,0\u00a0%" in page


@pytest.mark.parametrize(
    ("periode", "titre", "valeur"),
    [
        ("2022-11", "Novembre 2022", "80,0\u00a0%"),
        ("2022", "2022", "85,0\u00a0%"),
        ("2023-T1", "1er trimestre 2023", "non mesuré"),
    ],
)
def test_la_periode_de_la_fiche_se_choisit(
    client_de, referent, decroche, settings, periode, titre, valeur
):
    settings.ARRETE = date(2023, 6, 22)
    adresse = decroche.get_absolute_url()
    page = client_de(referent).get(adresse, {"periode": periode}).content.decode()
    assert f'<h2 class="fr-h4">{titre}</h2>' in page
    assert valeur in page


def test_une_periode_qui_n_est_pas_proposee_se_dit(client_de, referent, decroche):
    page = client_de(referent).get(decroche.get_absolute_url(), {"periode": "2022-T9"})
    assert "2022-T9 n’en fait pas partie" in page.content.decode().replace("&#x27;", "’")


def test_un_indicateur_non_suivi_sort_du_tableau_de_bord(envoyer, decroche, departement):
    envoyer("pilotage:reglageindicateur_update", decroche.pk)
    assert decroche not in Indicateur.objects.actifs_pour(departement)
    assert decroche.definition.cible == Decimal("0.85")


SAISIE = {"periode": "2022-09", "etat": "mesure", "numerateur": "45", "denominateur": "50"}


def test_une_mesure_saisie_garde_son_auteur_et_sa_trace(envoyer, decroche, site, referent):
    envoyer("pilotage:mesure_create", indicateur=decroche.pk, site=site.pk, **SAISIE)
    mesure = Mesure.objects.get(date_debut=date(2022, 9, 1))
    assert (mesure.auteur, mesure.source, mesure.pas) == (referent, "saisi", "mois")
    assert mesure.valeur == Decimal("0.9")
    assert mesure.history.get().history_user == referent


@pytest.mark.parametrize(
    ("change", "phrase"),
    [
        ({"periode": "2022-13"}, "illisible"),
        ({"periode": "2022-11"}, "existe déjà"),
        ({"denominateur": ""}, "Donnez le dénominateur"),
        ({"numerateur": "-1"}, "positif ou nul"),
        ({"etat": "non_mesure"}, "n&#x27;en porte aucun"),
        ({"etat": "suspendu", "numerateur": "", "denominateur": ""}, "Dites pourquoi"),
    ],
)
def test_une_saisie_fausse_se_refuse_avec_sa_raison(envoyer, decroche, site, change, phrase):
    saisie = {"indicateur": decroche.pk, "site": site.pk} | SAISIE | change
    page = envoyer("pilotage:mesure_create", **saisie).content.decode()
    assert phrase in page
    assert Mesure.objects.count() == 3


# --- Tableau de bord ------------------------------------------------------------------------------


def test_le_tableau_se_calcule_en_tache_de_fond_et_se_lit_a_l_ecran(
    tableau_demande, client_de, referent
):
    production = Production.objects.get()
    assert production.etat == Production.Etat.TERMINEE, production.erreur
    assert production.nom_fichier == "tableau-de-bord-38-2022-t4.pdf"
    page = client_de(referent).get(tableau_demande.get_absolute_url()).content.decode()
    assert "Tableau de bord du 4e trimestre 2022" in page
    assert "85,0\u00a0%" in page
    assert "sans Préfecture (décembre)" in page
    assert "Indicateurs sans mesure" in page
    assert page.count("<h1") == 1


def test_chaque_cellule_mene_a_ses_mesures(tableau, client_de, referent, site):
    donnees = client_de(referent).get(tableau.get_absolute_url()).context["donnees"]
    lignes = [une for famille in donnees["familles"] for une in famille["mesures"]]
    (telephonie,) = lignes
    liste = client_de(referent).get(telephonie["detail"][0]["url"]).context["table"]
    assert [ligne.record.site for ligne in liste.rows] == [site] * 3


def test_un_brouillon_ne_se_montre_qu_au_referent(tableau, client_de, copil):
    assert client_de(copil).get(tableau.get_absolute_url()).status_code == 404
    liste = client_de(copil).get(reverse("pilotage:tableaudebord_list"))
    assert liste.context["table"].paginator.count == 0


def test_un_tableau_publie_ne_change_plus(tableau, envoyer, client_de, copil, decroche):
    envoyer("pilotage:tableaudebord_publier", tableau.pk)
    Mesure.objects.update(etat="mesure", numerateur=1, denominateur=100, valeur=Decimal("0.01"))
    assert envoyer("pilotage:tableaudebord_calculer", tableau.pk).status_code == 404
    page = client_de(copil).get(tableau.get_absolute_url()).content.decode()
    assert "85,0\u00a0%" in page
    tableau.refresh_from_db()
    assert client_de(copil).get(reverse("pilotage:tableaudebord_pdf", args=[tableau.pk]))
    assert len(tableau.empreinte) == 64


def test_le_pdf_publie_est_balise_en_francais(tableau, envoyer):
    envoyer("pilotage:tableaudebord_publier", tableau.pk)
    tableau.refresh_from_db()
    document = pikepdf.open(BytesIO(tableau.pdf.read()))
    assert (document.Root.Lang, document.Root.MarkInfo.Marked) == ("fr", True)
    with document.open_metadata() as metadonnees:
        assert metadonnees["pdfuaid:part"] == "1"
        assert metadonnees["dc:title"] == "Tableau de bord du 4e trimestre 2022"
    assert len(document.open_outline().root) >= 1


def test_le_commentaire_du_referent_se_fige_avec_le_reste(tableau, envoyer, client_de, copil):
    envoyer("pilotage:tableaudebord_update", tableau.pk, commentaire="Le standard a tenu.")
    envoyer("pilotage:tableaudebord_publier", tableau.pk)
    page = client_de(copil).get(tableau.get_absolute_url()).content.decode()
    assert "Le standard a tenu." in page
    assert envoyer("pilotage:tableaudebord_update", tableau.pk, commentaire="x").status_code == 404


def test_un_trimestre_n_a_qu_un_tableau(tableau, envoyer):
    page = envoyer("pilotage:tableaudebord_create", trimestre="2022-T4").content.decode()
    assert "a déjà son tableau de bord" in page
    assert TableauDeBord.objects.count() == 1


def test_page_classeur_et_donnees_disent_les_memes_chiffres(tableau, client_de, referent):
    client, adresse = client_de(referent), tableau.get_absolute_url()
    donnees = json.loads(client.get(adresse, {"forme": "json"}).content)
    livre = load_workbook(BytesIO(client.get(adresse, {"forme": "xlsx"}).content))
    (ligne,) = [
        une
        for famille in donnees["familles"]
        for une in famille["indicateurs"]
        if une["code"] == "TEL-DECROCHE"
    ]
    assert (ligne["chiffre"]["numerateur"], ligne["chiffre"]["denominateur"]) == (170, 200)
    rangee = next(r for r in livre["Téléphonie"].values if r[0] == "TEL-DECROCHE")
    assert rangee[4:7] == (170, 200, 0.85)
    assert "170" in client.get(adresse, {"forme": "html"}).content.decode()


def test_le_texte_odt_ecrit_ses_nombres_en_francais(tableau, client_de, referent):
    octets = client_de(referent).get(tableau.get_absolute_url(), {"forme": "odt"}).content
    texte = ZipFile(BytesIO(octets)).read("content.xml").decode()
    assert "85,0\u00a0%" in texte
    assert ">0.85<" not in texte


def test_une_periode_suspendue_se_voit_et_sort_des_sommes(envoyer, decroche, departement):
    factories.PeriodeSuspendueFactory(
        departement=departement,
        site=None,
        date_debut=date(2022, 11, 1),
        date_fin=date(2022, 11, 30),
        motif="Panne générale",
    )
    page = envoyer("pilotage:tableaudebord_create", trimestre="2022-T4")
    tableau = TableauDeBord.objects.get()
    page = page.client.get(tableau.get_absolute_url()).content.decode()
    assert "90,0\u00a0%" in page
    assert "Mesures suspendues du 01/11/2022 au 30/11/2022 : Panne générale" in page
    assert "Période suspendue" in page  # la bande du graphique, dans sa légende


def test_un_departement_sans_rien_a_tout_de_meme_son_tableau(envoyer, indicateurs):
    envoyer("pilotage:tableaudebord_create", trimestre="2022-T3")
    assert Production.objects.get().etat == Production.Etat.TERMINEE
    assert TableauDeBord.objects.get().donnees["synthese"]["sans_chiffre"] == 20


# --- Le trimestre préparé tout seul ---------------------------------------------------------------


def test_chaque_nuit_prepare_ce_qui_manque_sans_double(indicateurs, departement, autre_departement):
    assert len(inscrire_les_trimestres(date(2023, 1, 12))) == 2
    assert inscrire_les_trimestres(date(2023, 1, 13)) == []
    assert set(TableauDeBord.objects.values_list("trimestre", flat=True)) == {"2022-T4"}


@pytest.mark.parametrize(
    ("jour", "trimestre"),
    [
        (date(2023, 1, 10), "2022-T3"),
        (date(2023, 1, 11), "2022-T4"),
        (date(2023, 3, 30), "2022-T4"),  # une panne de deux mois se rattrape
    ],
)
def test_le_trimestre_attend_dix_jours_puis_se_rattrape(departement, jour, trimestre):
    inscrire_les_trimestres(jour)
    assert TableauDeBord.objects.get().trimestre == trimestre


def test_la_tache_de_nuit_produit_un_tableau_par_departement(
    indicateurs, departement, autre_departement, settings
):
    settings.ARRETE = date(2023, 1, 15)
    preparer_les_trimestres.delay()
    assert {p.etat for p in Production.objects.all()} == {Production.Etat.TERMINEE}
    assert all(t.est_calcule for t in TableauDeBord.objects.all())


# --- Bilan annuel ---------------------------------------------------------------------------------


@pytest.fixture
def bilan(departement, decroche):
    """Ses chiffres calculés, sans en imprimer le PDF."""
    plan = PlanBilan.objects.get()
    bilan = BilanAnnuel.objects.create(departement=departement, annee=2022, plan=plan)
    preparer_bilan(bilan=bilan)
    return bilan


def page_de(client, edition, verbe):
    """La page d'un verbe d'une édition, en texte."""
    adresse = reverse(f"pilotage:{edition._meta.model_name}_{verbe}", args=[edition.pk])
    return client.get(adresse).content.decode()


def ecrire_tout(bilan):
    for section, rubrique in bilan.plan.rubriques:
        bilan.ecrire(section, rubrique, "", sans_objet=True)


def test_le_bilan_se_fabrique_depuis_sa_page(envoyer, decroche):
    envoyer("pilotage:bilanannuel_create", annee="2022")
    assert BilanAnnuel.objects.get().est_calcule
    assert Production.objects.get().nom_fichier == "bilan-qualite-38-2022.pdf"


def test_la_publication_est_refusee_tant_qu_un_texte_manque(bilan, envoyer):
    page = envoyer("pilotage:bilanannuel_publier", bilan.pk).content.decode()
    assert f"Il manque {len(bilan.plan.rubriques)} textes" in page
    confirmation = page_de(
        envoyer("pilotage:bilanannuel_publier", bilan.pk).client, bilan, "publier"
    )
    assert "Pas encore publiable" in confirmation
    assert "Publier et figer</button>" not in confirmation
    ecrire_tout(bilan)
    bilan.recits.filter(rubrique="faits_marquants").delete()
    page = envoyer("pilotage:bilanannuel_publier", bilan.pk).content.decode()
    assert "Il manque 1 texte" in page
    bilan.refresh_from_db()
    assert not bilan.est_publie


def test_les_textes_s_ecrivent_section_par_section(bilan, envoyer):
    textes = {
        "contexte_de_l_annee": "Deux sites rénovés.",
        "preparation_des_audits-sans_objet": "on",
    }
    page = envoyer("pilotage:bilanannuel_section", bilan.pk, "1.1", **textes).content.decode()
    assert "Deux sites rénovés." in page
    assert "Sans objet cette année." in page
    assert ("1.1", "faits_marquants") in bilan.manquants()
    assert ("1.1", "preparation_des_audits") not in bilan.manquants()


def test_un_texte_ne_peut_pas_etre_ecrit_et_sans_objet(bilan, envoyer):
    textes = {"faits_marquants": "Un fait.", "faits_marquants-sans_objet": "on"}
    page = envoyer("pilotage:bilanannuel_section", bilan.pk, "1.1", **textes).content.decode()
    assert "décochez" in page
    assert not bilan.recits.exists()


def test_un_bilan_publie_est_fige_et_le_comite_le_lit(bilan, envoyer, client_de, copil):
    ecrire_tout(bilan)
    bilan.ecrire("1.1", "faits_marquants", "Le label est renouvelé.")
    envoyer("pilotage:bilanannuel_publier", bilan.pk)
    Mesure.objects.update(etat="mesure", numerateur=1, denominateur=100)
    page = client_de(copil).get(bilan.get_absolute_url()).content.decode()
    assert "Le label est renouvelé." in page
    assert "85,0\u00a0%" in page
    refus = envoyer("pilotage:bilanannuel_section", bilan.pk, "1.1", faits_marquants="Autre")
    assert refus.status_code == 404
    bilan.refresh_from_db()
    document = pikepdf.open(BytesIO(bilan.pdf.read()))
    assert (document.Root.Lang, document.Root.MarkInfo.Marked) == ("fr", True)


def test_ce_qui_n_est_pas_suivi_se_dit_sobrement(bilan, client_de, referent):
    page = client_de(referent).get(bilan.get_absolute_url()).content.decode()
    assert "Pas encore suivi dans l’application : Documents créés ou révisés" in page


@pytest.fixture
def collegue(creer_agent, departement):
    return creer_agent("referent_qualite", departement, last_name="Collègue")


@pytest.fixture
def deux_textes(bilan, collegue, client_de):
    """Deux faits marquants écrits l'un après l'autre, le second par une collègue."""
    adresse = reverse("pilotage:bilanannuel_section", args=[bilan.pk, "1.1"])
    bilan.ecrire("1.1", "faits_marquants", "Premier texte.")
    saisie = {"faits_marquants": "Texte de la collègue.", "faits_marquants-version": "1"}
    client_de(collegue).post(adresse, saisie)
    return bilan.recits.get(rubrique="faits_marquants")


MON_TEXTE = {"faits_marquants": "Mon texte.", "faits_marquants-version": "1"}


def test_la_seconde_saisie_n_ecrase_pas_la_premiere(bilan, envoyer, deux_textes):
    page = envoyer("pilotage:bilanannuel_section", bilan.pk, "1.1", **MON_TEXTE).content.decode()
    assert "a changé pendant que vous écriviez" in page
    assert "Mon texte." in page and "Texte de la collègue." in page
    assert "Collègue" in page
    deux_textes.refresh_from_db()
    assert deux_textes.texte == "Texte de la collègue."


@pytest.mark.parametrize(
    ("choix", "garde"),
    [
        ({"faits_marquants-version": "2"}, "Mon texte."),
        ({"garder": "faits_marquants"}, "Texte de la collègue."),
    ],
)
def test_apres_un_conflit_on_choisit_son_texte_ou_l_autre(
    bilan, envoyer, deux_textes, choix, garde
):
    envoyer("pilotage:bilanannuel_section", bilan.pk, "1.1", **MON_TEXTE | choix)
    deux_textes.refresh_from_db()
    assert deux_textes.texte == garde


def test_un_texte_qu_on_n_a_pas_touche_n_est_pas_en_conflit(bilan, envoyer, deux_textes):
    saisie = {
        "faits_marquants": "Premier texte.",  # ce qu'on avait lu
        "faits_marquants-version": "1",
        "contexte_de_l_annee": "Deux sites rénovés.",
    }
    envoyer("pilotage:bilanannuel_section", bilan.pk, "1.1", **saisie)
    deux_textes.refresh_from_db()
    assert deux_textes.texte == "Texte de la collègue."
    assert bilan.recits.get(rubrique="contexte_de_l_annee").texte == "Deux sites rénovés."


def test_l_historique_des_textes_montre_avant_et_apres(
    bilan, client_de, referent, copil, deux_textes
):
    page = page_de(client_de(referent), bilan, "textes")
    assert page.count("Premier texte.") == 2  # après la création, puis avant la modification
    assert page.count("Texte de la collègue.") == 1
    assert "Collègue" in page
    adresse = reverse("pilotage:bilanannuel_textes", args=[bilan.pk])
    assert client_de(copil).get(adresse).status_code == 403
    assert "Premier" not in client_de(referent).get(adresse, {"section": "2.1"}).content.decode()


def test_un_texte_a_points_devient_une_liste(bilan, client_de, referent):
    bilan.ecrire("1.1", "faits_marquants", "Trois faits :\n- le <label>\n- l'accueil")
    page = page_de(client_de(referent), bilan, "detail")
    assert "<ul><li>le &lt;label&gt;</li><li>l&#x27;accueil</li></ul>" in page


def test_la_publication_se_confirme_et_dit_ce_qui_se_fige(tableau, envoyer, client_de, referent):
    page = page_de(client_de(referent), tableau, "publier")
    assert "Publier est définitif" in page
    assert "Vous n’avez pas écrit de commentaire" in page
    tableau.refresh_from_db()
    assert not tableau.est_publie
    envoyer("pilotage:tableaudebord_publier", tableau.pk)
    assert "déjà publié" in page_de(client_de(referent), tableau, "publier")
    tableau.refresh_from_db()
    assert tableau.pdf.name.endswith("tableau-de-bord-38-2022-t4.pdf")
    assert "/38-" not in tableau.pdf.name


def test_la_production_finie_mene_a_la_page_du_tableau(tableau_demande, client_de, referent):
    page = client_de(referent).get(Production.objects.get().get_absolute_url())
    assert f'href="{tableau_demande.get_absolute_url()}">Lire à l’écran' in page.content.decode()


def test_on_propose_la_derniere_periode_achevee(client_de, referent, settings):
    settings.ARRETE = date(2023, 2, 10)
    client = client_de(referent)
    for nom, choisi in (
        ("tableaudebord", '"2022-T4" selected'),
        ("bilanannuel", '"2022" selected'),
    ):
        page = client.get(reverse(f"pilotage:{nom}_create")).content.decode()
        assert f"value={choisi}" in page


def test_une_liste_vide_dit_quoi_faire(client_de, referent, copil):
    for nom in ("tableaudebord", "bilanannuel"):
        adresse = reverse(f"pilotage:{nom}_list")
        assert "« Ajouter »" in client_de(referent).get(adresse).content.decode()
        assert "encore publié" in client_de(copil).get(adresse).content.decode()
    rapport = reverse("socle:rapport_detail", args=["bilan-annuel"])
    assert "Aucun bilan annuel à montrer" in client_de(copil).get(rapport).content.decode()


def test_une_section_inconnue_est_introuvable(bilan, client_de, referent):
    adresse = reverse("pilotage:bilanannuel_section", args=[bilan.pk, "9.9"])
    assert client_de(referent).get(adresse).status_code == 404


# --- À faire --------------------------------------------------------------------------------------


def libelles(agent):
    return [ligne.libelle for ligne in lignes_pour(agent)]


def test_le_referent_voit_ce_qui_manque_et_ce_qui_reste_a_publier(tableau, referent):
    assert "mesure manquante ces trois derniers mois" in libelles(referent)
    assert "tableau de bord à relire et à publier" in libelles(referent)


def test_le_comite_voit_la_derniere_edition_et_les_cibles_manquees(tableau, envoyer, copil):
    assert not [dit for dit in libelles(copil) if "tableau" in dit]
    envoyer(
        "pilotage:cibleindicateur_create",
        tableau.donnees["familles"][2]["indicateurs"][0]["id"],
        date_effet="2022-01-01",
        sens="hausse",
        cible="90",
    )
    envoyer("pilotage:tableaudebord_calculer", tableau.pk)
    envoyer("pilotage:tableaudebord_publier", tableau.pk)
    assert "dernier tableau de bord publié : 4e trimestre 2022" in libelles(copil)
    assert "indicateur dont la cible n'est pas atteinte" in libelles(copil)


def test_le_lecteur_national_compte_les_departements_qui_ont_publie(
    envoyer, decroche, creer_agent, departement, settings, client_de
):
    national = creer_agent("lecteur_national", departement)
    settings.ARRETE = date(2023, 1, 20)
    envoyer("pilotage:tableaudebord_create", trimestre="2022-T4")
    assert not libelles(national)
    tableau = TableauDeBord.objects.get()
    envoyer("pilotage:tableaudebord_publier", tableau.pk)
    assert libelles(national) == ["département a publié le 4e trimestre 2022"]
    settings.ARRETE = date(2022, 12, 31)  # publié dès le dernier jour du trimestre
    assert libelles(national) == ["département a publié le 4e trimestre 2022"]
    liste = client_de(national).get(reverse("pilotage:tableaudebord_list"))
    assert liste.context["table"].paginator.count == 1
