"""Les travaux du suivi qui se font en tâche de fond."""

from qualepref.socle.fabriques import Fichier, fabrique
from qualepref.socle.models import Production
from qualepref.socle.temps import aujourdhui
from suivi.delais.recalcul import recalculer
from suivi.identites.personne import archive
from suivi.identites.purge import ARCHIVE


@fabrique("recalcul")
def recalculer_les_echeances(production: Production) -> None:
    production.avancer(10, "Calcul des échéances")
    nombre = recalculer(departement=production.departement, agent=production.demandeur)
    production.rapport = {"deplacees": nombre}


@fabrique(ARCHIVE, personnelle=7)
def reunir_les_donnees_d_une_personne(production: Production) -> Fichier:
    production.avancer(10, "Réunion des demandes, des réponses et des pièces")
    cles = production.parametres["demandes"]
    octets = archive(production.demandeur, cles, aujourdhui())
    return Fichier("donnees-personnelles.zip", octets)
