from django.views.generic.edit import FormMixin

from engagements.forms.essai import EssaiReferentielForm
from engagements.views.referentiel import REFERENTIELS
from qualepref.socle.pages import Page


class ReferentielEssaiView(FormMixin, Page):
    """Ce qui apparaîtrait, changerait, disparaîtrait si l'on chargeait ce fichier."""

    permission_required = "engagements.change_referentiel"
    template_name = "engagements/referentiel_essai.html"
    form_class = EssaiReferentielForm
    titre = "Essayer une nouvelle version"
    parents = (REFERENTIELS,)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"agent": self.request.user}

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        bilan = form.bilan if form.is_valid() else None
        return self.render_to_response(self.get_context_data(form=form, bilan=bilan))
