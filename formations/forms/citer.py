"""Citer devant une réponse ce que les formations prouvent."""

from django import forms
from django.core.exceptions import ValidationError

from engagements.forms.citer import CiterForm
from formations.models import (
    JourneeImmersion,
    ObligationFormation,
    PreuveFormation,
    Sensibilisation,
    SessionFormation,
    ThemeFormation,
    Tutorat,
)
from formations.models.preuves import EMARGEMENT, IMMERSION, LISTE, SENSIBILISATION, TUTORAT
from qualepref.socle.models import Service
from qualepref.socle.temps import aujourdhui

PAR_GENRE = 30  # les plus récents


def themes(agent, service, le):
    """Ceux dont le service, ou un des siens, a des agents concernés."""
    siennes = ObligationFormation.objects.en_cours(le).filter(agent__service__in=sous(service))
    return ThemeFormation.objects.filter(obligations__in=siennes).distinct()


def sessions(agent, service, le):
    siennes = SessionFormation.objects.visibles_par(agent).validees()
    return siennes.filter(departement=service.site.departement_id).select_related("formation")


def tutorats(agent, service, le):
    siens = Tutorat.objects.visibles_par(agent).signes().filter(service__in=sous(service))
    return siens.select_related("tutore")


def seances(agent, service, le):
    siennes = Sensibilisation.objects.visibles_par(agent).comptees()
    return siennes.filter(departement=service.site.departement_id)


def immersions(agent, service, le):
    siennes = JourneeImmersion.objects.visibles_par(agent).filter(jour__lte=le)
    return siennes.filter(agent__service__in=sous(service)).select_related("agent", "accueil")


def sous(service):
    return Service.objects.sous([service.pk])


CITABLES = {
    LISTE: ("État des formations d'aujourd'hui, par thème", themes),
    EMARGEMENT: ("Feuilles d'émargement", sessions),
    TUTORAT: ("Conventions de tutorat signées", tutorats),
    SENSIBILISATION: ("Sensibilisations", seances),
    IMMERSION: ("Journées d'immersion", immersions),
}


class CiterFormationForm(CiterForm):
    """Un seul choix, rangé par genre : la preuve prend celui de ce qu'elle désigne."""

    objet = forms.ChoiceField(label="Ce qui prouve")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        service, le = self.cellule.service, aujourdhui()
        self.objets, groupes = {}, []
        for genre, (titre, citables) in CITABLES.items():
            trouves = list(citables(self.agent, service, le)[:PAR_GENRE])
            siens = {f"{genre}-{objet.pk}": (genre, objet) for objet in trouves}
            self.objets |= siens
            if siens:
                groupes.append((titre, [(cle, str(objet)) for cle, (_, objet) in siens.items()]))
        self.fields["objet"].choices = groupes

    def clean(self):
        donnees = super().clean()
        if not self.objets:
            raise ValidationError("Il n'y a encore aucune formation à citer.")
        return donnees

    def preuve(self):
        genre, objet = self.objets[self.cleaned_data["objet"]]
        return PreuveFormation.objects.citer(genre, objet, self.cellule.service)
