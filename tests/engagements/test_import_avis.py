"""L'import d'un classeur libre d'auto-évaluation : dispositions, mots des services, réimport."""

import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from engagements.models import AvisEngagement, Campagne, Feuille, Labellisation, Preuve
from qualepref.socle.models import Production
from tests import factories
from tests.attendus import CLASSEURS, attendus_de
from tests.rapports import chiffres, comptes
from tests.tableurs import octets, xlsx

CLASSEUR = CLASSEURS / "autoevaluation-engagements.xlsx"
ATTENDUS = attendus_de("autoevaluation-engagements")
ENTETE = ["N°", "Engagement", "Accueil général", "Droit au séjour"]


@pytest.fixture
def importer(tmp_path):
    """Importe des octets par la commande et rend le rapport, même refusé."""

    def importer(contenu, nom="auto.xlsx", **options):
        chemin, rapport = tmp_path / nom, tmp_path / "rapport.json"
        chemin.write_bytes(contenu)
        options = {"departement": "38", "rapport": rapport, "verbosity": 0} | options
        call_command("importer", "autoevaluations", chemin, **options)
        return json.loads(rapport.read_text())

    return importer


@pytest.fixture
def isere(qual_e_pref):
    """L'organisation du jeu d'essai, sans périmètre ni campagne."""
    call_command("charger_organisation", CLASSEURS / "organisation.yaml", verbosity=0)


def avis_lus(**filtres):
    """{(engagement, service): avis}, « en cours » compris."""
    cellules = AvisEngagement.objects.filter(**filtres).select_related("engagement", "service")
    return {
        (c.engagement.numero, c.service.nom): "en_cours" if c.avancement == "en_cours" else c.avis
        for c in cellules
    }


# --- Le classeur du jeu d'essai ------------------------------------------------------------------


def test_le_classeur_d_essai_se_reprend_entier_et_se_relit_sans_rien_changer(isere, importer):
    premier = importer(CLASSEUR.read_bytes())
    assert comptes(premier) == [23, 23, 0, 0, 0] and premier["erreurs"] == []
    avant = list(AvisEngagement.objects.order_by("pk").values())
    second = importer(CLASSEUR.read_bytes())
    assert comptes(second) == [23, 0, 0, 23, 0]
    assert list(AvisEngagement.objects.order_by("pk").values()) == avant
    assert Campagne.objects.count() == 1


def test_chaque_cellule_est_celle_du_classeur(isere, importer):
    importer(CLASSEUR.read_bytes())
    noms = {"Standard / SVI": "Standard"}
    lus = avis_lus()
    for ligne in ATTENDUS["cellules"]:
        for service in ATTENDUS["colonnes"]["services"]:
            cle = ligne["engagement"], noms.get(service, service)
            assert lus.get(cle, "non_applicable") == ligne[service], cle


def test_sans_campagne_l_import_en_ouvre_une_et_le_dit(isere, importer):
    rapport = importer(CLASSEUR.read_bytes())
    campagne = Campagne.objects.get()
    assert (campagne.code, campagne.date_debut) == ("auto-2022", date(2022, 12, 15))
    assert campagne.referentiel.code == "qual-e-pref-2019"
    (ouverture,) = [a for a in rapport["avertissements"] if a["code"] == "campagne_ouverte"]
    assert "« Auto-évaluation 2022 » (auto-2022)" in ouverture["message"]
    perimetres = Labellisation.objects.get().perimetres
    assert perimetres.filter(module__numero=1).count() == 6
    assert [p.service.code for p in perimetres.filter(module__numero=2)] == ["CERTPC"]


def test_a_l_essai_rien_ne_s_ouvre(isere, importer):
    assert comptes(importer(CLASSEUR.read_bytes(), essai=True)) == [23, 23, 0, 0, 0]
    assert not Campagne.objects.exists() and not Labellisation.objects.exists()


