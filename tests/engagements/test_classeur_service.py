"""L'aller-retour Excel d'un service : télécharger, remplir, rendre, trancher, appliquer."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from engagements.classeurs.presentation import NOTICE, ONGLET, RANGS, REPERES
from engagements.models import (
    AutoEvaluation,
    AvisEngagement,
    Feuille,
    GroupeTravail,
    MembreGroupe,
)
from qualepref.socle.models import Production
from tests import factories

AVIS, AVANCEMENT = "Avis", "Avancement"
MOTIF, COMMENTAIRE = "Motif, si non applicable", "Commentaire"


@pytest.fixture
def feuille(campagne, service):
    return campagne.feuilles.get(service=service)


@pytest.fixture
def client(client_de, correspondant):
    return client_de(correspondant)


@pytest.fixture
def cellule(campagne, service):
    return campagne.autoevaluations.get(service=service, exigence__code="1.1")


def telecharger(client, feuille):
    reponse = client.get(reverse("engagements:feuille_classeur", args=[feuille.pk]))
    assert reponse.status_code == 200
    return load_workbook(BytesIO(reponse.content))


def rang_de(livre, code):
    feuille = livre[ONGLET]
    return next(r for r in range(4, feuille.max_row + 1) if feuille.cell(r, 4).value == code)


def remplir(livre, code, **colonnes):
    """`Avis="Conforme"`… ; le motif et le commentaire par leur nom court."""
    titres = {"avis": AVIS, "avancement": AVANCEMENT, "motif": MOTIF, "commentaire": COMMENTAIRE}
    for nom, valeur in colonnes.items():
        livre[ONGLET].cell(rang_de(livre, code), RANGS[titres[nom]]).value = valeur
    return livre


def octets(livre):
    sortie = BytesIO()
    livre.save(sortie)
    return sortie.getvalue()


def deposer(client, feuille, contenu, nom="auto.xlsx"):
    contenu = contenu if isinstance(contenu, bytes) else octets(contenu)
    adresse = reverse("engagements:retour_create", args=[feuille.pk])
    return client.post(adresse, {"fichier": SimpleUploadedFile(nom, contenu)}, follow=True)


def appliquer(client, **choix):
    depot = Production.objects.get(genre="retour_classeur")
    adresse = reverse("engagements:retour_appliquer", args=[depot.pk])
    return client.post(adresse, choix, follow=True)


def rapport():
    return Production.objects.filter(genre="retour_classeur").latest("pk").rapport


def texte(reponse):
    return reponse.content.decode().replace("\u00a0", " ").replace("&#x27;", "'")


# --- Le classeur ---------------------------------------------------------------------------------


def test_le_classeur_a_une_ligne_par_engagement_et_par_exigence(client, feuille, cellule):
    AutoEvaluation.objects.filter(pk=cellule.pk).update(
        avis="partiel", commentaire="Affichage à refaire", version=2
    )
    livre = telecharger(client, feuille)
    onglet = livre[ONGLET]
    codes = [onglet.cell(rang, 4).value for rang in range(4, onglet.max_row + 1)]
    assert codes == ["1", "1.1", "1.2", "1.3"]
    rang = rang_de(livre, "1.1")
    valeurs = {titre: onglet.cell(rang, r).value for titre, r in RANGS.items()}
    assert (valeurs[AVIS], valeurs[COMMENTAIRE]) == (
        "Partiellement conforme",
        "Affichage à refaire",
    )
    assert valeurs["Version"] == 2 and valeurs["Repère"] == f"X{cellule.exigence_id}"
    assert "Auto-évaluation 2022 – Accueil général" in onglet["D1"].value


def test_les_en_tetes_sont_proteges_et_figes_les_cases_ont_leurs_listes(client, feuille):
    livre = telecharger(client, feuille)
    onglet = livre[ONGLET]
    assert onglet.protection.sheet and onglet.freeze_panes == "F4"
    assert onglet.cell(5, RANGS["Ce qui est demandé"]).protection.locked
    assert not onglet.cell(5, RANGS[AVIS]).protection.locked
    assert [onglet.column_dimensions[c].hidden for c in "ABC"] == [True] * 3
    listes = {str(v.sqref): v.formula1 for v in onglet.data_validations.dataValidation}
    assert listes["I4:I7"].startswith('"Conforme,Partiellement conforme,Non conforme')
    assert "À revoir,En cours,Fait" in listes["J4:J7"]
    assert livre[REPERES].sheet_state == "veryHidden"
    assert any("Accueil général" in (c.value or "") for c in livre[NOTICE]["A"])


def test_aucun_texte_ne_devient_une_formule(client, feuille, cellule):
    AutoEvaluation.objects.filter(pk=cellule.pk).update(commentaire='=HYPERLINK("x";"y")')
    livre = telecharger(client, feuille)
    case = livre[ONGLET].cell(rang_de(livre, "1.1"), RANGS[COMMENTAIRE])
    assert case.data_type == "s" and case.value == '=HYPERLINK("x";"y")' and case.quotePrefix


def test_l_ancienne_reponse_et_les_preuves_se_lisent_a_cote(client, campagne, feuille, cellule):
    avant = factories.CampagneFactory(
        departement=campagne.departement, referentiel=campagne.referentiel, code="avant"
    )
    campagne.precedente = avant
    campagne.save()
    factories.AutoEvaluationFactory(
        campagne=avant,
        exigence=cellule.exigence,
        service=cellule.service,
        avis="non_conforme",
        commentaire="Rien d'affiché",
    )
    livre = telecharger(client, feuille)
    lue = livre[ONGLET].cell(rang_de(livre, "1.1"), RANGS["Réponse précédente"]).value
    assert lue == "Non conforme\nRien d'affiché"


def test_une_cellule_imposee_est_verrouillee(client, feuille, cellule):
    AutoEvaluation.objects.filter(pk=cellule.pk).update(
        avis="non_applicable", motif="Pas de serveur vocal", imposee=True
    )
    livre = telecharger(client, feuille)
    rang = rang_de(livre, "1.1")
    assert livre[ONGLET].cell(rang, RANGS[AVIS]).protection.locked
    assert "Pas de serveur vocal" in livre[ONGLET].cell(rang, RANGS["Ce qui vaut preuve"]).value


# --- L'aller-retour ------------------------------------------------------------------------------

TEXTES = [
    "",
    "  bords  ",
    "deux\r\nlignes",
    "=1+1",
    "+33",
    "1",
    "01/02/2022",
    "a\x07b",
    "x" * 40_000,
]


@pytest.mark.parametrize("commentaire", [*TEXTES, "x" * 40_000])
def test_exporter_puis_rendre_sans_rien_toucher_ne_change_rien(
    client, feuille, cellule, commentaire
):
    AutoEvaluation.objects.filter(pk=cellule.pk).update(
        avis="partiel", commentaire=commentaire, version=1
    )
    page = deposer(client, feuille, telecharger(client, feuille))
    assert "Ce classeur ne change rien" in texte(page)
    assert rapport()["inchangees"] == 4
    assert not rapport()["changements"] and not rapport()["refus"]


def test_ce_qui_change_se_voit_puis_s_enregistre_d_un_coup(client, feuille, cellule, correspondant):
    livre = telecharger(client, feuille)
    remplir(livre, "1.1", avis="Conforme", commentaire="Affiché\ndans le hall")
    remplir(livre, "1.2", avis="Non")
    page = texte(deposer(client, feuille, livre))
    assert "Ce qui change (2)" in page and "Enregistrer 2 réponses" in page
    cellule.refresh_from_db()
    assert cellule.version == 0
    page = texte(appliquer(client))
    assert "2 réponses enregistrées." in page and "Enregistré (2)" in page
    cellule.refresh_from_db()
    assert (cellule.avis, cellule.avancement, cellule.version) == ("conforme", "fait", 1)
    assert cellule.commentaire == "Affiché\ndans le hall"
    derniere = cellule.history.first()
    assert derniere.history_user == correspondant
    assert derniere.history_change_reason == "Classeur déposé"


def test_appliquer_deux_fois_ou_redeposer_ne_change_plus_rien(client, feuille, cellule):
    livre = remplir(telecharger(client, feuille), "1.1", avis="Conforme")
    deposer(client, feuille, livre)
    appliquer(client)
    appliquer(client)
    cellule.refresh_from_db()
    assert cellule.version == 1
    assert "ne change rien" in texte(deposer(client, feuille, livre))


def test_l_avis_sur_l_engagement_entier_revient_aussi(client, feuille, service):
    deposer(client, feuille, remplir(telecharger(client, feuille), "1", avis="Partiel"))
    appliquer(client)
    avis = AvisEngagement.objects.get(service=service, campagne=feuille.campagne)
    assert (avis.avis, avis.origine) == ("partiel", "saisi")


# --- Les conflits --------------------------------------------------------------------------------


@pytest.fixture
def en_conflit(client, client_de, referent, feuille, cellule):
    """La référente a répondu à l'écran pendant que le service remplissait son classeur."""
    livre = remplir(telecharger(client, feuille), "1.1", avis="Conforme", commentaire="Affiché")
    remplir(livre, "1.2", avis="Conforme")
    donnees = {"version": 0, "avis": "non_conforme", "avancement": "fait", "commentaire": "Vide"}
    adresse = reverse("engagements:autoevaluation_update", args=[cellule.pk])
    client_de(referent).post(adresse, donnees)
    return livre


