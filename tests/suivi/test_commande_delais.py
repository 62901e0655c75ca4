import json
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from suivi.models import Demande
from tests import factories
from tests.attendus import COURRIERS, RECLAMATIONS, attendus_de
from tests.suivi.lignes import cle_d_entree

ANNEE = ["--debut", "2022-01-01", "--fin", "2022-12-31", "--arrete", "2022-12-31"]


def delais(*options, forme="json"):
    sortie = StringIO()
    sortie.buffer = BytesIO()
    call_command("delais", *ANNEE, "--format", forme, *options, stdout=sortie)
    return json.loads(sortie.getvalue()) if forme == "json" else sortie.buffer.getvalue()


def test_le_jeu_d_essai_donne_ses_140_indicateurs(isere):
    obtenues = {cle_d_entree(entree): entree for entree in delais()}
    attendues = attendus_de(COURRIERS)["indicateurs"]
    assert len(attendues) == 140
    assert [obtenues[cle_d_entree(entree)] for entree in attendues] == attendues


@pytest.mark.parametrize(
    ("compte", "bloc"), [("reponse_fond", "par_reponse_sur_le_fond"), ("accuse", "par_AR")]
)
def test_le_registre_des_reclamations_compte_entier(isere, compte, bloc):
    entrees = delais("--registre", "suggestions_reclamations", "--compte", compte)
    obtenue = {cle_d_entree(e): e for e in entrees}[
        "reclamations_suggestions", "TOUS", "TOUS", "2022"
    ]
    attendue = attendus_de(RECLAMATIONS)["prise_en_charge_tous"][bloc]
    assert obtenue["regles"] == {
        cle: attendue["regles"][cle] for cle in ("10j_ouvres", "10j_calendaires")
    }
    assert obtenue["recus"] == 82


def test_tous_les_canaux_se_comptent_sur_l_echeance_enregistree(isere):
    obtenue = {cle_d_entree(e): e for e in delais()}["information_generale", "TOUS", "TOUS", "2022"]
    attendues = {cle_d_entree(e): e for e in attendus_de(COURRIERS)["indicateurs"]}
    regles = [("courriel", "5j_ouvres"), ("courrier", "10j_ouvres")]
    dans_delai = sum(
        attendues["information_generale", "TOUS", canal, "2022"]["regles"][regle]["dans_delai"]
        for canal, regle in regles
    )
    assert list(obtenue["regles"]) == ["echeance_enregistree"]
    assert obtenue["regles"]["echeance_enregistree"]["dans_delai"] == dans_delai


def test_par_site_par_mois_et_une_seule_regle(isere):
    entrees = delais(
        *["--par", "site", "--periode", "mois", "--natures", "toutes_natures"],
        *["--regle", "8j_calendaires"],
    )
    assert {entree["site"] for entree in entrees} == {"Préfecture", "TOUS"}
    assert len({entree["periode"] for entree in entrees}) == 12
    assert all(list(entree["regles"]) == ["8j_calendaires"] for entree in entrees)


def test_une_periode_suspendue_sort_des_taux_et_se_montre(isere):
    factories.PeriodeSuspendueFactory(
        departement=isere, date_debut="2022-01-01", date_fin="2022-03-31"
    )
    obtenues = {cle_d_entree(entree): entree for entree in delais()}
    trimestre = obtenues["toutes_natures", "TOUS", "courriel", "2022-T1"]
    recues = (
        Demande.objects.du_registre("courriers_courriels")
        .courriels()
        .filter(date_arrivee__lte="2022-03-31")
    )
    assert trimestre["suspendus_exclus"] == trimestre["recus"] == recues.count()
    assert (trimestre["perimetre"], trimestre["mesure"]) == (0, False)


def test_une_fermeture_du_site_n_est_pas_un_jour_ouvre(isere):
    factories.FermetureFactory(site=isere.sites.get(code="PREF38"), jour="2022-05-27")
    cle = ("toutes_natures", "TOUS", "courriel", "2022-T2")
    avec = {cle_d_entree(e): e for e in delais()}[cle]
    sans = {cle_d_entree(e): e for e in attendus_de(COURRIERS)["indicateurs"]}[cle]
    assert avec["delais"]["ouvres"]["somme"] < sans["delais"]["ouvres"]["somme"]
    assert avec["delais"]["calendaires"] == sans["delais"]["calendaires"]


def test_deux_services_du_meme_nom_ne_se_confondent_pas(isere):
    vienne = isere.sites.get(code="SPVIE")
    racine = vienne.services.get()
    accueil = factories.ServiceFactory(site=vienne, parent=racine, nom="Accueil général")
    factories.DemandeFactory(departement=isere, service=accueil, canal="courriel")
    services = {entree["service"] for entree in delais("--periode", "annee")}
    assert "Accueil général (Préfecture)" in services
    assert "Accueil général (Sous-préfecture de Vienne)" in services


def test_le_classeur_excel_a_une_ligne_par_regle(isere):
    feuille = load_workbook(BytesIO(delais(forme="xlsx"))).active
    lignes = [[case.value for case in ligne] for ligne in feuille.iter_rows()]
    assert lignes[0][:5] == ["service", "canal", "periode", "perimetre_nature", "recus"]
    assert "pct" in lignes[0]
    assert len(lignes) > 140


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--debut", "2022-02-31", "--fin", "2022-12-31"], "n'est pas une date"),
        (["--debut", "2022-12-31", "--fin", "2022-01-01"], "précède son début"),
        (["--debut", "2022-01-01", "--fin", "2022-12-31", "--regle", "cinq"], "illisible"),
        (["--debut", "2022-01-01", "--fin", "2022-12-31", "--departement", "99"], "n'existe pas"),
    ],
)
def test_une_commande_mal_ecrite_se_dit_en_francais(departement, options, message):
    with pytest.raises(CommandError, match=message):
        call_command("delais", *options, "--format", "json", stdout=StringIO())


def test_plusieurs_departements_il_faut_dire_lequel(departement, autre_departement):
    with pytest.raises(CommandError, match="plusieurs départements"):
        call_command("delais", *ANNEE, "--format", "json", stdout=StringIO())
