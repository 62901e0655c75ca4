"""Déposer un classeur, puis donner suite à sa vérification."""

from django import forms
from django.conf import settings

from qualepref.socle.forms.commun import Formulaire
from qualepref.socle.lecture.classeurs import LIGNES_MAXIMALES
from qualepref.socle.models import (
    Production,
    Site,
)


class ImportForm(Formulaire):
    """Un classeur à vérifier, et ce qui vaut pour les lignes qui ne le disent pas."""

    lieux = {"site": "socle.importer_production"}
    fichier = forms.FileField(
        label="Classeur",
        help_text="Excel (.xlsx, .xls), LibreOffice (.ods) ou texte (.csv). Rien n'est enregistré "
        "avant votre accord.",
    )
    site = forms.ModelChoiceField(
        label="Site",
        queryset=Site.objects.all(),
        required=False,
        help_text="Pour les lignes qui ne disent ni site ni service.",
    )

    def __init__(self, *args, importeur, **kwargs):
        super().__init__(*args, **kwargs)
        self.importeur = importeur
        for nom, (libelle, choix) in importeur.choix.items():
            choix = choix(self.agent.departement) if callable(choix) else choix
            self.fields[nom] = forms.ChoiceField(
                label=libelle, choices=[("", "D'après le classeur"), *choix], required=False
            )

    def clean_fichier(self):
        fichier = self.cleaned_data["fichier"]
        if fichier.size > settings.IMPORT_TAILLE_MAX:
            plafond = settings.IMPORT_TAILLE_MAX // 2**20
            raise forms.ValidationError(
                f"Ce fichier dépasse {plafond} Mo : partagez-le en plusieurs classeurs."
            )
        return fichier

    def save(self):
        """La production qui vérifie le classeur, à lancer."""
        donnees = self.cleaned_data
        fichier = donnees["fichier"]
        return Production.objects.create(
            departement=self.agent.departement,
            demandeur=self.agent,
            genre="import",
            objet=self.importeur.type,
            titre=f"Vérification de {fichier.name}"[:200],
            source=fichier,
            parametres={
                "nom": fichier.name,
                "essai": True,
                "partiel": True,
                "site": donnees["site"].pk if donnees["site"] else None,
                "correspondance": {},
                "conservation_jours": 1 if self.importeur.anonyme else None,
            }
            | {nom: donnees[nom] for nom in self.importeur.choix},
        )


class ImportSuiteForm(Formulaire):
    """Ce qu'on fait d'une vérification : la refaire avec d'autres colonnes, ou importer."""

    acte = forms.ChoiceField(
        choices=[("verifier", "Vérifier"), ("importer", "Importer"), ("partiel", "Partiel")]
    )

    def __init__(self, *args, verification, **kwargs):
        super().__init__(*args, **kwargs)
        self.verification = verification

    def clean(self):
        if not self.verification.source:
            raise forms.ValidationError("Ce fichier n'est plus gardé : déposez-le de nouveau.")
        return super().clean()

    def dits(self, acte):
        """Ce que la page dit de la lecture, à joindre à ce qu'on en disait déjà."""
        return {"correspondance": self.correspondance()} if acte == "verifier" else {}

    def save(self):
        """La production suivante, sur le même fichier reçu."""
        acte = self.cleaned_data["acte"]
        parametres = self.verification.parametres | self.dits(acte)
        if acte != "verifier":
            parametres |= {"essai": False, "partiel": acte == "partiel"}
        debut = "Vérification" if acte == "verifier" else "Import"
        return Production.objects.create(
            departement=self.verification.departement,
            demandeur=self.agent,
            genre="import",
            objet=self.verification.objet,
            titre=f"{debut} de {parametres['nom']}"[:200],
            source=self.verification.source.name,
            parametres=parametres,
        )

    def correspondance(self):
        """Ce qui est dit de chaque feuille : `colonne-<rang>-<champ>` → titre, `ligne-<rang>`."""
        feuilles, entetes = {}, {}
        for rang, feuille in enumerate(self.verification.rapport.get("feuilles", [])):
            montree, dite = feuille.get("ligne_probable"), self._ligne(rang)
            memes_titres = dite in (None, montree) or (dite == 0 and montree is None)
            colonnes = self._colonnes(rang, feuille) if memes_titres else {}
            feuilles[feuille["nom"]] = colonnes
            if dite == 0 or (dite and (colonnes or dite != montree)):
                entetes[feuille["nom"]] = dite
        dites = {"feuilles": feuilles, "entetes": entetes}
        return {**self.verification.parametres["correspondance"], **dites}

    def _colonnes(self, rang, feuille):
        """« – » écarte une colonne reconnue ; il ne dit rien d'une colonne qui ne l'était pas."""
        debut = f"colonne-{rang}-"
        dites = {n.removeprefix(debut): self.data[n] for n in self.data if n.startswith(debut)}
        avant = self.verification.parametres["correspondance"].get("feuilles", {})
        ecartees = {cle for cle, dite in avant.get(feuille["nom"], {}).items() if not dite}
        connues = ecartees | feuille["colonnes"].keys()
        return {cle: dite for cle, dite in dites.items() if dite or cle in connues}

    def _ligne(self, rang):
        """La ligne d'en-tête dite ; une autre que la ligne montrée a d'autres titres."""
        dite = self.data.get(f"ligne-{rang}", "")
        return int(dite) if dite.isdecimal() and int(dite) <= LIGNES_MAXIMALES else None
