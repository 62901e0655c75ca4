"""Citer un document : depuis une réponse de l'auto-évaluation, ou depuis sa fiche."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from documents.models import Document, PreuveDocument
from documents.models.phrases import VOIR
from engagements.forms.citer import CiterForm
from engagements.models import AutoEvaluation, Campagne
from qualepref.socle.forms import Formulaire
from qualepref.socle.models import Service

REMPLIR = "engagements.change_autoevaluation"
MONTRES = 8


class CiterDocumentForm(CiterForm):
    """Une référence et Entrée citent le document ; quelques mots en proposent plusieurs."""

    q = forms.CharField(
        label="Référence ou mots de l'intitulé",
        max_length=100,
        help_text="Parmi les documents en vigueur que vous pouvez lire.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["q"].required = "document" not in self.data
        self.fields["q"].widget.attrs["autocomplete"] = "off"
        self.document = None

    def lisibles(self):
        """Ceux de son département, en vigueur, que l'agent peut lire."""
        siens = Document.objects.filter(departement=self.cellule.campagne.departement_id)
        return siens.visibles_par(self.agent, VOIR).valables().select_related("service")

    @property
    def cherche(self):
        return (self.data.get("q") or self.initial.get("q") or "").replace("\x00", "").strip()[:100]

    @property
    def resultats(self):
        """Les premiers documents trouvés, ou aucun tant que rien n'est cherché."""
        trouves = self.lisibles().recherches(self.cherche) if self.cherche else ()
        return list(trouves[:MONTRES])

    def clean(self):
        donnees = super().clean()
        self.document = self._choisi()
        if self.document is None and not self.errors:
            nombre = len(self.resultats)
            dit = "Plusieurs documents conviennent : citez l'un d'eux." if nombre else AUCUN
            self.add_error("q", dit)
        return donnees

    def _choisi(self):
        """Le bouton d'un résultat, la référence exacte, ou le seul document trouvé."""
        cle = self.data.get("document", "")
        if cle:
            convient = self.lisibles().filter(pk=cle) if cle.isdecimal() and len(cle) < 19 else ()
            return next(iter(convient), None)
        exact = self.lisibles().filter(reference__iexact=self.cherche).first()
        trouves = [] if exact else self.resultats
        return exact or (trouves[0] if len(trouves) == 1 else None)

    def preuve(self):
        return PreuveDocument.objects.citer(self.document, self.cellule.service)


AUCUN = "Aucun document en vigueur que vous puissiez lire ne convient."


class ServirForm(Formulaire):
    """Un document prouve plusieurs exigences d'un service, dans une campagne ouverte."""

    lieux = {"service": REMPLIR}
    campagne = forms.ModelChoiceField(
        label="Campagne", queryset=Campagne.objects.none(), empty_label=None
    )
    service = forms.ModelChoiceField(label="Service", queryset=Service.objects.all())
    codes = forms.CharField(
        label="Exigences", help_text="Leurs codes, séparés par des virgules : « 1.1, 3.2 »."
    )
    figer = forms.BooleanField(label="Figer la version en vigueur", required=False)

    def __init__(self, *args, document, **kwargs):
        super().__init__(*args, **kwargs)
        self.document, self.version = document, document.version_en_vigueur()
        ouvertes = Campagne.objects.visibles_par(self.agent).ouvertes()
        self.fields["campagne"].queryset = ouvertes.filter(departement=document.departement_id)
        services = self.fields["service"].queryset.select_related("site")
        self.fields["service"].queryset = services.filter(
            site__departement=document.departement_id
        ).employables()
        self.initial.setdefault("service", document.service_id)
        self.initial.setdefault("codes", document.codes_exigences)
        if self.version is None:
            del self.fields["figer"]
        else:
            self["figer"].help_text = (
                f"La version {self.version.numero} ; elle ne vaudra plus le jour où une autre la "
                "remplace. Sinon, la preuve suit le document."
            )

    def clean(self):
        donnees = super().clean()
        if not self.errors:
            donnees["cellules"] = self._cellules(donnees)
        return donnees

    def _cellules(self, donnees):
        codes = [code.strip() for code in donnees["codes"].replace(";", ",").split(",")]
        codes = list(dict.fromkeys(code for code in codes if code))
        siennes = AutoEvaluation.objects.filter(
            campagne=donnees["campagne"], service=donnees["service"], exigence__code__in=codes
        )
        siennes = siennes.visibles_par(self.agent, REMPLIR).avec_feuille()
        cellules = list(siennes.select_related("exigence", "campagne", "service"))
        connus = {cellule.exigence.code for cellule in cellules}
        if inconnus := [code for code in codes if code not in connus]:
            dit = f"Pas dans cette campagne pour ce service : {', '.join(inconnus)}."
            self.add_error("codes", dit)
        elif not codes:
            self.add_error("codes", "Dites au moins une exigence.")
        for verrou in {cellule.verrou for cellule in cellules if cellule.verrou}:
            self.add_error(None, f"{verrou} : la preuve n'est pas jointe.")
        return cellules

    @transaction.atomic
    def save(self):
        donnees = self.cleaned_data
        version = self.version if donnees.get("figer") else None
        preuve = PreuveDocument.objects.citer(self.document, donnees["service"], version)
        for cellule in donnees["cellules"]:
            cellule.preuves.add(preuve)
        return self.document

    def refuser(self, refus: ValidationError):
        self.add_error(None, refus)
