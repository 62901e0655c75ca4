"""Le classeur d'un service qui revient rempli."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from engagements.classeurs.feuille import FeuilleEnClasseur, en_json, identite_de
from engagements.classeurs.lecture import RetourRefuse, lire_retour
from engagements.models import Feuille
from qualepref.socle.forms import ModelFormulaire
from qualepref.socle.models import Production

GENRE = "retour_classeur"


class RetourClasseurForm(ModelFormulaire):
    """Reçoit le classeur, vérifie qu'il est bien celui de la feuille, et le compare à l'écran."""

    fichier = forms.FileField(
        label="Classeur rempli",
        help_text="Celui que vous avez téléchargé ici (.xlsx), même enregistré en .ods ou .xls.",
    )

    class Meta:
        model = Feuille
        fields = []

    def clean_fichier(self):
        fichier = self.cleaned_data["fichier"]
        if fichier.size > settings.IMPORT_TAILLE_MAX:
            raise ValidationError("Ce fichier est trop gros pour être un classeur de service.")
        try:
            self.retour = lire_retour(fichier.read(), fichier.name)
        except RetourRefuse as refus:
            raise ValidationError(str(refus)) from None
        fichier.seek(0)
        if raison := self._d_une_autre_feuille(self.retour.identite):
            raise ValidationError(raison)
        return fichier

    def _d_une_autre_feuille(self, lue) -> str:
        """Pourquoi le classeur n'est pas celui de cette feuille ; vide s'il l'est."""
        ici = identite_de(self.instance)
        if lue.meme_feuille(ici):
            return ""
        if lue.departement != ici.departement:
            ailleurs = f"{lue.nom_departement} ({lue.departement})"
            return f"Ce classeur vient d'un autre département : {ailleurs}. Rien n'est enregistré."
        if lue.campagne != ici.campagne:
            return (
                f"Ce classeur est celui d'une autre campagne, « {lue.nom_campagne} » : "
                "déposez-le sur la feuille de cette campagne-là."
            )
        du_service = {"service__code": lue.service, "service__site__code": lue.site}
        if self.instance.campagne.feuilles.filter(**du_service).exists():
            return (
                f"Ce classeur est celui d'un autre service, « {lue.nom_service} » : "
                f"vous êtes sur la feuille de « {ici.nom_service} »."
            )
        return (
            f"Le service « {lue.nom_service} » de ce classeur n'est plus dans la campagne : "
            "rien n'y est enregistré. Gardez le classeur et voyez le référent qualité."
        )

    def save(self):
        """Le dépôt, avec ce qu'il changerait ; rien n'est encore écrit."""
        fichier = self.cleaned_data["fichier"]
        comparaison = FeuilleEnClasseur(self.instance, self.agent).reprendre(
            self.retour, {}, essai=True
        )
        return Production.objects.create(
            departement=self.instance.campagne.departement,
            demandeur=self.agent,
            genre=GENRE,
            objet=f"feuille:{self.instance.pk}",
            titre=f"Classeur de {self.instance.service} déposé"[:200],
            source=fichier,
            etat=Production.Etat.TERMINEE,
            avancement=100,
            parametres={
                "feuille": self.instance.pk,
                "service": str(self.instance.service),
                "campagne": str(self.instance.campagne),
                "nom": fichier.name,
                "tranchees": {},
            },
            rapport=en_json(comparaison) | {"applique": False},
        )
