"""Les agents partis : leur nom s'efface au bout de deux ans, leur parcours reste compté."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from formations.models import AgentAFormer, ObligationFormation
from formations.purge import effacer_les_partis, partis
from qualepref.socle.models import Journal
from suivi.tasks import purger_le_departement
from tests import factories
from tests.rapports import chiffres

DEPART, LE = date(2022, 6, 30), date(2024, 7, 1)
NOM = "Camille Essai"


@pytest.fixture
def parti(service, creer_agent, departement):
    """Formé, tutoré, immergé, puis parti ; chacun a écrit son nom quelque part."""
    theme = factories.ThemeFormationFactory()
    agent = factories.AgentAFormerFactory(
        service=service, nom=NOM, compte=creer_agent("agent", departement), fonctions=f"De {NOM}"
    )
    ObligationFormation.objects.ouvrir(
        agent,
        theme,
        date(2020, 1, 6),
        formee_avant=date(2020, 5, 4),
        date_dispense=date(2021, 1, 4),
        motif_dispense=f"Note de {NOM}",
        observations=NOM,
    )
    session = factories.SessionFormationFactory(departement=departement, etat="validee")
    factories.ParticipationFactory(session=session, agent=agent, observations=NOM)
    tutorat = factories.TutoratFactory(
        service=service, tutore=agent, objectifs=NOM, bilan=NOM, tuteur="Dominique Tuteur"
    )
    factories.PeriodeTutoratFactory(tutorat=tutorat)
    factories.PointEtapeFactory(tutorat=tutorat, observations=NOM)
    factories.JourneeImmersionFactory(agent=agent, observations=NOM)
    agent.observations = f"{NOM} part"
    agent.save()
    agent.partir(DEPART)
    return agent


def reste_ecrit(nom) -> list[str]:
    """Les colonnes des tables de l'app où ce nom se lit encore, historique compris."""
    trouvees = []
    with connection.cursor() as curseur:
        for table in connection.introspection.table_names(curseur):
            if not table.startswith("formations_"):
                continue
            curseur.execute(f"SELECT * FROM {table}")  # nos propres tables
            colonnes = [colonne[0] for colonne in curseur.description]
            for ligne in curseur.fetchall():
                trouvees += [
                    f"{table}.{colonne}"
                    for colonne, valeur in zip(colonnes, ligne, strict=True)
                    if nom in str(valeur)
                ]
    return trouvees


def test_deux_ans_apres_son_dernier_jour_plus_rien_ne_le_nomme_et_les_chiffres_restent(
    parti, departement
):
    avant = chiffres("formations", arrete=DEPART)
    assert effacer_les_partis(departement=departement, le=LE) == 1
    assert reste_ecrit("Camille") == [] and reste_ecrit("Dominique") == []
    parti.refresh_from_db()
    assert (str(parti), parti.compte) == (f"Agent parti n° {parti.pk}", None)
    assert chiffres("formations", arrete=DEPART) == avant
    trace = Journal.objects.get(genre=Journal.Genre.EFFACEMENT)
    assert trace.details == {"acte": "agents partis", "agents": 1}
    assert effacer_les_partis(departement=departement, le=LE) == 0


@pytest.mark.parametrize(
    ("depart", "le", "efface"),
    [
        (DEPART, date(2024, 6, 30), False),  # deux ans jour pour jour
        (DEPART, LE, True),
        (None, LE, False),  # en poste
        (date(2024, 2, 29), date(2026, 2, 28), False),
        (date(2024, 2, 28), date(2026, 3, 1), True),
    ],
)
def test_le_delai_court_du_dernier_jour(service, departement, depart, le, efface):
    factories.AgentAFormerFactory(service=service, date_depart=depart)
    assert partis(departement, le).exists() is efface


def test_la_commande_et_le_travail_de_nuit_l_effacent(parti, departement, settings):
    autre = factories.AgentAFormerFactory(nom="Sacha", date_depart=DEPART)  # autre département
    sortie = StringIO()
    options = {"le": LE, "departement": departement.code, "stdout": sortie}
    call_command("purger", essai=True, **options)
    assert "1 nom d'agents partis à effacer" in sortie.getvalue()
    settings.ARRETE = LE
    purger_le_departement(departement.pk)
    assert set(AgentAFormer.objects.values_list("nom", flat=True)) == {
        f"Agent parti n° {parti.pk}",
        autre.nom,
    }
