"""La saisie rapide : ouvrir un lot, puis ses fiches l'une après l'autre."""

from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.crypto import salted_hmac

from qualepref.socle.forms import ModelFormulaire
from qualepref.socle.temps import aujourdhui
from suivi import doublons
from suivi.delais.bareme import calculer_echeances
from suivi.forms.demandes import ChoixDObjet, DatesForm
from suivi.forms.lieux import ranger_par_site
from suivi.models import (
    Canal,
    Demande,
    Identite,
    LotSaisie,
    Nature,
    NonDue,
    Qualification,
    Registre,
)

# Une lettre par nature, l'ordre est celui de l'écran : la plus courante d'abord.
TOUCHES = {
    Nature.RECLAMATION: "R",
    Nature.SUGGESTION: "S",
    Nature.INFORMATION_GENERALE: "I",
    Nature.SUIVI_DOSSIER: "D",
    Nature.RENDEZ_VOUS: "V",
    Nature.DEMANDE_COLLECTIVITE: "C",
    Nature.AUTRE: "A",
}
QUI = (
    "Indiquez le nom ou les coordonnées de l'usager, ou cochez « Fiche anonyme » : aucune réponse "
    "n'est alors due."
)
PENDANT_LA_FRAPPE = {
    "hx-trigger": "input changed delay:400ms",
    "hx-target": "#semblables",
    "hx-swap": "innerHTML",
    "hx-sync": "#semblables:replace",
}


