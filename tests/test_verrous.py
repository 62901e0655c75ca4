"""La garde des essais : un verrou de ligne hors d'une transaction y est une faute."""

import pytest
from django.db import transaction

from qualepref.socle.models import Departement


def test_un_verrou_hors_d_une_transaction_du_code_est_une_faute(departement):
    with pytest.raises(AssertionError):
        Departement.objects.select_for_update().get()


def test_un_verrou_dans_une_transaction_passe(departement):
    with transaction.atomic():
        assert Departement.objects.select_for_update().get() == departement
