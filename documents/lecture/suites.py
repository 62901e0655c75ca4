"""Ce qui pend à un document repris d'un registre : engagements, version nommée, endroits."""

from datetime import date, timedelta

from simple_history.utils import get_history_manager_for_model

from documents.lecture.lue import Lue
from documents.models import Diffusion, Document, VersionDocument

TRANCHE = 1000


def ranger_les_suites(paires, canaux, le: date) -> set[int]:
    """`paires` : (ligne, document enregistré). Rend les clés des documents qui ont changé."""
    lues = [(ligne.objet, document) for ligne, document in paires]
    return _lier(lues) | _versionner(lues, le) | _diffuser(lues, canaux, le)


def _lier(lues) -> set[int]:
    changes = [
        (document, lue.engagements)
        for lue, document in lues
        if lue.engagements is not None and set(lue.engagements) != set(document.engagements.all())
    ]
    lien = Document.engagements.through
    lien.objects.filter(document__in=[document for document, _ in changes]).delete()
    lien.objects.bulk_create(
        [
            lien(document=document, engagement=engagement)
            for document, engagements in changes
            for engagement in engagements
        ],
        batch_size=TRANCHE,
    )
    return {document.pk for document, _ in changes}


def _versionner(lues, le: date) -> set[int]:
    """La version que le registre nomme, sans son fichier ; une plus récente succède à l'autre."""
    neuves, closes = [], []
    for lue, document in lues:
        connues = list(document.versions.all())
        derniere = max((une.numero for une in connues), default=0)
        if not lue.version_lue or (lue.version or 1) <= derniere:
            continue
        du = _debut(lue, document, le)
        en_service = [v for v in connues if v.en_vigueur_du and v.en_vigueur_au is None]
        if any(une.en_vigueur_du >= du for une in en_service):
            continue
        for une in en_service:
            une.en_vigueur_au = du - timedelta(days=1)
        closes += en_service
        neuves.append(_version(lue, document, du))
    VersionDocument.objects.bulk_update(closes, ["en_vigueur_au"], batch_size=TRANCHE)
    VersionDocument.objects.bulk_create(neuves, batch_size=TRANCHE)
    return {version.document_id for version in neuves}


def _debut(lue: Lue, document: Document, le: date) -> date:
    return lue.dits.get("date_effet") or document.date_effet or le


def _version(lue, document, du) -> VersionDocument:
    return VersionDocument(
        document=document,
        numero=lue.version or 1,
        version_lue=lue.version_lue,
        note=lue.dits.get("observations", "")[:500],
        en_vigueur_du=du,
    )


def _diffuser(lues, canaux, le: date) -> set[int]:
    """Les endroits que la ligne dit ; ceux qu'elle ne dit plus sont retirés, s'ils venaient d'elle.

    Un endroit noté dans l'application a une histoire : le classeur n'y touche pas.
    """
    neuves, absentes = [], []
    for lue, document in lues:
        if lue.canaux is None:
            continue
        en_place = [d for d in document.diffusions.all() if d.date_retrait is None]
        connus = {diffusion.canal.cle for diffusion in en_place}
        neuves += [
            _diffusion(lue, document, canaux[cle], le) for cle in lue.canaux if cle not in connus
        ]
        absentes += [d for d in en_place if d.canal.cle not in lue.canaux]
    histoire = get_history_manager_for_model(Diffusion)
    notees = set(
        histoire.filter(id__in=[d.pk for d in absentes]).values_list("id", flat=True).distinct()
    )
    retirees = [d for d in absentes if d.pk not in notees]
    for diffusion in retirees:
        diffusion.date_retrait = max(le, diffusion.date_debut)
    Diffusion.objects.bulk_update(retirees, ["date_retrait"], batch_size=TRANCHE)
    Diffusion.objects.bulk_create(neuves, batch_size=TRANCHE)
    return {diffusion.document_id for diffusion in (*neuves, *retirees)}


def _diffusion(lue, document, canal, le: date) -> Diffusion:
    endroit = lue.endroits.get(canal.cle, "")
    est_une_adresse = endroit.lower().startswith("http")
    return Diffusion(
        document=document,
        canal=canal,
        adresse=endroit[:500] if est_une_adresse else "",
        precision="" if est_une_adresse else endroit[:200],
        date_debut=min(_debut(lue, document, le), le),
    )