def test_un_conflit_se_montre_cote_a_cote_et_le_reste_s_applique(
    client, feuille, cellule, en_conflit, referent
):
    page = texte(deposer(client, feuille, en_conflit))
    assert "À trancher (1)" in page and "Ce qui change (1)" in page
    assert "Vide" in page and "Affiché" in page and str(referent) in page
    page = texte(appliquer(client))
    assert "1 réponse enregistrée." in page and "Il reste 1 conflit à trancher." in page
    cellule.refresh_from_db()
    assert (cellule.avis, cellule.commentaire) == ("non_conforme", "Vide")


@pytest.mark.parametrize(("choix", "avis"), [("classeur", "conforme"), ("ecran", "non_conforme")])
def test_un_conflit_se_tranche(client, feuille, cellule, en_conflit, choix, avis):
    deposer(client, feuille, en_conflit)
    repere = f"X{cellule.exigence_id}"
    page = texte(appliquer(client, **{f"choix-{repere}": choix, f"version-{repere}": "1"}))
    cellule.refresh_from_db()
    assert cellule.avis == avis and "À trancher" not in page


def test_les_reponses_deja_enregistrees_ne_manquent_pas_au_classeur(
    client, feuille, cellule, en_conflit
):
    deposer(client, feuille, en_conflit)
    appliquer(client)
    repere = f"X{cellule.exigence_id}"
    page = texte(appliquer(client, **{f"choix-{repere}": "classeur", f"version-{repere}": "1"}))
    assert "Enregistré (2)" in page and "pas dans ce classeur" not in page


