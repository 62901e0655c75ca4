"""L'avancée d'une enquête, lue en base : ce que montrent sa page et son état de la semaine."""

from django.db.models import Case, Count, F, Sum, When

from enquetes.models import Enquete, PointDeCollecte, Reponse
from enquetes.progression import Progression, par_lieu
from qualepref.socle.models import Site

SANS_SITE = (None, "Sans site")


def avancees(enquetes: list[Enquete]) -> dict[int, list[Progression]]:
    """Enquête → ses lignes par site, en trois requêtes quel que soit leur nombre."""
    recues, cibles = _recues(enquetes), _cibles(enquetes)
    departements = {enquete.departement_id for enquete in enquetes}
    sites = list(Site.objects.filter(departement__in=departements).order_by("type", "nom", "pk"))
    lignes = {}
    for enquete in enquetes:
        siens = [(s.pk, s.nom) for s in sites if s.departement_id == enquete.departement_id]
        siennes = (recues.get(enquete.pk, {}), cibles.get(enquete.pk, {}))
        lignes[enquete.pk] = par_lieu([*siens, SANS_SITE], *siennes)
    return lignes


def _recues(enquetes) -> dict[int, dict]:
    """Au site du point, comme sa cible ; à celui que dit la réponse si elle n'a pas de point."""
    lieu = Case(When(point__isnull=False, then=F("point__site")), default=F("site"))
    comptes = Reponse.objects.filter(enquete__in=enquetes).order_by().annotate(lieu=lieu)
    return _ranger(comptes.values_list("enquete", "lieu").annotate(nombre=Count("pk")))


def _cibles(enquetes) -> dict[int, dict]:
    points = PointDeCollecte.objects.filter(enquete__in=enquetes).order_by()
    return _ranger(points.values_list("enquete", "site").annotate(somme=Sum("cible")))


def _ranger(lignes) -> dict[int, dict]:
    par_enquete: dict[int, dict] = {}
    for enquete, site, nombre in lignes:
        par_enquete.setdefault(enquete, {})[site] = nombre
    return par_enquete