class LotForm(DatesForm):
    """Ce qui ne change pas d'une fiche à l'autre."""

    lieux = {"service": "suivi.add_demande"}

    class Meta:
        model = LotSaisie
        fields = ["registre", "service", "canal", "date_arrivee"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        service, canal = self.fields["service"], self.fields["canal"]
        ranger_par_site(service, vide="Choisir un service")
        if len(service.queryset) == 1:
            self.initial.setdefault("service", service.queryset[0])
        canal.choices = [c for c in canal.choices if c[0] != Canal.NON_RENSEIGNE]
        self.initial.setdefault("date_arrivee", aujourdhui())

    def save(self, commit=True):
        self.instance.agent = self.agent
        return super().save(commit)


class FicheForm(ModelFormulaire):
    """Une fiche du lot ; la même, envoyée deux fois, ne s'enregistre qu'une."""

    fiche = None  # celle qui vient d'être enregistrée, ou qui l'était déjà
    est_neuve = True
    semblable = None
    jeton = forms.UUIDField(widget=forms.HiddenInput, required=False)
    anonyme = forms.BooleanField(label="Fiche anonyme", required=False)
    nom = forms.CharField(label="Nom de l'usager", max_length=200, required=False)
    coordonnees = forms.CharField(
        label="Adresse ou courriel où répondre",
        required=False,
        widget=forms.Textarea(attrs={"rows": 1}),
    )
    porte_sur = ChoixDObjet()

    class Meta:
        model = Demande
        fields = ["nature", "objet", "observations"]
        widgets = {
            "nature": forms.RadioSelect,
            "objet": forms.TextInput(attrs={"autocomplete": "off"}),
            "observations": forms.Textarea(attrs={"rows": 1}),
        }

    def __init__(self, *args, lot, **kwargs):
        super().__init__(*args, **kwargs)
        self.lot = lot
        par_defaut = list(TOUCHES)
        if lot.registre == Registre.COURRIERS_COURRIELS:
            par_defaut.sort(key=lambda nature: nature != Nature.INFORMATION_GENERALE)
        self.fields["nature"].choices = [(nature, nature.label) for nature in par_defaut]
        self.fields["nature"].required = True
        self.fields["porte_sur"].borner(lot.service.site.departement)
        self.initial |= {"nature": par_defaut[0], "jeton": uuid4()}
        for nom in ("nom", "coordonnees"):
            self.fields[nom].widget.attrs["autocomplete"] = "off"  # celles d'un autre usager
        for nom in ("objet", "nom"):
            self.fields[nom].widget.attrs |= PENDANT_LA_FRAPPE | {
                "hx-post": reverse("suivi:saisie_semblables", args=[lot.pk])
            }

    def natures(self):
        """(bouton, touche) : le premier reçoit le focus, sauf si un champ est fautif."""
        return [(bouton, TOUCHES[bouton.data["value"]]) for bouton in self["nature"]]

    def premier_fautif(self):
        """Vide si c'est la nature, où le focus revient toujours."""
        fautifs = [champ.name for champ in self.visible_fields() if champ.errors]
        return "" if "nature" in fautifs else next(iter(fautifs), "")

    def refus(self):
        """Ce qui empêche d'enregistrer, champ par champ, en une phrase à dire."""
        noms = {nom: f"{champ.label} : " for nom, champ in self.fields.items()}
        fautes = [f"{noms.get(n, '')}{f}" for n, liste in self.errors.items() for f in liste]
        return f"Fiche non enregistrée. {' '.join(fautes)}"

    def viser_la_faute(self):
        """Le focus revient au premier champ à corriger."""
        if fautif := self.premier_fautif():
            self.fields[fautif].widget.attrs["autofocus"] = True

    def ressemblance(self):
        """Celle, déjà inscrite, à qui ressemble ce qui est tapé, même à moitié."""
        objet, nom = self["objet"].value() or "", self["nom"].value() or ""
        if not objet.strip():
            return None
        jour = self.lot.date_arrivee
        return doublons.semblable(service=self.lot.service, jour=jour, objet=objet, nom=nom)

    def clean_jeton(self):
        return self.cleaned_data["jeton"] or uuid4()

    def clean(self):
        donnees = super().clean()
        if not self.lot.service.est_ouvert():
            raise ValidationError("Ce service est fermé : ouvrez un lot pour un autre service.")
        dit = bool(donnees.get("nom") or donnees.get("coordonnees"))
        if donnees.get("anonyme") and dit:
            self.add_error("anonyme", "Un usager est indiqué : décochez, ou effacez-le.")
        elif not dit and not donnees.get("anonyme"):
            self.add_error("nom", QUI)
        if jeton := donnees.get("jeton"):
            self._refuser_un_jeton_repris(jeton)
        return donnees

    def _refuser_un_jeton_repris(self, jeton):
        """Revenue en arrière et changée, la page porte le jeton d'une fiche déjà enregistrée."""
        connue = self.lot.fiches.filter(jeton=jeton).first()
        if connue and not self.errors and connue.empreinte != self.empreinte():
            self.data = self.data.copy()
            self.data["jeton"] = str(uuid4())
            raise ValidationError(
                f"Cette page a déjà servi à la fiche {connue}, et elle a changé depuis. Pour la "
                "corriger, prenez-la dans la liste ; pour en faire une autre, enregistrez de "
                "nouveau."
            )

    def empreinte(self):
        """De quoi reconnaître la même saisie, sans rien en garder de lisible."""
        valeurs = [str(self.cleaned_data.get(nom)) for nom in sorted(self.fields) if nom != "jeton"]
        return salted_hmac("suivi.fiche", "\x1f".join(valeurs), algorithm="sha256").hexdigest()

    def save(self, commit=True):
        self.semblable = self.ressemblance()
        self.fiche, self.est_neuve = self.lot.inscrire(
            self.cleaned_data["jeton"], self.empreinte(), self._enregistrer
        )
        return self.fiche

    def _enregistrer(self, numero):
        demande, donnees, lot = self.instance, self.cleaned_data, self.lot
        demande.numero = numero
        for champ in ("service", "registre", "canal", "date_arrivee"):
            setattr(demande, champ, getattr(lot, champ))
        demande.reponse_non_due = NonDue.ANONYME if donnees["anonyme"] else ""
        demande.cle_doublon = demande.empreinte(donnees["nom"])
        calculer_echeances([demande])
        demande.save()
        auteur = {nom: donnees[nom] for nom in ("nom", "coordonnees")}
        if any(auteur.values()):
            Identite.objects.create(demande=demande, **auteur)
        if donnees["porte_sur"]:
            Qualification.objects.de(demande).declarer_recevable(donnees["porte_sur"])
        return demande
