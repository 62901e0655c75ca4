"""Les travaux du suivi qui se font en tâche de fond."""

from qualepref.socle.fabriques import fabrique
from qualepref.socle.models import Production
from suivi.recalcul import recalculer


@fabrique("recalcul")
def recalculer_les_echeances(production: Production) -> None:
    production.avancer(10, "Calcul des échéances")
    nombre = recalculer(departement=production.departement, agent=production.demandeur)
    production.rapport = {"deplacees": nombre}
