"""L'import du plan d'actions : le classeur d'essai, ses variantes, le second import."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from engagements.models import Action
from qualepref.socle.models import Departement, Production
from tests import factories
from tests.attendus import ARRETE, CLASSEURS, attendus_de, lire_date
from tests.rapports import chiffres, codes, comptes
from tests.tableurs import xlsx

CLASSEUR = CLASSEURS / "plan-actions-2022.xlsx"
ENTETE = ["N°", "Action", "Service pilote", "Échéance", "État"]


@pytest.fixture
def isere(db):
    """L'organisation du jeu d'essai et le référentiel livré."""
    call_command("charger_organisation", CLASSEURS / "organisation.yaml", verbosity=0)
    call_command("charger_referentiel", verbosity=0, stdout=StringIO())


@pytest.fixture
def importer(tmp_path, settings):
    """Importe des octets ou un fichier par la commande et rend le rapport."""
    settings.ARRETE = ARRETE

    def importer(contenu, nom="plan-2022.xlsx", **options):
        rapport = tmp_path / "rapport.json"
        chemin = contenu
        if isinstance(contenu, bytes):
            chemin = tmp_path / nom
            chemin.write_bytes(contenu)
        options = {"departement": "38", "rapport": rapport, "verbosity": 0} | options
        sorties = {"stdout": StringIO(), "stderr": StringIO()}
        call_command("importer", "actions", chemin, **options, **sorties)
        return json.loads(rapport.read_text())

    return importer


def test_le_classeur_d_essai_donne_les_chiffres_attendus(isere, importer):
    attendus = attendus_de("plan-actions-2022")
    rapport = importer(CLASSEUR, partiel=True)
    assert comptes(rapport) == [60, 58, 0, 0, 2]
    rejets = [(f["feuille"], f["ligne"], f["code"], f["champ"]) for f in rapport["erreurs"]]
    assert rejets == [(r["feuille"], r["ligne"], r["code"], r["champ"]) for r in attendus["rejets"]]
    assert chiffres("actions", arrete=ARRETE) == {
        "par_etat": attendus["comptes"]["par_etat"],
        "par_service": attendus["comptes"]["par_service"],
        "en_retard": attendus["en_retard_au_31_12_2022"],
        "taux_realisation": attendus["taux_realisation"],
    }
    lues = [
        (a.numero, a.etat, a.date_echeance, a.date_realisation)
        for a in Action.objects.order_by("numero")
    ]
    assert lues == [
        (a["numero"], a["etat"], lire_date(a["echeance"]), lire_date(a["realisee_le"]))
        for a in attendus["actions"]
    ]


def test_origines_engagements_et_avancement_du_classeur_d_essai(isere, importer):
    attendus = attendus_de("plan-actions-2022")["comptes"]
    importer(CLASSEUR, partiel=True)
    par_origine = {}
    for lue in Action.objects.values_list("origine_lue", flat=True):
        par_origine[lue] = par_origine.get(lue, 0) + 1
    assert par_origine == attendus["par_origine"]
    mysteres = Action.objects.filter(origine="enquete_mystere")
    assert mysteres.count() == attendus["par_origine"]["Enquête mystère"]
    assert not Action.objects.filter(origine="autre").exists()
    par_engagement = {
        numero: Action.objects.filter(engagements__numero=int(numero)).count()
        for numero in attendus["par_engagement"]
    }
    assert par_engagement == attendus["par_engagement"]
    une = Action.objects.get(numero=1)
    assert (une.avancement, une.responsable_lu, une.service.nom) == (
        25,
        "Adjointe",
        "Accueil général",
    )
    assert Action.objects.get(numero=19).avancement == 80
    assert Action.objects.get(numero=4).priorite == Action.Priorite.HAUTE
    assert Action.objects.get(numero=10).motif == "« Reporté 2023 », repris du classeur."
    assert Action.objects.get(numero=3).fonction == "referent_qualite"
    assert set(Action.objects.values_list("annee", flat=True)) == {2022}
    assert Action.history.count() == 0


def test_un_second_import_ne_change_rien(isere, importer):
    importer(CLASSEUR, partiel=True)
    assert comptes(importer(CLASSEUR, partiel=True)) == [60, 0, 0, 58, 2]


def test_sans_partiel_une_faute_et_rien_n_est_importe(isere, importer):
    with pytest.raises(CommandError, match="Plan d'actions 2022, ligne 38"):
        importer(CLASSEUR)
    assert not Action.objects.exists()


@pytest.fixture
def plan(service, voisin, importer):
    """Importe les lignes données sous l'en-tête court."""
    engagement = factories.EngagementFactory(numero=1, module__numero=1)
    for numero in (2, 3, 5):
        factories.EngagementFactory(numero=numero, module=engagement.module)

    def importer_lignes(*lignes, entete=ENTETE, **options):
        return importer(xlsx(entete, *lignes), **{"partiel": True} | options)

    return importer_lignes


