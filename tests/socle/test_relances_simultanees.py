"""Deux personnes relancent la même production au même instant : une seule passe."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from qualepref.socle.models import Production
from qualepref.socle.models.productions import DEJA_EN_COURS, PANNE
from tests.factories import ProductionFactory
from tests.socle.test_rappels_simultanes import a_deux

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="une base en mémoire n'a qu'un écrivain"
    ),
]


def test_de_deux_relances_une_passe():
    production = ProductionFactory(etat=Production.Etat.ECHOUEE, erreur=PANNE, tentatives=3)

    def relancer():
        try:
            Production.objects.get(pk=production.pk).relancer()
        except ValidationError as refus:
            return refus.messages[0]
        return ""

    assert sorted(a_deux(relancer)) == ["", DEJA_EN_COURS]
    production.refresh_from_db()
    assert (production.etat, production.tentatives) == (Production.Etat.EN_ATTENTE, 0)
