"""Ce que montre le calendrier : un service, ou tous."""

from functools import reduce
from operator import or_

from django import forms

from qualepref.socle.agenda import Source
from qualepref.socle.forms.commun import Formulaire
from qualepref.socle.models import Service


class ServiceForm(Formulaire):
    """Les services dont l'agent lit des échéances ; un choix illisible vaut tous."""

    service = forms.ModelChoiceField(
        Service.objects.none(), label="Service", required=False, empty_label="Tous les services"
    )

    def __init__(self, *args, sources: list[Source], **kwargs):
        super().__init__(*args, **kwargs)
        permissions = {source.permission for source in sources if source.champ_service}
        lisibles = [Service.objects.visibles_par(self.agent, p) for p in sorted(permissions)]
        services = reduce(or_, lisibles, Service.objects.none())
        champ = self.fields["service"]
        champ.queryset = services.select_related("site").order_by("site", "parent_id", "nom", "pk")
        choix = [(service.pk, nom_et_site(service)) for service in champ.queryset]
        champ.choices = [("", champ.empty_label), *choix]
        self.est_utile = len(choix) > 1

    @property
    def choisi(self) -> Service | None:
        return self.cleaned_data.get("service") if self.is_valid() else None


def nom_et_site(service: Service) -> str:
    return service.nom if service.est_racine else f"{service.nom} ({service.site})"
