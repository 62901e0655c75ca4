"""Table des droits des formations : une ligne par URL (voir tests/test_droits.py)."""

from tests import factories
from tests.acces import REFERENT, TOUS, Acces

TENEURS = frozenset({"referent_qualite", "correspondant"})
AGENTS = TOUS - {"lecteur_national"}  # chacun est agent de son département
LECTEURS = TENEURS | {"copil", "auditeur"}  # des nombres et des sessions, sans un nom


def agent(decor):
    return factories.AgentAFormerFactory(service=decor.service)


def obligation(decor):
    return factories.ObligationFormationFactory(agent=agent(decor))


def immersion(decor):
    return factories.JourneeImmersionFactory(agent=agent(decor))


def session(decor):
    return factories.SessionFormationFactory(departement=decor.departement)


def formation(decor):
    return factories.FormationFactory(departement=decor.departement)


def tenue(decor):
    return factories.ParticipationFactory(agent=agent(decor)).session


SUIVI = {
    "formations:tableau": Acces(LECTEURS),
    "formations:prevision": Acces(LECTEURS),
    "formations:prevision_pdf": Acces(LECTEURS),
    "formations:referents": Acces(LECTEURS),
    "formations:mes_formations": Acces(AGENTS),
    "formations:obligationformation_list": Acces(TENEURS),
    "formations:obligationformation_create": Acces(TENEURS, agent),
    "formations:obligationformation_update": Acces(TENEURS, obligation),
    "formations:obligationformation_delete": Acces(REFERENT, obligation),
    "formations:agentaformer_create": Acces(TENEURS),
    "formations:agentaformer_detail": Acces(TENEURS, agent),
    "formations:agentaformer_update": Acces(TENEURS, agent),
    "formations:agentaformer_delete": Acces(REFERENT, agent),
    "formations:journeeimmersion_create": Acces(TENEURS, agent),
    "formations:journeeimmersion_delete": Acces(TENEURS, immersion),
}
SESSIONS = {
    "formations:sessionformation_list": Acces(LECTEURS),
    "formations:sessionformation_create": Acces(REFERENT),
    "formations:sessionformation_detail": Acces(LECTEURS, session),
    "formations:sessionformation_update": Acces(REFERENT, session),
    "formations:sessionformation_inscrire": Acces(TENEURS, session),
    "formations:sessionformation_presences": Acces(REFERENT, tenue),
    "formations:sessionformation_annuler": Acces(REFERENT, session),
    "formations:emargement_pdf": Acces(TENEURS, tenue),
    "formations:convocations_xlsx": Acces(TENEURS, tenue),
    "formations:formation_list": Acces(TOUS),
    "formations:formation_create": Acces(REFERENT),
    "formations:formation_update": Acces(REFERENT, formation),
}


def tutorat(decor):
    un = factories.TutoratFactory(service=decor.service)
    factories.PeriodeTutoratFactory(tutorat=un)
    return un


def point(decor):
    return factories.PointEtapeFactory(tutorat=tutorat(decor))


def seance(decor):
    return factories.SensibilisationFactory(departement=decor.departement)


TUTORATS = {
    "formations:tutorat_list": Acces(TENEURS),
    "formations:tutorat_create": Acces(TENEURS),
    "formations:tutorat_detail": Acces(TENEURS, tutorat),
    "formations:tutorat_update": Acces(TENEURS, tutorat),
    "formations:tutorat_renouveler": Acces(TENEURS, tutorat),
    "formations:tutorat_signer": Acces(TENEURS, tutorat),
    "formations:tutorat_clore": Acces(TENEURS, tutorat),
    "formations:convention_pdf": Acces(TENEURS, tutorat),
    "formations:pointetape_update": Acces(TENEURS, point),
    "formations:sensibilisation_list": Acces(LECTEURS),
    "formations:sensibilisation_create": Acces(TENEURS),
    "formations:sensibilisation_detail": Acces(LECTEURS, seance),
    "formations:sensibilisation_update": Acces(TENEURS, seance),
    "formations:sensibilisation_pdf": Acces(LECTEURS, seance),
}
ACCES = SUIVI | SESSIONS | TUTORATS
