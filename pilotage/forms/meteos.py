from pilotage.models import Meteo
from qualepref.socle.simultane import FormulaireSimultane


class MeteoForm(FormulaireSimultane):
    """La météo d'un trimestre ; la changer en fait de nouveau un brouillon."""

    class Meta:
        model = Meteo
        fields = ["temps", "motif", "commentaire"]

    def save(self, commit=True):
        self.instance.reprendre()
        return super().save(commit)

    def _get_validation_exclusions(self):
        """Ce qui est caché entre dans l'unicité."""
        return super()._get_validation_exclusions() - {"indicateur", "departement", "trimestre"}
