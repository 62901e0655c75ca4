"""Plusieurs actions d'un coup : par les mêmes verbes, chacun selon son droit."""

from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from engagements.models import Action
from tests import factories

ACTES = reverse("engagements:actions_actes")


@pytest.fixture(autouse=True)
def fin_2022(settings):
    settings.ARRETE = date(2022, 12, 31)


@pytest.fixture
def actions(departement, service, voisin):
    etats = (("a_faire", service), ("proposee", service), ("a_faire", voisin))
    return [
        factories.ActionFactory(departement=departement, service=lieu, etat=etat)
        for etat, lieu in etats
    ]


def confirmer(client, acte, actions, **saisie):
    donnees = {"acte": acte, "choix": [action.pk for action in actions], **saisie}
    apercu = client.post(ACTES, donnees)
    accord = donnees | {"confirmer": apercu.context["apercu"]["empreinte"]}
    return [str(m) for m in get_messages(client.post(ACTES, accord).wsgi_request)]


def test_la_referente_commence_ce_qui_peut_l_etre(client_de, referent, actions):
    dites, refusees = confirmer(client_de(referent), "commencer", actions)
    assert dites == "2 commencées."
    assert refusees.startswith("1 refusée :")
    assert [a.etat for a in Action.objects.order_by("pk")] == ["en_cours", "proposee", "en_cours"]


def test_un_correspondant_realise_les_siennes_et_n_accepte_rien(client_de, correspondant, actions):
    client = client_de(correspondant)
    dites = confirmer(client, "realiser", actions[:1], **{"saisie-le": "2022-12-30"})
    assert dites == ["1 réalisée."]
    assert Action.objects.get(pk=actions[0].pk).date_realisation == date(2022, 12, 30)
    refus = client.post(ACTES, {"acte": "accepter", "choix": [actions[1].pk]})
    *_, dernier = (str(m) for m in get_messages(refus.wsgi_request))
    assert dernier == "Choisissez ce qu'il faut faire."


def test_les_autres_vues_du_plan_n_ont_pas_de_cases(client_de, referent, actions):
    client = client_de(referent)
    assert 'name="choix"' in client.get(reverse("engagements:action_list")).content.decode()
    for vue in ("services", "calendrier", "frise"):
        page = client.get(reverse(f"engagements:action_{vue}")).content.decode()
        assert 'name="choix"' not in page