def test_un_choix_fait_sur_une_reponse_qui_a_encore_change_attend(
    client, feuille, cellule, en_conflit
):
    deposer(client, feuille, en_conflit)
    AutoEvaluation.objects.filter(pk=cellule.pk).update(avis="partiel", version=2)
    repere = f"X{cellule.exigence_id}"
    page = texte(appliquer(client, **{f"choix-{repere}": "classeur", f"version-{repere}": "1"}))
    assert "Il reste 1 conflit" in page and "Partiellement conforme" in page
    cellule.refresh_from_db()
    assert cellule.avis == "partiel"


def test_un_changement_devenu_conflit_apres_l_apercu_n_ecrase_rien(client, feuille, cellule):
    deposer(client, feuille, remplir(telecharger(client, feuille), "1.1", avis="Conforme"))
    AutoEvaluation.objects.filter(pk=cellule.pk).update(avis="partiel", version=1)
    page = texte(appliquer(client))
    assert "Aucune réponse enregistrée." in page and "À trancher (1)" in page


# --- Ce qui se refuse ----------------------------------------------------------------------------


def test_chaque_case_refusee_dit_pourquoi_et_les_autres_passent(client, feuille, cellule):
    livre = telecharger(client, feuille)
    remplir(livre, "1.1", avis="Peut-être")
    remplir(livre, "1.2", avis="NA")
    remplir(livre, "1.3", avis="Conforme")
    page = texte(deposer(client, feuille, livre))
    assert "Cases refusées (2)" in page and "Ce qui change (1)" in page
    assert "« Peut-être » n'est pas un avis" in page
    assert "Dites pourquoi ce n'est pas applicable." in page
    appliquer(client)
    assert AutoEvaluation.objects.exclude(version=0).get().exigence.code == "1.3"


