"""Les sessions de la fin de 2022 et du début de 2023, et les comptes de qui s'y lit."""

from datetime import date

from formations.forms.agents import AgentForm
from formations.forms.sessions import AnnulerForm, InscrireForm, SessionForm
from formations.models import AgentAFormer, Formation, ObligationFormation, SessionFormation
from qualepref.socle.demonstration import Demonstration, SaisieRefusee, comme_lue, saisir

PROGRAMMEES_LE = date(2022, 11, 7)
SALLE = "Salle de réunion du rez-de-chaussée"
TENUE, VENIR, ANNULEE = date(2022, 12, 15), date(2023, 1, 19), date(2022, 11, 24)


def siens(demonstration: Demonstration):
    return AgentAFormer.objects.filter(service__site__departement=demonstration.departement)


def relier_les_comptes(demonstration: Demonstration) -> None:
    """La référente s'est formée à son arrivée ; l'agente d'accueil attend sa formation."""
    with demonstration.le(PROGRAMMEES_LE) as referente:
        formee = siens(demonstration).get(obligations__theme__cle="referent_qualite")
        dues = ObligationFormation.objects.jamais_formes().en_retard()
        attend = dues.filter(theme__cle="accueil_physique").order_by("date_echeance", "pk").first()
        for fiche, compte in ((formee, "referente"), (attend.agent, "agent")):
            saisie = comme_lue(AgentForm, fiche, referente)
            saisie["compte"] = demonstration.agent(compte).pk
            saisir(AgentForm(saisie, instance=fiche, agent=referente))


def programmer(demonstration: Demonstration) -> None:
    """L'une est passée et attend ses présences, l'autre est à venir et presque pleine."""
    with demonstration.le(PROGRAMMEES_LE):
        _programmer(demonstration, "accueil_telephone", TENUE, places=8, inscrits=4)
        _programmer(demonstration, "gestion_conflits", VENIR, places=12, inscrits=10)


def annuler_faute_d_inscrits(demonstration: Demonstration) -> None:
    with demonstration.le(PROGRAMMEES_LE) as referente:
        session = _programmer(demonstration, "redaction_web", ANNULEE, places=10, inscrits=1)
    with demonstration.le(date(2022, 11, 18)):
        agir(AnnulerForm({"motif": "Un seul inscrit."}, sur=session, agent=referente))


def _programmer(demonstration, cle, jour, *, places, inscrits) -> SessionFormation:
    """Y inscrit les plus pressés."""
    referente = demonstration.agent("referente")
    saisie = {"formation": Formation.objects.get(cle=cle).pk, "lieu": SALLE, "places": places}
    saisie |= {"date_debut": jour, "date_fin": jour, "organisme": "Organisme de formation"}
    session = saisir(SessionForm(saisie, agent=referente))
    proposes = InscrireForm(sur=session, agent=referente).fields["agents"].choices
    choisis = [cle for cle, _ in proposes[:inscrits]]
    agir(InscrireForm({"agents": choisis}, sur=session, agent=referente))
    return session


def agir(formulaire) -> None:
    """Accomplit l'acte que porte un formulaire ; lève SaisieRefusee avec ses fautes."""
    if not formulaire.is_valid():
        raise SaisieRefusee(f"{type(formulaire).__name__} : {formulaire.errors}")