def test_une_ligne_revient_changee(plan):
    plan([1, "Refaire la signalétique", "Accueil général", "30/06/2022", "en cours"])
    rapport = plan([1, "Refaire la signalétique", "", "30/09/2022", "réalisée"])
    assert comptes(rapport) == [1, 0, 1, 0, 0]
    action = Action.objects.get()
    assert (action.etat, action.avancement) == ("realisee", 100)
    assert action.service.nom == "Accueil général"  # une cellule vide n'efface rien
    assert action.date_echeance == date(2022, 9, 30)
    assert "30/06/2022" in rapport["avertissements"][0]["message"]


def test_une_echeance_deplacee_par_le_classeur_garde_l_ancienne(plan):
    ligne = [1, "Refaire la signalétique", "Accueil général"]
    plan([*ligne, date(2022, 6, 30), "À faire"])
    for _ in range(2):  # la seconde fois ne change rien
        plan([*ligne, date(2023, 3, 31), "À faire"])
    report = Action.objects.get().reports.get()
    assert (report.ancienne, report.nouvelle) == (date(2022, 6, 30), date(2023, 3, 31))
    assert (report.agent, report.motif) == (None, "Changée dans le classeur importé")


def test_ce_qui_fut_modifie_dans_l_application_se_retrouve(plan):
    plan([1, "Refaire la signalétique", "Accueil général", "", "à faire"])
    action = Action.objects.get()
    action.etat = "en_cours"
    action.save()
    plan([1, "Refaire la signalétique", "Accueil général", "", "réalisée"])
    assert [h.etat for h in action.history.all()] == ["realisee", "en_cours"]


def test_une_action_soldee_ne_redevient_pas_realisee(plan):
    ligne = [1, "Refaire la signalétique", "Accueil général", "", "réalisée"]
    plan(ligne)
    Action.objects.update(etat="soldee", bilan="Les usagers se repèrent.")
    assert comptes(plan(ligne)) == [1, 0, 0, 1, 0]
    assert Action.objects.get().etat == "soldee"


def test_sans_numero_l_intitule_fait_foi(plan):
    lignes = [["", "Afficher la charte", "", "", ""], ["", "Former les agents", "", "", ""]]
    assert comptes(plan(*lignes)) == [2, 2, 0, 0, 0]
    assert list(Action.objects.values_list("numero", flat=True)) == [1, 2]
    assert comptes(plan(*reversed(lignes))) == [2, 0, 0, 2, 0]


def test_un_doublon_ne_cree_rien_et_un_numero_repete_en_recoit_un_autre(plan):
    lignes = [
        [1, "Afficher la charte", "", "", "fait"],
        [1, "AFFICHER  la charte", "", "", "fait"],
        [1, "Former les agents", "", "", "fait"],
        [2, "Former les agents", "", "", "fait"],
    ]
    rapport = plan(*lignes)
    assert comptes(rapport) == [4, 3, 0, 1, 0]
    assert codes(rapport) == ["doublon", "numero_repete"]
    assert sorted(Action.objects.values_list("numero", "intitule")) == [
        (1, "Afficher la charte"),
        (2, "Former les agents"),
        (3, "Former les agents"),
    ]
    assert comptes(plan(*lignes))[:4] == [4, 0, 0, 4]


def test_deux_feuilles_qui_recommencent_a_un(plan, importer):
    def deux_feuilles():
        import_1 = [1, "Afficher la charte", "", "", ""]
        import_2 = [1, "Former les agents", "", "", ""]

        def retouche(feuille):
            autre = feuille.parent.create_sheet("Droit au séjour")
            autre.append(ENTETE)
            autre.append(import_2)

        return xlsx(ENTETE, import_1, nom="Accueil général", retouche=retouche)

    rapport = importer(deux_feuilles(), partiel=True)
    assert comptes(rapport) == [2, 2, 0, 0, 0]
    services = dict(Action.objects.values_list("intitule", "service__nom"))
    assert services == {
        "Afficher la charte": "Accueil général",
        "Former les agents": "Droit au séjour",
    }
    assert comptes(importer(deux_feuilles(), partiel=True)) == [2, 0, 0, 2, 0]