def test_commentaires_preuves_et_motifs_suivent(isere, importer):
    importer(CLASSEUR.read_bytes())
    avis = AvisEngagement.objects.select_related("service")
    applicable = avis.get(engagement__numero=10, service__code="STD")
    assert applicable.commentaire == "Voir fiche de procédure"
    preuves = applicable.preuves.order_by("intitule")
    assert [p.intitule for p in preuves] == ["QP38-FP-001", "QP38-GA-01"]
    assert {p.date_effet for p in preuves} == {date(2022, 12, 15)}
    ecarte = avis.get(engagement__numero=10, service__code="AG")
    assert ecarte.motif == "service non concerné (repris du classeur)"
    assert ecarte.commentaire == "" and not ecarte.preuves.exists()
    commence = avis.get(engagement__numero=4, service__code="DS")
    assert (commence.avis, commence.avancement) == ("non_evalue", "en_cours")
    assert applicable.origine == "importe" and applicable.history.count() == 2
    assert Preuve.objects.filter(intitule="Captures d'écran").count() == 4


# --- La campagne visée ---------------------------------------------------------------------------


@pytest.fixture
def campagne_essai(campagne, voisin):
    """La campagne de la troupe, avec un second engagement."""
    module = campagne.modules().get()
    factories.EngagementFactory(module=module, numero=2, intitule="Un accueil attentif")
    campagne.aligner()
    return campagne


def test_la_campagne_ouverte_est_remplie(campagne_essai, importer):
    contenu = xlsx(ENTETE, [1, "Nous vous informons", "Oui", "Non"], [2, "", "Partiel", "NA"])
    assert comptes(importer(contenu)) == [2, 2, 0, 0, 0]
    assert avis_lus(campagne=campagne_essai) == {
        (1, "Accueil général"): "conforme",
        (1, "Droit au séjour"): "non_conforme",
        (2, "Accueil général"): "partiel",
        (2, "Droit au séjour"): "non_applicable",
    }


def test_une_autre_campagne_se_choisit_et_une_close_se_refuse(campagne_essai, importer):
    autre = factories.CampagneFactory(
        departement=campagne_essai.departement,
        referentiel=campagne_essai.referentiel,
        code="semi-2021",
    )
    autre.aligner()
    contenu = xlsx(ENTETE, [1, "", "Oui", "Non"])
    importer(contenu, campagne="semi-2021")
    assert set(avis_lus(campagne=campagne_essai).values()) == {"non_evalue"}
    assert avis_lus(campagne=autre)[1, "Accueil général"] == "conforme"
    autre.clore()
    with pytest.raises(CommandError, match="est close : rouvrez-la"):
        importer(contenu, campagne="semi-2021")
    with pytest.raises(CommandError, match="Pas de campagne « 1999 »"):
        importer(contenu, campagne="1999")


def test_la_campagne_ouverte_d_un_autre_referentiel_n_est_pas_remplie(isere, importer):
    autre = factories.EngagementFactory(numero=1, intitule="Une promesse d'ailleurs")
    departement = factories.DepartementFactory(code="38")
    ouverte = factories.CampagneFactory(
        departement=departement, referentiel=autre.module.referentiel
    )
    rapport = importer(CLASSEUR.read_bytes())
    assert not ouverte.avisengagements.exists()
    assert rapport["avertissements"][0]["code"] == "campagne_ouverte"
    assert Campagne.objects.exclude(pk=ouverte.pk).get().code == "auto-2022"


def test_un_intitule_qui_n_est_pas_celui_du_numero_se_signale(campagne_essai, importer):
    rapport = importer(xlsx(ENTETE, [1, "Une tout autre promesse locale", "Oui", "Non"]))
    (faute,) = rapport["avertissements"]
    assert faute["code"] == "intitule_different" and "Nous vous informons" in faute["message"]


def test_un_classeur_corrige_met_a_jour_et_une_case_vide_n_efface_rien(campagne_essai, importer):
    importer(
        xlsx([*ENTETE, "Observations"], [1, "", "Oui", "Non", "Vu"], [2, "", "Oui", "Oui", ""])
    )
    rapport = importer(
        xlsx([*ENTETE, "Observations"], [1, "", "Partiel", "", ""], [2, "", "Oui", "Oui", ""])
    )
    assert comptes(rapport) == [2, 0, 1, 1, 0]
    lus = avis_lus()
    assert lus[1, "Accueil général"] == "partiel" and lus[1, "Droit au séjour"] == "non_conforme"
    gardee = AvisEngagement.objects.get(engagement__numero=1, service__code="AG")
    assert gardee.commentaire == "Vu" and gardee.version == 2


