"""Les URL du projet, lues dans le résolveur : ce que les tests d'ensemble parcourent."""

from typing import NamedTuple

from django.urls import URLResolver, get_resolver

ADMINISTRATION = "admin"  # les pages de Django, qui gardent leurs propres portes


class Adresse(NamedTuple):
    nom: str
    vue: object  # ce que dit le module urls : la fonction, avec sa classe dans `view_class`

    @property
    def classe(self):
        return getattr(self.vue, "view_class", None)


def adresses_du_projet() -> list[Adresse]:
    return list(_parcourir(get_resolver().url_patterns, []))


def _parcourir(motifs, espaces):
    for motif in motifs:
        if not isinstance(motif, URLResolver):
            yield Adresse(":".join([*espaces, motif.name or str(motif.pattern)]), motif.callback)
        elif motif.namespace != ADMINISTRATION:
            espace = [motif.namespace] if motif.namespace else []
            yield from _parcourir(motif.url_patterns, [*espaces, *espace])
