"""Ce qu'on fait à plusieurs documents d'un coup, par les verbes d'un seul."""

from django import forms

from documents.models import Document
from documents.models.phrases import CHANGER
from qualepref.socle.actes import Acte, ActesGroupes
from qualepref.socle.forms import Formulaire
from qualepref.socle.temps import aujourdhui


class ProlongerForm(Formulaire):
    date_caducite = forms.DateField(label="Nouvelle date de caducité")
    motif = forms.CharField(label="Motif", max_length=300)


class RelireForm(Formulaire):
    le = forms.DateField(label="Relus le", initial=aujourdhui)


class ArchiverForm(Formulaire):
    motif = forms.CharField(label="Motif", max_length=300)


def prolonger(document, agent, date_caducite, motif):
    document.prolonger(date_caducite, motif, par=agent)


def relire(document, agent, le):
    document.relire(le)


def archiver(document, agent, motif):
    document.archiver(motif)


DOCUMENTS = ActesGroupes(
    "documents",
    Document.objects.select_related("service__site", "departement", "type"),
    Acte("prolonger", "Prolonger", CHANGER, prolonger, "prolongés", ProlongerForm),
    Acte("relire", "Déclarer relus", CHANGER, relire, "relus", RelireForm),
    Acte("archiver", "Archiver", CHANGER, archiver, "archivés", ArchiverForm),
)
