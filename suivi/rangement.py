"""Ranger d'un geste, dans une catégorie, les réclamations que les services ont écrites de même."""

from django.db import transaction
from django.db.models import Count, Q
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from qualepref.socle.lecture.valeurs import normaliser
from qualepref.socle.models import Agent, Departement
from suivi.models import CategorieReclamation, Demande, Qualification
from suivi.models.qualification import parle_de_l_accueil

PAR_LOT = 500


def themes_a_ranger(departement: Departement) -> list[tuple[str, int]]:
    """(thème écrit, nombre de réclamations sans catégorie), par ordre alphabétique."""
    themes = _sans_categorie(departement).exclude(theme="").order_by().values_list("theme")
    comptes = themes.annotate(nombre=Count("pk"))
    return sorted(comptes, key=lambda compte: (normaliser(compte[0]), compte[0]))


@transaction.atomic
def ranger(
    *, agent: Agent, themes: list[str], libelle: str, categorie: CategorieReclamation | None = None
) -> int:
    """Range les réclamations de ces thèmes ; rend leur nombre. Ce qui est déjà rangé le reste."""
    departement = agent.departement
    if categorie is None:
        siennes = CategorieReclamation.objects.filter(departement=departement)
        categorie = siennes.filter(libelle__iexact=libelle).first() or siennes.create(
            departement=departement, libelle=libelle[:100]
        )
    demandes = _sans_categorie(departement).filter(theme__in=themes)
    connues = list(Qualification.objects.filter(demande__in=demandes))
    neuves = [Qualification(demande=d) for d in demandes.filter(qualification=None).order_by("pk")]
    for qualification in (*connues, *neuves):
        qualification.categorie = categorie
    options = {"batch_size": PAR_LOT, "default_user": agent}
    bulk_create_with_history(neuves, Qualification, **options)
    bulk_update_with_history(connues, Qualification, ["categorie"], **options)
    return len(connues) + len(neuves)


def _sans_categorie(departement):
    vide = Q(qualification=None) | Q(qualification__categorie=None)
    return Demande.objects.filter(parle_de_l_accueil(), vide, departement=departement)