def test_ce_qu_une_personne_a_saisi_reste(campagne_essai, importer, client_de, referent):
    avis = campagne_essai.avisengagements.get(engagement__numero=1, service__code="AG")
    adresse = reverse("engagements:avisengagement_update", args=[avis.pk])
    saisie = {"version": 0, "avis": "partiel", "avancement": "fait", "commentaire": "Vu sur place"}
    client_de(referent).post(adresse, saisie)
    rapport = importer(xlsx(ENTETE, [1, "", "Oui", "Non"]))
    avis.refresh_from_db()
    assert (avis.avis, avis.commentaire) == ("partiel", "Vu sur place")
    (gardee,) = [a for a in rapport["avertissements"] if a["code"] == "reponse_gardee"]
    assert "saisi à l'écran : « partiellement conforme » reste" in gardee["message"]


def test_une_feuille_soumise_ne_change_pas(campagne_essai, importer, service):
    Feuille.objects.filter(campagne=campagne_essai, service=service).update(etat="soumise")
    rapport = importer(xlsx(ENTETE, [1, "", "Oui", "Non"]))
    assert avis_lus()[1, "Accueil général"] == "non_evalue"
    assert avis_lus()[1, "Droit au séjour"] == "non_conforme"
    assert "la feuille du service est soumise" in rapport["avertissements"][0]["message"]


def test_une_reponse_hors_du_perimetre_est_gardee_et_dite(campagne_essai, importer, site):
    racine = site.services.get(parent=None)
    factories.ServiceFactory(site=site, parent=racine, code="COM", nom="Communication")
    entete = ["N°", "Engagement", "Accueil général", "Communication"]
    rapport = importer(xlsx(entete, [1, "", "Oui", "Oui"], [2, "", "Oui", "NA"]))
    assert avis_lus()[1, "Communication"] == "conforme"
    assert (2, "Communication") not in avis_lus()
    assert ["pas engagé sur le module 1 de la campagne"] == [
        a["message"] for a in rapport["avertissements"]
    ]


# --- Ce qui se refuse ----------------------------------------------------------------------------

REFUS = [
    (["N°", "Engagement", "Accueil général", "Séjours"], [1, "", "Oui", "Non"], "service inconnu"),
    (ENTETE, [99, "", "Oui", "Non"], "n'a pas d'engagement 99"),
    (ENTETE, [1, "", "Oui", "peut-être"], "peut-être.*n'est pas un avis"),
    (ENTETE, [1, "Un accueil attentif", "Oui", "Non"], "ne vont pas ensemble"),
    (ENTETE, [date(2022, 1, 1), "", "Oui", "Non"], "changé ce numéro en date"),
    (ENTETE, [1.1, "", "Oui", "Non"], "est le code d'une exigence"),
    (ENTETE, ["", "Tout va bien", "Oui", "Non"], "engagement inconnu : « Tout va bien »"),
]


@pytest.mark.parametrize(("entete", "ligne", "raison"), REFUS)
def test_un_refus_dit_pourquoi_et_rien_n_est_importe(
    campagne_essai, importer, entete, ligne, raison
):
    with pytest.raises(CommandError, match=raison):
        importer(xlsx(entete, ligne, [2, "", "Oui", "Oui"]))
    assert set(avis_lus().values()) == {"non_evalue"}


def test_un_service_inconnu_propose_les_noms_proches(campagne_essai, importer):
    entete = ["N°", "Engagement", "Accueil général", "Droit au séjours des étrangers"]
    contenu = xlsx(entete, [1, "", "Oui", "Non"], [2, "", "Oui", "Oui"])
    with pytest.raises(CommandError, match="noms proches : Droit au séjour"):
        importer(contenu)
    rapport = importer(contenu, partiel=True)
    assert comptes(rapport) == [2, 2, 0, 0, 0] and len(rapport["erreurs"]) == 1
    assert avis_lus()[1, "Accueil général"] == "conforme"


# --- D'autres classeurs --------------------------------------------------------------------------


