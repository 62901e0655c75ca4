"""Les travaux de l'app qui se font en tâche de fond."""

from django.utils.text import slugify

from enquetes.affiche import affiches_pdf
from enquetes.models import PointDeCollecte
from qualepref.socle.fabriques import Fichier, ProductionRefusee, fabrique
from qualepref.socle.models import Production

AFFICHES = "affiches-enquete"


@fabrique(AFFICHES)
def fabriquer_les_affiches(production: Production) -> Fichier:
    """Une page par point public ouvert, dans l'ordre des sites."""
    points = (
        PointDeCollecte.objects.publics()
        .ouverts()
        .filter(
            enquete=production.parametres["enquete"], enquete__departement=production.departement
        )
    )
    siens = list(points.select_related("enquete__questionnaire", "site__departement", "lieu"))
    if not siens:
        raise ProductionRefusee("Cette enquête n'a plus de point ouvert au public.")
    production.avancer(20, f"Mise en page de {len(siens)} affiche(s)")
    nom = f"affiches-{slugify(siens[0].enquete.intitule)[:80]}.pdf"
    return Fichier(nom, affiches_pdf(siens))