def test_service_echeance_et_responsable_peuvent_manquer(plan):
    plan([1, "Afficher la charte", "", "permanent", ""], [2, "Former", None, "à définir", None])
    assert Action.objects.sans_echeance().sans_responsable().filter(service=None).count() == 2


def test_un_service_inconnu_est_refuse_avec_les_noms_proches(plan):
    rapport = plan([1, "Afficher la charte", "Acueil genérale", "", ""])
    assert comptes(rapport) == [1, 0, 0, 0, 1]
    assert "Accueil général" in rapport["erreurs"][0]["message"]


def test_plusieurs_services_le_premier_pilote(plan):
    rapport = plan([1, "Former", "Droit au séjour / Accueil général", "", ""])
    assert Action.objects.get().service.nom == "Droit au séjour"
    assert codes(rapport) == ["service"]


def test_le_pilote_peut_nommer_le_service(plan):
    plan([1, "Former", "Droit au séjour"], entete=["N°", "Action", "Pilote"])
    assert Action.objects.get().service.nom == "Droit au séjour"


def test_soldee_sans_bilan_revient_realisee(plan):
    entete = ["N°", "Action", "Origine", "État", "Bilan"]
    rapport = plan(
        [1, "Former", "COPIL", "soldée", "Huit agents formés"],
        [2, "Afficher", "COPIL", "clôturée", ""],
        [3, "Ranger", "Audit interne", "soldée", "Fait"],
        entete=entete,
    )
    etats = Action.objects.order_by("numero").values_list("etat", flat=True)
    assert list(etats) == ["soldee", "realisee", "realisee"]
    assert codes(rapport) == ["soldee", "soldee"]


def test_les_engagements_transformes_par_le_tableur_se_signalent(plan):
    rapport = plan(
        [1, "Former", 2.5],
        [2, "Afficher", date(2022, 5, 2)],
        [3, "Ranger", "2, 99"],
        [4, "Trier", "1 à 3 et 5"],
        entete=["N°", "Action", "Engagement(s)"],
    )
    assert codes(rapport) == ["engagement_a_verifier"] * 3
    lies = [
        sorted(action.engagements.values_list("numero", flat=True))
        for action in Action.objects.order_by("numero")
    ]
    assert lies == [[], [], [2], [1, 2, 3, 5]]


def test_deux_lignes_d_en_tete_un_sous_total_et_une_section(plan, importer):
    contenu = xlsx(
        ["Plan d'actions de la préfecture, exercice 2023"],
        ["", "Action", "", "Suivi", "", ""],
        ["Réf.", "Intitulé de l'action", "Pilote", "Échéance", "Statut", "%"],
        ["ACCUEIL"],
        ["A1", "Afficher la charte", "Adjointe", "T3", "Non démarré", 0],
        ["A2", "Former les agents", "Adjointe", "fin juin", "Mis en place", 1],
        ["Sous-total", "2 actions"],
        ["A3", "Ranger le hall", "", "2e semestre 2023", "lancé", "40%"],
        nom="PAQ",
    )
    rapport = importer(contenu, nom="paq.xlsx", partiel=True)
    assert comptes(rapport) == [3, 3, 0, 0, 0]
    assert list(
        Action.objects.order_by("numero").values_list(
            "annee", "numero", "date_echeance", "etat", "avancement"
        )
    ) == [
        (2023, 1, date(2023, 9, 30), "a_faire", 0),
        (2023, 2, date(2023, 6, 30), "realisee", 100),
        (2023, 3, date(2023, 12, 31), "en_cours", 40),
    ]


def test_un_classeur_en_dates_1904(plan, importer):
    def retouche(feuille):
        feuille.parent.epoch = CALENDAR_MAC_1904

    contenu = xlsx(ENTETE, [1, "Former", "", date(2022, 6, 30), "en cours"], retouche=retouche)
    importer(contenu, partiel=True)
    assert Action.objects.get().date_echeance == date(2022, 6, 30)


def test_une_realisation_a_venir_est_refusee(plan):
    rapport = plan(
        [1, "Former", "realisée", "01/02/2023"], entete=["N°", "Action", "État", "Réalisé le"]
    )
    assert rapport["erreurs"][0]["code"] == "date_future"


