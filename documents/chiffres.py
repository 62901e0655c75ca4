"""Les chiffres du tableau des enregistrements, pour la commande `chiffres`."""

from collections import Counter
from datetime import timedelta

from django.db.models import Q

from documents.lecture.types_lus import compter_par_type
from documents.models import Diffusion, Document
from qualepref.socle.chiffres import Cadre, chiffres

SANS_TYPE = "Sans type"
BIENTOT = timedelta(days=90)


@chiffres("documents")
def tableau_des_enregistrements(cadre: Cadre) -> dict:
    """Un document caduc l'est avant la date d'arrêté : le jour même, il vaut encore.

    Le type est celui que le registre écrit, à défaut celui du vocabulaire.
    """
    documents = Document.objects.filter(departement=cadre.departement).order_by("pk")
    lus = list(documents.values_list("type_lu", "type__libelle", "service__nom"))
    return {
        "importables": len(lus),
        "par_type": compter_par_type(lu or libelle or SANS_TYPE for lu, libelle, _ in lus),
        "par_service": dict(sorted(Counter(nom for *_, nom in lus).items())),
        "par_acces": _par_acces(documents, cadre.le),
        "sans_caducite": documents.sans_caducite().count(),
        "caducs": _caducs(documents, cadre.le),
    }


def _par_acces(documents, le) -> dict[str, int]:
    """Canal → documents qu'on y trouve ; un document compte une fois dans chacun des siens."""
    en_place = Diffusion.objects.filter(document__in=documents.order_by())
    en_place = en_place.filter(Q(date_retrait=None) | Q(date_retrait__gt=le))
    paires = en_place.values_list("document_id", "canal__cle", "canal__ordre").distinct()
    comptes = Counter((ordre, cle) for _, cle, ordre in paires)
    return {cle: nombre for (_, cle), nombre in sorted(comptes.items())}


def _caducs(documents, le) -> dict:
    caducs = list(documents.caducs(le).values_list("reference", flat=True))
    bientot = documents.caducites_entre(le, le + BIENTOT).order_by("reference")
    return {
        "n": len(caducs),
        "references": caducs,
        "echeance_le_jour_meme": _references(documents.caducites_entre(le, le)),
        "a_echeance_sous_90_jours": _references(bientot),
    }


def _references(documents) -> list[str]:
    return list(documents.values_list("reference", flat=True))
