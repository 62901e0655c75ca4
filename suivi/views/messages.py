"""Les messages reçus : ce que chacun est devenu, ceux qu'il faut regarder, ceux qu'on reprend."""

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.urls import reverse_lazy

from qualepref.socle.models import Journal
from qualepref.socle.pages import ActionView, DetailView, ListView
from suivi.filters.messages import MessageFilter
from suivi.messagerie.releve import rejouer
from suivi.models import Demande, MessageRecu
from suivi.models.messages import VOIR_LE_BRUT
from suivi.tables.messages import MessageTable, badge_du_message

MESSAGES = ("Courriels reçus", reverse_lazy("suivi:message_list"))
VOIR, TENIR = "suivi.view_messagerecu", "suivi.change_messagerecu"
RECUS = MessageRecu.objects.select_related(
    "boite__service__site__departement", "demande", "signalement"
)
ILLISIBLE = "Ce message ne peut toujours pas être repris : saisissez la demande à la main."


class MessageListView(ListView):
    queryset = MessageRecu.objects.select_related("boite", "demande", "signalement").defer(
        "demande__explication", "demande__observations"
    )
    filterset_class = MessageFilter
    table_class = MessageTable
    permission_required = VOIR
    export_name = "courriels-recus"
    titre = "Courriels reçus"
    vide = "Aucun courriel : aucune boîte en marche n'en a encore reçu."


class MessageDetailView(DetailView):
    """Ce qu'un message est devenu ; rien n'y dit qui l'a écrit."""

    queryset = RECUS
    permission_required = VOIR
    parents = (MESSAGES,)
    template_name = "suivi/message_detail.html"

    def get_context_data(self, **kwargs):
        agent, message = self.request.user, self.object
        siens = MessageRecu.objects.filter(pk=message.pk)
        return super().get_context_data(**kwargs) | {
            "badge": badge_du_message(message),
            "peut_reprendre": siens.visibles_par(agent, TENIR).exists(),
            "peut_ouvrir": bool(message.brut) and siens.visibles_par(agent, VOIR_LE_BRUT).exists(),
            "demande": Demande.objects.visibles_par(agent).filter(pk=message.demande_id).first(),
        }


class BrutView(DetailView):
    """Le message tel qu'il est arrivé ; se télécharge, et se consigne."""

    queryset = RECUS.exclude(brut="")
    permission_required = VOIR_LE_BRUT

    def render_to_response(self, context, **kwargs):
        message = self.object
        try:
            contenu = message.brut.open()
        except FileNotFoundError as absent:
            raise Http404 from absent
        genre, details = Journal.Genre.TELECHARGEMENT, {"courriel": message.pk}
        Journal.objects.consigner(self.request.user, genre, details, message.boite.departement)
        nom = f"courriel-{message.pk}.eml"
        return FileResponse(
            contenu, as_attachment=True, filename=nom, content_type="application/octet-stream"
        )


class RejouerView(ActionView):
    queryset = RECUS
    permission_required = TENIR
    message = "Le message est repris."

    def agir(self, objet):
        try:
            if rejouer(message=objet).etat == MessageRecu.Etat.A_RELIRE:
                self.message = "Le message sera relu dans sa boîte à la prochaine relève."
        except ValidationError:
            raise
        except Exception as faute:
            objet.noter_la_faute(faute)
            raise ValidationError(ILLISIBLE) from None


class MarquerLuView(ActionView):
    queryset = RECUS
    permission_required = TENIR
    acte = "marquer_lu"
    message = "La suite est marquée comme lue."

    def get_success_url(self, objet):
        return objet.demande.get_absolute_url() if objet.demande else objet.get_absolute_url()
