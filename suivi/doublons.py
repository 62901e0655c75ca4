"""Reconnaître une demande déjà inscrite, ou une qui lui ressemble : pour toutes les saisies."""

from datetime import date

from qualepref.socle.lecture.valeurs import normaliser
from qualepref.socle.models import Service
from suivi.models import Demande


def pareille(*, departement_id: int, registre: str, cle: str, sauf: int | None) -> Demande | None:
    """Celle qui porte déjà cette empreinte à ce registre, autre que `sauf`."""
    memes = Demande.objects.filter(departement=departement_id, cle_doublon=cle)
    return memes.du_registre(registre).exclude(pk=sauf).select_related("service").first()


def semblable(*, service: Service, jour: date, objet: str, nom: str) -> Demande | None:
    """Même service, même jour, même objet, même usager, à la casse et aux accents près."""
    cherchee = [normaliser(objet), normaliser(nom)]
    voisines = Demande.objects.semblables_a(service, jour)
    return next((demande for demande in voisines if _dite(demande) == cherchee), None)


def _dite(demande: Demande) -> list[str]:
    connu = getattr(demande, "identite", None)
    return [normaliser(demande.objet), normaliser(connu.nom if connu else "")]


def en_mots(demande: Demande) -> str:
    """« Demande n° 12 du 07/03/2022, « Passeport perdu », courriel, service Accueil général »."""
    quoi = f"{demande}, « {demande.objet} »"
    return f"{quoi}, {demande.get_canal_display()}, service {demande.service}"