def attendu_de_la_troupe():
    return {
        (1, "Accueil général"): "conforme",
        (1, "Droit au séjour"): "non_conforme",
        (2, "Accueil général"): "partiel",
        (2, "Droit au séjour"): "en_cours",
    }


def deux_lignes_d_en_tete():
    """Le service au-dessus de « Avis » et « Observations », sous-totaux par module."""
    return xlsx(
        ["Tableau de suivi de la qualité"],
        ["Réf.", "Libellé", "Accueil général", None, "Droit au séjour", None],
        [None, None, "Avis", "Observations", "Avis", "Observations"],
        ["Module 1 : accueil"],
        [1, "Nous vous informons", "Oui", "Vu", "Non", "À revoir"],
        [2, "Un accueil attentif", "Partiellement", None, "en cours", None],
        ["Sous-total module 1", None, "1 / 2", None, "0 / 2", None],
        ["Total", 2, "engagements"],
        retouche=lambda f: [f.merge_cells(plage) for plage in ("C2:D2", "E2:F2")],
    )


def site_au_dessus_des_services():
    return xlsx(
        [None, None, "Préfecture", None],
        ["Engagement n°", "Intitulé", "Accueil général", "Droit au séjour"],
        ["Engagement 1", "Nous vous informons", "conforme", "non conforme"],
        ["Engagement 2", "Un accueil attentif", "P", "En cours"],
    )


def sans_numero():
    return xlsx(
        ["Engagements", "AG", "Bureau du droit au séjour", "Synthèse"],
        ["Nous vous informons !", "O", "N", "Non"],
        ["Un accueil attentif", "Partiel", "en cours", "Partiel"],
        ["Total", 2, 2, 2],
    )


def numero_dans_l_intitule():
    return xlsx(
        ["Nos engagements", "Accueil général", "Droit au séjour"],
        ["1. Nous vous informons", "✓", "✗"],
        ["2 - Un accueil attentif", "PC", "en cours"],
    )


def une_feuille_par_service():
    classeur = Workbook()
    premiere = classeur.active
    premiere.title = "Notice"
    premiere.append(["Remplir une feuille par service"])
    reponses = {"Accueil général": ("Oui", "Partiel"), "DS": ("Non", "en cours")}
    for nom, (un, deux) in reponses.items():
        feuille = classeur.create_sheet(nom)
        feuille.append(["N°", "Engagement", "Avis", "Commentaire", "Preuves"])
        feuille.append([1, "Nous vous informons", un, f"Vu par {nom}", "Fiche"])
        feuille.append([2, "Un accueil attentif", deux, None, None])
    return octets(classeur)


def une_ligne_par_service():
    return xlsx(
        ["Service", "N° engagement", "Évaluation", "Remarques"],
        ["Accueil général", 1, "Oui", "Vu"],
        ["Accueil général", 2, "Partiel", None],
        ["Droit au séjour", 1, "Non", None],
        ["Droit au séjour", 2, "en cours", None],
    )


def service_dans_le_titre():
    classeur = Workbook()
    for rang, (nom, un, deux) in enumerate(
        (("Accueil général", "Oui", "Partiel"), ("Droit au séjour", "Non", "en cours"))
    ):
        feuille = classeur.active if rang == 0 else classeur.create_sheet()
        feuille.append(["Auto-évaluation"])
        feuille.append(["Service :", nom])
        feuille.append([])
        feuille.append(["Eng.", "Conformité"])
        feuille.append([1, un])
        feuille.append([2, deux])
    return octets(classeur)


def croix_par_service():
    return xlsx(
        [None, None, "Accueil général", None, None, "Droit au séjour", None, None],
        ["N°", "Engagement", "Oui", "Partiel", "Non", "Oui", "Non", "En cours"],
        [1, "Nous vous informons", "X", None, None, None, "x", None],
        [2, "Un accueil attentif", None, "✓", None, None, None, "X"],
        retouche=lambda f: [f.merge_cells(plage) for plage in ("C1:E1", "F1:H1")],
    )


