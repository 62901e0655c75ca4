"""Les travaux des documents qui se font en tâche de fond."""

from datetime import date

from documents.models.endroits import CONSTATER
from documents.tournees import feuille_pdf
from qualepref.socle.fabriques import Fichier, ProductionRefusee, fabrique
from qualepref.socle.models import Agent, Production, Site
from qualepref.socle.tasks import produire
from qualepref.socle.temps import aujourdhui

GENRE = "feuille-de-tournee"
SANS_DROIT = "Qui l'a demandée ne contrôle plus d'endroits : la feuille n'est pas fabriquée."
SANS_SITE = "Ce site n'existe plus : la feuille n'est pas fabriquée."


def demander_la_feuille(site: Site, agent: Agent) -> Production:
    """Inscrit la feuille à imprimer et l'envoie : mille endroits se mettent en page longtemps."""
    production = Production.objects.create(
        departement=site.departement,
        demandeur=agent,
        genre=GENRE,
        objet=f"site:{site.pk}",
        titre=f"Feuille de tournée : {site} (PDF)"[:200],
        parametres={"site": site.pk, "le": aujourdhui().isoformat()},
    )
    produire.delay_on_commit(production.pk)
    return production


@fabrique(GENRE)
def fabriquer_une_feuille(production: Production) -> Fichier:
    """Ce que le demandeur contrôle sur ce site ; rejouée, elle refait la même feuille."""
    agent = production.demandeur
    if agent is None or not agent.is_active or not agent.has_perm(CONSTATER):
        raise ProductionRefusee(SANS_DROIT)
    site = Site.objects.filter(pk=production.parametres["site"]).first()
    if site is None:
        raise ProductionRefusee(SANS_SITE)
    production.avancer(10, "Mise en page de la feuille")
    octets = feuille_pdf(site, agent, date.fromisoformat(production.parametres["le"]))
    return Fichier(f"tournee-{site.code}.pdf", octets)
