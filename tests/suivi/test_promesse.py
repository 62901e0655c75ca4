"""La date promise à l'usager, en français et en anglais."""

from datetime import date

import pytest

from qualepref.socle.calendrier import Calendrier
from suivi.delais.echeances import calculer
from suivi.delais.promesse import ANGLAIS, FRANCAIS, SANS_ADRESSE, SANS_NOM_NI_ADRESSE, promettre
from suivi.delais.regles import Regle, Unite
from suivi.models import NonDue

LUNDI = date(2022, 3, 7)


def echeance(jours, unite=Unite.OUVRES, arrivee=LUNDI, **options):
    regle = Regle(cle="essai", jours=jours, unite=unite, depuis=date(2019, 1, 1), **options)
    return calculer(arrivee, regle, Calendrier())


def en_clair(phrases):
    return [phrase.replace("\u00a0", " ") for phrase in phrases]


def test_la_date_se_dit_d_abord_puis_le_delai():
    assert en_clair(promettre(echeance(10))) == [
        "Vous recevrez une réponse au plus tard le lundi 21 mars 2022.",
        "Nous avons 10 jours ouvrés pour vous répondre : le jour de votre envoi, les week-ends, "
        "les jours fériés et les jours de fermeture ne comptent pas.",
    ]


def test_en_jours_calendaires_un_report_se_dit():
    dites = en_clair(promettre(echeance(5, Unite.CALENDAIRES, report=True)))
    assert dites[0].endswith("le lundi 14 mars 2022.")
    assert "week-ends et jours fériés compris" in dites[1]
    assert dites[2].startswith("Ce délai finissait un jour où nos bureaux sont fermés")


def test_un_seul_jour_s_accorde():
    assert "un jour pour vous répondre" in promettre(echeance(1))[1]


def test_en_anglais():
    assert promettre(echeance(10), langue="en")[0] == (
        "You will receive an answer by Monday 21 March 2022 at the latest."
    )


@pytest.mark.parametrize("sans", [None, echeance(None)])
def test_sans_delai_aucune_date_n_est_promise(sans):
    assert en_clair(promettre(sans)) == en_clair([FRANCAIS.sans_delai])


@pytest.mark.parametrize("langue", ["fr", "en"])
@pytest.mark.parametrize("motif", [SANS_NOM_NI_ADRESSE, SANS_ADRESSE])
def test_sans_adresse_rien_n_est_promis(langue, motif):
    dites = promettre(echeance(10), motif, langue)
    assert len(dites) == 1
    assert "2022" not in dites[0]


def test_les_deux_motifs_sont_ceux_des_demandes():
    motifs = {NonDue.ANONYME.value, NonDue.SANS_ADRESSE.value}
    assert set(FRANCAIS.non_dues) == set(ANGLAIS.non_dues) == motifs