def croix_par_feuille():
    classeur = Workbook()
    entete = ["Engagement", "Conforme", "Partiellement conforme", "Non conforme", "En cours"]
    classeur.active.title = "Accueil général"
    classeur.active.append(entete)
    classeur.active.append(["1. Nous vous informons", "X"])
    classeur.active.append(["2. Un accueil attentif", None, "X"])
    autre = classeur.create_sheet("Droit au séjour")
    autre.append(entete)
    autre.append(["1. Nous vous informons", None, None, "X"])
    autre.append(["2. Un accueil attentif", None, None, None, "X"])
    return octets(classeur)


@pytest.mark.parametrize(
    "classeur",
    [
        croix_par_service,
        croix_par_feuille,
        deux_lignes_d_en_tete,
        site_au_dessus_des_services,
        sans_numero,
        numero_dans_l_intitule,
        une_feuille_par_service,
        une_ligne_par_service,
        service_dans_le_titre,
    ],
)
def test_les_autres_dispositions_se_lisent(campagne_essai, importer, classeur):
    rapport = importer(classeur())
    assert rapport["erreurs"] == [] and rapport["refusees"] == 0
    assert avis_lus() == attendu_de_la_troupe()
    second = importer(classeur())
    assert second["inchangees"] == second["lues"]


def test_deux_croix_sur_une_ligne_se_refusent(campagne_essai, importer):
    contenu = xlsx(["N°", "Oui", "Non"], [1, "X", "X"], [2, "X", None], nom="Accueil général")
    with pytest.raises(CommandError, match="Plusieurs avis sont cochés"):
        importer(contenu)


def test_un_commentaire_sous_son_service_est_le_sien(campagne_essai, importer):
    importer(deux_lignes_d_en_tete())
    commentaires = AvisEngagement.objects.filter(engagement__numero=1)
    assert dict(commentaires.values_list("service__code", "commentaire")) == {
        "AG": "Vu",
        "DS": "À revoir",
    }


def test_un_engagement_absent_de_la_feuille_d_un_service_ne_s_y_applique_pas(
    campagne_essai, importer
):
    importer(xlsx(["N°", "Avis"], [1, "Oui"], nom="Accueil général"))
    absent = AvisEngagement.objects.get(engagement__numero=2, service__code="AG")
    assert absent.avis == "non_applicable" and "absent de la feuille" in absent.motif
    assert avis_lus()[2, "Droit au séjour"] == "non_evalue"
    assert comptes(importer(xlsx(["N°", "Avis"], [1, "Oui"], nom="Accueil général")))[3] == 1


def test_l_echelle_c_pc_nc_se_comprend_et_nc_seul_est_une_absence(campagne_essai, importer):
    importer(xlsx(ENTETE, [1, "", "C", "NC"], [2, "", "PC", "nc"]))
    assert avis_lus()[1, "Droit au séjour"] == "non_conforme"
    AvisEngagement.objects.update(avis="non_evalue", version=0)
    importer(xlsx(ENTETE, [1, "", "Oui", "NC"], [2, "", "Oui", "nc"]))
    assert avis_lus()[1, "Droit au séjour"] == "non_evalue"


def test_une_valeur_et_un_service_se_traduisent(campagne_essai, importer, tmp_path):
    contenu = xlsx(["N°", "Engagement", "Guichets", "DS"], [1, "", "3", "1"], [2, "", "2", "Oui"])
    dites = tmp_path / "c.yaml"
    dites.write_text(
        "valeurs: {avis: {'3': conforme, '2': partiel, '1': non_conforme}, service: {Guichets: AG}}"
    )
    importer(contenu, correspondance=dites)
    assert avis_lus()[1, "Accueil général"] == "conforme"
    assert avis_lus()[2, "Accueil général"] == "partiel"
    assert avis_lus()[1, "Droit au séjour"] == "non_conforme"


def test_une_colonne_se_designe_par_son_titre_ou_sa_lettre(campagne_essai, importer, tmp_path):
    contenu = xlsx(["Ordre", "Quoi", "Verdict"], [1, "", "Oui"], [2, "", "Non"], nom="DS")
    dites = tmp_path / "c.yaml"
    dites.write_text("colonnes: {numero: A, avis: Verdict}")
    importer(contenu, correspondance=dites)
    assert avis_lus()[1, "Droit au séjour"] == "conforme"
    dites.write_text("colonnes: {numero: A, avis: Verdicts}")
    with pytest.raises(CommandError, match="aucune feuille n'a de colonne « Verdicts »"):
        importer(contenu, correspondance=dites)


