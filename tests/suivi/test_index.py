"""Les questions de chaque jour se posent dans les mots de leurs index, sur les deux bases."""

from datetime import date

import pytest
from django.db import connection
from django.db.models import F

from qualepref.socle.models.expressions import Litteral, Parmi
from suivi.models import Demande
from tests import factories

pytestmark = pytest.mark.django_db
JOUR = date(2022, 6, 1)


def plan_avec_le_seul_index(nom, demandes):
    """Une petite table se lit d'un trait, ou par n'importe quel index : PostgreSQL n'a que lui."""
    if connection.vendor == "postgresql":
        with connection.cursor() as curseur:
            curseur.execute("SET LOCAL enable_seqscan = off")
            curseur.execute("ALTER TABLE suivi_demande DROP CONSTRAINT demande_unique")
            for autre in Demande._meta.indexes:
                if autre.name != nom:
                    curseur.execute(f"DROP INDEX {autre.name}")
    return demandes.order_by().explain()


@pytest.mark.parametrize(
    ("lieu", "index"), [("departement", "demande_echeance"), ("service", "demande_due")]
)
def test_les_ouvertes_d_un_lieu_se_lisent_par_l_index_des_ouvertes(lieu, index):
    ouvertes = Demande.objects.ouvertes().filter(**{lieu: 1}, date_echeance__lt=JOUR)
    assert index in plan_avec_le_seul_index(index, ouvertes)


def test_celles_en_retard_d_un_service_aussi():
    en_retard = Demande.objects.filter(service=1).en_retard(JOUR)
    assert "demande_due" in plan_avec_le_seul_index("demande_due", en_retard)


def test_un_litteral_s_ecrit_dans_la_question_et_n_y_met_rien_d_autre():
    sql, parametres = Demande.objects.filter(etat=Litteral("recue")).query.sql_with_params()
    assert "'recue'" in sql and parametres == ()
    with pytest.raises(ValueError, match="n'est pas un code"):
        Litteral("x' OR '1")


def test_parmi_vaut_in_en_un_seul_parametre(service):
    gardees = [factories.DemandeFactory(service=service).pk for _ in range(3)][:2]
    choisies = Demande.objects.filter(Parmi(F("pk"), gardees))
    assert {demande.pk for demande in choisies} == set(gardees)
    assert not Demande.objects.filter(Parmi(F("pk"), [])).exists()
    assert len(choisies.query.sql_with_params()[1]) == 1
