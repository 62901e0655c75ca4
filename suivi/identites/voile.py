"""Lire une demande sans lire de qui elle vient : ce qu'en voit qui n'a pas droit à l'identité.

L'usager écrit lui-même l'objet d'un dépôt, un agent y met parfois un nom : ces textes se masquent
comme la purge les masquerait. Le récit entier, lui, ne se montre pas.
"""

from django.db.models import Q, QuerySet

from qualepref.socle.masquage import MOT_MIN, masquer
from qualepref.socle.models import Agent, Service

LIRE, VOIR = "suivi.view_identite", "suivi.view_demande"
TUES = "Le texte de la demande peut nommer l'usager : il se lit avec son identité."


class Voile:
    """Ce qu'un agent lit d'une demande selon le service qui la tient (une requête)."""

    def __init__(self, agent: Agent):
        permis = agent.has_perm(LIRE)
        tenus = Service.objects.visibles_par(agent, LIRE) if permis else Service.objects.none()
        self.lisibles = frozenset(tenus.order_by().values_list("pk", flat=True))

    def couvre(self, demande) -> bool:
        return demande.service_id not in self.lisibles

    def texte(self, demande, texte: str) -> str:
        """Le texte, sans ce qu'on sait de l'auteur s'il est voilé ; lit `demande.identite`."""
        if not texte or not self.couvre(demande):
            return texte
        auteur = getattr(demande, "identite", None)
        return masquer(texte, auteur.nom, auteur.coordonnees) if auteur else masquer(texte)

    def poser(self, demande) -> None:
        """Voile en mémoire une fiche : objet, thème, motifs ; les observations se taisent."""
        demande.objet = self.texte(demande, demande.objet)
        demande.theme = self.texte(demande, demande.theme)
        demande.observations = demande.observations and TUES
        for fait in demande.faits.all():
            fait.motif = self.texte(demande, fait.motif)
        if qualification := getattr(demande, "qualification", None):
            qualification.motif = self.texte(demande, qualification.motif)


def avec_auteurs(demandes: QuerySet, agent: Agent) -> QuerySet:
    """Joint leur auteur, que le voile doit connaître pour le taire ; inutile à qui lit partout."""
    portee = agent.portee(LIRE)
    lit_partout = portee == agent.portee(VOIR) and not (portee.sites or portee.services)
    return demandes if lit_partout else demandes.select_related("identite")


def cherchables(demandes: QuerySet, texte: str, agent: Agent) -> QuerySet:
    """Celles qu'une recherche peut trouver : en trouver une par le nom serait le dire."""
    mots = [mot for mot in texte.split() if len(mot) >= MOT_MIN]
    nommees = Q()
    for mot in mots:
        nommees |= Q(identite__nom__icontains=mot) | Q(identite__coordonnees__icontains=mot)
    if not mots or agent.has_perm(LIRE):
        return demandes
    return demandes.exclude(nommees)
