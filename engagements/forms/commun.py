"""Ce que partagent les formulaires de l'app."""

from qualepref.socle.forms import ModelFormulaire


class DansLeDepartement(ModelFormulaire):
    """Un objet du département de l'agent, que ses contraintes d'unicité comprennent."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.departement = self.agent.departement

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - {"departement"}
