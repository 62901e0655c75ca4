from collections import defaultdict
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from suivi.comptes.comptages import comptages
from suivi.models import Demande, ProfilDelais
from tests import factories
from tests.attendus import ARRETE, COURRIERS, RECLAMATIONS, attendus_de
from tests.suivi.lignes import cle_d_entree

CODES = {"COUR-EL-DELAI", "COUR-EL-MOYEN", "COUR-PA-DELAI", "COUR-PA-MOYEN"}
CODES |= {"RECL-DELAI", "RECL-FOND", "RECL-ACCUEIL"}
ANNEE = (date(2022, 1, 1), date(2022, 12, 31), ARRETE)
MESURES = {cle_d_entree(entree): entree for entree in attendus_de(COURRIERS)["indicateurs"]}


def sommes(lignes):
    """code → (numérateur, dénominateur) du département et de l'année."""
    totaux = defaultdict(lambda: (0, 0))
    for ligne in lignes:
        numerateur, denominateur = totaux[ligne.code]
        totaux[ligne.code] = (
            numerateur + ligne.numerateur,
            denominateur + ligne.denominateur,
        )
    return totaux


@pytest.mark.parametrize(
    ("code", "canal", "regle"),
    [("COUR-EL-DELAI", "courriel", "5j_ouvres"), ("COUR-PA-DELAI", "courrier", "10j_ouvres")],
)
def test_les_taux_du_jeu_d_essai(isere, code, canal, regle):
    attendu = MESURES["information_generale", "TOUS", canal, "2022"]["regles"][regle]
    assert sommes(comptages(isere, *ANNEE))[code] == (attendu["dans_delai"], attendu["base"])


@pytest.mark.parametrize(
    ("code", "canal"), [("COUR-EL-MOYEN", "courriel"), ("COUR-PA-MOYEN", "courrier")]
)
def test_les_moyennes_du_jeu_d_essai_sont_dans_l_unite_de_la_regle(isere, code, canal):
    attendu = MESURES["information_generale", "TOUS", canal, "2022"]["delais"]["ouvres"]
    lignes = comptages(isere, *ANNEE)
    assert sommes(lignes)[code] == (attendu["somme"], attendu["n"])
    assert {unite for li in lignes if li.code == code for unite in li.unites} == {"ouvres"}


def test_une_regle_en_jours_calendaires_donne_des_jours_calendaires(isere):
    isere.demandes.update(unite="calendaires")
    attendu = MESURES["information_generale", "TOUS", "courriel", "2022"]["delais"]["calendaires"]
    assert sommes(comptages(isere, *ANNEE))["COUR-EL-MOYEN"] == (attendu["somme"], attendu["n"])


def test_chaque_service_et_chaque_trimestre_a_ses_chiffres(isere):
    droit_au_sejour = isere.sites.get(code="PREF38").services.get(code="DS")
    lignes = [
        ligne
        for ligne in comptages(isere, *ANNEE)
        if ligne.service == droit_au_sejour.pk and ligne.mois.month in (4, 5, 6)
    ]
    attendu = MESURES["information_generale", "Droit au séjour", "courriel", "2022-T2"]
    regle = attendu["regles"]["5j_ouvres"]
    assert sommes(lignes)["COUR-EL-DELAI"] == (regle["dans_delai"], regle["base"])


def test_les_reclamations_se_comptent_par_registre(isere):
    totaux = sommes(comptages(isere, *ANNEE))
    assert totaux["RECL-FOND"] == (45, 81)
    assert totaux["RECL-DELAI"] == (45, 81)


def test_l_accuse_circonstancie_clot_le_delai_si_le_profil_le_dit(isere):
    ProfilDelais.objects.filter(cle="defaut").update(traitement_compte_par="accuse_circonstancie")
    totaux = sommes(comptages(isere, *ANNEE))
    assert totaux["RECL-DELAI"] == (82, 82)
    assert totaux["RECL-FOND"] == (45, 81)


def test_la_part_de_l_accueil_se_donne_par_canal(isere):
    reclamations = isere.demandes.du_registre("suggestions_reclamations")
    accueil = reclamations.filter(nature__in=["reclamation", "suggestion"])
    assert accueil.update(qualite_accueil="oui") == 11
    attendus = attendus_de(RECLAMATIONS)["parts"]
    lignes = [ligne for ligne in comptages(isere, *ANNEE) if ligne.code == "RECL-ACCUEIL"]
    courriels = [ligne for ligne in lignes if ligne.canal == "courriel"]
    for attendu, choisies in [
        (attendus["accueil_sur_tous"], lignes),
        (attendus["accueil_sur_courriels"], courriels),
    ]:
        assert sommes(choisies)["RECL-ACCUEIL"] == (attendu["num"], attendu["den"])


def test_une_reponse_apres_l_arrete_compte_pour_aucune(isere):
    au_printemps = comptages(isere, ANNEE[0], ANNEE[1], date(2022, 4, 1))
    repondues = isere.demandes.du_registre("suggestions_reclamations").filter(
        date_reponse__lte="2022-04-01"
    )
    en_temps = [d for d in repondues if d.date_reponse <= d.date_echeance]
    assert sommes(au_printemps)["RECL-FOND"][0] == len(en_temps) < 45


def test_les_suspendues_sortent_des_taux_et_des_moyennes_et_se_montrent(isere):
    factories.PeriodeSuspendueFactory(
        departement=isere, date_debut="2022-01-01", date_fin="2022-02-15"
    )
    lignes = comptages(isere, *ANNEE)
    janvier = [ligne for ligne in lignes if ligne.mois == date(2022, 1, 1)]
    assert janvier
    for ligne in janvier:
        assert ligne.recues == ligne.suspendues > 0
        assert (ligne.numerateur, ligne.denominateur) == (0, 0)


def test_une_suspension_d_un_site_ne_touche_pas_les_autres(isere):
    vienne = isere.sites.get(code="SPVIE")
    factories.PeriodeSuspendueFactory(
        departement=isere, site=vienne, date_debut="2022-01-01", date_fin="2022-12-31"
    )
    assert sommes(comptages(isere, *ANNEE))["RECL-FOND"] == (45, 81)


def test_un_mois_sans_demande_n_a_pas_de_ligne(departement):
    assert comptages(departement, *ANNEE) == []


def test_les_effectifs_d_une_ligne_s_additionnent(isere):
    for ligne in comptages(isere, *ANNEE):
        if ligne.code.endswith("DELAI") or ligne.code == "RECL-FOND":
            exclues = ligne.suspendues + ligne.non_dues + ligne.non_echues
            assert ligne.recues == ligne.denominateur + exclues


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_demandes(isere):
    with CaptureQueriesContext(connection) as toutes:
        assert {ligne.code for ligne in comptages(isere, *ANNEE)} == CODES
    Demande.objects.exclude(pk=Demande.objects.first().pk).delete()
    with CaptureQueriesContext(connection) as une:
        comptages(isere, *ANNEE)
    assert len(toutes) == len(une) <= 12
