"""Les pages de l'auteur : signaler, et suivre ce qu'il a signalé."""

from django.urls import reverse_lazy
from django.views import generic

from qualepref.socle.pages import ActionView, CreateView, DetailView, Droits
from suivi.circuit import etapes
from suivi.forms.signalements import SignalerForm
from suivi.models import Signalement
from suivi.tables.signalements import badge_etat
from suivi.views.signalements import servir

SIENS = ("Mes signalements", reverse_lazy("suivi:mes_signalements"))
SUIVRE = "suivi.suivre_signalement"


class MesSignalementsView(Droits, generic.ListView):
    """Ce que l'agent a signalé, les nouvelles à lire d'abord."""

    queryset = Signalement.objects.order_by("-a_lire", "-date_depot", "-pk")
    permission_required = SUIVRE
    titre = "Mes signalements"
    template_name = "suivi/mes_signalements.html"
    paginate_by = 20

    def get_queryset(self):
        return super().get_queryset().deposes_par(self.request.user)

    def get_context_data(self, **kwargs):
        contexte = super().get_context_data(**kwargs)
        lignes = [(sien, badge_etat(sien.etat)) for sien in contexte["object_list"]]
        return contexte | {"lignes": lignes}


class SignalerView(CreateView):
    queryset = Signalement.objects.all()
    form_class = SignalerForm
    permission_required = "suivi.add_signalement"
    titre = "Signaler"
    parents = (SIENS,)
    message = "Votre signalement est transmis au référent qualité. Vous lirez ici sa réponse."
    template_name = "suivi/signaler.html"

    def get_success_url(self):
        return self.object.adresse_pour_l_auteur


class MonSignalementView(DetailView):
    """Où en est ce que j'ai signalé ; l'ouvrir vaut lecture de la réponse."""

    queryset = Signalement.objects.select_related("service__site", "action")
    permission_required = SUIVRE
    parents = (SIENS,)
    template_name = "suivi/mon_signalement.html"

    def get(self, request, *args, **kwargs):
        reponse = super().get(request, *args, **kwargs)
        if self.object.a_lire and self.object.auteur_id == request.user.pk:
            self.object.marquer_lu()
        return reponse

    def get_context_data(self, **kwargs):
        libelles = Signalement.Etat
        return super().get_context_data(**kwargs) | {
            "etapes": [(libelles(pas).label, fait) for pas, fait in etapes(self.object.etat)]
        }


class NomView(ActionView):
    """L'auteur change d'avis : son nom se dit au service, ou se tait."""

    queryset = Signalement.objects.all()
    permission_required = SUIVRE

    def get_success_url(self, objet):
        return objet.adresse_pour_l_auteur


class NommerView(NomView):
    acte = "nommer"
    message = "Votre nom peut être dit au service."


class TaireView(NomView):
    acte = "taire"
    message = "Votre nom ne se dit plus au service."


class MaPieceView(DetailView):
    """La pièce que j'ai jointe ; rien au journal, qui dirait qui l'a déposée."""

    queryset = Signalement.objects.exclude(piece="")
    permission_required = SUIVRE

    def render_to_response(self, context, **kwargs):
        return servir(self.object)
