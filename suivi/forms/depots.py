"""Ce que dépose un usager, et les points de dépôt que tient le référent."""

from datetime import timedelta

from django import forms
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import Truncator

from qualepref.socle.fichiers.reception import SansPlace
from qualepref.socle.forms import ModelFormulaire
from qualepref.socle.forms.public import FormulairePublic
from qualepref.socle.models import Lieu
from qualepref.socle.pieces import IMAGES, sans_metadonnees, verifier_piece
from qualepref.socle.temps import aujourdhui
from suivi.delais.bareme import calculer_echeances
from suivi.forms.lieux import ranger_par_site
from suivi.models import (
    Canal,
    Demande,
    Depot,
    Identite,
    NonDue,
    PieceJointe,
    PointDeDepot,
    Registre,
)
from suivi.models.depots import numero_neuf

LONGUEUR_MAX = 4000  # signes d'un message
PIECE_MAX = 10 * 2**20  # octets
OBJET = 150  # signes de l'objet : au-delà, le message entier est aux observations
ANCIENNETE_MAX = timedelta(days=5 * 366)


class PointDeDepotForm(ModelFormulaire):
    lieux = {"service": "suivi.change_pointdedepot"}

    class Meta:
        model = PointDeDepot
        fields = ["intitule", "service", "lieu", "est_ouvert"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        service, lieu = self.fields["service"], self.fields["lieu"]
        ranger_par_site(service, vide="Choisir", garder=self.instance.service_id)
        sites = service.queryset.order_by().values("site")
        lieu.queryset = Lieu.objects.employables(garder=self.instance.lieu_id).filter(
            site__in=sites
        )
        lieu.label_from_instance = lambda lieu: f"{lieu} ({lieu.site})"
        lieu.empty_label = "Aucun en particulier"


class DeposerForm(FormulairePublic):
    """Trois questions, puis de quoi répondre ; rien d'autre n'est demandé."""

    EN_VUE = ("nature", "message", "endroit", "jour", "piece")
    FICHIERS = ("pdf", *IMAGES)
    POUR_REPONDRE = ("nom", "coordonnees")

    nature = forms.ChoiceField(widget=forms.RadioSelect)
    message = forms.CharField(max_length=LONGUEUR_MAX, widget=forms.Textarea(attrs={"rows": 6}))
    endroit = forms.CharField(max_length=200, required=False)
    jour = forms.DateField(
        required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    piece = forms.FileField(
        required=False, widget=forms.FileInput(attrs={"accept": ".pdf,image/jpeg,image/png"})
    )
    nom = forms.CharField(
        max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    coordonnees = forms.CharField(
        max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, point, mots, **kwargs):
        super().__init__(*args, refus=mots.refus, **kwargs)
        self.point, self.mots = point, mots
        self.fields["nature"].choices = mots.natures
        self["telecopie"].label = mots.piege
        for nom, question in mots.questions.items():  # le champ lié, déjà fait, garde son libellé
            self[nom].label = question
            self[nom].help_text = mots.aides.get(nom, "")

    def en_vue(self):
        return [self[nom] for nom in self.EN_VUE]

    def pour_repondre(self):
        return [self[nom] for nom in self.POUR_REPONDRE]

    def clean_jour(self):
        jour = self.cleaned_data["jour"]
        if jour and jour > aujourdhui():
            raise forms.ValidationError(self.mots.future)
        if jour and jour < aujourdhui() - ANCIENNETE_MAX:
            raise forms.ValidationError(self.mots.trop_ancienne)
        return jour

    def clean_piece(self):
        """Une seule phrase, dans la langue de la page : le type, le contenu ou la taille."""
        piece = self.cleaned_data["piece"]
        if isinstance(piece, SansPlace):
            raise forms.ValidationError(self.mots.piece_perdue)
        try:
            if piece and piece.size > PIECE_MAX:
                raise forms.ValidationError("trop lourde")
            return sans_metadonnees(verifier_piece(piece, self.FICHIERS))
        except forms.ValidationError:
            raise forms.ValidationError(self.mots.piece_refusee) from None

    def save(self):
        """Le dépôt ; celui du premier envoi si le même jeton revient. None si la pièce se perd."""
        try:
            with transaction.atomic():
                return self._deposer()
        except OSError:
            self.add_error("piece", self.mots.piece_perdue)
            return None
        except IntegrityError:
            return Depot.objects.select_related("point").get(jeton=self.jeton_lu)

    def _deposer(self):
        demande = self._demande()
        calculer_echeances([demande])
        demande.save()
        depot = Depot.objects.create(point=self.point, demande=demande, jeton=self.jeton_lu)
        auteur = {nom: self.cleaned_data[nom] for nom in self.POUR_REPONDRE}
        if any(auteur.values()):
            Identite.objects.create(demande=demande, **auteur)
        if self.cleaned_data["piece"]:
            PieceJointe.objects.joindre(demande, self.cleaned_data["piece"])
        self.noter_le_passage()
        return depot

    def _demande(self):
        donnees = self.cleaned_data
        objet = Truncator(" ".join(donnees["message"].split())).chars(OBJET)
        return Demande(
            service=self.point.service,
            registre=Registre.SUGGESTIONS_RECLAMATIONS,
            canal=Canal.FORMULAIRE_INTERNET,
            nature=donnees["nature"],
            numero=numero_neuf(),
            objet=objet,
            date_arrivee=aujourdhui(),
            heure_arrivee=timezone.localtime().time().replace(microsecond=0),
            reponse_non_due=self._non_due(),
            observations=self._observations(objet),
        )

    def _non_due(self):
        if self.cleaned_data["coordonnees"]:
            return ""
        return NonDue.SANS_ADRESSE if self.cleaned_data["nom"] else NonDue.ANONYME

    def _observations(self, objet):
        """Où, quand et par quelle affiche ; le message entier si l'objet l'abrège."""
        donnees = self.cleaned_data
        lignes = [f"Déposé par : {self.point.intitule}"]
        if donnees["endroit"]:
            lignes.append(f"Où : {donnees['endroit']}")
        if donnees["jour"]:
            lignes.append(f"Quand : {donnees['jour']:%d/%m/%Y}")
        if donnees["message"].strip() != objet:
            lignes += ["", donnees["message"].strip()]
        return "\n".join(lignes)
