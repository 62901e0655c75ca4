"""Les dossiers de preuves, fabriqués en tâche de fond."""

from pilotage.dossier.fabrication import fabriquer
from pilotage.dossier.lecture import Etendue, campagne_d_office
from pilotage.models import DossierDePreuves
from pilotage.models.dossiers import GENRE, VOIR
from qualepref.socle.fabriques import FichierSurDisque, ProductionRefusee, fabrique
from qualepref.socle.models import Production
from qualepref.socle.travail import chemin_neuf

SANS_DROIT = "Qui l'a demandé ne peut plus lire ces preuves : le dossier n'est pas fabriqué."


@fabrique(GENRE, gardee=True)
def fabriquer_un_dossier(production: Production) -> FichierSurDisque:
    """Rejouée, elle refait le même dossier ; interrompue, elle ne laisse rien."""
    dossier = DossierDePreuves.objects.select_related("campagne__referentiel").get(
        production=production
    )
    chemin = chemin_neuf(production)
    try:
        with chemin.open("wb") as flux:
            production.rapport = fabriquer(_etendue(dossier), flux, production.avancer)
    except BaseException:
        chemin.unlink(missing_ok=True)
        raise
    return FichierSurDisque(dossier.nom_de_fichier, chemin)


def _etendue(dossier: DossierDePreuves) -> Etendue:
    agent, departement = dossier.demandeur, dossier.departement
    if agent is None or not agent.is_active or not agent.has_perm(VOIR):
        raise ProductionRefusee(SANS_DROIT)
    return Etendue(
        departement,
        dossier.le,
        agent,
        dossier.campagne or campagne_d_office(departement, dossier.le),
        frozenset(dossier.services.values_list("pk", flat=True)),
    )