def test_la_derniere_exigence_d_un_engagement_du_ne_s_ecarte_pas(client, feuille):
    livre = telecharger(client, feuille)
    for code in ("1.1", "1.2"):
        remplir(livre, code, avis="Non applicable", motif="Pas de public")
    page = texte(deposer(client, feuille, livre))
    assert "Cases refusées (1)" in page and "module obligatoire" in page


def test_une_campagne_close_entre_temps_n_enregistre_rien(client, campagne, feuille, cellule):
    livre = remplir(telecharger(client, feuille), "1.1", avis="Conforme", commentaire="À garder")
    campagne.clore()
    page = texte(deposer(client, feuille, livre))
    assert "La campagne est close" in page and "À garder" in page
    assert "Enregistrer" not in page
    appliquer(client)
    cellule.refresh_from_db()
    assert cellule.version == 0


def test_une_feuille_soumise_entre_temps_n_enregistre_rien(client, feuille, cellule, correspondant):
    deposer(client, feuille, remplir(telecharger(client, feuille), "1.1", avis="Conforme"))
    feuille.soumettre(correspondant)
    page = texte(appliquer(client))
    assert "La feuille du service est soumise" in page
    cellule.refresh_from_db()
    assert cellule.version == 0


def test_le_depot_dit_d_avance_que_rien_ne_s_enregistrera(client, feuille, correspondant):
    adresse = reverse("engagements:retour_create", args=[feuille.pk])
    assert "rien ne s’en enregistrera" not in texte(client.get(adresse))
    feuille.soumettre(correspondant)
    assert "La feuille du service est soumise" in texte(client.get(adresse))


def test_un_service_ferme_entre_temps_n_enregistre_rien(client, feuille, cellule, service):
    livre = remplir(telecharger(client, feuille), "1.1", avis="Conforme")
    service.date_fin = "2022-01-01"
    service.save()
    assert "est fermé depuis le 01/01/2022" in texte(deposer(client, feuille, livre))


def test_une_exigence_retiree_entre_temps_est_refusee(client, feuille, cellule):
    livre = remplir(telecharger(client, feuille), "1.1", avis="Conforme")
    cellule.exigence.retire = True
    cellule.exigence.save()
    assert "retirée du référentiel" in texte(deposer(client, feuille, livre))
    cellule.delete()
    assert "n'est plus à évaluer par ce service" in texte(deposer(client, feuille, livre))


def test_un_classeur_perime_dit_ce_qui_lui_manque(client, campagne, feuille, cellule):
    livre = telecharger(client, feuille)
    factories.ExigenceFactory(engagement=cellule.exigence.engagement, code="1.9")
    campagne.aligner()
    page = texte(deposer(client, feuille, remplir(livre, "1.1", avis="Conforme")))
    assert "1 point de la feuille n'est pas dans ce classeur" in page.replace("’", "'")
    assert "Ce qui change (1)" in page


def test_un_service_sorti_de_la_campagne_apres_le_depot_le_dit(client, feuille, cellule):
    deposer(client, feuille, remplir(telecharger(client, feuille), "1.1", avis="Conforme"))
    Feuille.objects.filter(pk=feuille.pk).delete()
    page = texte(appliquer(client))
    assert "Ce service n'est plus dans la campagne" in page and "Ce qui change (1)" in page


# --- D'autres classeurs --------------------------------------------------------------------------


