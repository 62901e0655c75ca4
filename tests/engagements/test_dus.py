"""Ce que le périmètre doit tenir un jour donné : modules, options de l'année, conditions."""

from datetime import date

import pytest

from engagements.imposees import Choix, est_retenu
from engagements.models import Engagement, Module, Perimetre
from engagements.models.dus import engagements_dus
from tests import factories

LE = date(2022, 10, 1)


def choix(annee, dit, jusqu_au=None, copil=None):
    return Choix(annee, dit, jusqu_au, copil or date(annee, 1, 15), "")


@pytest.mark.parametrize(
    ("decisions", "retenu"),
    [
        ([], False),
        ([choix(2022, "retenu")], True),
        ([choix(2021, "retenu")], False),
        ([choix(2021, "retenu"), choix(2022, "ecarte")], False),
        ([choix(2023, "retenu")], False),
        ([choix(2021, "differe", date(2022, 9, 30))], True),
        ([choix(2021, "differe", date(2022, 10, 1))], False),
        ([choix(2022, "retenu", copil=LE)], True),
        ([choix(2022, "retenu", copil=date(2022, 10, 2))], False),  # décidé le lendemain
        (
            [
                choix(2021, "differe", date(2022, 9, 30)),
                choix(2022, "differe", date(2023, 6, 30), copil=date(2022, 11, 15)),
            ],
            True,
        ),
    ],
)
def test_une_option_se_tient_l_annee_ou_elle_est_retenue(decisions, retenu):
    assert est_retenu(decisions, LE) is retenu


@pytest.fixture
def dus(campagne):
    def dus(le=LE, **suite):
        siens = engagements_dus(campagne.departement, campagne.referentiel, le, **suite)
        return sorted(Engagement.objects.filter(pk__in=siens).values_list("numero", flat=True))

    return dus


def un_module(campagne, numero, **champs):
    module = factories.ModuleFactory(referentiel=campagne.referentiel, numero=numero, **champs)
    return factories.EngagementFactory(module=module, numero=numero)


def test_seuls_les_modules_engages_ce_jour_la_sont_dus(campagne, dus, service):
    accueil = un_module(campagne, 2, caractere=Module.Caractere.OPTIONNEL)
    assert dus() == [1]
    label = Perimetre.objects.first().labellisation
    factories.PerimetreFactory(
        labellisation=label, module=accueil.module, service=service, date_entree=LE
    )
    assert dus() == [1, 2] and dus(date(2022, 9, 30)) == [1]


def test_une_option_attend_la_decision_de_l_annee(campagne, dus):
    Engagement.objects.update(facultatif=True)
    assert dus() == []
    factories.DecisionFactory(
        labellisation=Perimetre.objects.first().labellisation,
        engagement=Engagement.objects.get(),
        annee=2022,
        choix="retenu",
    )
    assert dus() == [1]


def test_une_condition_repondue_non_partout_ecarte(campagne, dus, site):
    condition = factories.ConditionFactory(referentiel=campagne.referentiel)
    Engagement.objects.update(condition=condition)
    assert dus(campagne=campagne) == [1]
    factories.ReponseConditionFactory(
        campagne=campagne, condition=condition, site=site, reponse=False
    )
    assert dus(campagne=campagne) == []


def test_les_services_demandes_bornent_le_perimetre(campagne, dus, service, voisin):
    Perimetre.objects.filter(service=voisin).update(date_sortie=LE, motif_sortie="Fermé")
    assert dus(services={service.pk}) == [1] and dus(services={voisin.pk}) == []


def test_sans_perimetre_les_modules_obligatoires_sont_dus(campagne, dus):
    un_module(campagne, 2, caractere=Module.Caractere.OPTIONNEL)
    Perimetre.objects.all().delete()
    Module.objects.filter(numero=1).update(caractere=Module.Caractere.OBLIGATOIRE)
    assert dus() == [1]
