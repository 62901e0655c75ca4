"""Le fichier d'organisation : ce qui se charge, ce qui se refuse."""

from datetime import date

import pytest
import yaml
from django.core.management import CommandError, call_command

from qualepref.socle.models import Departement, Fermeture, PeriodeSuspendue, Service

ARLES = {"code": "SPA", "nom": "Sous-préfecture d'Arles", "type": "sous_prefecture"}
ETAT_CIVIL = {"code": "EC", "nom": "État civil", "alias": ["Titres"]}
ETRANGERS = {"code": "ETR", "nom": "Étrangers"}


@pytest.fixture
def charger(db, tmp_path):
    def charger(**changes):
        donnees = {
            "departement": {"code": "13", "nom": "Bouches-du-Rhône"},
            "sites": [
                {
                    **{"code": "PREF", "nom": "Préfecture", "type": "prefecture"},
                    "services": [{"code": "SEJ", "nom": "Séjour"}],
                },
                ARLES,
            ],
        }
        fichier = tmp_path / "organisation.yaml"
        fichier.write_text(yaml.safe_dump(donnees | changes, allow_unicode=True), "utf-8")
        call_command("charger_organisation", fichier, verbosity=0)

    return charger


def test_deux_chargements_ne_changent_rien(charger):
    charger(periodes_suspendues=None, fermetures=None)
    charger()
    noms = Service.objects.order_by("pk").values_list("nom", flat=True)
    assert list(noms) == ["Préfecture", "Séjour", "Sous-préfecture d'Arles"]


def test_les_fermetures_d_un_jour_de_plusieurs_d_un_site_ou_de_tous(charger):
    charger(
        fermetures=[
            {"site": "SPA", "jour": "2022-05-27", "motif": "Pont"},
            {"debut": date(2022, 12, 23), "fin": date(2022, 12, 24), "compte_non_ouvre": False},
        ]
    )
    fermes = Fermeture.objects.values_list("site__code", "jour", "motif", "compte_non_ouvre")
    sans_motif = "fermeture exceptionnelle"
    assert set(fermes) == {
        ("SPA", date(2022, 5, 27), "Pont", True),
        *(
            (site, date(2022, 12, quantieme), sans_motif, False)
            for site in ("PREF", "SPA")
            for quantieme in (23, 24)
        ),
    }


def test_une_periode_suspendue_est_datee_et_motivee(charger):
    periode = {"debut": "2020-03-17", "fin": "2020-06-30", "motif": "Crise sanitaire"}
    charger(periodes_suspendues=[periode | {"site": "SPA", "date_decision": "2020-03-16"}])
    rangee = PeriodeSuspendue.objects.get()
    assert (rangee.site.code, rangee.date_decision) == ("SPA", date(2020, 3, 16))


def _sous(niveaux):
    enfants = [_sous(niveaux - 1)] if niveaux > 1 else []
    return {"code": f"N{niveaux}", "nom": f"Niveau {niveaux}", "services": enfants}


@pytest.mark.parametrize(
    ("changes", "dit"),
    [
        ({"departement": {"code": 13, "nom": "BdR"}}, "un texte (entre guillemets)"),
        ({"departement": {"code": "13", "nom": "BdR", "zut": 1}}, "clé inconnue : zut"),
        ({"departement": {"code": "13", "nom": "BdR", "calendrier": "lune"}}, "alsace-moselle"),
        ({"fermeture": []}, "clé inconnue : fermeture"),
        ({"sites": []}, "« sites » est vide"),
        ({"sites": [ARLES, ARLES]}, "« SPA » est donné deux fois"),
        ({"sites": [ARLES | {"services": [{"code": "SPA", "nom": "X"}]}]}, "donné deux fois"),
        (
            {"sites": [ARLES | {"services": [ETAT_CIVIL, ETRANGERS | {"nom": "etat CIVIL"}]}]},
            "déjà",
        ),
        ({"sites": [ARLES | {"services": [ETRANGERS | {"alias": ["SPA"]}]}]}, "désigne déjà"),
        ({"sites": [ARLES | {"code": "S" * 30}]}, "20 caractères au plus"),
        ({"sites": [ARLES | {"services": [_sous(5)]}]}, "pas plus de 5 niveaux"),
        ({"fermetures": [{"site": "ZZ", "jour": "2022-05-27"}]}, "codes connus : PREF, SPA"),
        ({"fermetures": [{"site": "SPA", "jour": "27/05/2022"}]}, "une date AAAA-MM-JJ"),
        ({"fermetures": [{"site": "SPA", "jour": "2022-02-30"}]}, "n'est pas une date"),
        ({"fermetures": [{"site": "SPA"}]}, "« jour », ou « debut » et « fin »"),
        ({"periodes_suspendues": [{"debut": "2020-03-17", "fin": "2020-06-30"}]}, "« motif »"),
        (
            {"periodes_suspendues": [{"debut": "2020-06-30", "fin": "2020-03-17", "motif": "x"}]},
            "précède le début",
        ),
    ],
)
def test_un_fichier_faux_dit_quoi_corriger_et_ne_change_rien(charger, changes, dit):
    with pytest.raises(CommandError) as refus:
        charger(**changes)
    assert dit in str(refus.value)
    assert not Departement.objects.exists()


HOMONYMES = """departement: {code: "13", nom: Bouches-du-Rhône}
sites:
  - code: SPA
    nom: Sous-préfecture d'Arles
    type: sous_prefecture
    services:
      - {code: EC, nom: État civil}
      - code: ETR
        nom: Étrangers
        alias:
          - Etat civil
      - {code: ACC, nom: Accueil, services: [{code: H, nom: étrangers}]}
"""


def test_deux_services_d_un_site_au_meme_nom_sont_refuses_avec_leurs_lignes(db, tmp_path):
    fichier = tmp_path / "arles.yaml"
    fichier.write_text(HOMONYMES, "utf-8")
    with pytest.raises(CommandError) as refus:
        call_command("charger_organisation", fichier, verbosity=0)
    assert str(refus.value).splitlines() == [
        "arles.yaml : « sites/0/services/1/alias » (ligne 10) : « Etat civil » désigne déjà le "
        "service de « sites/0/services/0/nom » (ligne 7).",
        "arles.yaml : « sites/0/services/2/services/0/nom » (ligne 12) : « étrangers » désigne "
        "déjà le service de « sites/0/services/1/nom » (ligne 9).",
    ]
    assert not Departement.objects.exists()


def test_le_meme_nom_dans_deux_sites_se_charge(charger):
    charger(
        sites=[
            {"code": "PREF", "nom": "Préfecture", "type": "prefecture", "services": [ETAT_CIVIL]},
            ARLES | {"services": [ETAT_CIVIL | {"alias": ["État civil", "EC"]}]},
        ]
    )
    assert Service.objects.filter(nom="État civil").count() == 2


def test_un_service_que_le_fichier_ne_decrit_pas_garde_son_nom(charger):
    charger(sites=[ARLES | {"services": [ETAT_CIVIL]}])
    with pytest.raises(CommandError, match="« Titres » désigne déjà le service « État civil »"):
        charger(sites=[ARLES | {"services": [ETRANGERS | {"alias": ["Titres"]}]}])
    assert not Service.objects.filter(code="ETR").exists()