def test_une_precision_devient_un_commentaire(campagne_essai, importer):
    importer(xlsx(ENTETE, [1, "", "Oui (sauf le samedi)", "NA : pas de public"]))
    cellules = {c.service.code: c for c in AvisEngagement.objects.filter(engagement__numero=1)}
    assert (cellules["AG"].avis, cellules["AG"].commentaire) == ("conforme", "sauf le samedi")
    assert cellules["DS"].motif == "pas de public"


def test_une_ligne_repetee_ne_compte_qu_une_fois(campagne_essai, importer):
    rapport = importer(xlsx(ENTETE, [1, "", "Oui", "Non"], [1, "", "Non", "Oui"]))
    assert comptes(rapport) == [2, 1, 0, 1, 0]
    assert avis_lus()[1, "Accueil général"] == "conforme"
    assert rapport["avertissements"][0]["code"] == "doublon"


# --- La page -------------------------------------------------------------------------------------


def test_la_page_propose_les_campagnes_ouvertes(campagne_essai, client_de, referent):
    page = reverse("socle:import_create", args=["autoevaluations"])
    client = client_de(referent)
    assert f'<option value="{campagne_essai.code}">' in client.get(page).content.decode()
    fichier = CLASSEUR.open("rb")
    client.post(page, {"fichier": fichier, "campagne": campagne_essai.code})
    production = Production.objects.get()
    assert production.parametres["campagne"] == campagne_essai.code


def test_le_correspondant_n_importe_pas(campagne_essai, client_de, correspondant):
    page = reverse("socle:import_create", args=["autoevaluations"])
    assert client_de(correspondant).get(page).status_code == 403


# --- Les chiffres --------------------------------------------------------------------------------


def chiffres_de_l_isere(**options):
    return chiffres("autoevaluations", departement="38", **options)


def test_les_chiffres_sont_ceux_que_l_on_attend(isere, importer):
    importer(CLASSEUR.read_bytes())
    attendus = ATTENDUS["en_cours_compte_non_evalue"]
    assert chiffres_de_l_isere(campagne="auto-2022") == attendus
    assert chiffres_de_l_isere() == attendus


def test_une_campagne_inconnue_ou_absente_se_dit(isere):
    with pytest.raises(CommandError, match="Aucune campagne"):
        chiffres_de_l_isere()
    departement = factories.DepartementFactory(code="38")
    factories.CampagneFactory(departement=departement, code="auto-2021")
    with pytest.raises(CommandError, match="Pas de campagne « auto-1999 ».*auto-2021"):
        chiffres_de_l_isere(campagne="auto-1999")


def le_classeur_d_essai_transpose():
    """Les services en lignes : le même tableau, tourné d'un quart."""
    feuille = load_workbook(CLASSEUR).active
    lignes = [ligne for ligne in feuille.iter_rows(min_row=3, values_only=True) if ligne[2]]
    colonnes = list(zip(*lignes, strict=True))
    return xlsx([feuille["A1"].value], *(colonnes[j] for j in range(9)))


def test_le_classeur_d_essai_transpose_donne_les_memes_chiffres(isere, importer):
    rapport = importer(le_classeur_d_essai_transpose())
    assert comptes(rapport) == [23, 23, 0, 0, 0] and rapport["erreurs"] == []
    assert chiffres_de_l_isere() == ATTENDUS["en_cours_compte_non_evalue"]


def test_un_champ_ecarte_ne_se_lit_plus(campagne_essai, importer, tmp_path):
    dites = tmp_path / "c.yaml"
    dites.write_text("feuilles: {Feuille: {commentaire: ''}}")
    contenu = xlsx([*ENTETE, "Observations"], [1, "", "Oui", "Non", "Vu"], [2, "", "Oui", "NA", ""])
    importer(contenu, correspondance=dites)
    assert not AvisEngagement.objects.exclude(commentaire="").exists()