def test_le_classeur_d_un_autre_service_ou_d_une_autre_campagne_se_dit(
    client, client_de, referent, campagne, feuille, voisin
):
    chez_elle = client_de(referent)
    autre = telecharger(chez_elle, campagne.feuilles.get(service=voisin))
    assert "celui d'un autre service, « Droit au séjour »" in texte(deposer(client, feuille, autre))
    campagne.feuilles.filter(service=voisin).delete()
    assert "n'est plus dans la campagne" in texte(deposer(client, feuille, autre))
    ancien = telecharger(client, feuille)
    campagne.code, campagne.intitule = "auto-2023", "Auto-évaluation 2023"
    campagne.save()
    page = texte(deposer(client, feuille, ancien))
    assert "celui d'une autre campagne, « Auto-évaluation 2022 »" in page


def test_le_classeur_d_un_autre_departement_se_dit(client, feuille):
    livre = telecharger(client, feuille)
    livre[REPERES]["B2"] = "13"
    livre[REPERES]["B8"] = "Bouches-du-Rhône"
    page = texte(deposer(client, feuille, livre))
    assert "un autre département : Bouches-du-Rhône (13)" in page


def sans_reperes(livre):
    del livre[REPERES]


def sans_onglet(livre):
    del livre[ONGLET]


def sans_colonnes_cachees(livre):
    livre[ONGLET].delete_cols(1, 3)


def sans_commentaire(livre):
    livre[ONGLET].delete_cols(RANGS[COMMENTAIRE])


ABIMES = [
    (sans_reperes, "L'onglet caché qui dit de quelle feuille"),
    (sans_onglet, "n'a plus d'onglet « Auto-évaluation »"),
    (sans_colonnes_cachees, "colonnes cachées de ce classeur ont été effacées"),
    (sans_commentaire, "Des colonnes du classeur manquent : « Commentaire »"),
]


@pytest.mark.parametrize(("abimer", "phrase"), ABIMES)
def test_un_classeur_abime_se_dit_en_clair(client, feuille, abimer, phrase):
    livre = telecharger(client, feuille)
    abimer(livre)
    assert phrase in texte(deposer(client, feuille, livre))
    assert not Production.objects.exists()


def test_un_fichier_qui_n_est_pas_un_classeur_se_dit(client, feuille):
    page = texte(deposer(client, feuille, b"bonjour", nom="notes.xlsx"))
    assert "fr-error-text" in page and not Production.objects.exists()


# --- Qui peut ------------------------------------------------------------------------------------


def test_le_correspondant_ne_depose_pas_chez_le_voisin(client, campagne, voisin):
    feuille = campagne.feuilles.get(service=voisin)
    for nom in ("feuille_classeur", "retour_create"):
        assert client.get(reverse(f"engagements:{nom}", args=[feuille.pk])).status_code == 404


def test_la_page_de_la_feuille_mene_au_classeur(client, feuille):
    page = texte(client.get(feuille.get_absolute_url()))
    assert reverse("engagements:feuille_classeur", args=[feuille.pk]) in page
    assert reverse("engagements:retour_create", args=[feuille.pk]) in page


def test_le_membre_d_un_groupe_n_a_que_ses_engagements(client_de, agent, campagne, feuille):
    groupe = GroupeTravail.objects.create(departement=campagne.departement, nom="Accueil")
    groupe.engagements.set(campagne.modules()[0].engagements.all())
    MembreGroupe.objects.create(groupe=groupe, agent=agent, date_debut=date(2022, 1, 1))
    Feuille.objects.filter(pk=feuille.pk).update(remplie_par="groupe", groupe=groupe)
    factories.EngagementFactory(module=campagne.modules()[0], numero=2)
    campagne.aligner()
    client = client_de(agent)
    livre = telecharger(client, feuille)
    assert [livre[ONGLET].cell(r, 4).value for r in range(4, livre[ONGLET].max_row + 1)] == [
        *("1", "1.1", "1.2", "1.3")
    ]
    page = texte(deposer(client, feuille, remplir(livre, "1.1", avis="Conforme")))
    assert "Ce qui change (1)" in page
    assert "1 réponse enregistrée." in texte(appliquer(client))
