"""Chargement des référentiels : complet, répétable, sans perte à la mise à jour."""

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from engagements.models import Correspondance, Engagement, Exigence, Module, Referentiel, Theme
from qualepref.socle.models import Departement


def contenu_de_la_base():
    """Toutes les lignes de toutes les tables, historiques et liens compris."""
    modeles = apps.get_models(include_auto_created=True)
    return {m._meta.label: sorted(map(str, m.objects.values_list())) for m in modeles}


@pytest.mark.django_db
def test_les_fichiers_livres_se_chargent_deux_fois_sans_rien_changer():
    call_command("charger_referentiel", verbosity=0)
    avant = contenu_de_la_base()
    call_command("charger_referentiel", verbosity=0)
    assert contenu_de_la_base() == avant
    assert Referentiel.objects.count() == 4
    assert Correspondance.objects.count() == 45


def test_le_referentiel_livre_est_entier(qual_e_pref):
    assert [m.engagements.count() for m in qual_e_pref.modules.all()] == [20, 3, 0, 0, 0, 0, 0, 0]
    engagements = Engagement.objects.filter(module__referentiel=qual_e_pref)
    assert list(engagements.values_list("numero", flat=True)) == list(range(1, 24))
    assert qual_e_pref.exigences.exclude(engagement=None).count() == 75
    assert qual_e_pref.pire == ("non_conforme", "partiel", "non_evalue", "conforme")
    assert qual_e_pref.conditions.count() == 6
    tutorat = qual_e_pref.exigences.get(code="4.5")
    assert tutorat.facultative and tutorat.preuve_automatique["regle"] == "tutorat_couvre_attente"


def test_le_chapitre_de_pilotage_est_garde_hors_des_engagements(qual_e_pref):
    codes = qual_e_pref.exigences.de_pilotage().values_list("code", flat=True)
    assert list(codes) == [f"P.{n}" for n in range(1, 10)]
    assert qual_e_pref.pilotage["statut"] == "à vérifier"


@pytest.mark.django_db
def test_les_correspondances_relient_les_elements(qual_e_pref):
    call_command("charger_referentiel", verbosity=0)
    scission = Correspondance.objects.get(cle="q2-e6")
    assert [e.numero for e in scission.vers_engagements.all()] == [16, 17]
    assert scission.de_engagement.module.referentiel.code == "qualipref2-2012"
    sans = Correspondance.objects.get(cle="sans-equivalent-services-publics-plus")
    assert [e.numero for e in sans.vers_engagements.all()] == [9, 14, 19, 20, 23]


def test_une_mise_a_jour_retire_sans_detruire_puis_remet(qual_e_pref, fichier_modifie):
    gardee = Exigence.objects.get(code="1.1")

    def raccourcir(donnees):
        del donnees["modules"][0]["engagements"][0]["exigences"][0]
        donnees["modules"][0]["engagements"][1]["intitule"] = "Un accueil attentif"
        del donnees["modules"][7]

    call_command("charger_referentiel", fichier_modifie(raccourcir), verbosity=0)
    gardee.refresh_from_db()
    assert gardee.retire and Exigence.objects.count() == 84
    assert Module.objects.get(numero=8).retire
    change = Engagement.objects.get(numero=2)
    assert change.history.first().prev_record.intitule.startswith("Un accueil attentif et courtois")
    call_command("charger_referentiel", verbosity=0)
    gardee.refresh_from_db()
    assert not gardee.retire


def test_a_l_essai_rien_n_est_ecrit(db, capsys):
    call_command("charger_referentiel", essai=True)
    assert not Referentiel.objects.exists()
    assert "correspondances.yaml : 45 créés" in capsys.readouterr().out


FAUTES = [
    ("theme", "inconnu", "« engagement 1/theme » vaut « inconnu », qui n'est pas défini."),
    ("condition", "neige", "« engagement 1/condition » vaut « neige »"),
    ("numero", 2, "« engagement 2 » est défini 2 fois."),
    ("numero", "deux", "« modules/0/engagements/0/numero » vaut « deux »"),
    ("numeros", 2, "à la clé « modules/0/engagements/0 », clé inconnue"),
]


@pytest.mark.parametrize(("cle", "valeur", "message"), FAUTES)
@pytest.mark.django_db
def test_une_faute_nomme_le_fichier_et_la_cle(fichier_modifie, cle, valeur, message):
    def fauter(donnees):
        donnees["modules"][0]["engagements"][0][cle] = valeur

    with pytest.raises(CommandError) as refus:
        call_command("charger_referentiel", fichier_modifie(fauter), verbosity=0)
    assert "qual-e-pref-2019.yaml : " in str(refus.value)
    assert message in str(refus.value)
    assert not Referentiel.objects.exists()


@pytest.mark.django_db
def test_une_regle_de_preuve_inconnue_est_refusee(fichier_modifie):
    def fauter(donnees):
        exigence = donnees["modules"][0]["engagements"][0]["exigences"][0]
        exigence["preuve_automatique"]["regle"] = "au_doigt_mouille"

    with pytest.raises(CommandError, match="preuve_automatique/regle.*« au_doigt_mouille »"):
        call_command("charger_referentiel", fichier_modifie(fauter), verbosity=0)


def test_une_correspondance_vers_un_inconnu_dit_sa_cle(qual_e_pref, fichier_modifie):
    def fauter(donnees):
        donnees["correspondances"] = [
            {
                "cle": "essai",
                "de": {"referentiel": "qual-e-pref-2019", "engagement": 1},
                "vers": {"engagements": [99]},
                "relation": "partiel",
            }
        ]

    with pytest.raises(CommandError, match="correspondances/essai.*numero « 99 »"):
        call_command(
            "charger_referentiel", fichier_modifie(fauter, "correspondances.yaml"), verbosity=0
        )
    assert not Correspondance.objects.exists()


def test_les_themes_d_un_module_appartiennent_a_ce_module(db):
    call_command("charger_referentiel", verbosity=0)
    theme = Theme.objects.get(cle="sites_internet")
    assert theme.module.numero == 1 and theme.referentiel.code == "qualipref-2.0-2015"
    assert not Departement.objects.exists()