def test_la_correspondance_dit_colonnes_et_valeurs(plan, tmp_path):
    chemin = tmp_path / "c.yaml"
    chemin.write_text(
        "colonnes: {action: Quoi donc, etat: Feu}\n"
        "valeurs: {etat: {Vert: realisee, Rouge: a_faire}}"
    )
    plan(
        [1, "Former", "Vert"],
        [2, "Ranger", "Rouge"],
        entete=["N°", "Quoi donc", "Feu"],
        correspondance=chemin,
    )
    assert list(Action.objects.values_list("etat", flat=True)) == ["realisee", "a_faire"]


def test_une_colonne_par_etat_et_une_croix(plan, importer):
    contenu = xlsx(
        ["N°", "Action", "Pilote", "Avancement", "", ""],
        ["", "", "", "À faire", "En cours", "Réalisé"],
        [1, "Afficher", "Accueil général", "", "", "X"],
        [2, "Former", "Adjointe", "", "x", ""],
        [3, "Ranger", "", "X", "", ""],
    )
    assert comptes(importer(contenu, partiel=True)) == [3, 3, 0, 0, 0]
    lues = Action.objects.order_by("numero").values_list("etat", "service__nom", "responsable_lu")
    assert list(lues) == [
        ("realisee", "Accueil général", ""),
        ("en_cours", None, "Adjointe"),
        ("a_faire", None, ""),
    ]


def test_realise_oui_ou_non(plan):
    plan([1, "Former", "Oui"], [2, "Ranger", "Non"], entete=["N°", "Action", "Réalisé ?"])
    etats = Action.objects.order_by("numero").values_list("etat", flat=True)
    assert list(etats) == ["realisee", "a_faire"]


def test_un_intertitre_qui_nomme_un_service_vaut_pour_la_suite(plan):
    plan(
        ["Accueil général"],
        [1, "Afficher", "Réalisée à 80 %", "30/06/2022"],
        ["Droit au séjour :"],
        [2, "Former", "stand-by", "30/06/2022"],
        entete=["N°", "Action", "État", "Échéance"],
    )
    lues = Action.objects.order_by("numero").values_list("etat", "avancement", "service__nom")
    assert list(lues) == [("en_cours", 80, "Accueil général"), ("reportee", 0, "Droit au séjour")]


def test_par_les_pages_on_verifie_puis_on_importe(isere, client_de, creer_agent, settings):
    settings.ARRETE = ARRETE
    referent = creer_agent("referent_qualite", Departement.objects.get())
    client = client_de(referent)
    assert "Plan d&#x27;actions" in client.get(reverse("socle:import_list")).content.decode()
    with CLASSEUR.open("rb") as fichier:
        depot = client.post(reverse("socle:import_create", args=["actions"]), {"fichier": fichier})
    verification = Production.objects.get()
    assert depot.url == verification.get_absolute_url()
    verification.produire()
    assert not Action.objects.exists()
    page = client.get(verification.get_absolute_url()).content.decode()
    assert "ligne 38" in page or "38" in page
    client.post(reverse("socle:import_suite", args=[verification.pk]), {"acte": "partiel"})
    Production.objects.latest("pk").produire()
    assert Action.objects.count() == 58


def test_sans_colonne_d_echeance_la_date_de_realisation_est_celle_que_l_on_vise(plan):
    plan(
        [1, "Former", "en cours", "30/06/2023"],
        [2, "Ranger", "fait", "30/06/2022"],
        entete=["N°", "Action", "État", "Date de réalisation"],
    )
    lues = Action.objects.order_by("numero").values_list("date_echeance", "date_realisation")
    assert list(lues) == [(date(2023, 6, 30), None), (None, date(2022, 6, 30))]


def test_un_etat_en_pourcentage(plan):
    entete = ["N°", "Action", "État"]
    rapport = plan([1, "A", 0.5], [2, "B", 0], [3, "C", 1], [4, "D", "75%"], entete=entete)
    lues = Action.objects.order_by("numero").values_list("etat", "avancement")
    assert list(lues) == [("en_cours", 50), ("a_faire", 0), ("realisee", 100), ("en_cours", 75)]
    assert codes(rapport) == []


@pytest.mark.parametrize(
    ("titre", "annee"),
    [("Plan d'actions 2022-2023", 2022), ("Plan 2023", 2023), ("Bilan 2019, plan 2022", 2021)],
)
def test_l_annee_du_plan_est_dite_par_le_titre_ou_le_fichier(plan, importer, titre, annee):
    contenu = xlsx([titre], ENTETE, [1, "Former", "", "", ""])
    importer(contenu, nom="plan-2021.xlsx", partiel=True)
    assert Action.objects.get().annee == annee
